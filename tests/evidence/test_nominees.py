"""Who was proposed: one nominee a person, by id; the last list counts; nothing vanishes."""

import hashlib
from dataclasses import replace
from datetime import date

import pytest

from ihanoi_eval.evidence.nominee_sheets import Row
from ihanoi_eval.evidence.nominees import nominee_id, take_people, with_known_words
from ihanoi_eval.evidence.sources import read_source
from ihanoi_eval.schemas import check_table

AS_OF = date(2024, 12, 20)
HEADER = (
    "file,kind,unit_code,name,position,date_of_birth,sex,class,women_share,channel,achievement,"
    "has_report,has_minutes,has_proposal"
)
SECRET = "Canary Nguyễn"


def person(
    name: str = "Trần Bình",
    *,
    file: str = "a.xlsx",
    unit: str = "00001",
    born: str = "1980-02-05",
    kind: str = "individual",
    position: str = "Cán bộ",
) -> str:
    """A line of submissions/nominees."""
    rest = f"{position},{born},female,direct_worker,,police,Việc,true,true,true"
    return f"{file},{kind},{unit},{name},{rest}"


@pytest.mark.parametrize(
    ("unit", "name", "born", "text"),
    [  # the key writes each word's tone behind its letters: Bình is binh and a grave accent
        ("001", "Trần Thị Bình", "1980-02-05", "001trâ\u01f9 thị binh\u03001980-02-05"),
        ("00001", "HOÀ  Bình", "", "00001hoà binh\u0300"),
    ],
)
def test_an_id_is_ten_digits_of_a_published_hash(unit, name, born, text):
    """SHA-256 over unit_code, the key of the name, the date of birth (DESIGN §5), by hashlib."""
    assert nominee_id(unit, name, born) == hashlib.sha256(text.encode()).hexdigest()[:10]


def test_spellings_of_one_name_have_one_id_and_units_do_not():
    """NFD, capitals, blanks, tone marks; another unit or birthday is another id."""
    spelt = {nominee_id("001", name, "") for name in ("Hòa", "HOÀ", " ho\u0300a ")}
    assert len(spelt) == 1
    assert len({nominee_id(*one) for one in (("1", "A", ""), ("2", "A", ""), ("1", "A", "x"))}) == 3


def read(inputs, *lines: str):
    """The people of a folder's table, with the findings."""
    inputs.write("submissions/nominees", HEADER, *lines)
    source = read_source(inputs.path, "submissions/nominees", campaign=inputs.campaign)
    assert source is not None
    return with_known_words(source)


def people(inputs, *lines: str, receipts=None, sheets=(), **more):
    """Everybody who counts, with what is asked."""
    frames = {"submissions/nominees": read(inputs, *lines).frame, **more}
    if receipts is not None:
        frames["registers/receipts"] = receipts
    found, findings = take_people(frames, sheets, as_of=AS_OF)
    check_table(found.nominees, "nominees")
    return found, findings


def test_a_row_is_a_nominee(inputs):
    """Its columns, under its id, with where it stands."""
    found, findings = people(inputs, person())
    [row] = found.nominees.to_dict("records")
    assert row["nominee_id"] == nominee_id("00001", "Trần Bình", "1980-02-05")
    assert (row["file"], row["row"]) == ("a.xlsx", 2.0)
    assert findings == []


@pytest.mark.parametrize(
    "line",
    [
        person(SECRET, kind="người"),
        person(SECRET, kind=""),
        person(SECRET, unit="99999"),
        person(SECRET, born="năm 1980"),
        person(SECRET, born="31/02/1980"),
        person("", position=SECRET),
        person("1", unit=SECRET),
        person(SECRET, file=""),
        person(SECRET).replace("police", SECRET),
        person(SECRET).replace(",female,", f",{SECRET},"),
        person(SECRET).replace(",,police", ",85,police"),
    ],
)
def test_a_row_that_cannot_be_used_is_counted_and_never_quoted(inputs, line):
    """Read = accepted + rejected (§1.7); a shifted row may hold a name in any cell."""
    source = read(inputs, line, person("Lê An"))
    counts = source.sources.iloc[0]
    assert (counts["rows_read"], counts["rows_accepted"], counts["rows_rejected"]) == (2, 1, 1)
    assert len(source.rejected) == 1 and len(source.frame) == 1
    said = f"{source.rejected.to_csv()}{source.findings}"
    assert SECRET not in said and "1980" not in said
    assert any(one.severity == "error" for one in source.findings)


