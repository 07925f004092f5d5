"""METHOD.md says what the rules say, and its examples come out as they are written."""

import re
import shutil
from collections.abc import Callable
from datetime import date
from fractions import Fraction
from pathlib import Path
from zoneinfo import ZoneInfo

import numpy as np
import pandas as pd
import pytest
import yaml

from ihanoi_eval.errors import RulesError
from ihanoi_eval.evidence.cells import cell_readers
from ihanoi_eval.evidence.panel import choose_used, with_staff_due
from ihanoi_eval.evidence.peer_groups import size_groups
from ihanoi_eval.evidence.platform import count_platform
from ihanoi_eval.evidence.source_checks import most_accounts
from ihanoi_eval.evidence.sources import known_by, without_copies
from ihanoi_eval.evidence.submissions import read_submissions, working_days_late
from ihanoi_eval.judgement.chance import dice
from ihanoi_eval.judgement.field import Field, began_low
from ihanoi_eval.judgement.gates import Case, check_gates, standing
from ihanoi_eval.judgement.rank_sets import rank_sets
from ihanoi_eval.judgement.ranking import adjustments_by_unit, rank_units
from ihanoi_eval.judgement.shortlist import draft_shortlist
from ihanoi_eval.measurement.aggregation import Score, score_units
from ihanoi_eval.measurement.counts import Counts
from ihanoi_eval.measurement.indicators import MEASURED, NOT_APPLICABLE, Reading, read_indicators
from ihanoi_eval.measurement.normalisation import share_of
from ihanoi_eval.measurement.priors import fit_prior
from ihanoi_eval.measurement.progress import pace_of_units
from ihanoi_eval.measurement.small_numbers import (
    count_interval,
    funnel_limits,
    shrunk_rate,
    wilson_interval,
)
from ihanoi_eval.rules.awards import Improvement, Quota, SensitivityRule
from ihanoi_eval.rules.campaign import Campaign
from ihanoi_eval.rules.loading import load_rules
from ihanoi_eval.rules.rubric import Goalposts, Rubric
from ihanoi_eval.schemas import empty_table

ROOT = Path(__file__).parents[1]
METHOD = (ROOT / "METHOD.md").read_text(encoding="utf-8")
RULES = load_rules(ROOT / "params" / "hanoi-2024-11")
RUBRIC, AWARDS = RULES.rubric, RULES.awards
# One district with its communes, and the departments: what an example needs, counted in no time.
CAMPAIGN = Campaign.model_validate(
    RULES.campaign.model_dump()
    | {
        "units": [
            unit.model_dump()
            for unit in RULES.campaign.units
            if "001" in (unit.unit_code, unit.parent_code) or unit.league == "departments"
        ]
    }
)
LEAGUES = ("communes", "districts", "departments")
COMMUNE, NEIGHBOUR, DISTRICT = "00001", "00004", "001"
EXAMPLE = re.compile(r"`([a-z_0-9]+ [^`→]+?) → ([^`]+)`")
EXAMPLES = dict(EXAMPLE.findall(METHOD))
FINAL = date(2024, 12, 20)
MISSING = "–"


# --- how an example is read and written -------------------------------------------------------


def keys(words: str) -> dict[str, str]:
    """The words of an example, `key=value` each."""
    return dict(word.split("=", 1) for word in words.split() if "=" in word)


def items(words: str) -> list[str]:
    """What stands between commas."""
    return words.split(",")


def number(text: str) -> Fraction:
    """A number as it stands in the text."""
    return Fraction(text)


def write(value: float | Fraction | None) -> str:
    """A number as the page writes it: six decimals at most."""
    return MISSING if value is None else f"{float(value):.6f}".rstrip("0").rstrip(".")


def counts_of(*units: tuple[str, dict[str, str]], verified: dict[str, str] | None = None) -> Counts:
    """Used counts of units, a dash left out."""
    rows = [
        (unit, measure, float(Fraction(value)), float("nan"))
        for unit, given in units
        for measure, value in given.items()
        if value != MISSING
    ]
    rows += [
        (DISTRICT, measure, float(value), float(value))
        for measure, value in (verified or {}).items()
    ]
    panel = pd.DataFrame(rows, columns=["unit_code", "measure", "used_value", "verified_value"])
    return Counts(panel, panel[:0], CAMPAIGN)


