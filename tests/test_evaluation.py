"""One evaluation from inputs to tables: its three phases, its bytes, and what it was held to."""

import csv
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from datetime import date, datetime, timedelta
from decimal import Decimal
from pathlib import Path

import pandas as pd
import pytest

from ihanoi_eval.errors import CallError, DataError
from ihanoi_eval.evaluation import Evaluation, as_known, evaluate, open_run, save
from ihanoi_eval.files import read_csv_text, to_csv_bytes
from ihanoi_eval.rules.loading import load_rules
from ihanoi_eval.rules.rubric import Approval, Status
from ihanoi_eval.run_files import MANIFEST_FILE
from ihanoi_eval.schemas import TABLES

HERE = Path(__file__).parent
SMALL = HERE / "small"
INPUTS = SMALL / "inputs"
GOLDEN = HERE / "golden"
RULES = load_rules(SMALL / "campaign")
FED_BY_REPORTS = {"report", "outreach", "training", "integration"}
SENT = {"sources", "rejected", "findings", "reported", "reports"}  # tell what was sent, and where


def evaluate_small(inputs: Path = INPUTS, *, as_of: str = "2024-12-20") -> Evaluation:
    """tests/small at the end of a day."""
    return evaluate(RULES, inputs, as_of=date.fromisoformat(as_of))


@pytest.fixture(scope="module")
def final() -> Evaluation:
    """As of 20/12/2024: reports are in."""
    return evaluate_small()


@pytest.fixture(scope="module")
def progress() -> Evaluation:
    """As of 15/11/2024: half of the campaign."""
    return evaluate_small(as_of="2024-11-15")


@pytest.fixture(scope="module")
def provisional() -> Evaluation:
    """As of 5/12/2024: closed, reports not yet due."""
    return evaluate_small(as_of="2024-12-05")


@pytest.fixture
def inputs(tmp_path: Path) -> Path:
    """A copy of the small inputs that a test may change."""
    shutil.copytree(INPUTS, tmp_path / "inputs")
    return tmp_path / "inputs"


def add_row(inputs: Path, name: str, **cells: str) -> None:
    """One more row at the end of an input table; cells not named stay empty."""
    path = inputs / f"{name}.csv"
    frame = read_csv_text(path)
    row = pd.DataFrame([{column: cells.get(column, "") for column in frame.columns}], dtype="str")
    path.write_bytes(to_csv_bytes(pd.concat([frame, row], ignore_index=True)))


def differing(first: Evaluation, second: Evaluation, without: set[str]) -> list[str]:
    """The names of the tables that would not be saved as the same bytes."""
    return [
        name
        for name in TABLES
        if name not in without
        and to_csv_bytes(first.tables[name]) != to_csv_bytes(second.tables[name])
    ]


# --- Phases ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("as_of", "phase"),
    [
        ("2024-11-29", "progress"),
        ("2024-11-30", "provisional"),
        ("2024-12-08", "provisional"),
        ("2024-12-09", "final"),
    ],
)
def test_a_run_knows_where_the_campaign_stands(as_of, phase):
    """Before the close, before the deadline's day, from that day on (COUNTING 3)."""
    assert RULES.campaign.phase(date.fromisoformat(as_of)) == phase


def test_a_count_below_zero_ends_no_evaluation(tmp_path):
    """One mistyped sign in one unit's row: every unit still has its rank."""
    shutil.copytree(INPUTS, tmp_path / "inputs")
    rows = "unit_code,date,measure,value\n00001,2024-11-30,petitions_on_time,-3\n"
    rows += "00001,2024-11-30,petitions_assessed,-9\n00004,2024-11-30,petitions_on_time,-3\n"
    (tmp_path / "inputs" / "platform" / "counts.csv").write_text(rows, encoding="utf-8")
    found = evaluate_small(tmp_path / "inputs").tables
    assert len(found["ranking"]) == len(evaluate_small().tables["ranking"])
    assert found["indicators"]["ci_low"].dropna().between(0, 1).all()


def test_inside_the_campaign_there_are_ranks_and_no_list(progress):
    """Nobody is proposed half-way (COUNTING 3)."""
    assert progress.phase == "progress"
    assert progress.tables["ranking"]["rank"].notna().all()
    assert progress.tables["shortlist"].empty and progress.tables["sensitivity"].empty


