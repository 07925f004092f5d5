"""A table's rows taken or set aside, each with its reason; none vanishes."""

from datetime import date
from hashlib import sha256

import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some

from ihanoi_eval.errors import DataError
from ihanoi_eval.evidence.sources import hash_of, known_by, read_source, without_copies
from ihanoi_eval.schemas import INPUTS

REPORTED = "file,unit_code,measure,value"
VERIFIED = "unit_code,measure,verified_value,verified_by,on_date,document_no"


@pytest.fixture
def read(inputs):
    """Reads one table of the folder: read("registers/staff")."""
    return lambda name: read_source(inputs.path, name, campaign=inputs.campaign)


@pytest.fixture
def reason(inputs, read):
    """Why the only row of a table was set aside: reason("registers/staff", header, line)."""

    def reason_of(name: str, header: str, line: str) -> str:
        inputs.write(name, header, line)
        [row] = read(name).rejected.to_dict("records")
        return str(row["reason"])

    return reason_of


def test_a_table_that_was_not_sent_is_none(read):
    """Absent is not empty: the one is `missing`, the other says something (METHOD 1)."""
    assert read("registers/staff") is None


def test_a_table_of_a_header_only_was_sent(inputs, read):
    """Supplied, and silent about every unit (METHOD 1)."""
    inputs.write("registers/staff", "unit_code,staff_count,leaders_count,exempt_count,document_no")
    source = read("registers/staff")
    assert len(source.frame) == 0 and source.sources["rows_read"].item() == 0


def test_codes_are_text(inputs, read):
    """Read as a number, 00001 would be another unit."""
    inputs.write("registers/staff", "unit_code,staff_count", "00001,40")
    assert read("registers/staff").frame["unit_code"].tolist() == ["00001"]


def test_a_row_that_can_be_read_is_taken_whatever_it_says(inputs, read):
    """A readable but implausible number is a question and stays (METHOD 9)."""
    inputs.write("registers/staff", "unit_code,staff_count", "00001,999999")
    source = read("registers/staff")
    assert source.frame["staff_count"].tolist() == [999999] and source.rejected.empty


def test_a_cell_without_reading_sets_its_row_aside(reason):
    """The cell as it was sent, and what is wrong with it (METHOD 9)."""
    assert reason("registers/staff", "unit_code,staff_count", "00001,chưa có") == (
        "staff_count có chữ: không phải số; ghi số bằng chữ số, dấu chấm trước phần thập phân"
    )


@pytest.mark.parametrize(
    ("name", "header", "line"),
    [
        ("submissions/reported", REPORTED, "a.xlsx,00001,training_sessions,1.234"),
        ("reviews/verifications", VERIFIED, "00001,households,1.234,A,2024-12-01,1/TB"),
        ("registers/targets", "unit_code,accounts_target", "00001,1.234"),
    ],
)
def test_a_figure_with_two_readings_sets_its_row_aside(reason, name, header, line):
    """1234 or 1,234: where a person writes, both are meant by somebody (METHOD 9)."""
    assert "có hai cách đọc, 1234 hoặc 1,234" in reason(name, header, line)


def test_in_counts_a_decimal_stays_a_decimal(inputs, read):
    """A system writes them, and published indices are such numbers."""
    inputs.write(
        "platform/counts", "unit_code,date,measure,value", "00001,2024-11-30,staff_due,1.234"
    )
    assert read("platform/counts").frame["value"].tolist() == [1.234]


@pytest.mark.parametrize(
    ("name", "header", "line", "why"),
    [
        ("registers/staff", "unit_code,staff_count", "1,40", "mã đơn vị '1' không có trong danh"),
        ("registers/staff", "unit_code,staff_count", ",40", "thiếu mã đơn vị"),
        ("submissions/reported", REPORTED, "a.xlsx,00001,trainings,4", "chỉ tiêu 'trainings'"),
        ("submissions/reported", REPORTED, "a.xlsx,00001,,4", "thiếu measure"),
        ("submissions/reported", REPORTED, ",00001,training_sessions,4", "thiếu file"),
        ("platform/counts", "unit_code,date,measure,value", "00001,,households,4", "thiếu date"),
        ("registers/population", "unit_code,population_15plus,as_of_date", "00001,9,–", "thiếu as"),
        ("registers/receipts", "file,received_at", "a.xlsx,", "thiếu received_at"),
        ("reviews/verifications", VERIFIED, "00001,households,9,A,,1/TB", "thiếu on_date"),
    ],
)
def test_a_row_about_nothing_known_is_set_aside(reason, name, header, line, why):
    """No such unit or measure, no date: it would vanish, or pass for another (METHOD 9)."""
    assert reason(name, header, line).startswith(why)


