"""Names planted in every place that may hold one: they come out in nominees/ and nowhere else."""

import re
import shutil
from collections.abc import Iterator
from contextlib import redirect_stderr, redirect_stdout
from datetime import date
from io import StringIO
from itertools import product
from pathlib import Path

import openpyxl
import pandas as pd
import pytest

from ihanoi_eval.errors import DataError
from ihanoi_eval.evaluation import open_people, open_run
from ihanoi_eval.reporting.templates import template_workbook
from ihanoi_eval.rules.forms import NOMINEE_SHEET
from ihanoi_eval.rules.loading import load_rules
from ihanoi_eval.run_files import PEOPLE_FOLDER
from ihanoi_eval.running.manifest import check_unchanged
from ihanoi_eval.running.page_sets import Order
from ihanoi_eval.running.pipeline import RunResult, run

SMALL = Path(__file__).parent / "small"
IN_TABLE, IN_SHEET = "Canary Bảng Nguyễn", "Canary Trang Trần"
REFUSED_IN_TABLE, REFUSED_IN_SHEET = "Canary Hỏng Lê", "Canary Sai Phạm"
MEMBER = "Canary Hội Viên"
SHIFTED = "Canary Lệch Đặng"
AS_ID, SPACED = "Canary Mã Vũ", "Canary  Bảng   Nguyễn"
BORN = ("1971-03-17", "17/03/1971", "1972-04-18", "18/04/1972")
PLANTED = (
    *(IN_TABLE, IN_TABLE.upper(), SPACED, AS_ID, IN_SHEET),
    *(REFUSED_IN_TABLE, REFUSED_IN_SHEET, MEMBER, SHIFTED, *BORN),
)
PRIVATE = ("0987 654 321", "0987654321", "001085099999", "canary.thu@hanoi.vn", "Canary Họ Tên")
WHO_SIGNED = {  # columns that hold who did something; they stay in their files
    "registers/receipts": "received_by",
    "reviews/verifications": "verified_by",
    "reviews/followups": "answered_by",
    "reviews/waivers": "authorised_by",
    "reviews/unit_aliases": "confirmed_by",
}
FREE_WORDS = {
    "registers/media": "title",
    "registers/not_applicable": "reason",
    "reviews/adjustments": "reason",
    "reviews/decisions": "reason",
    "reviews/followups": "note",
    "reviews/inspections": "result",
    "reviews/on_hold": "reason",
    "reviews/prior_awards": "achievement",
    "reviews/verifications": "reason",
    "reviews/waivers": "reason",
    "submissions/answers": "value",
    "submissions/nominees": "achievement",
}
ENCODINGS = ("utf-8", "utf-16-le")