def test_inside_the_campaign_nothing_after_the_day_is_counted(progress):
    """Active before 00:00 of 16/11, plainly counted for one commune (COUNTING 1, 10)."""
    end = datetime(2024, 11, 16)
    with (INPUTS / "platform" / "accounts.csv").open(encoding="utf-8", newline="") as file:
        active = {
            row["account_id"]
            for row in csv.DictReader(file)
            if row["unit_code"] == "00001"
            and row["holder"] in ("resident", "public_staff")
            and row["activated_at"]
            and datetime.fromisoformat(row["activated_at"][:19]) < end
        }
    panel = progress.tables["panel"].set_index(["unit_code", "measure"])["used_value"]
    assert panel["00001", "accounts_active_close"] == len(active)


def test_inside_the_campaign_the_pace_is_what_half_of_it_asks(progress):
    """15 of 30 days: half of the effective target is expected (COUNTING 16)."""
    target = progress.tables["indicators"].query("indicator == 'target' and status == 'measured'")
    pace = progress.tables["progress"].set_index("unit_code")["pace_expected"]
    expected = target.set_index("unit_code")["denominator"] / 2
    assert (pace[expected.index] - expected).abs().max() < 1e-9


def test_before_reports_are_due_what_they_feed_is_not_applicable(provisional):
    """For all, also for who has reported already (COUNTING 3)."""
    table = provisional.tables["indicators"]
    fed = table[table["indicator"].isin(FED_BY_REPORTS)]
    assert set(fed["status"]) == {"not_applicable"}
    assert set(table.loc[table["indicator"] == "gap_closure", "status"]) >= {"measured"}


def test_before_reports_are_due_the_report_gate_is_passed_for_all(provisional):
    """Nobody is late yet (COUNTING 3)."""
    gates = provisional.tables["gates"]
    assert set(gates.loc[gates["gate"] == "report", "status"]) == {"passed"}


def test_between_close_and_deadline_there_is_a_provisional_list(provisional):
    """close ≤ as_of < the deadline's day (COUNTING 3)."""
    assert provisional.phase == "provisional"
    assert (provisional.tables["shortlist"]["decision"] == "award").any()


def test_from_the_deadline_on_every_ranked_unit_has_its_answer(final):
    """One row a unit, each with a reason (DESIGN §6)."""
    shortlist, ranking = final.tables["shortlist"], final.tables["ranking"]
    assert sorted(set(shortlist["unit_code"]) - {""}) == sorted(ranking["unit_code"])
    assert (shortlist["reason"] != "").all()


def test_who_is_outside_the_leagues_is_never_ranked(final):
    """Organisers and Party bodies are shown (COUNTING 28)."""
    units = final.tables["units"]
    outside = set(units.loc[units["league"] == "outside", "unit_code"])
    assert outside and not outside & set(final.tables["ranking"]["unit_code"])


def test_case_110_below_the_quorum_of_reports_there_are_ranks_and_no_list(inputs):
    """Ten files of 23 that are due: fewer than half (DESIGN §4)."""
    path = inputs / "registers" / "receipts.csv"
    path.write_bytes(b"\n".join(path.read_bytes().splitlines()[:11]) + b"\n")
    found = evaluate_small(inputs)
    assert found.tables["shortlist"].empty
    assert found.tables["ranking"]["rank"].notna().any()
    assert "below_quorum" in set(found.tables["findings"]["check"])


def test_without_a_register_of_receipts_nobody_is_judged_by_it(inputs):
    """The report is rescaled, its gate not checked, and the list is drawn (COUNTING 25)."""
    (inputs / "registers" / "receipts.csv").unlink()
    found = evaluate_small(inputs)
    gates, points = found.tables["gates"], found.tables["points"]
    assert set(gates.loc[gates["gate"] == "report", "status"]) == {"not_checked"}
    assert points.loc[points["indicator"] == "report", "points"].isna().all()
    assert (found.tables["shortlist"]["decision"] == "award").any()


# --- As known then --------------------------------------------------------------------------------