@pytest.mark.parametrize(
    ("name", "header", "line", "words"),
    [
        (
            "reviews/followups",
            "finding_id,status,on_date",
            "f,closed,2024-12-01",
            "open, explained",
        ),
        ("reviews/followups", "finding_id,status,on_date", "f,,2024-12-01", "open, explained"),
        ("reviews/inspections", "unit_code,severity,document_no", "001,Nặng,1/KL", "note, serious"),
    ],
)
def test_a_word_outside_its_list_sets_its_row_aside(reason, name, header, line, words):
    """A serious inspection that is misspelt must not pass for a note (COUNTING 30)."""
    assert f"chỉ nhận {words}" in reason(name, header, line)


def test_a_hold_may_name_a_nominee_instead_of_a_unit(inputs, read):
    """unit_code or nominee_id (DESIGN §5)."""
    inputs.write("reviews/on_hold", "unit_code,nominee_id,document_no", ",0123456789,1/TB")
    assert len(read("reviews/on_hold").frame) == 1


@pytest.mark.parametrize("name", ["on_hold", "decisions", "votes", "prior_awards"])
def test_a_row_about_a_unit_and_a_nominee_is_about_neither(reason, name):
    """Both codes filled: a hold on a person must not take the unit's seat."""
    header = "unit_code,nominee_id,decision,form,document_no,decision_no,on_date"
    found = reason(f"reviews/{name}", header, "001,0123456789,award,x,1/TB,1/QĐ,2024-12-20")
    assert "chỉ điền một trong hai mã" in found and "0123456789" not in found


def test_all_reasons_of_a_row_are_told(reason):
    """So that the row is mended once."""
    why = reason("registers/staff", "unit_code,staff_count", "9,x")
    assert "staff_count có chữ" in why and "mã đơn vị '9'" in why


def test_a_code_typed_as_a_number_names_the_codes_it_may_be(inputs, reason):
    """Excel turns 00001 into 1; nobody guesses, the row stays out (METHOD 9)."""
    assert "00001" in inputs.campaign.unit_by_code
    why = reason("registers/staff", "unit_code,staff_count", "1,40")
    assert "mất số 0 ở đầu, có phải 001 hoặc 00001? định dạng cột là Text" in why


def test_words_instead_of_a_code_are_not_quoted(reason):
    """A shifted column may hold somebody's name."""
    why = reason("registers/staff", "unit_code,staff_count", "Nguyễn Văn A,40")
    assert why == "mã đơn vị không có trong danh mục"


def test_free_words_are_masked(inputs, read):
    """A note may name anybody; `values` says that there is one."""
    inputs.write(
        "reviews/followups",
        "finding_id,status,note,answered_by,on_date,document_no",
        "x,lạ,Bà Nguyễn Thị B nói,C,2024-12-01,1/T",
    )
    rejected = read("reviews/followups").rejected
    assert "note=***" in rejected["values"].item() and "Nguyễn" not in str(rejected.to_dict())


def test_a_row_longer_than_the_header_is_set_aside(reason):
    """A comma too many shifts what follows."""
    assert reason("registers/staff", "unit_code,staff_count", "00001,4,0") == (
        "dòng có 3 ô, tiêu đề có 2 cột"
    )


def test_empty_cells_beyond_the_header_say_nothing(inputs, read):
    """Excel writes commas behind rows that were formatted once."""
    inputs.write("registers/staff", "unit_code,staff_count", "00001,4, ,")
    assert read("registers/staff").frame["staff_count"].tolist() == [4]


