"""Each difficulty planted in tests/small is seen where it should be, as a plain count says."""

import csv
import json
import shutil
from collections import defaultdict
from datetime import date, datetime, timedelta, timezone
from fractions import Fraction
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from ihanoi_eval.evaluation import Evaluation, evaluate
from ihanoi_eval.rules.loading import load_rules

SMALL = Path(__file__).parent / "small"
INPUTS = SMALL / "inputs"
PLANTED = json.loads((INPUTS / "synthetic.json").read_text(encoding="utf-8"))["planted"]
START, CLOSED = datetime(2024, 11, 1), datetime(2024, 12, 1)
LOCAL = timezone(timedelta(hours=7))


def planted(difficulty: str) -> str:
    """The one unit that a difficulty struck."""
    [code] = PLANTED[difficulty]
    return str(code)


@cache
def rows(name: str) -> list[dict[str, str]]:
    """An input table as it was sent."""
    with (INPUTS / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def row_of(name: str, code: str) -> dict[str, str]:
    """The one row of a unit in a register."""
    [row] = [row for row in rows(name) if row["unit_code"] == code]
    return row


def moment(text: str) -> datetime | None:
    """A local moment; one that carries a zone is turned into local time (DESIGN §5)."""
    if not text:
        return None
    when = datetime.fromisoformat(text)
    return when if when.tzinfo is None else when.astimezone(LOCAL).replace(tzinfo=None)


def without_doubles(table: list[dict[str, str]], key: str) -> list[dict[str, str]]:
    """Identical rows once, ids that differ not at all (COUNTING 5)."""
    by_id = defaultdict(set)
    for row in table:
        by_id[row[key]].add(tuple(row.items()))
    return [dict(next(iter(found))) for found in by_id.values() if len(found) == 1]


Counted = dict[str, dict[str, int]]


@cache
def all_petitions() -> Counted:
    """Every unit's own petitions by COUNTING 10–13, in the plainest words."""
    names = "received assessed on_time overdue_open rated satisfied".split()
    counted: Counted = defaultdict(lambda: dict.fromkeys(names, 0))
    for row in without_doubles(rows("platform/petitions"), "petition_id"):
        received, due = moment(row["received_at"]), moment(row["due_at"])
        closed, rated = moment(row["resolved_at"]), moment(row["rated_at"])
        if received is None or not START <= received < CLOSED:
            continue
        if due is not None and len(row["due_at"]) == len("2024-11-30"):
            due = due.replace(hour=23, minute=59, second=59)
        was_closed = closed is not None and closed < CLOSED
        resolved = row["status"] == "resolved" and was_closed
        refused = row["status"] == "refused" and was_closed
        is_open, is_past = not resolved and not refused, due is not None and due < CLOSED
        in_time = closed is not None and due is not None and closed <= due
        seen_at = rated or closed
        is_rated = resolved and bool(row["rating"]) and seen_at is not None and seen_at < CLOSED
        counts = counted[row["unit_code"]]
        counts["received"] += 1
        counts["assessed"] += (
            (resolved and bool(row["on_time"] or due))
            or (refused and due is not None and not in_time)
            or (is_open and is_past)
        )
        counts["on_time"] += resolved and (row["on_time"] == "true" if row["on_time"] else in_time)
        counts["overdue_open"] += is_open and is_past
        counts["rated"] += is_rated
        counts["satisfied"] += is_rated and row["rating"] in ("satisfied", "accepted")
    return counted


@cache
def all_accounts() -> Counted:
    """Every commune's residents and public servants by COUNTING 6–8, in the plainest words."""
    names = "registered_window activated_of_registered active_open active_close usable "
    counted: Counted = defaultdict(lambda: dict.fromkeys(f"{names} used_two_days".split(), 0))
    days = defaultdict(set)
    for use in rows("platform/usage"):
        when = moment(use["used_at"])
        if when is not None and START <= when < CLOSED:
            days[use["account_id"]].add(when.date())
    for row in without_doubles(rows("platform/accounts"), "account_id"):
        if row["holder"] not in ("resident", "public_staff"):
            continue
        registered, activated = moment(row["registered_at"]), moment(row["activated_at"])
        is_new = registered is not None and START <= registered < CLOSED
        is_active = activated is not None and activated < CLOSED
        usable = activated is not None and activated < CLOSED - timedelta(days=7)
        counts = counted[row["unit_code"]]
        counts["registered_window"] += is_new
        counts["activated_of_registered"] += is_new and is_active
        counts["active_open"] += activated is not None and activated < START
        counts["active_close"] += is_active
        counts["usable"] += usable
        counts["used_two_days"] += usable and len(days[row["account_id"]]) >= 2
    return counted


def count_petitions(code: str) -> dict[str, int]:
    """A unit's own petitions."""
    return all_petitions()[code]


def count_accounts(code: str) -> dict[str, int]:
    """A commune's accounts."""
    return all_accounts()[code]


class Seen:
    """What an evaluation shows of a unit."""

    def __init__(self, evaluation: Evaluation) -> None:
        """Index the tables by what the tests ask for."""
        self.tables = evaluation.tables
        self.panel = self._by("panel", "unit_code", "measure")
        self.indicators = self._by("indicators", "unit_code", "indicator")
        self.points_rows = self._by("points", "unit_code", "indicator")
        self.gates = self._by("gates", "unit_code", "gate")
        self.ranking = self._by("ranking", "unit_code")
        self.reports = self._by("reports", "unit_code")
        self.shortlist = self._by("shortlist", "unit_code")

    def _by(self, name: str, *key: str) -> dict[Any, dict[str, Any]]:
        """A table's rows under their key."""
        records = self.tables[name].to_dict("records")
        keys = [tuple(row[column] for column in key) for row in records]
        return {
            code if len(key) > 1 else code[0]: {str(k): v for k, v in row.items()}
            for code, row in zip(keys, records, strict=True)
        }

    def used(self, code: str, measure: str) -> float:
        """The number that is used."""
        return float(self.panel[code, measure]["used_value"])

    def gate(self, code: str, gate: str) -> str:
        """How a gate stands."""
        return str(self.gates[code, gate]["status"])

    def why(self, code: str, gate: str) -> str:
        """The reason and the evidence of a gate."""
        row = self.gates[code, gate]
        return f"{row['reason']}; {row['evidence']}"

    def points(self, code: str, indicator: str) -> float:
        """What an indicator earned."""
        return float(self.points_rows[code, indicator]["points"])

    def status(self, code: str, indicator: str) -> str:
        """measured, missing or not_applicable."""
        return str(self.indicators[code, indicator]["status"])

    def value(self, code: str, indicator: str) -> float:
        """The shown value of an indicator."""
        return float(self.indicators[code, indicator]["value"])

    def checks(self, code: str) -> set[str]:
        """The checks that found something at a unit."""
        found = self.tables["findings"]
        return set(found.loc[found["unit_code"] == code, "check"])


def see(inputs: Path = INPUTS, as_of: str = "2024-12-20") -> Seen:
    """tests/small evaluated."""
    rules = load_rules(SMALL / "campaign")
    return Seen(evaluate(rules, inputs, as_of=date.fromisoformat(as_of)))


@pytest.fixture(scope="module")
def seen() -> Seen:
    """tests/small as of 20/12/2024."""
    return see()


@pytest.fixture
def seen_without(tmp_path):
    """tests/small without one of its reviews: seen_without("waivers")."""

    def see_without(review: str) -> Seen:
        shutil.copytree(INPUTS, tmp_path / "inputs")
        (tmp_path / "inputs" / "reviews" / f"{review}.csv").unlink()
        return see(tmp_path / "inputs")

    return see_without


def half_up(number: Fraction) -> float:
    """Two decimals, half up."""
    return int(number * 100 + Fraction(1, 2)) / 100


# What these are planted for is looked at by no check yet: a share divided wrongly, one person spelt
# in two ways; a day's rush is too small here to be told from chance.
NOT_LOOKED_AT = {"surge", "stated_share_wrong", "nominee_twice"}


def test_every_planted_difficulty_is_looked_at_here():
    """A new one comes with its test; one that struck nobody in a small sample cannot be seen."""
    text = Path(__file__).read_text(encoding="utf-8")
    struck = {difficulty for difficulty, codes in PLANTED.items() if codes}
    named = {difficulty for difficulty in struck if text.count(f'"{difficulty}"') > 0}
    assert struck - named == set()
    assert struck >= NOT_LOOKED_AT


def test_one_telephone_for_many_is_asked_about(seen):
    """Twelve accounts on one device, a question and no verdict (DESIGN §7 METHOD 9)."""
    assert "many_accounts_a_device" in seen.checks(planted("shared_device"))


# --- Reports --------------------------------------------------------------------------------------


@pytest.mark.parametrize(("place", "most"), [(0, 5), (1, 10)], ids=["district", "department"])
def test_a_late_report_earns_less_and_stays_in(seen, place, most):
    """Received on 11/12, two working days after 9/12: 0.4 of its points, gate passed (25, 30)."""
    code = PLANTED["late_report"][place]
    assert (seen.reports[code]["status"], seen.reports[code]["days_late"]) == ("late", 2)
    assert seen.points(code, "report") == 0.4 * most
    assert seen.gate(code, "report") == "passed"


def test_the_wards_of_a_late_district_are_not_late_themselves(seen):
    """Their own rows are complete, but for those that are not (COUNTING 24)."""
    wards = [row["unit_code"] for row in rows("registers/population") if row["unit_code"] < "00100"]
    failed = {ward for ward in wards if seen.gate(ward, "report") == "failed"}
    assert planted("commune_not_in_report") in failed
    assert len(failed) < len(wards) / 2


def test_a_missing_report_is_missing_and_fails(seen):
    """Zero points, a failed gate, and no total thrown away (COUNTING 25)."""
    code = planted("missing_report")
    assert seen.reports[code]["status"] == "missing"
    assert (seen.status(code, "report"), seen.points(code, "report")) == ("missing", 0)
    assert seen.gate(code, "report") == "failed"


def test_a_report_without_a_receipt_was_not_received(seen):
    """Its numbers are missing, its gate fails, and it is an error to look into (COUNTING 25)."""
    code = planted("report_without_receipt")
    assert seen.status(code, "training") == "missing"
    assert seen.gate(code, "report") == "failed"
    assert "no_receipt" in set(seen.tables["findings"]["check"])


def test_a_report_that_comes_later_is_not_known_yet(seen):
    """Received on 27/12: unknown on 20/12, and then 14 working days late (COUNTING 2, 4)."""
    code = planted("report_not_yet_known")
    later = see(as_of="2024-12-27")
    assert (seen.reports[code]["status"], seen.status(code, "training")) == (
        *("missing", "missing"),
    )
    assert (later.reports[code]["status"], later.reports[code]["days_late"]) == ("late", 14)
    assert later.status(code, "training") == "measured"


def test_a_ward_that_is_not_in_its_districts_report_has_no_report(seen):
    """What only a report can say is missing, and counts zero (COUNTING 24)."""
    code = planted("commune_not_in_report")
    assert (seen.status(code, "outreach"), seen.points(code, "outreach")) == ("missing", 0)
    assert seen.gate(code, "report") == "failed"


def test_an_incomplete_row_fails_its_ward_and_keeps_its_numbers(seen):
    """training_sessions is required and empty (COUNTING 24)."""
    code = planted("incomplete_report")
    told = {row["measure"] for row in rows("submissions/reported") if row["unit_code"] == code}
    assert "households_visited" in told and "training_sessions" not in told
    assert seen.status(code, "outreach") == "measured"
    assert "thiếu nội dung bắt buộc" in seen.why(code, "report")


def test_of_two_reports_the_first_complete_one_is_timed_and_the_last_one_read(seen):
    """The first lacks an answer, the second came on 9/12 at 16:30 (COUNTING 25)."""
    code = planted("resubmitted_report")
    row = seen.reports[code]
    assert (row["received_at"], row["status"]) == ("2024-12-09 16:30:00", "on_time")
    last = {
        row["unit_code"]: float(row["value"])
        for row in rows("submissions/reported")
        if row["file"] == f"{code}_bao_cao_lan_2.xlsx" and row["measure"] == "households_visited"
    }
    assert last == {ward: seen.used(ward, "households_visited") for ward in last}


def test_parts_that_do_not_add_up_are_asked_about(seen):
    """The report says five more received than its parts make; no number changes (METHOD 9)."""
    code = planted("petition_parts_do_not_sum")
    assert "petitions_add_up" in seen.checks(code)
    assert seen.used(code, "petitions_received") == count_petitions(code)["received"]


# --- Staff ----------------------------------------------------------------------------------------


def count_staff(code: str) -> int:
    """Active public servants of a unit, wherever they live (COUNTING 9)."""
    return sum(
        row["staff_unit_code"] == code
        and row["holder"] == "public_staff"
        and (activated := moment(row["activated_at"])) is not None
        and activated < CLOSED
        for row in without_doubles(rows("platform/accounts"), "account_id")
    )


@pytest.mark.parametrize(
    ("difficulty", "short", "status"),
    [
        ("staff_one_short", 1, "passed"),
        ("staff_exempt", 0, "passed"),
        ("staff_exempt_without_document", 2, "failed"),
        ("waiver", 3, "passed"),
        ("staff_above_register", -2, "passed"),
        ("account_unknown_commune", None, None),
    ],
)
def test_staff_are_counted_where_they_work(seen, difficulty, short, status):
    """Staff less documented exemptions; one short passes, two of few do not (COUNTING 9, 30)."""
    code = planted(difficulty)
    register = row_of("registers/staff", code)
    exempt = int(register["exempt_count"]) if register["document_no"] else 0
    due, active = int(register["staff_count"]) - exempt, count_staff(code)
    assert (seen.used(code, "staff_due"), seen.used(code, "staff_active")) == (due, active)
    assert short is None or due - active == short
    assert status is None or seen.gate(code, "staff") == status


@pytest.mark.parametrize("code", PLANTED["staff_below_gate"])
def test_staff_below_98_percent_fail(seen, code):
    """And more than one short (COUNTING 30)."""
    due, active = int(row_of("registers/staff", code)["staff_count"]), count_staff(code)
    assert active < 0.98 * due and due - active > 1
    assert seen.gate(code, "staff") == "failed"


def test_staff_below_the_plans_100_percent_pass_and_are_named(seen):
    """98 % or one short is enough, and the reason says what the plan asks (DESIGN §8)."""
    code = planted("staff_below_full")
    assert count_staff(code) < int(row_of("registers/staff", code)["staff_count"])
    assert seen.gate(code, "staff") == "passed"
    assert "chưa đạt 100% theo Kế hoạch" in seen.why(code, "staff")


def test_more_active_staff_than_staff_is_shown_as_all_and_asked_about(seen):
    """Counts stay, the value is 1 (COUNTING 22)."""
    code = planted("staff_above_register")
    row = seen.indicators[code, "staff_active"]
    assert (row["numerator"] - row["denominator"], row["value"]) == (2, 1)
    assert "proportion_above_one" in seen.checks(code)


def test_an_exemption_without_a_document_is_asked_about(seen):
    """It was not taken off (COUNTING 9)."""
    assert "exemption_without_document" in seen.checks(planted("staff_exempt_without_document"))


def test_a_waiver_passes_the_gate_that_would_have_failed(seen, seen_without):
    """Three short; the document is the evidence (COUNTING 23)."""
    code = planted("waiver")
    [waiver] = rows("reviews/waivers")
    assert waiver["document_no"] in seen.why(code, "staff")
    assert seen_without("waivers").gate(code, "staff") == "failed"


# --- Departments' services ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("difficulty", "status"),
    [("services_missing", "missing"), ("not_applicable", "not_applicable")],
)
def test_what_does_not_apply_leaves_its_points_to_its_pillar(seen, difficulty, status):
    """integration 10 of 15 is gone: training alone carries 15, 5 sessions earn them all (26)."""
    code = planted(difficulty)
    assert seen.status(code, "integration") == status
    sessions = Fraction(int(seen.used(code, "training_sessions")))
    assert seen.points(code, "training") == half_up(min(sessions / 5, Fraction(1)) * 15)


