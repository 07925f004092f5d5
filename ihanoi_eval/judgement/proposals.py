"""The whole proposal: units and nominees on one list, the Council's decisions on it, the money."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

import pandas as pd

from ihanoi_eval.evidence.findings import Finding
from ihanoi_eval.evidence.nominees import People
from ihanoi_eval.judgement.bonus import budget_table, seats_by_list
from ihanoi_eval.judgement.council import apply_decisions, ask_limits, ask_seats, members_table
from ihanoi_eval.judgement.gates import NOT_CHECKED, ON_HOLD, PASSED, WORST_FIRST, standing
from ihanoi_eval.judgement.nominees import (
    Pool,
    ask_heads,
    ask_shares,
    check_nominees,
    list_nominees,
)
from ihanoi_eval.judgement.session import SUBJECT, Session, Subject, ask_unknown_nominees, named
from ihanoi_eval.judgement.votes import ask_votes, count_votes
from ihanoi_eval.people import PEOPLE
from ihanoi_eval.rules.awards import Awards
from ihanoi_eval.schemas import sort_table
from ihanoi_eval.vietnamese import comparison_key, format_date

# The checks of this stage: whoever judges again asks these anew.
CHECKS: Final = (
    *("nominee_may_be_head", "nominee_share_low", "prior_award", "seats_exceeded"),
    *("unknown_subject", "parent_seats_exceeded", "group_left_out", "votes_incomplete"),
    *("decisions_contradict", "decision_against_gate"),
    *("votes_missing", "votes_contradict", "votes_do_not_add_up", "votes_without_council"),
    *("votes_and_members_differ", "votes_below_quorum", "votes_below_threshold"),
)


@dataclass(frozen=True)
class Proposal:
    """The list as it stands, its budget, and the tables of `nominees/` by name."""

    shortlist: pd.DataFrame
    budget: pd.DataFrame
    people: Mapping[str, pd.DataFrame]
    findings: tuple[Finding, ...]


def propose(
    draft: pd.DataFrame,
    gates: pd.DataFrame,
    people: People,
    *,
    units: pd.DataFrame,
    awards: Awards,
    as_of: date,
    is_listed: bool,
) -> Proposal:
    """The draft list of units with nominees and the Council's decisions (METHOD 13).

    gates: of units. units: the table of that name. is_listed: whether a list may be drawn at all;
    without one nominees are checked and nobody is listed.
    """
    standings = standing(gates, gates["unit_code"].unique())
    pool = Pool(
        nominees=people.nominees,
        contradicted=people.contradicted,
        on_hold=people.on_hold,
        prior_awards=people.prior_awards,
        standing=standings,
        awards=awards,
        as_of=as_of,
        themselves=people.themselves,
    )
    own_gates = check_nominees(pool)
    types = dict(draft.dtypes)
    rows = list_nominees(pool, own_gates) if is_listed else []
    listed = pd.concat([draft, pd.DataFrame(rows, columns=list(types)).astype(types)])
    session = _session(people, standings, gates, own_gates, awards)
    votes, findings = count_votes(session)
    findings += ask_unknown_nominees(
        {"reviews/on_hold": people.on_hold, "reviews/prior_awards": people.prior_awards}, session
    )
    listed, decisions, doubts = apply_decisions(listed.reset_index(drop=True), session)
    findings += doubts
    if is_listed:
        findings += [*ask_votes(listed, votes, session), *ask_seats(listed, seats_by_list(awards))]
        findings += ask_limits(listed, units, awards.quotas)
        findings += [*ask_shares(pool, listed), *ask_heads(pool, listed)]
        findings += _earlier_awards(pool, listed)
    tables = {
        "nominees": people.nominees,
        "nominee_gates": own_gates,
        "council": members_table(people.council),
        "votes": votes,
        "decisions": decisions,
    }
    return Proposal(
        shortlist=sort_table(listed, "shortlist"),
        budget=budget_table(listed, awards, as_of=as_of),
        people={name: sort_table(tables[name], name) for name in PEOPLE if name != "council"}
        | {"council": tables["council"]},
        findings=tuple(findings),
    )


def carry_over(
    draft: pd.DataFrame, before: pd.DataFrame, *, awards: Awards, as_of: date
) -> Proposal:
    """The draft list of units beside the nominees as an earlier list has them; nobody is named.

    before: the shortlist of the run that is judged again without anybody's papers.
    """
    listed = pd.concat([draft, before[before["nominee_id"] != ""]], ignore_index=True)
    return Proposal(
        shortlist=sort_table(listed, "shortlist"),
        budget=budget_table(listed, awards, as_of=as_of),
        people={},
        findings=(),
    )


def _session(
    people: People,
    units: Mapping[str, str],
    gates: pd.DataFrame,
    own_gates: pd.DataFrame,
    awards: Awards,
) -> Session:
    """The Council's papers with everybody it can decide about."""
    of_people = own_gates.groupby("nominee_id")["status"].agg(set).to_dict()
    known: dict[Subject, str] = {(code, ""): status for code, status in units.items()}
    known |= {
        ("", str(person)): next((one for one in WORST_FIRST if one in found), PASSED)
        for person, found in of_people.items()
    }
    settled = {gate.code for gate in awards.gates if gate.kind == "comparable"}
    open_gates = gates[~gates["status"].isin([PASSED, NOT_CHECKED])]
    barring = open_gates.groupby("unit_code")["gate"].agg(set).to_dict()
    return Session(
        council=people.council,
        votes=people.votes,
        decisions=people.decisions,
        has_council=people.has_council,
        standing=known,
        held_for_council=frozenset(
            str(code)
            for code, found in barring.items()
            if found <= settled and units[str(code)] == ON_HOLD
        ),
        awards=awards,
    )


def _earlier_awards(pool: Pool, listed: pd.DataFrame) -> list[Finding]:
    """Who is proposed and was awarded before: whether it was for the same achievement.

    A unit's proposal names no achievement of its own, and a nominee's can be put in other words, so
    that nobody but the Council can say. A person's awards under another unit's id are asked about.
    """
    proposed = listed.loc[listed["decision"].isin(["award", "council"]), [*SUBJECT]]
    of_units = {str(code): some for code, some in pool.prior_awards.groupby("unit_code")}
    findings: list[Finding] = []
    for unit, person in proposed.itertuples(index=False, name=None):
        some = of_units.get(unit) if unit else pool.of_person(pool.earlier_awards, person)
        rows = [] if some is None else some.to_dict("records")
        findings += [_asked((unit, person), row) for row in rows]
    return findings


def _asked(subject: Subject, row: Mapping[Any, Any]) -> Finding:
    """The question about one earlier award."""
    unit, person = subject
    award = f"{row['form']}, {row['decision_no']}, {format_date(str(row['on_date']))}"
    matter = f"{row['decision_no']}:{comparison_key(str(row['achievement']))[:40]}"
    return Finding(
        severity="question",
        check="prior_award",
        unit_code=unit,
        about=f"{person}:{matter}" if person else matter,
        file="reviews/prior_awards",
        row=float(row["row"]),
        found=award,
        expected="một thành tích một lần khen",
        message=f"{named(subject)} đã được khen ({award}) về: {row['achievement']}. Có phải cùng "
        "thành tích với đợt này? Một thành tích chỉ khen một lần.",
    )
