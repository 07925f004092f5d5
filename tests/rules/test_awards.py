"""The awards' models."""

from fractions import Fraction

import pytest
from pydantic import ValidationError

from ihanoi_eval.rules.awards import Awards, Bonus, Quota

GATES = [
    {"code": "hold", "label": "Tạm dừng", "kind": "hold", "leagues": ["communes", "districts"]},
    {"code": "integrity", "label": "Số liệu", "kind": "integrity", "leagues": ["communes"]},
]


def test_a_league_has_its_own_gates():
    """A district does not pass what only communes are asked."""
    awards = Awards.model_validate({"gates": GATES, "quotas": {}, "tie_chain": {}})
    assert [gate.code for gate in awards.gates_of("districts")] == ["hold"]


@pytest.mark.parametrize("seats", [{"level": -1}, {"level": 1, "most_per_parent": 0}])
def test_seats_and_caps_are_no_negative_numbers(seats):
    """A cap of nothing would leave every seat empty and say so nowhere."""
    with pytest.raises(ValidationError, match="greater than"):
        Quota.model_validate(seats)


def test_nothing_is_assumed_of_money_and_votes():
    """Coefficients are dated rows of awards.yaml; 80 % of all members, no quorum (DOMAIN §1)."""
    awards = Awards.model_validate({"gates": [], "quotas": {}, "tie_chain": {}})
    assert (Bonus().coefficients, Bonus().round_up_to) == ((), 10_000)
    assert (awards.vote_threshold, awards.votes.counted_of) == (Fraction(4, 5), "all_members")
    assert awards.votes.least_present == 0
    assert awards.is_thematic