def test_words_of_officers_are_read_as_codes(inputs):
    """Cá nhân, Nữ, Công an."""
    line = person(kind="Cá nhân").replace(",female,", ",Nữ,").replace("police", "Công an")
    [row] = read(inputs, line).frame.to_dict("records")
    assert (row["kind"], row["sex"], row["channel"]) == ("individual", "female", "police")


def test_a_heading_that_is_a_name_is_not_repeated(inputs):
    """A file without headings has somebody in their place."""
    inputs.write("submissions/nominees", f"{HEADER},{SECRET}", f"{person()},x")
    source = read_source(inputs.path, "submissions/nominees", campaign=inputs.campaign)
    assert source is not None
    assert SECRET not in str(with_known_words(source).findings)


def test_one_person_in_two_spellings_is_one(inputs):
    """Hòa and Hoà: one nominee, and the unit is asked to drop a row."""
    found, [finding] = people(inputs, person("Lê Hòa"), person("Lê Hoà"))
    assert len(found.nominees) == 1
    assert (finding.check, finding.severity) == ("nominee_twice", "question")
    assert "Lê" not in str(finding)
    assert found.contradicted == frozenset()


def test_rows_that_differ_about_one_person_are_a_contradiction(inputs):
    """Two positions of one person: one row is kept, and it is held up by its gate."""
    found, [finding] = people(inputs, person(), person(position="Giám đốc"))
    assert (finding.severity, finding.found) == ("error", "2 dòng, khác nhau ở position")
    assert found.contradicted == {finding.about}


def test_namesakes_are_two_people_and_asked_about(inputs):
    """RELIABILITY 80: the same name and unit, another date of birth."""
    found, [finding] = people(inputs, person(), person(born="1981-02-05"))
    assert len(found.nominees) == 2
    assert (finding.check, finding.severity) == ("nominee_namesakes", "warning")


def test_the_last_received_list_of_a_unit_counts(inputs, rows):
    """As for figures (COUNTING 25); who is no longer on it is asked about, once a file."""
    receipts = rows(
        "registers/receipts",
        "file,received_at",
        "b.xlsx,2024-12-03 08:00:00",
        "a.xlsx,2024-12-09 08:00:00",
    )
    lines = [person("Lê An", file="b.xlsx"), person("Lê Bích", file="b.xlsx"), person("Lê An")]
    found, [finding] = people(inputs, *lines, receipts=receipts)
    assert found.nominees["name"].tolist() == ["Lê An"]
    assert (finding.check, finding.file) == ("nominees_replaced", "b.xlsx")
    assert finding.found == "1 tập thể, cá nhân"


def test_another_unit_s_list_stays(inputs, rows):
    """A correction of one commune leaves its neighbours' proposals alone."""
    receipts = rows(
        "registers/receipts", "file,received_at", "a.xlsx,2024-12-03", "b.xlsx,2024-12-04"
    )
    found, findings = people(
        inputs, person(), person(unit="00002", file="b.xlsx"), receipts=receipts
    )
    assert len(found.nominees) == 2 and findings == []


def test_a_file_without_receipt_is_not_received(inputs, rows):
    """COUNTING 25: it is told, and nobody in it is considered."""
    receipts = rows("registers/receipts", "file,received_at", "b.xlsx,2024-12-03")
    found, [finding] = people(inputs, person(), receipts=receipts)
    assert found.nominees.empty
    assert (finding.check, finding.severity) == ("nominees_not_received", "error")