# --- time -------------------------------------------------------------------------------------


def cut_off(words, _):
    """COUNTING 1."""
    return f"T {CAMPAIGN.cut_off(date.fromisoformat(keys(words)['as_of']))}"


def known(words, _):
    """COUNTING 2."""
    given = keys(words)
    row = pd.DataFrame({"on_date": [given["on_date"]]})
    return "yes" if len(known_by(row, date.fromisoformat(given["as_of"]))) else "no"


def phase(words, _):
    """COUNTING 3."""
    return CAMPAIGN.phase(date.fromisoformat(keys(words)["as_of"]))


def days_late(words, _):
    """COUNTING 4."""
    received = date.fromisoformat(keys(words)["received"])
    return str(working_days_late(received, CAMPAIGN.deadline, CAMPAIGN.non_working_dates))


def copies(words, _):
    """COUNTING 5."""
    rows = [one.split(":") for one in items(keys(words)["rows"])]
    single, _ = without_copies(pd.DataFrame(rows, columns=["id", "value"]), ["id"])
    return str(len(single))


# --- logs -------------------------------------------------------------------------------------


def counted(folder: Path, tables: dict[str, pd.DataFrame], unit: str, prefix: str) -> str:
    """The measures that count the one account or petition of the example, in their order."""
    for name, frame in tables.items():
        (folder / "platform").mkdir(exist_ok=True)
        frame.to_csv(folder / "platform" / f"{name}.csv", index=False)
    values = count_platform(folder, None, campaign=CAMPAIGN, as_of=FINAL).values
    own = values[(values["unit_code"] == unit) & (values["value"] == 1)]["measure"]
    # features_used and accounts_new are shown; petitions_resolved and its like repeat the status
    hidden = {"features_used", "accounts_new", "petitions_resolved", "petitions_pending"}
    shown = [one for one in ORDER if one in set(own) - hidden]
    return " ".join(one.removeprefix(prefix) for one in shown)


ORDER = [
    *("accounts_registered_window", "accounts_activated_of_registered", "accounts_active_open"),
    *("accounts_active_close", "accounts_usable", "accounts_used_two_days", "staff_active"),
    *("petitions_received", "petitions_assessed", "petitions_on_time", "petitions_overdue_open"),
    *("petitions_open_before", "petitions_refused", "petitions_refused_late", "petitions_rated"),
    "petitions_satisfied",
]


def account(words, folder):
    """COUNTING 6-9: one account, and its uses."""
    given = {"holder": "resident", "staff_unit_code": "", "registered_at": "2024-10-01"} | keys(
        words
    )
    unit, uses = given.pop("at"), given.pop("used_at", "")
    usage = [("a1", moment, "x") for moment in uses.split(",") if moment]
    return counted(
        folder,
        {
            "accounts": pd.DataFrame([{"account_id": "a1"} | given]),
            "usage": pd.DataFrame(usage, columns=["account_id", "used_at", "feature"]),
        },
        unit,
        "accounts_",
    )


def petition(words, folder):
    """COUNTING 10-14: one petition."""
    columns = ("due_at", "resolved_at", "on_time", "rating", "rated_at")
    given = dict.fromkeys(columns, "") | {"received_at": "2024-11-05"} | keys(words)
    row = {"petition_id": "p1", "unit_code": COMMUNE} | given
    return counted(folder, {"petitions": pd.DataFrame([row])}, COMMUNE, "petitions_")


def latest(words, folder):
    """COUNTING 19."""
    rows = [
        (COMMUNE, day, "accounts_usable", float(value))
        for day, value in (one.rsplit(":", 1) for one in items(keys(words)["rows"]))
    ]
    counts = pd.DataFrame(rows, columns=["unit_code", "date", "measure", "value"]).assign(row=2.0)
    found = count_platform(folder, counts, campaign=CAMPAIGN, as_of=FINAL).values
    return write(float(found.set_index("measure")["value"]["accounts_usable"]))