@pytest.mark.parametrize("as_of", ["2024-11-30", "2024-12-20"])
def test_an_answer_asked_for_again_in_january_is_the_same(inputs, as_of):
    """Everything that came or was written after the day is not yet known (COUNTING 1, 2)."""
    day, then = "2025-01-10", "2025-01-10 09:00:00"
    unit = {"unit_code": "00001"}
    paper = {**unit, "document_no": "GL-99/VP", "on_date": day}
    account = {"account_id": "new", **unit, "holder": "resident", "registered_at": then}
    add_row(inputs, "platform/accounts", **account, activated_at=then)
    add_row(inputs, "platform/usage", account_id="new", used_at=then, feature="news_alerts")
    late = {"petition_id": "new", "kind": "field", "status": "pending", "received_at": then}
    add_row(inputs, "platform/petitions", **unit, **late)
    people = {"population_15plus": "9999", "households": "3333", "as_of_date": "2025-01-01"}
    add_row(inputs, "registers/population", **unit, **people)
    add_row(inputs, "registers/receipts", file="CQ15_bao_cao.xlsx", received_at=then)
    add_row(inputs, "registers/not_applicable", **paper, indicator="gap_closure", reason="x")
    verified = {"measure": "accounts_active_close", "verified_value": "1"}
    add_row(inputs, "reviews/verifications", **paper, **verified)
    add_row(inputs, "reviews/inspections", **paper, severity="serious", result="x")
    add_row(inputs, "reviews/adjustments", **paper, points="-5", reason="x")
    add_row(inputs, "reviews/on_hold", **paper, reason="x")
    add_row(inputs, "reviews/waivers", **paper, rule="overdue", reason="x")
    before, later = evaluate_small(as_of=as_of), evaluate_small(inputs, as_of=as_of)
    assert differing(before, later, {"sources", "rejected"}) == []


def test_what_is_resolved_in_january_was_open_in_december(inputs):
    """The same petition exported later: its new state moves no score (COUNTING 10)."""
    path = inputs / "platform" / "petitions.csv"
    frame = read_csv_text(path)
    open_still = frame["status"].isin(["pending", "in_progress"])
    frame.loc[open_still, ["status", "resolved_at"]] = ["resolved", "2025-01-10 09:00:00"]
    frame.loc[open_still, ["on_time", "rating"]] = ["true", "satisfied"]
    path.write_bytes(to_csv_bytes(frame))
    later = evaluate_small(inputs)
    shown_only = {"panel", "own_counts"}  # how an open petition is called is shown
    assert differing(evaluate_small(), later, SENT | shown_only) == []


# --- Saved, opened, the same anywhere -------------------------------------------------------------


def test_what_is_saved_is_opened_equal(final, tmp_path):
    """Tables, rules and facts; codes stay text, missing stays missing (DESIGN §6)."""
    save(final, tmp_path)
    facts = {"as_of": "2024-12-20", "is_synthetic": True, "has_receipts": True}
    facts |= {"run_id": "small-1"}
    (tmp_path / MANIFEST_FILE).write_text(json.dumps(facts), encoding="utf-8")
    opened = open_run(tmp_path)
    for name, frame in final.tables.items():
        pd.testing.assert_frame_equal(opened.tables[name], frame.reset_index(drop=True))
    assert (opened.rules, opened.as_of, opened.is_synthetic) == (final.rules, final.as_of, True)
    assert (opened.run_id, opened.phase) == ("small-1", "final")


@pytest.fixture(scope="module")
def saved_run(final, tmp_path_factory) -> Path:
    """A whole run of the small campaign."""
    folder: Path = tmp_path_factory.mktemp("saved")
    save(final, folder)
    facts = {"as_of": "2024-12-20", "is_synthetic": True, "has_receipts": True}
    facts |= {"run_id": "small-1"}
    (folder / MANIFEST_FILE).write_text(json.dumps(facts), encoding="utf-8")
    return folder


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("manifest.json", ""),
        ("manifest.json", "{}"),
        ("manifest.json", "[]"),
        (
            "manifest.json",
            '{"as_of": "hôm nay", "is_synthetic": true, "has_receipts": true, "run_id": "x"}',
        ),
        ("rules.json", "{}"),
        ("rules.json", None),
        ("tables/ranking.csv", None),
        ("tables/ranking.csv", ""),
        ("tables/ranking.csv", "unit_code,hang\n001,1\n"),
        ("tables/sensitivity.csv", "unit_code\n001,1\n"),
    ],
)
def test_a_damaged_or_older_run_names_the_file_and_what_to_do(saved_run, tmp_path, name, content):
    """One message in the officer's language, whichever file it is."""
    shutil.copytree(saved_run, tmp_path / "run")
    (tmp_path / "run" / name).unlink()
    if content is not None:
        (tmp_path / "run" / name).write_text(content, encoding="utf-8")
    with pytest.raises(DataError, match=f"{name}: tệp thiếu, hỏng .* chạy lại") as told:
        open_run(tmp_path / "run")
    assert len(told.value.faults) == 1