# --- Petitions ------------------------------------------------------------------------------------


def test_every_units_petitions_are_what_a_plain_count_gives(seen):
    """Received, assessed, on time, overdue, rated, satisfied: all of them (COUNTING 5, 10–13)."""
    units = seen.tables["units"]
    single = units.loc[units["league"] != "districts", "unit_code"]  # districts add their communes
    found = {
        code: {name: seen.used(code, f"petitions_{name}") for name in count_petitions(code)}
        for code in single
    }
    assert found == {code: count_petitions(code) for code in single}


def test_two_petitions_make_no_perfect_record(seen):
    """2 of 2: (2 + 16.4) / 22 = 0.8364, share 0.5909 of 10 points (METHOD 2)."""
    code = planted("two_petitions")
    counted = count_petitions(code)
    assert (counted["assessed"], counted["on_time"]) == (2, 2)
    assert (seen.value(code, "on_time"), seen.points(code, "on_time")) == (1, 5.91)


def test_no_petition_gets_the_prior(seen):
    """0.82 → 0.55 of 10; 0.58 → 0.4667 of 5 (COUNTING 21)."""
    code = planted("no_petition")
    assert (seen.status(code, "on_time"), seen.points(code, "on_time")) == ("measured", 5.5)
    assert seen.points(code, "satisfaction") == 2.33