# --- panel ------------------------------------------------------------------------------------


def staff_due(words, _):
    """COUNTING 9."""
    given = keys(words)
    rows = [("1", "staff_count", float(given["staff_count"]), float("nan"))]
    if "verified" in given:
        rows.append(("1", "staff_due", float("nan"), float(given["verified"])))
    frame = pd.DataFrame(rows, columns=["unit_code", "measure", "used_value", "verified_value"])
    frame = frame.assign(register_value=frame["used_value"], used_source="register")
    due = with_staff_due(frame, pd.Series({"1": float(given["exempt"])}))
    return write(float(due.loc[due["measure"] == "staff_due", "used_value"].iloc[0]))


def used(words, _):
    """COUNTING 18."""
    given = keys(words)
    sources = {"platform": "platform_value", "register": "register_value"}
    sources |= {"self_report": "reported_value", "verified": "verified_value"}
    values = {column: float(given.get(name, "nan")) for name, column in sources.items()}
    frame = pd.DataFrame([{"unit_code": COMMUNE, "measure": given["measure"], **values}])
    found = choose_used(frame, CAMPAIGN).iloc[0]
    return f"{write(found['used_value'])} {found['used_source']}"


def received(words, _):
    """COUNTING 24: whether one report is complete, and how late."""
    unit, *_ = words.split()
    given = keys(words)
    day = given.pop("on")
    rows = [("a.xlsx", unit, measure, float(value), "") for measure, value in given.items()]
    columns = ["file", "unit_code", "measure", "value", "stated_share"]
    reported = pd.DataFrame(rows, columns=columns).assign(row=2.0)
    receipts = pd.DataFrame({"file": ["a.xlsx"], "received_at": [day], "row": [2.0]})
    found = read_submissions(reported, receipts, campaign=CAMPAIGN, as_of=FINAL).reports
    row = found.set_index("unit_code").loc[unit]
    complete = "complete" if row["is_complete"] == "true" else "incomplete"
    return f"{complete}, {write(row['days_late'])} days late"


# --- indicators, points -----------------------------------------------------------------------


def indicator(code: str, words: str) -> str:
    """One indicator of one unit, beside another that has every count."""
    one = next(one for one in RUBRIC.indicators if one.code == code)
    first, second = CAMPAIGN.units_of(one.leagues[-1 if code == "report" else 0])[:2]
    counts = counts_of((first, keys(words)), (second, dict.fromkeys(one.measures, "1")))
    reading = read_indicators(counts, rubric=RUBRIC, campaign=CAMPAIGN)[first, code]
    if reading.status == NOT_APPLICABLE:
        return NOT_APPLICABLE
    value = "" if reading.value is None else f" {write(reading.value)}"
    adjusted = reading.adjusted_value
    shrunk = "" if adjusted == reading.value else f", adjusted {write(adjusted)}"
    share = "no share" if reading.share is None else f"share {write(reading.share)}"
    return f"{reading.status}{value}{shrunk}, {share}"


def _of_people(given: dict[str, str]) -> dict[str, str]:
    """The counts of a commune that a target needs."""
    opened = given.get("accounts_active_open", "0")
    return {
        "accounts_active_open": opened,
        "accounts_active_close": str(number(opened) + number(given.get("done", "0"))),
        "population_15plus": given.get("population_15plus", "10000"),
        "accounts_target": given["target"],
    }


def effective_target(words, _):
    """COUNTING 16."""
    target = next(one for one in RUBRIC.indicators if one.kind == "attainment")
    counts = counts_of((COMMUNE, _of_people(keys(words))))
    return write(counts.effective_target(COMMUNE, target))


def pace(words, _):
    """COUNTING 16; the gap is such that the target is not clipped."""
    given = keys(words)
    people = _of_people(given) | {"population_15plus": str(10 * number(given["target"]))}
    table = pace_of_units(
        counts_of((COMMUNE, people)),
        rubric=RUBRIC,
        campaign=CAMPAIGN,
        as_of=date.fromisoformat(given["as_of"]),
    )
    row = table[table["unit_code"] == COMMUNE].iloc[0]
    expected, required = (write(float(row[f"pace_{one}"])) for one in ("expected", "required"))
    return f"expected {expected}, required {required}, {row['status']}"


