"""Gates, quotas, tracks, ties, votes and money: who may be proposed, and how many."""

from datetime import date
from typing import Literal

from pydantic import Field as Key

from ihanoi_eval.rules.law import BaseSalary, Coefficient, FormNumber, LawAtDate
from ihanoi_eval.rules.values import Day, Frozen, Share, read_exact

GateKind = Literal[
    "report", "share", "overdue", "pillar", "measured", "integrity", "hold", "comparable"
]


class Gate(Frozen):
    """A condition beside the points: it moves no point, it opens or closes the list (METHOD 6).

    share: numerator/denominator ≥ at_least, or at most `short_by` short;
    overdue: numerator ≤ at_most, or ≤ share_at_most of the denominator;
    pillar: the pillar's points ≥ at_least of what it can give;
    measured: at_least of the applicable points rest on measured values.
    """

    code: str
    label: str
    kind: GateKind
    leagues: tuple[str, ...]
    numerator: str = ""
    denominator: str = ""
    days_late: str = ""
    complete: str = ""
    days_late_at_most: int = Key(default=0, ge=0)
    pillar: str = ""
    at_least: Share | None = None
    plan_level: Share | None = None
    short_by: int = Key(default=0, ge=0)
    at_most: int = Key(default=0, ge=0)
    share_at_most: Share = read_exact("0")


class Quota(Frozen):
    """Seats of one league; all of them are maxima, none must be filled (COUNTING 32–33)."""

    level: int = Key(ge=0)
    improvement: int = Key(default=0, ge=0)
    most_per_parent: int | None = Key(default=None, ge=1)
    least_per_peer_group: int = Key(default=0, ge=0)


class Improvement(Frozen):
    """The second track: which gain counts, and who began low (COUNTING 34)."""

    indicator: str
    at_open: str
    population: str


class TiePreference(Frozen):
    """Whom the law prefers among equals; the Council weighs it, the tool only says it."""

    label: str
    source: str
    is_verified: bool = False


class SensitivityRule(Frozen):
    """How the firmness of the list is tried: draws, seed, and how far weights move.

    exact_draws: of the draws in which quotas cross, how many are solved exactly beside the walk.
    weights: band, each weight times a factor between 1 − weight_band and 1 + weight_band; or
    dirichlet, weights around the rubric's with weight_concentration in all (the greater, the
    closer). weights_of: which weights move, those of indicators, of pillars, or both.
    rank_set_draws, rank_set_coverage: of the rank sets inside peer groups.
    """

    seed: int = Key(default=20241130, ge=0)
    draws: int = Key(default=1000, ge=100, le=1_000_000)
    exact_draws: int = Key(default=500, ge=0)
    weights: Literal["band", "dirichlet"] = "band"
    weights_of: tuple[Literal["indicators", "pillars"], ...] = ("indicators",)
    weight_band: Share = read_exact("0.25")
    weight_concentration: int = Key(default=100, ge=1)
    rank_set_draws: int = Key(default=1000, ge=100, le=100_000)
    rank_set_coverage: Share = read_exact("0.95")
    clear_in: Share = read_exact("0.95")
    clear_out: Share = read_exact("0.05")


class Bonus(Frozen):
    """The money that goes with an award: base salary × coefficient, rounded up.

    collective_by: a collective's sum is its own coefficient times the base salary, rounded up, or
    the rounded sum of an individual times the ratio of the two coefficients; the law can be read
    both ways. decided_on: the expected day of the decision; without it, the run's cut-off.
    """

    coefficients: tuple[Coefficient, ...] = ()
    collective_by: Literal["coefficient", "individual"] = "coefficient"
    round_up_to: int = Key(default=10_000, ge=1)
    base_salary: tuple[BaseSalary, ...] = ()
    decided_on: Day | None = None


class NomineeShare(Frozen):
    """The least share of individuals who work directly, or are women, and where that stands."""

    of: Literal["direct_worker", "women"]
    at_least: Share
    source: str
    is_verified: bool = False


class Nominees(Frozen):
    """What collectives inside units and individuals have to have; nobody of them is scored.

    collectives: seats of collectives inside units; dossier: the parts that must be there;
    women_preferred: the share of women from which a collective is preferred among equals.
    """

    collectives: int = Key(default=0, ge=0)
    dossier: tuple[Literal["has_report", "has_minutes", "has_proposal"], ...] = (
        "has_report",
        "has_minutes",
        "has_proposal",
    )
    shares: tuple[NomineeShare, ...] = ()
    women_preferred: Share = read_exact("0.70")


class Votes(Frozen):
    """When votes are enough: of whom, which share, and how many members have to be there."""

    counted_of: Literal["all_members", "present"] = "all_members"
    least_present: Share = read_exact("0")


class Awards(Frozen):
    """Everything that turns a ranking into a draft list."""

    gates: tuple[Gate, ...]
    quotas: dict[str, Quota]
    tie_chain: dict[str, tuple[str, ...]]
    tie_preferences: tuple[TiePreference, ...] = ()
    improvement: Improvement | None = None
    reserve_share: Share = read_exact("0.10")
    individuals: int = Key(default=0, ge=0)
    nominees: Nominees = Nominees()
    vote_threshold: Share = read_exact("0.80")
    votes: Votes = Votes()
    award_form: str = "Bằng khen"
    is_thematic: bool = True
    sensitivity: SensitivityRule = SensitivityRule()
    bonus: Bonus = Bonus()
    law: tuple[LawAtDate, ...] = ()
    form_numbers: tuple[FormNumber, ...] = ()

    def decision_day(self, as_of: date) -> date:
        """The day whose law and money hold: that of the expected decision, else the cut-off."""
        return self.bonus.decided_on or as_of

    def gates_of(self, league: str) -> tuple[Gate, ...]:
        """The gates that units of a league have to pass."""
        return tuple(gate for gate in self.gates if league in gate.leagues)