def test_what_was_resolved_after_the_close_is_open_and_its_rating_unknown(seen):
    """Four petitions, resolved and praised in December, not yet due (COUNTING 10, 11)."""
    code = planted("resolved_after_close")
    late = [
        row
        for row in rows("platform/petitions")
        if row["unit_code"] == code and row["resolved_at"] >= "2024-12-01" and row["rating"]
    ]
    assert len(late) >= 4
    counted = count_petitions(code)
    assert counted["received"] - counted["assessed"] >= 4


def test_overdue_petitions_close_the_gate(seen):
    """More than one and more than 5 % (COUNTING 30)."""
    code = planted("overdue_petitions")
    counted = count_petitions(code)
    assert counted["overdue_open"] > max(1, 0.05 * counted["assessed"])
    assert seen.gate(code, "overdue") == "failed"


def sent(code: str) -> list[str]:
    """The ids of a unit's petitions received in the campaign, as they were sent."""
    return [
        row["petition_id"]
        for row in rows("platform/petitions")
        if row["unit_code"] == code
        and (received := moment(row["received_at"])) is not None
        and START <= received < CLOSED
    ]


def test_a_petition_sent_twice_counts_once(seen):
    """Identical rows count once (COUNTING 5)."""
    code = planted("petition_twice")
    assert seen.used(code, "petitions_received") == len(sent(code)) - 1 == len(set(sent(code)))


