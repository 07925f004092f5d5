"""Rows of logs that are set aside: counted, listed, and nobody named."""

from collections.abc import Iterator

import pyarrow as pa
import pyarrow.parquet as parquet
import pytest

from ihanoi_eval.evidence import platform_rejects
from tests.evidence.test_platform_files import save_workbook

ACCOUNTS = "account_id,unit_code,registered_at,activated_at,verified_level,holder,staff_unit_code"
LOGS = {  # a good row of each, in the order of its columns
    "accounts": (
        f"{ACCOUNTS},device_id",
        "a{}|00001|2024-11-02 08:00:00|2024-11-05 08:00:00|phone|resident|CQ01|d1",
    ),
    "usage": ("account_id,used_at,feature", "a{}|2024-11-06 08:00:00|x"),
    "petitions": (
        "petition_id,kind,unit_code,received_at,due_at,resolved_at,status,on_time,rating,rated_at",
        "p{}|field|00001|2024-11-05|2024-11-07|2024-11-06|resolved|true|satisfied|2024-11-06",
    ),
}
PERSONS = ("Trần Thị Canary", "0912345678", "+84 912 345 678", "001099012345", "tran.canary@x.vn")
FORMS = ("csv", "xlsx", "parquet")


def shifted(row: list[str]) -> Iterator[list[str]]:
    """A row with each person in each of its cells, and pushed in at each place, left and right."""
    for person in PERSONS:
        for place in range(len(row)):
            yield [*row[:place], person, *row[place + 1 :]]
            yield [*row[:place], person, *row[place:-1]]
            yield [*row[1 : place + 1], person, *row[place + 1 :]]


def said(platform) -> str:
    """Everything that a log's tables and findings say, but the hash: it may hold any digits."""
    tables = (platform.rejected, platform.sources.drop(columns="sha256"), platform.values)
    return "".join(table.to_csv() for table in tables) + repr(platform.findings)


@pytest.mark.parametrize("log", LOGS)
def test_nobody_is_named_whatever_was_shifted(inputs, log):
    """A person in every column, alone or with all behind it moved; contradictions too (91)."""
    header, row = LOGS[log]
    rows = [*shifted(row.format(1).split("|"))]
    rows += [row.format(number).split("|") for number in range(40)]
    rows += [[f"a{number}", *moved[1:]] for number, moved in enumerate(rows)]  # ids of others
    inputs.write(f"platform/{log}", header, *map(",".join, rows))
    platform = inputs.count()
    assert len(platform.rejected) > 10
    told = said(platform)
    assert not [one for one in (*PERSONS, "Canary", "912 345", "912345678") if one in told]


def test_what_was_sent_is_shown_where_it_fits(inputs):
    """The reason, the code and the moment of a row; not the words in the place of one."""
    header = LOGS["petitions"][0]
    inputs.write("platform/petitions", header, "p1,field,00001,31/11/2024,,,Đã xong,,,")
    [row] = inputs.count().rejected.to_dict("records")
    assert row["values"] == (
        "petition_id=p1; kind=field; unit_code=00001; status=***; received_at=31/11/2024"
    )


@pytest.mark.parametrize(
    ("written", "shape"),
    [
        ("NULL", "aaaa"),
        ("20-NOV-24 10.00.00 AM", "99-aaa-99 99.99.99 aa"),
        ("Trần Canary 0912 345 678", "aaaa aaaaaa 9999 999 999"),  # in a shifted row
    ],
)
def test_a_moment_that_is_none_says_its_shape_and_the_remedy(inputs, written, shape):
    """Whoever maps the log learns how its moments are written; nobody learns what stood there."""
    rows = [f"p1,field,00001,2024-11-05,{written},,pending,,,", "p2,field,00001,x,,,pending,,,"]
    inputs.write("platform/petitions", LOGS["petitions"][0], *rows)
    about = "platform/petitions:due_at không phải thời điểm"
    platform = inputs.count()
    [found] = [one for one in platform.findings if one.about == about]
    assert f"(ô đầu tiên ghi dạng '{shape}', a là chữ, 9 là số; " in found.message
    assert "sources.dates, từ chỉ ô trống thì ở sources.words của campaign.yaml" in found.message
    assert written not in said(platform)