def _sum(words, _):
    """COUNTING 17: on time of assessed, children and own, of a district."""
    given = keys(words)
    names = ("petitions_on_time", "petitions_assessed")

    def pair(text: str) -> dict[str, str]:
        return dict(zip(names, text.split("/"), strict=True))

    children = zip(CAMPAIGN.children[DISTRICT], items(given["children"]), strict=False)
    counts = counts_of(
        *((code, pair(text)) for code, text in children),
        verified={names[0]: given["verified"]} if "verified" in given else None,
    )
    counts.own = {(DISTRICT, name): number(value) for name, value in pair(given["own"]).items()}
    total = counts.total(DISTRICT, names)
    return "/".join(write(total[name]) for name in names)


def _score(shares: dict[str, str]) -> Score:
    """A commune's score from shares; those not named are whole, a dash does not apply."""
    readings = {}
    for league in CAMPAIGN.ranked_leagues:
        for code in CAMPAIGN.units_of(league.code):
            for one in RUBRIC.indicators_of(league.code):
                text = shares.get(one.code, "1") if code == COMMUNE else "1"
                has = text != MISSING
                readings[code, one.code] = Reading(
                    *(code, one.code, MEASURED if has else NOT_APPLICABLE),
                    share=number(text) if has else None,
                )
    return score_units(readings, rubric=RUBRIC, campaign=CAMPAIGN)[COMMUNE]


def points(words, _):
    """COUNTING 26."""
    given = keys(words)
    score = _score(given)
    return ", ".join(f"{code} {write(score.points[code])}" for code in given)


def total(words, _):
    """METHOD 14: by the points of every indicator, those that are not named whole."""
    score = _score(keys(words))
    assert score.total == sum(given for given in score.points.values() if given is not None)
    return write(score.total)


def applies(words, _):
    """COUNTING 27."""
    score = _score(dict.fromkeys(items(keys(words)["leave_out"]), MISSING))
    found = _judged("comparable", score, {})
    return f"{write(score.applicable)} of {write(score.live)}, comparable {found}"


def adjusted(words, _):
    """COUNTING 28."""
    rows = pd.DataFrame({"points": [float(one) for one in items(keys(words)["by"])]})
    return write(adjustments_by_unit(rows.assign(unit_code="1"), rubric=RUBRIC)["1"])


def _empty_score(code: str, total: Fraction | None = None) -> Score:
    """A score of which only the total matters."""
    whole = dict.fromkeys(("applicable", "live", "measured", "asked"), Fraction(100))
    return Score(code, "communes", {}, total, {}, {}, {}, **whole)


def ranks(words, _):
    """COUNTING 28: on the total as it is rounded."""
    given = keys(words)
    rubric = Rubric(version="1", pillars=(), indicators=(), decimals=int(given["decimals"]))
    totals = [number(one) for one in items(given["totals"])]
    scores = {str(place): _empty_score(str(place), one) for place, one in enumerate(totals)}
    units = pd.DataFrame({"unit_code": list(scores), "league": "communes", "peer_group": "x"})
    table = rank_units(scores, {}, units.astype("str"), rubric=rubric)
    return " ".join(write(rank) for rank in table["rank"])


def groups(words, _):
    """COUNTING 29."""
    given = keys(words)
    codes = [f"{place:02}" for place in range(int(given["units"]))]
    found = size_groups(codes, dict.fromkeys(codes, 1.0), int(given["in"]))
    return " ".join(str(list(found.values()).count(n)) for n in range(int(given["in"])))


# --- gates, list ------------------------------------------------------------------------------