@pytest.fixture(scope="module")
def inputs(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The small campaign's inputs with people planted in table, workbook and Council."""
    folder = tmp_path_factory.mktemp("canaries") / "inputs"
    shutil.copytree(SMALL / "inputs", folder)
    table = folder / "submissions" / "nominees.csv"
    rest = "female,direct_worker,,police,Việc,true,true,true"
    lines = [
        f"001_bao_cao.xlsx,individual,001,{IN_TABLE},Cán bộ,{BORN[0]},{rest}",
        f"001_bao_cao.xlsx,individual,{REFUSED_IN_TABLE},001,{BORN[1]},Cán bộ,{rest}",
        f"001_bao_cao.xlsx,người,001,{REFUSED_IN_TABLE},Cán bộ,{BORN[1]},{rest}",
    ]
    table.write_text("\n".join([table.read_text("utf-8").rstrip("\n"), *lines, ""]), "utf-8")
    council = folder / "reviews" / "council.csv"
    council.write_text(f"{council.read_text('utf-8')}{MEMBER},Ủy viên,có lẽ,\n", "utf-8")
    reviews = folder / "reviews"
    for name, row in {
        "on_hold": f"00580,,Đang xem xét {IN_TABLE.upper()} ({SPACED}),9/TB,2024-12-05,\n"
        f",{AS_ID},Đang xem xét,9/TB,2024-12-05,",
        "inspections": f"001,2024-11-27,Đoàn 1,Do {IN_SHEET} làm,serious,9/BB",
        "decisions": f"08980,,on_hold,Theo ý kiến {IN_TABLE},8/BB,2024-12-19\n"
        f",{AS_ID},award,Do {SPACED} nêu,8/BB,2024-12-19",
        "prior_awards": f",{AS_ID},Việc,Giấy khen,9/QĐ,2024-12-02",
        "votes": f"{AS_ID},,8,0,1,7,9,8/BB",
    }.items():
        path = reviews / f"{name}.csv"
        path.write_text(f"{path.read_text('utf-8')}{row}\n", "utf-8")
    plant_in_every_table(folder)
    campaign = load_rules(SMALL / "campaign").campaign
    path = folder / "submissions" / "CQ11_bao_cao_2.xlsx"
    path.write_bytes(template_workbook(campaign, "CQ11"))
    book = openpyxl.load_workbook(path)
    sheet = book[NOMINEE_SHEET]
    for number, (kind, person, born) in enumerate(
        [("Cá nhân", IN_SHEET, BORN[3]), ("Ai đó", REFUSED_IN_SHEET, BORN[2])], start=6
    ):
        for column, words in ((2, kind), (4, person), (6, born)):
            sheet.cell(number, column).value = words
    book.save(path)
    receipts = folder / "registers" / "receipts.csv"
    row = "CQ11_bao_cao_2.xlsx,2024-12-09 09:00:00,email,Cán bộ giả lập 01\n"
    receipts.write_text(receipts.read_text("utf-8") + row, "utf-8")
    return folder


def plant_in_every_table(folder: Path) -> None:
    """Telephone, identity card and mail in free words, a name where one signs and in each log."""
    free = " ".join(("{}", *PRIVATE[:4]))
    for columns, words in ((WHO_SIGNED, PRIVATE[-1]), (FREE_WORDS, free)):
        for name, column in columns.items():
            path = folder / f"{name}.csv"
            frame = pd.read_csv(path, dtype="str", keep_default_na=False)
            frame[column] = [words.format(text) for text in frame[column]]
            frame.to_csv(path, index=False)
    for path in sorted((folder / "platform").glob("*.csv")):
        frame = pd.read_csv(path, dtype="str", keep_default_na=False)
        frame = frame.assign(full_name=PRIVATE[-1], phone=PRIVATE[1])
        moved = pd.DataFrame(shifted(frame.iloc[0].tolist()), columns=frame.columns)
        pd.concat([frame, moved]).to_csv(path, index=False)


def shifted(row: list[str]) -> Iterator[list[str]]:
    """A log's row with a person at each place: in a cell, or with all others moved."""
    for place, person in product(range(len(row)), (SHIFTED, *PRIVATE)):
        yield [*row[:place], person, *row[place + 1 :]]
        yield [*row[:place], person, *row[place:-1]]
        yield [*row[1 : place + 1], person, *row[place + 1 :]]


@pytest.fixture(scope="module")
def done(inputs: Path) -> tuple[RunResult, str]:
    """A whole run over them, with what it said on the way."""
    said, shown = StringIO(), StringIO()
    with redirect_stdout(shown), redirect_stderr(shown):
        result = run(
            SMALL / "campaign",
            inputs,
            as_of=date(2024, 12, 20),
            out=inputs.parent / "run",
            order=Order(sets=("city",), workers=1),
            say=lambda words: print(words, file=said),
            watch=shown,
        )
    return result, said.getvalue() + shown.getvalue()


def outside(folder: Path) -> Iterator[Path]:
    """Every file of a run but those of its people."""
    for path in sorted(folder.rglob("*")):
        if path.is_file() and path.relative_to(folder).parts[0] != PEOPLE_FOLDER:
            yield path


def test_case_91_nothing_planted_leaves_the_folder(done):
    """0 hits in tables, pages, notebooks, manifest and messages (RELIABILITY 91)."""
    result, said = done
    planted = (*PLANTED, *PRIVATE)
    needles = [word.encode(coding) for word in planted for coding in ENCODINGS]
    hits = {
        path.name
        for path in outside(result.folder)
        for needle in needles
        if needle in path.read_bytes()
    }
    assert hits == set()
    assert not any(word in said for word in planted)


def test_case_91_no_account_and_no_device_leaves_the_logs(inputs, done):
    """All of them: a pseudonym is personal data still, and no page has a use for one."""
    logs = pd.read_csv(inputs / "platform" / "accounts.csv", dtype="str")
    ids = pd.concat([logs["account_id"], logs["device_id"]]).dropna()
    known = {*ids[ids.str.fullmatch("[ad][0-9a-f]{8}")]}  # not what was shifted into their places
    texts = " ".join(path.read_text("utf-8", "replace") for path in outside(done[0].folder))
    assert len(known) > 5000 and not known & set(re.findall(r"[0-9a-z]+", texts))


def test_no_name_of_the_sample_leaves_it_either(done):
    """All 117 of them: each is made up and stands nowhere but among people."""
    result, _ = done
    names = set(open_people(result.folder)["nominees"]["name"])
    texts = "\n".join(
        path.read_text("utf-8", "replace")
        for path in outside(result.folder)
        if path.suffix != ".png"
    )
    assert len(names) > 100
    assert [name for name in names if name in texts] == []


def test_who_was_accepted_stands_among_the_people(done):
    """The canaries were really read: else their absence would prove nothing."""
    people = open_people(done[0].folder)
    assert {IN_TABLE, IN_SHEET} <= set(people["nominees"]["name"])
    assert not {REFUSED_IN_TABLE, REFUSED_IN_SHEET} & set(people["nominees"]["name"])


def test_who_was_refused_is_counted_and_masked(done):
    """Nothing is lost: each refused row has its place, its reason and no name."""
    rejected = done[0].evaluation.tables["rejected"]
    mine = rejected[rejected["file"].str.contains("nominees|CQ11|council")]
    assert len(mine) == 4
    assert mine["values"].str.contains("name=\\*\\*\\*|member=\\*\\*\\*").all()


def test_a_name_in_a_reason_is_masked_and_the_reason_stays(done):
    """Reasons stand on shared pages; the rest of the words is the officer's."""
    listed = done[0].evaluation.tables["shortlist"].set_index("unit_code")["reason"]
    assert "Đang xem xét *** (***)" in listed["00580"]
    assert "8/BB, Theo ý kiến ***" in listed["08980"]


def test_an_opened_run_has_no_people(done):
    """Pages open a run; only documents ask for its people."""
    opened = open_run(done[0].folder)
    assert opened.people == {}
    assert "Canary" not in repr(opened)


def test_the_people_of_a_run_are_saved_as_they_are(done):
    """Opened again they have their types; ids begin with zeros and stay."""
    people = open_people(done[0].folder)
    shortlist = done[0].evaluation.tables["shortlist"]
    assert set(people["nominees"]["nominee_id"]) == set(shortlist["nominee_id"]) - {""}
    assert people["nominees"]["women_share"].dtype == "float64"


def test_a_changed_table_of_people_is_noticed(done, tmp_path):
    """The manifest holds their hashes too."""
    folder = tmp_path / "run"
    shutil.copytree(done[0].folder, folder)
    check_unchanged(folder)
    path = folder / PEOPLE_FOLDER / "nominees.csv"
    frame = pd.read_csv(path, dtype="str", keep_default_na=False)
    frame.assign(position="x").to_csv(path, index=False)
    with pytest.raises(DataError, match=r"nominees/nominees\.csv đã bị sửa"):
        check_unchanged(folder)