def test_a_petition_that_contradicts_itself_counts_for_nobody(seen):
    """Both rows are rejected, and it is an error to look into (COUNTING 5)."""
    code = planted("petition_conflict")
    assert seen.used(code, "petitions_received") == len(sent(code)) - 2
    found = seen.tables["findings"]
    [contradiction] = found[found["check"] == "contradicted_ids"].to_dict("records")
    assert contradiction["severity"] == "error"


def test_petitions_at_the_edges_fall_on_the_right_side(seen):
    """Due or closed at exactly T is open and not past; a bare date lasts all day (1, 10, 11)."""
    code = planted("petition_edges")
    assert seen.used(code, "petitions_overdue_open") == 1  # due on 30/11, a bare date
    open_and_not_past = 2  # one due at exactly T, one closed at exactly T
    counted = count_petitions(code)
    assert counted["received"] - counted["assessed"] == open_and_not_past


# --- Accounts, targets, population ----------------------------------------------------------------


def test_every_communes_accounts_are_what_a_plain_count_gives(seen):
    """Registered, activated, active at both ends, usable, used on two days (COUNTING 5–8)."""
    units = seen.tables["units"]
    communes = units.loc[units["league"] == "communes", "unit_code"]
    found = {
        code: {name: seen.used(code, f"accounts_{name}") for name in count_accounts(code)}
        for code in communes
    }
    verified = planted("verification_changes_rank")  # used is what was verified; counted is this
    row = seen.panel[verified, "accounts_active_close"]
    found[verified]["active_close"] = row["platform_value"]
    assert found == {code: count_accounts(code) for code in communes}