def test_a_row_shorter_than_the_header_ends_empty(inputs, read):
    """What is not there is missing, not zero (METHOD 1)."""
    inputs.write("registers/staff", "unit_code,document_no,staff_count", "00001")
    assert read("registers/staff").frame["staff_count"].isna().all()


def test_a_rejected_row_is_listed_under_the_number_that_a_spreadsheet_shows(inputs, read):
    """File, row, reason, values; blank rows counted (DESIGN §6)."""
    inputs.write("registers/staff", "unit_code,staff_count", "", "00001,x")
    [row] = read("registers/staff").rejected.to_dict("records")
    assert (row["file"], row["row"]) == ("registers/staff.csv", 3.0)
    assert row["values"] == "unit_code=00001; staff_count=x"


def test_personal_columns_are_masked(inputs, read):
    """Who verified it stays in reviews/ (DESIGN §6)."""
    inputs.write(
        "reviews/verifications", VERIFIED, "00001,households,x,Nguyễn Văn A,2024-12-01,1/T"
    )
    [values] = read("reviews/verifications").rejected["values"]
    assert "verified_by=***" in values and "Nguyễn" not in values


def test_rejected_rows_are_one_finding(inputs, read):
    """How many, the first of them, and what to do; the rest is in the table (METHOD 9)."""
    inputs.write("registers/staff", "unit_code,staff_count", "00001,4", "00002,x", "00003,y")
    [finding] = [one for one in read("registers/staff").findings if one.check == "rejected_rows"]
    assert (finding.severity, finding.found, finding.row) == ("error", "2 dòng", 3.0)


def test_an_unknown_column_is_a_finding(inputs, read):
    """Perhaps a misspelt one, whose cells would all be missing."""
    inputs.write("registers/services", "unit_code,public_services_count,so_dvc", "CQ01,5,5")
    [finding] = read("registers/services").findings
    assert finding.check == "source_columns" and "không dùng đến: so_dvc" in finding.message


def test_a_missing_column_is_a_finding(inputs, read):
    """Its cells are missing, and nobody is told otherwise."""
    inputs.write("registers/services", "unit_code", "CQ01")
    [finding] = read("registers/services").findings
    assert "thiếu cột public_services_count" in finding.message


@pytest.mark.parametrize(
    ("header", "fault"),
    [
        ("staff_count", "thiếu cột 'unit_code'; các cột cần có: unit_code, staff_count"),
        ("unit_code,unit_code", "cột 'unit_code' có hai lần; giữ lại một cột"),
        ("Unit_Code,staff_count", "thiếu cột 'unit_code'.*[(]trong tệp là 'Unit_Code'[)]"),
        ("unit_code;staff_count", "thiếu cột 'unit_code'.*ngăn cột bằng dấu chấm phẩy"),
    ],
)
def test_a_header_that_places_no_row_is_refused(inputs, read, header, fault):
    """No key column, or two of one name: every row would be a guess."""
    inputs.write("registers/staff", header, "001,002")
    with pytest.raises(DataError, match=f"registers/staff.csv: {fault}"):
        read("registers/staff")


def test_a_source_says_what_the_file_was(inputs, read):
    """Hash, bytes, rows read, accepted, rejected (DESIGN §6)."""
    path = inputs.write("registers/staff", "unit_code,staff_count", "00001,4", "00002,x")
    [row] = read("registers/staff").sources.to_dict("records")
    assert row["sha256"] == sha256(path.read_bytes()).hexdigest()
    assert [row[f"rows_{what}"] for what in ("read", "accepted", "rejected")] == [2, 1, 1]


def test_parts_have_the_hash_of_their_names_and_bytes(tmp_path):
    """The same bytes cut elsewhere, or a part called otherwise, are another table."""
    hashes = set()
    for number, parts in enumerate(({"a": "12", "b": "3"}, {"a": "1", "b": "23"}, {"a": "123"},
                                    {"b": "12", "c": "3"}, {"a": "3", "b": "12"})):  # fmt: skip
        for name, text in parts.items():
            path = tmp_path / str(number) / f"{name}.parquet"
            path.parent.mkdir(exist_ok=True)
            path.write_text(text)
        digest, size = hash_of(path.parent)
        assert size == 3
        hashes.add(digest)
    assert len(hashes) == 5