def _judged(gate: str, score: Score, given: dict[str, str]) -> str:
    """What one gate says of a commune."""
    measures = {name: value for name, value in given.items() if name != "waived"}
    waivers = [(COMMUNE, gate, given["waived"], "2024-12-01")] if "waived" in given else []
    case = Case(
        counts=counts_of((COMMUNE, measures)),
        campaign=CAMPAIGN,
        inspections=empty_table("reviews/inspections"),
        answers=pd.Series(dtype="str"),
        on_hold=empty_table("reviews/on_hold"),
        waivers=pd.DataFrame(
            waivers, columns=["unit_code", "rule", "document_no", "on_date"], dtype="str"
        ),
        as_of=FINAL,
        has_receipts=True,
        reports_are_due=True,
        least_applicable_share=RUBRIC.least_applicable_share,
    )
    table = check_gates({COMMUNE: score}, case, AWARDS).set_index("gate")
    return str(table["status"][gate])


def gate(words, _):
    """COUNTING 23, 30."""
    code, _, rest = words.partition(" ")
    score = _score({})
    return _judged(code, score, keys(rest))


def _standing(words, _):
    """COUNTING 31."""
    statuses = items(keys(words)["gates"])
    return standing(pd.DataFrame({"unit_code": "1", "status": statuses}), ["1"])["1"]


def _field(given: dict[str, str]) -> Field:
    """A league of units `A1:80:0.10`: parent and number, total, value of the tie chain."""
    units = [[*one.split(":"), "0"][:3] for one in items(given["units"])]
    totals = pd.Series([float(total) for _, total, _ in units])
    ranking = pd.DataFrame(
        {
            **{"unit_code": [code for code, _, _ in units], "league": "communes"},
            **{"peer_group": "x", "points": totals, "adjustments": 0.0, "total_points": totals},
            "rank": totals.rank(method="min", ascending=False),
            "is_tied": totals.duplicated(keep=False).map({True: "true", False: "false"}),
        }
    )
    coverage = items(given["coverage"]) if "coverage" in given else []
    most = given.get("most_per_parent")
    return Field(
        league=CAMPAIGN.league_by_code["communes"],
        quota=Quota(
            level=int(given.get("level", "1")), most_per_parent=int(most) if most else None
        ),
        ranking=ranking,
        standing=dict.fromkeys(ranking["unit_code"], "passed"),
        failures={},
        parents={code: code[0] for code in ranking["unit_code"]},
        readings={
            (code, "gap"): Reading(code, "gap", MEASURED, adjusted_value=number(gap))
            for code, _, gap in units
        },
        coverage={
            code: number(one) for code, one in zip(ranking["unit_code"], coverage, strict=False)
        },
        chain=("gap",),
        improvement=Improvement(indicator="gap", at_open="x", population="x"),
        rubric_decimals=2,
    )


def _listed(words: str) -> pd.DataFrame:
    """The rows of the example's list."""
    table, _, _ = draft_shortlist([_field(keys(words))], AWARDS)
    return table.sort_values("unit_code")


def _list(words, _):
    """COUNTING 32, 33, 36."""
    rows = _listed(words)
    said = {
        decision: " ".join(rows[rows["decision"] == decision]["unit_code"])
        for decision in ("award", "council", "reserve")
    }
    return "; ".join(f"{decision} {codes}" for decision, codes in said.items() if codes)


def decided_by(words, _):
    """COUNTING 35."""
    rows = _listed(words)
    seats = rows[rows["decision"] == "award"]
    return ", ".join(
        f"{code} {link}" for code, link in zip(seats["unit_code"], seats["decided_by"], strict=True)
    )


def _began_low(words, _):
    """COUNTING 34."""
    coverage = items(keys(words)["coverage"])
    units = ",".join(f"A{place}:{90 - place}" for place in range(len(coverage)))
    low = began_low(_field({"units": units} | keys(words)))
    return " ".join(one for place, one in enumerate(coverage) if f"A{place}" in low)


# --- rules ------------------------------------------------------------------------------------


def _loaded(folder: Path, changes: dict[str, object]) -> str:
    """Whether the rules load when the indicator of visits says something else."""
    shutil.copytree(ROOT / "params" / "hanoi-2024-11", folder / "rules")
    path = folder / "rules" / "rubric.yaml"
    rubric = yaml.safe_load(path.read_text(encoding="utf-8"))
    next(one for one in rubric["indicators"] if one["code"] == "outreach").update(changes)
    path.write_text(yaml.safe_dump(rubric, allow_unicode=True), encoding="utf-8")
    try:
        load_rules(folder / "rules")
    except RulesError:
        return "refused"
    return "accepted"