def test_a_use_at_the_last_midnight_and_one_after_it_are_one_day(seen):
    """23:59:59 on 30/11 is inside, 00:00:00 on 1/12 is not (COUNTING 1, 8)."""
    moments = [row["used_at"] for row in rows("platform/usage") if row["used_at"] > "2024-11-30"]
    assert any("23:59:59" in one for one in moments)
    code = planted("use_at_midnight")
    assert seen.used(code, "accounts_used_two_days") == count_accounts(code)["used_two_days"]


def test_accounts_used_once_are_no_real_use(seen):
    """Every account there was used on one day at most: nothing of 20 points (COUNTING 8)."""
    code = planted("used_once")
    assert count_accounts(code)["used_two_days"] == 0
    assert (seen.value(code, "real_use"), seen.points(code, "real_use")) == (0, 0)


def test_use_before_activation_counts_and_is_asked_about(seen):
    """It is use all the same (COUNTING 8)."""
    assert "use_before_activation" in set(seen.tables["findings"]["check"])


def gap_of(code: str) -> int:
    """People of 15 and over without an active account at the start."""
    people = int(row_of("registers/population", code)["population_15plus"])
    return people - count_accounts(code)["active_open"]


@pytest.mark.parametrize(
    ("difficulty", "share"), [("target_too_low", "0.10"), ("target_too_high", "0.20")]
)
def test_a_target_out_of_line_is_held_within_the_gap(seen, difficulty, share):
    """1 % and 60 % of the gap are taken as 10 % and 20 % (COUNTING 16)."""
    code = planted(difficulty)
    effective = Fraction(share) * gap_of(code)
    assert seen.indicators[code, "target"]["denominator"] == float(effective)
    new = count_accounts(code)["active_close"] - count_accounts(code)["active_open"]
    share = min(max(Fraction(new) / effective - Fraction("0.3"), Fraction(0)), Fraction(1))
    assert seen.points(code, "target") == half_up(share * 5)


