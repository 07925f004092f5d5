"""The awards' models."""

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


def test_a_collective_gets_twice_what_a_person_gets():
    """1.5 and 3 times the base salary, rounded up to 10,000 đồng (DOMAIN §1)."""
    bonus = Bonus()
    assert (bonus.collective_coefficient, bonus.round_up_to) == (
        2 * bonus.individual_coefficient,
        10_000,
    )