def test_a_file_received_later_is_not_known_yet(inputs, rows):
    """COUNTING 2."""
    receipts = rows("registers/receipts", "file,received_at", "a.xlsx,2024-12-21")
    found, findings = people(inputs, person(), receipts=receipts)
    assert found.nominees.empty and findings == []


def test_without_a_register_of_receipts_everybody_counts(inputs):
    """No file is later than another."""
    found, findings = people(inputs, person("Lê An"), person("Lê Bích", file="b.xlsx"))
    assert len(found.nominees) == 2 and findings == []


def test_workbooks_and_table_are_one_list(inputs):
    """The same person in both is one."""
    row = {"file": "a.xlsx", "kind": "individual", "unit_code": "00001", "name": "TRẦN BÌNH"}
    row |= {"date_of_birth": "1980-02-05", "position": "Cán bộ", "sex": "female"}
    sheets: list[Row] = [{**row, "class": "direct_worker", "sheet": "De_nghi", "row": 6.0}]
    found, [finding] = people(inputs, person(), sheets=sheets)
    assert found.nominees["sheet"].tolist() == ["De_nghi"]
    assert finding.check == "nominee_twice"


def test_a_phone_number_in_free_words_of_a_sheet_is_masked(inputs):
    """P-001: documents print these words."""
    row: Row = {"file": "a.xlsx", "kind": "collective", "unit_code": "00001", "name": "Đoàn"}
    row |= {"achievement": "Gọi 0912345678", "sheet": "De_nghi", "row": 6.0}
    found, findings = people(inputs, sheets=[row])
    assert found.nominees["achievement"].tolist() == ["Gọi ***"]
    assert [one.check for one in findings] == ["personal_data"]
    assert "0912345678" not in str(findings)


def test_papers_without_a_document_do_not_count(inputs, rows):
    """COUNTING 23: votes, decisions and earlier awards each need their number."""
    votes = rows("reviews/votes", "unit_code,votes_for,document_no", "00001,8,", "00002,8,1/BB")
    decisions = rows(
        "reviews/decisions",
        "unit_code,decision,document_no,on_date",
        "00001,award,,2024-12-18",
        "00002,award,2/BB,2024-12-18",
        "00003,award,3/BB,2024-12-21",
    )
    prior = rows("reviews/prior_awards", "unit_code,decision_no,on_date", "00001,,2024-01-02")
    more = {"reviews/votes": votes, "reviews/decisions": decisions, "reviews/prior_awards": prior}
    found, findings = people(inputs, **more)
    assert found.votes["unit_code"].tolist() == ["00002"]
    assert found.decisions["unit_code"].tolist() == ["00002"]
    assert found.prior_awards.empty
    assert [one.check for one in findings] == ["review_without_document"] * 3


def test_a_folder_without_people_has_none():
    """Nothing sent is nothing asked."""
    found, findings = take_people({}, [], as_of=AS_OF)
    assert found.nominees.empty and not found.has_council and findings == []
    assert replace(found, has_council=True).has_council


@pytest.mark.parametrize("written", ["85", "7", "1.01", "105%", "-0.5"])
def test_a_share_of_women_above_the_whole_is_refused_with_how_to_write_it(inputs, written):
    """85 may be 85% or 85 women: no single reading (METHOD 9); nobody is preferred by it."""
    source = read(inputs, person().replace(",,police", f",{written},police"))
    assert source.frame.empty
    assert "women_share phải từ 0 đến 1 hoặc có dấu %" in source.rejected["reason"].iloc[0]


@pytest.mark.parametrize(("written", "share"), [("85%", 0.85), ("0.85", 0.85), ("1", 1), ("0", 0)])
def test_a_share_of_women_with_one_reading_is_read(inputs, written, share):
    """A percentage with its sign, or a share as every table has it."""
    source = read(inputs, person().replace(",,police", f",{written},police"))
    assert source.frame["women_share"].tolist() == [share]
