"""No phone number, identity number or mail address of a note goes further than its file."""

import pandas as pd
import pytest

from ihanoi_eval.evidence.privacy import names_hider
from ihanoi_eval.evidence.quotable import mask_personal

INSPECTIONS = "unit_code,on_date,team,result,severity,document_no"


@pytest.mark.parametrize(
    "text",
    [
        *("0912345678", "0912 345 678", "0912.345.678", "+84 912 345 678", "84912345678"),
        *("024 3825 3536", "001085012345", "a.b@hanoi.gov.vn"),
        *("(0912) 345 678", "(024)38251234", "+84 (0)912345678", "0912–345–678"),
        *("0912\u00a0345\u00a0678", "0912  345  678", "0912\u200b345\u200b678"),
        *("001 085 012 345", "001.085.012.345"),
    ],
)
def test_personal_data_is_masked(text):
    """Mobile, landline, with the country's code; identity card; mail (RELIABILITY P-001)."""
    masked, kinds = mask_personal(f"liên hệ {text}, cảm ơn")
    assert (masked, len(kinds)) == ("liên hệ ***, cảm ơn", 1)


@pytest.mark.parametrize("sign", ["/", ",", "-", ", ", " / ", ";", "–"])
def test_two_numbers_beside_each_other_are_both_masked(sign):
    """Whatever stands between them (case 90)."""
    for one, other in (("0912345678", "0987654321"), ("001085012345", "001085012346")):
        masked, _ = mask_personal(f"{one}{sign}{other}")
        assert not any(digit.isdigit() for digit in masked)


@pytest.mark.parametrize("around", ["CCCD-{}", "CCCD:{}/CA", "số {}/VP", "({})", "{}."])
def test_signs_around_a_number_do_not_hide_it(around):
    """As notes are written."""
    for number in ("001085012345", "0912345678"):
        assert number not in mask_personal(around.format(number))[0]


@pytest.mark.parametrize(
    "text",
    [
        *("02-12-2024 10:30", "08.12.2024 16:30", "0.123456789", "1.001.085.012.345"),
        *("Công văn 4099/UBND-NC ngày 30/11/2024", "1.633.840 tài khoản", "5.055.845", "061"),
        *("2024-12-09 16:30:00", "20.000.000 đồng", "mã 00061", "100.912.345.678", "912345678"),
    ],
)
def test_numbers_that_are_nobodys_stay(text):
    """Documents, dates, counts and codes."""
    assert mask_personal(text) == (text, ())


def test_a_cell_without_end_is_looked_through_once():
    """A million letters that might begin an address: by the square of them it would take hours."""
    letters = "9" * 1_000_000
    assert mask_personal(letters) == (letters, ())
    assert mask_personal(f"{letters} a.b@c.vn+d@e.vn") == (
        f"{letters} ******",
        ("địa chỉ thư điện tử",),
    )


def test_case_90_a_phone_number_in_a_note_is_masked_and_asked_about(inputs):
    """In the table and in what is said about it; the finding repeats no digit (case 90)."""
    row = "00001,2024-11-20,Đoàn 1,gọi 0912345678,serious,12/KL"
    inputs.write("reviews/inspections", INSPECTIONS, row)
    evidence = inputs.take_in()
    assert [one.found for one in evidence.findings if one.check == "inspection"] == ["gọi ***"]
    [finding] = [one for one in evidence.findings if one.check == "personal_data"]
    assert (finding.row, finding.column, finding.found) == (2, "result", "số điện thoại")
    assert "0912345678" not in repr(evidence.findings)


def test_case_91_a_number_in_the_place_of_a_documents_is_masked_too(inputs):
    """It would stand on pages for leaders as what a gate rests on (case 91)."""
    row = "00001,2024-11-20,Đoàn 1,xem kết luận,serious,12/KL (0912345678)"
    inputs.write("reviews/inspections", INSPECTIONS, row)
    evidence = inputs.take_in()
    assert "0912345678" not in repr(evidence.findings)
    assert not any("0912345678" in table.to_csv() for table in evidence.tables.values())
    [finding] = [one for one in evidence.findings if one.check == "inspection"]
    assert finding.finding_id == "inspection:00001:12/KL (***)"
    answer = "inspection:00001:12/KL (0912345678),explained,A,2024-12-01,3/UB,x"
    inputs.write(
        "reviews/followups", "finding_id,status,answered_by,on_date,document_no,note", answer
    )
    assert inputs.take_in().answers[finding.finding_id] == "explained"


def test_a_rejected_row_is_masked_too(inputs):
    """A row that is set aside is shown all the same, its free words as a whole masked."""
    row = "99999,2024-11-20,Đoàn 1,gọi 0912345678,serious,12/KL"
    inputs.write("reviews/inspections", INSPECTIONS, row)
    [values] = inputs.take_in().tables["rejected"]["values"]
    assert "0912345678" not in values and "result=***" in values


def hidden(name: str, reason: str, kind: str = "individual") -> str:
    """A reason once the name of a nominee is taken out."""
    frame = pd.DataFrame({"reason": [reason]}, dtype="str")
    return str(names_hider({}, [{"name": name, "kind": kind}])(frame)["reason"].iloc[0])


@pytest.mark.parametrize(
    "spelt",
    [
        "Giả Lập Hòa 0002",
        "Giả Lập  Hòa   0002",
        "GIẢ LẬP HOÀ 0002",
        "Gia\u0309 Lâ\u0323p Hoa\u0300 0002",
        "Giả\u00a0Lập Hòa, 0002",
        "Gi\u200bả Lập Hòa 0002",
    ],
)
def test_a_name_in_a_reason_is_masked_however_it_is_spelt(spelt):
    """Blanks, capitals, tone marks, NFD, invisible signs; the rest of the words stays."""
    found = hidden("Giả Lập Hòa 0002", f"Đơn về ({spelt}), đang xét")
    assert found == "Đơn về (***), đang xét"


def test_of_two_names_the_longer_is_masked_and_other_words_stay():
    """A name's first words alone are no name; a name of one word is a word of the language."""
    assert hidden("Lê An Bình", "Lê An vắng, Lê An Bình xin nghỉ") == ("Lê An vắng, *** xin nghỉ")
    assert hidden("Bình", "Thái Bình") == "Thái Bình"


def test_a_collectives_name_stays_for_it_is_nobodys():
    """Only a person has a name to keep back: "Công an phường" is a body, and a reason needs it."""
    reason = "Chờ kết luận về Công an phường Phúc Xá"
    assert hidden("Công an phường Phúc Xá", reason, "collective") == reason
    assert hidden("Công an phường Phúc Xá", reason) == "Chờ kết luận về ***"


def test_names_are_masked_by_who_they_are_of_in_the_table_of_nominees_too(inputs):
    """A person of submissions/nominees.csv is masked in a note; a collective is not."""
    heads = "file,kind,unit_code,name,position,date_of_birth,sex,class,women_share,channel,"
    inputs.write(
        "submissions/nominees",
        f"{heads}achievement,has_report,has_minutes,has_proposal",
        "a.xlsx,individual,00001,Lê Giả Lập,Cán bộ,1990-01-01,female,direct_worker,,police,x,1,1,1",
        "a.xlsx,collective,00001,Tổ Giả Lập,,,,,0.5,police,x,1,1,1",
    )
    row = "00001,2024-11-20,Đoàn 1,gặp Lê Giả Lập và Tổ Giả Lập,serious,12/KL"
    inputs.write("reviews/inspections", INSPECTIONS, row)
    found = [one.found for one in inputs.take_in().findings if one.check == "inspection"]
    assert found == ["gặp *** và Tổ Giả Lập"]