def test_a_cell_that_is_no_number_is_told(saved_run, tmp_path):
    """Who edits a table by hand learns which one."""
    shutil.copytree(saved_run, tmp_path / "run")
    path = tmp_path / "run" / "tables" / "ranking.csv"
    frame = read_csv_text(path)
    frame.loc[0, "rank"] = "nhất"
    path.write_bytes(to_csv_bytes(frame))
    with pytest.raises(DataError, match="ranking.csv"):
        open_run(tmp_path / "run")


def test_what_a_spreadsheet_would_compute_is_saved_as_text(final, changed, tmp_path):
    """A formula that somebody sent stays words in Excel, and comes back as it was sent."""
    findings = final.tables["findings"].assign(found="=HYPERLINK(1)")
    save(changed(final, findings=findings), tmp_path)
    (tmp_path / MANIFEST_FILE).write_text(
        '{"as_of": "2024-12-20", "is_synthetic": true, "run_id": "small-1","has_receipts": true}',
        encoding="utf-8",
    )
    assert ",'=HYPERLINK(1)," in (tmp_path / "tables" / "findings.csv").read_text(encoding="utf-8")
    assert set(open_run(tmp_path).tables["findings"]["found"]) == {"=HYPERLINK(1)"}


def test_inputs_that_are_not_there_are_refused(tmp_path):
    """Nothing is evaluated out of nothing (DESIGN §3)."""
    with pytest.raises(DataError, match="không có thư mục số liệu"):
        evaluate_small(tmp_path / "none")


def test_a_day_before_the_campaign_is_refused():
    """There is nothing to count on 31/10, and a negative pace would look like a result."""
    with pytest.raises(CallError, match="31/10/2024 trước ngày bắt đầu 01/11/2024"):
        evaluate_small(as_of="2024-10-31")


def test_a_folder_without_a_single_table_is_another_folder(tmp_path):
    """--inputs pointed one level too deep or too high is said, not evaluated as silence."""
    (tmp_path / "x.txt").write_text("x", encoding="utf-8")
    with pytest.raises(DataError, match="không có bảng số liệu nào"):
        evaluate_small(tmp_path)


def test_an_approval_dated_after_the_cut_off_is_not_yet_known():
    """The rubric approved on 21/12 is ĐỀ XUẤT on 20/12 (METHOD 10)."""
    approved = Status(approved=Approval(document_no="1/QĐ", on_date=date(2024, 12, 21)))
    rubric = RULES.rubric.model_copy(update={"status": approved})
    rules = RULES.model_copy(update={"rubric": rubric})
    assert not as_known(rules, date(2024, 12, 20)).rubric.is_approved
    assert as_known(rules, date(2024, 12, 21)).rubric.is_approved


def test_synthetic_inputs_are_known_by_their_mark(final, inputs):
    """Without synthetic.json they are taken for real ones (STYLE, the look of a page)."""
    (inputs / "synthetic.json").unlink()
    assert (final.is_synthetic, evaluate_small(inputs).is_synthetic) == (True, False)


def test_evaluating_changes_nothing_on_disk(inputs):
    """It returns tables; writing is another stage's (DESIGN §2)."""
    before = {path: path.read_bytes() for path in inputs.rglob("*") if path.is_file()}
    evaluate_small(inputs)
    assert before == {path: path.read_bytes() for path in inputs.rglob("*") if path.is_file()}


def test_each_step_is_told_in_the_officers_words():
    """What is being done, in the order of the stages (DESIGN §3)."""
    told: list[str] = []
    evaluate(RULES, INPUTS, as_of=date(2024, 11, 15), progress=told.append)
    assert told[0] == "Đọc báo cáo, sổ đăng ký, kết quả thẩm định"
    assert told[-1] == "Thử độ nhạy"


EVALUATE_AND_SAVE = """
import locale, sys
from datetime import date
from pathlib import Path
from ihanoi_eval.evaluation import evaluate, save
from ihanoi_eval.rules.loading import load_rules
locale.setlocale(locale.LC_ALL, "")  # decimal commas for whatever asks; refused if not there
small, out = map(Path, sys.argv[1:])
save(evaluate(load_rules(small / "campaign"), small / "inputs", as_of=date(2024, 12, 20)), out)
"""