def goalposts(words, folder):
    """METHOD 2: numbers, and nothing computed from the contest."""
    return _loaded(folder, {"goalposts": keys(words)})


def proportion(words, folder):
    """METHOD 11."""
    return _loaded(folder, {key: value.strip(MISSING) for key, value in keys(words).items()})


def cell(words, _):
    """METHOD 9."""
    read = cell_readers(ZoneInfo(CAMPAIGN.time_zone))["count"]
    try:
        return f"{read(keys(words)['count']):g}"
    except ValueError:
        return "refused"


def residents(words, _):
    """METHOD 9."""
    people = float(keys(words)["residents"])
    register = pd.DataFrame([(COMMUNE, "population_15plus", people)])
    register.columns = ["unit_code", "measure", "value"]
    return write(most_accounts(register, CAMPAIGN)[COMMUNE, "accounts_active_close"])


def thrown(words, _):
    """METHOD 12."""
    first, second = (
        dice(SensitivityRule(seed=int(seed)), "communes").random(9)
        for seed in items(keys(words)["seeds"])
    )
    return "the same" if (first == second).all() else "another"


# --- formulas ---------------------------------------------------------------------------------


def share(words, _):
    """Between goalposts."""
    given = keys(words)
    value = number(given.pop("value"))
    return write(share_of(value, Goalposts.model_validate(given)))


def shrunk(words, _):
    """Toward the prior."""
    given = {key: number(value) for key, value in keys(words).items()}
    return write(shrunk_rate(given["x"], given["n"], prior=given["prior"], weight=given["weight"]))


def mean(words, _):
    """A pillar of these shares, on a scale of one with six decimals."""
    given = keys(words)
    shares, weights = items(given["of"]), items(given["weights"])
    whole = sum_of(weights)
    indicators = [
        {
            "code": f"i{place}",
            "label": "x",
            "pillar": "p",
            "kind": "value",
            "measure": "accounts_new",
        }
        | {"goalposts": {"worst": "0", "best": "1"}, "max_points": str(number(weight) / whole)}
        | {"leagues": ["communes"], "if_missing": "rescale"}
        for place, weight in enumerate(weights)
    ]
    rubric = Rubric.model_validate(
        {"version": "1", "scale": "1", "decimals": 6, "round": "total", "indicators": indicators}
        | {
            "pillars": [
                {"code": "p", "label": "x", "max_points": "1"}
                | {"aggregation": given["aggregation"]}
            ]
        }
    )
    communes = CAMPAIGN.units_of("communes")
    readings = {
        (code, f"i{place}"): Reading(code, f"i{place}", MEASURED, share=number(one))
        for code in communes
        for place, one in enumerate(shares)
    }
    return write(score_units(readings, rubric=rubric, campaign=CAMPAIGN)[COMMUNE].total)


def sum_of(texts: list[str]) -> Fraction:
    """The sum of numbers as they stand in the text."""
    total = Fraction(0)
    for text in texts:
        total += number(text)
    return total


def wilson(words, _):
    """Of x in n."""
    given = keys(words)
    return " … ".join(map(write, wilson_interval(float(given["x"]), float(given["n"]))))


def interval(words, _):
    """Of a count."""
    return " … ".join(map(write, count_interval(float(keys(words)["count"]))))


def funnel(words, _):
    """Around a baseline."""
    given = keys(words)
    return " … ".join(map(write, funnel_limits(float(given["baseline"]), float(given["n"]))))


def prior(words, _):
    """Of units' x/n."""
    pairs = [one.split("/") for one in items(keys(words)["cases"])]
    found = fit_prior([(number(x), number(n)) for x, n in pairs])
    assert found is not None
    return f"{found.prior:g} and {found.weight:.1f}"


def sets(words, _):
    """The simultaneous sets."""
    given = {key: np.array(items(value), dtype="float64") for key, value in keys(words).items()}
    noise = np.random.default_rng(1).standard_normal((len(given["totals"]), 10_000))
    found = rank_sets(given["totals"], given["errors"], noise, coverage=0.95)
    ends = zip(found.simultaneous_rank_best, found.simultaneous_rank_worst, strict=True)
    return " ".join(f"{best}–{worst}" for best, worst in ends)