def test_a_target_that_was_not_set_costs_nothing(seen):
    """target 5 of 40 is gone: gap closure carries 30/35 of reach (COUNTING 16, 26)."""
    code = planted("target_missing")
    assert seen.status(code, "target") == "not_applicable"
    new = count_accounts(code)["active_close"] - count_accounts(code)["active_open"]
    share = min(Fraction(new, gap_of(code)) / Fraction("0.20"), Fraction(1))
    assert seen.points(code, "gap_closure") == half_up(share * 30 * 40 / 35)


def test_a_population_counted_after_the_start_is_not_used(seen):
    """The latest row dated by 1/11 stands (COUNTING 15)."""
    code = planted("population_after_start")
    dated = {
        row["as_of_date"]: float(row["population_15plus"])
        for row in rows("registers/population")
        if row["unit_code"] == code
    }
    assert max(dated) > "2024-11-01"
    assert seen.used(code, "population_15plus") == dated[min(dated)]


def test_populations_that_contradict_each_other_give_way_to_the_earlier_one(seen):
    """Two of one date, neither counts, and it is an error (COUNTING 15)."""
    code = planted("populations_that_differ")
    dated = sorted(
        (row["as_of_date"], float(row["population_15plus"]))
        for row in rows("registers/population")
        if row["unit_code"] == code
    )
    assert [day for day, _ in dated][1] == [day for day, _ in dated][2]
    assert seen.used(code, "population_15plus") == dated[0][1]
    assert "population_contradicts" in seen.checks(code)