def save(inputs, log: str, form: str, rows: list[list[str]]) -> None:
    """A log of these rows, the header first, in one of the forms; an empty cell is nothing."""
    path = inputs.path / "platform" / f"{log}.{form}"
    path.parent.mkdir(exist_ok=True)
    if form == "csv":
        inputs.write(f"platform/{log}", *map(",".join, rows))
    elif form == "xlsx":
        save_workbook(path, *(tuple(cell or None for cell in row) for row in rows))
    else:
        cells = zip(*([cell or None for cell in row] for row in rows[1:]), strict=True)
        columns = dict(zip(rows[0], (pa.array(one, pa.string()) for one in cells), strict=True))
        parquet.write_table(pa.table(columns), path)


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("held", [1_000_000, 1])
@pytest.mark.parametrize("log", LOGS)
def test_a_row_of_empty_cells_is_no_row(inputs, monkeypatch, log, form, held):
    """In any form, as in the small tables: passed over, and the others keep their numbers (31)."""
    monkeypatch.setattr(platform_rejects, "HELD_AT_MOST", held)
    header, row = LOGS[log]
    good, empty = row.format(1).split("|"), [""] * len(header.split(","))
    bad = [good[0], *["?"] * (len(good) - 1)]
    save(inputs, log, form, [header.split(","), empty, good, empty, bad, empty])
    platform = inputs.count()
    counts = platform.sources[["rows_read", "rows_accepted", "rows_rejected"]].iloc[0]
    kept = 0 if log in ("accounts", "petitions") else 1  # two rows of one id contradict each other
    assert counts.tolist() == [2, kept, 2 - kept]
    assert platform.rejected["row"].tolist()[:1] == [5]


@pytest.mark.parametrize("form", FORMS)
def test_a_row_with_something_where_nobody_looks_is_a_row(inputs, form):
    """Perhaps its cells were moved: it is rejected, never passed over."""
    header = [*LOGS["usage"][0].split(","), "note"]
    rows = [["", "", "", "a1 2024-11-05"], ["", "", "", ""], ["a1", "2024-11-05", "x", "y"]]
    save(inputs, "usage", form, [header, *rows])
    platform = inputs.count()
    assert platform.sources[["rows_read", "rows_rejected"]].iloc[0].tolist() == [2, 1]
    assert platform.rejected["row"].tolist() == [2] and "2024" not in said(platform)


@pytest.mark.parametrize("mark", ["", "\ufeff"])
def test_a_header_in_the_middle_is_told_as_one(inputs, mark):
    """Two exports, one behind the other, the second with the mark of its file."""
    header, row = LOGS["accounts"]
    first, second = (row.format(number).replace("|", ",") for number in (1, 2))
    inputs.write("platform/accounts", header, first, f"{mark}{header}", second)
    platform = inputs.count()
    assert platform.sources["rows_accepted"].item() == 2
    [rejected] = platform.rejected.to_dict("records")
    assert (rejected["row"], rejected["reason"]) == (3.0, "dòng tiêu đề lặp lại giữa tệp")


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("p1,,00001,2024-11-05,,,closed,,,", "(chỉ nhận resolved, in_progress, pending, refused;"),
        ("p1,,00001,2024-11-05,,,pending,maybe,,", "(chỉ nhận true, false;"),
        ("p1,,00001,,,,pending,,,", "thiếu received_at. Đề nghị"),
    ],
)
def test_a_strange_word_is_told_with_the_known_ones(inputs, line, words):
    """And with where the rules can say what it means."""
    inputs.write("platform/petitions", LOGS["petitions"][0], line)
    [finding] = [one for one in inputs.count().findings if one.check == "rejected_rows"]
    assert words in finding.message