WORKED: dict[str, Callable[[str, Path], str]] = {
    **{one.__name__: one for one in (cut_off, known, phase, days_late, copies, account, petition)},
    **{one.__name__: one for one in (latest, staff_due, used, received, effective_target, pace)},
    **{one.__name__: one for one in (points, applies, adjusted, ranks, groups, gate)},
    **{one.__name__: one for one in (decided_by, share, shrunk, mean, wilson, interval, funnel)},
    **{"sum": _sum, "standing": _standing, "list": _list, "began_low": _began_low, "prior": prior},
    **{one.__name__: one for one in (total, goalposts, proportion, cell)},
    **{"rank_sets": sets, "most_accounts": residents, "dice": thrown},
}


@pytest.mark.parametrize(("word", "last"), [("METHOD", 14), ("COUNTING", 36)])
def test_every_number_that_code_may_cite_stands_once(word, last):
    """`METHOD 5` and `COUNTING 26` lead to one paragraph each, in order."""
    found = [int(number) for number in re.findall(rf"^\*\*{word} (\d+)\.", METHOD, re.MULTILINE)]
    assert found == list(range(1, last + 1))


@pytest.mark.parametrize("indicator", RUBRIC.indicators, ids=lambda one: one.code)
def test_the_table_of_the_rubric_says_what_the_rubric_says(indicator):
    """A changed weight changes the page that argues it."""
    row = re.search(rf"^\|[^|]*\| {indicator.code} \|(.*)\|$", METHOD, re.MULTILINE)
    assert row is not None
    points = [cell.strip() for cell in row[1].split("|")[2:5]]
    assert points == [
        str(RUBRIC.max_points(indicator, league)) if league in indicator.leagues else "–"
        for league in LEAGUES
    ]


@pytest.mark.parametrize("pillar", RUBRIC.pillars, ids=lambda one: one.code)
def test_the_table_gives_each_pillar_its_points(pillar):
    """Communes · districts · departments."""
    points = [str(RUBRIC.max_points(pillar, league)) for league in LEAGUES]
    written = " · ".join("–" if number == "0" else number for number in points)
    assert f"| {pillar.code} {written} |" in METHOD


def test_every_check_that_the_method_names_is_asked_and_every_one_asked_is_named():
    """A renamed check takes its line along, a new one brings its own."""
    named = set(re.findall(r"`([a-z_]+)`", METHOD.partition("## 7. What is asked")[2]))
    rooms = (ROOT / "ihanoi_eval").rglob("*.py")
    code = "\n".join(room.read_text(encoding="utf-8") for room in rooms)
    assert {check for check in named - {"findings"} if f'"{check}"' not in code} == set()
    assert set(re.findall(r'check="([a-z_]+)"', code)) - named == set()


@pytest.mark.parametrize("principle", range(1, 15))
def test_every_principle_has_an_example(principle):
    """What it means, tried by hand."""
    found = re.search(rf"^\*\*METHOD {principle}\..*\n\n> (.*)$", METHOD, re.MULTILINE)
    assert found is not None
    assert EXAMPLE.search(found[1])


@pytest.mark.parametrize("rule", range(1, 37))
def test_every_rule_of_counting_has_its_reason_and_an_example(rule):
    """A rule nobody can argue for, or try by hand, is not finished."""
    found = re.search(rf"^(\*\*COUNTING {rule}\.\*\*.*)\n\n> (.*)$", METHOD, re.MULTILINE)
    assert found is not None
    assert "*Why:* " in found[1]
    assert EXAMPLE.search(found[2])


@pytest.mark.parametrize("asked", EXAMPLES)
def test_the_example_comes_out_as_it_is_written(asked, tmp_path):
    """From the numbers as they stand on the page, through the rooms that count them."""
    kind, _, words = asked.partition(" ")
    worked = WORKED.get(kind)
    assert (worked(words, tmp_path) if worked else indicator(kind, words)) == EXAMPLES[asked]