def test_a_ward_with_nobody_left_to_win_is_asked_about_and_loses_nothing(seen):
    """outreach alone carries the 40 points of reach (COUNTING 15, 26)."""
    code = planted("saturated")
    assert seen.status(code, "gap_closure") == seen.status(code, "target") == "not_applicable"
    register = row_of("registers/population", code)
    visited = Fraction(int(seen.used(code, "households_visited")), int(register["households"]))
    share = min(max((visited - Fraction("0.2")) / Fraction("0.8"), Fraction(0)), Fraction(1))
    assert seen.points(code, "outreach") == half_up(share * 40)
    assert "saturated" in seen.checks(code)


# --- Reviews --------------------------------------------------------------------------------------


def test_a_verification_changes_a_rank(seen, seen_without):
    """Most of what was won is taken away: the verified value is used and the rank falls (18)."""
    code = planted("verification_changes_rank")
    [verified] = [row for row in rows("reviews/verifications") if row["unit_code"] == code]
    assert seen.used(code, "accounts_active_close") == float(verified["verified_value"])
    before = seen_without("verifications")
    assert before.used(code, "accounts_active_close") == count_accounts(code)["active_close"]
    assert seen.ranking[code]["rank"] > before.ranking[code]["rank"]


def test_a_verification_enters_its_districts_sum(seen):
    """The district's sum is of used values (COUNTING 17)."""
    code = planted("verification_changes_rank")
    units = seen.tables["units"].set_index("unit_code")
    parent = units.at[code, "parent_code"]
    wards = units.index[(units["parent_code"] == parent) & (units["league"] == "communes")]
    total = sum(seen.used(ward, "accounts_active_close") for ward in wards)
    assert seen.used(parent, "accounts_active_close") == total


@pytest.mark.parametrize(
    ("difficulty", "check"),
    [
        ("verification_without_document", "review_without_document"),
        ("verifications_that_differ", "verification_contradicts"),
    ],
)
def test_a_verification_that_cannot_count_changes_nothing(seen, difficulty, check):
    """Without a document, or two of one day that differ: the platform stands (COUNTING 18, 23)."""
    code = planted(difficulty)
    row = seen.panel[code, "accounts_active_close"]
    assert (row["used_value"], row["used_source"]) == (
        *(count_accounts(code)["active_close"], "platform"),
    )
    assert check in seen.checks(code)


@pytest.mark.parametrize(
    ("difficulty", "gate", "status"),
    [
        ("inspection_open", "integrity", "on_hold"),
        ("inspection_explained", "integrity", "passed"),
        ("inspection_confirmed", "integrity", "failed"),
        ("on_hold", "hold", "on_hold"),
        ("on_hold_expired", "hold", "passed"),
    ],
)
def test_inspections_and_holds_close_gates_as_long_as_they_do(seen, difficulty, gate, status):
    """Open, explained, confirmed; in force, or over since 15/12 (COUNTING 30)."""
    assert seen.gate(planted(difficulty), gate) == status


def test_who_is_on_hold_takes_no_seat(seen):
    """Neither in the list nor in the reserve (COUNTING 31)."""
    held = [planted("on_hold"), planted("inspection_open")]
    assert [seen.shortlist[code]["decision"] for code in held] == ["on_hold", "on_hold"]


def test_adjustments_are_added_and_a_third_decimal_is_refused(seen):
    """+1.5 with a refused 0.125 beside it, and −2 (COUNTING 28)."""
    praised, blamed = PLANTED["adjustments"]
    for code, added in ((praised, 1.5), (blamed, -2)):
        row = seen.ranking[code]
        assert row["adjustments"] == added
        assert row["total_points"] == round(row["points"] + added, 2)
    assert "adjustment_decimals" in seen.checks(praised)


def test_tied_communes_share_a_rank_and_the_seat_is_left_to_the_council(seen):
    """Equal in points and in every link of the chain: shown, never broken by order (METHOD 5)."""
    first, second = (seen.ranking[code] for code in PLANTED["tied_communes"])
    for column in ("total_points", "rank", "is_tied"):
        assert first[column] == second[column]
    assert first["is_tied"] == "true"
    decisions = {seen.shortlist[code]["decision"] for code in PLANTED["tied_communes"]}
    assert decisions == {"council"}