CELL = some.one_of(
    some.text(alphabet='0123456789.,-/: xyzđ"\n', max_size=12),
    some.sampled_from(["00001", "001", "households", "2024-11-01", "1.234", "open", "serious"]),
)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60)
@given(
    name=some.sampled_from(sorted(name for name in INPUTS if not name.startswith("platform/"))),
    lines=some.lists(some.lists(CELL, min_size=1, max_size=12), max_size=6),
)
def test_every_row_is_accepted_or_rejected(inputs, read, name, lines):
    """Rows read = accepted + rejected, whatever stands in them (RELIABILITY §1.7)."""
    quoted = [",".join('"' + cell.replace('"', '""') + '"' for cell in line) for line in lines]
    inputs.write(name, ",".join(INPUTS[name].columns), *quoted)
    source = read(name)
    filled = sum(any(cell.strip() for cell in line) for line in lines)
    counts = source.sources[["rows_read", "rows_accepted", "rows_rejected"]].iloc[0].tolist()
    assert counts == [filled, len(source.frame), len(source.rejected)]
    assert filled == len(source.frame) + len(source.rejected)


def test_a_row_is_known_when_it_is_dated_by_the_day():
    """Before the midnight that ends as_of: 20/12 yes, 21/12 no, undated no (COUNTING 2)."""
    dated = pd.DataFrame({"on_date": ["2024-12-20", "2024-12-20 23:59:59", "2024-12-21", ""]})
    assert known_by(dated, date(2024, 12, 20)).index.tolist() == [0, 1]


def test_identical_rows_count_once():
    """The second says nothing new (COUNTING 5)."""
    frame = pd.DataFrame({"id": ["a", "a"], "value": [1.0, 1.0], "row": [2.0, 3.0]})
    kept, contradicted = without_copies(frame, ["id"])
    assert (len(kept), len(contradicted)) == (1, 0)


def test_rows_of_one_id_that_differ_are_all_out():
    """Neither the first nor the last is right because of its place (COUNTING 5)."""
    frame = pd.DataFrame({"id": ["a", "a", "a", "b"], "value": [1.0, 1.0, 2.0, 1.0], "row": 2.0})
    kept, contradicted = without_copies(frame, ["id"])
    assert (kept["id"].tolist(), contradicted["id"].tolist()) == (["b"], ["a", "a"])


def test_a_value_contradicts_an_empty_cell():
    """A row with the figure and one without are two rows that differ (COUNTING 5)."""
    frame = pd.DataFrame({"id": ["a", "a"], "value": [1.0, float("nan")], "row": [2.0, 3.0]})
    assert len(without_copies(frame, ["id"])[0]) == 0


@pytest.mark.parametrize("name", ["on_hold", "votes", "decisions", "prior_awards"])
@pytest.mark.parametrize("typed", [",Giả Lập Ánh", "Giả Lập Ánh,", ",BINH", ",0123456789a"])
def test_a_name_in_the_place_of_an_id_sets_its_row_aside_unquoted(inputs, read, name, typed):
    """Ids stand on shared pages; what is none may be a name. Its file and row are told."""
    rest = {"decisions": ",decision,document_no", "prior_awards": ",decision_no"}
    header = f"unit_code,nominee_id{rest.get(name, ',document_no')}"
    cells = ",award,1/BB" if name == "decisions" else ",1/BB"
    inputs.write(f"reviews/{name}", header, f"{typed}{cells}", ",0123456789" + cells)
    source = read(f"reviews/{name}")
    assert source.frame["nominee_id"].tolist() == ["0123456789"]
    assert source.rejected["row"].tolist() == [2.0]
    said = f"{source.rejected.to_csv()}{source.findings}"
    assert typed.strip(",") not in said
    expected = "mười chữ số và chữ a–f" if typed.startswith(",") else "không có trong danh mục"
    assert expected in source.rejected["reason"].iloc[0]