@pytest.fixture(scope="module")
def saved_here(final, tmp_path_factory) -> dict[str, bytes]:
    """What this process saves, by path."""
    folder = tmp_path_factory.mktemp("here")
    save(final, folder)
    return contents(folder)


def contents(folder: Path) -> dict[str, bytes]:
    """Every file of a folder by its path."""
    files = (path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in files}


MACHINES = (  # zone, language (a Turkish i is no capital I), seed of hashes
    ("UTC", "C", "0"),
    ("Asia/Ho_Chi_Minh", "vi_VN.UTF-8", "1"),
    ("America/Los_Angeles", "tr_TR.UTF-8", "1"),
)


@pytest.fixture(scope="module")
def locales(tmp_path_factory) -> Path:
    """A folder of those languages that a machine need not have."""
    folder: Path = tmp_path_factory.mktemp("locales")
    for _, name, _ in MACHINES[1:]:
        language, _, letters = name.partition(".")
        command = ["localedef", "-i", language, "-f", letters, str(folder / name)]
        subprocess.run(command, check=True)
    return folder


@pytest.mark.needs("locale-gen")  # of the package that has the languages' sources
@pytest.mark.parametrize(("zone", "locale", "seed"), MACHINES)
def test_case_104_another_zone_language_and_hash_seed_give_the_same_bytes(
    saved_here, tmp_path, zone, locale, seed, locales
):
    """Another process, zone, language, in a folder of blanks and Vietnamese letters: same files."""
    out = tmp_path / "kết quả đợt 1"
    environment = os.environ | {"TZ": zone, "LC_ALL": locale, "PYTHONHASHSEED": seed}
    environment |= {"PYTHONPATH": str(HERE.parent), "LOCPATH": str(locales)}
    command = [sys.executable, "-c", EVALUATE_AND_SAVE, str(SMALL), str(out)]
    subprocess.run(command, env=environment, cwd=tmp_path, check=True)
    assert contents(out) == saved_here


# --- Held to an independent implementation --------------------------------------------------------


def golden(name: str) -> dict[str, dict[str, str]]:
    """A golden table by unit (tests/golden/README.md says how it was made)."""
    frame = read_csv_text(GOLDEN / name).set_index("unit_code")
    return {str(code): dict(row) for code, row in frame.iterrows()}


def same(found: object, expected: str) -> bool:
    """A cell against its golden text: numbers as decimals, to the last digit."""
    if isinstance(found, float):
        shown = "" if pd.isna(found) else repr(found)
        return shown == expected or (
            "" not in (shown, expected) and Decimal(shown) == Decimal(expected)
        )
    return str(found) == expected


@pytest.fixture(scope="module")
def apart(final) -> Callable[[str, str], dict[tuple[str, str], tuple[object, str]]]:
    """The cells of a table that differ from the golden one: apart("ranking", "file.csv")."""

    def compare(table: str, name: str) -> dict[tuple[str, str], tuple[object, str]]:
        expected = golden(name)
        units = final.tables[table].query("unit_code != ''")  # the golden list has no nominees
        found = units.set_index("unit_code").to_dict("index")
        assert sorted(map(str, found)) == sorted(expected)
        return {
            (code, column): (found[code][column], text)
            for code, row in expected.items()
            for column, text in row.items()
            if not same(found[code][column], text)
        }

    return compare


def test_points_and_ranks_are_those_of_an_independent_implementation(apart):
    """Points, adjustments, totals and ranks of 77 units to the last cent (COUNTING 26–28)."""
    assert apart("ranking", "small_ranking.csv") == {}


def test_the_list_is_that_of_an_independent_implementation(apart):
    """Track, position, decision and the stage that decided it, of 77 units (COUNTING 31–36)."""
    assert apart("shortlist", "small_shortlist.csv") == {}


def test_the_working_days_of_the_golden_tables_are_those_of_the_rules():
    """The dates they were computed with; another window needs other golden tables."""
    campaign = RULES.campaign
    dates = (campaign.start, campaign.close, campaign.deadline)
    assert dates == (date(2024, 11, 1), date(2024, 11, 30), date(2024, 12, 9))
    assert campaign.cut_off(date(2024, 12, 20)) == campaign.close + timedelta(days=1)
