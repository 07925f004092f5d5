"""Errors carry every fault, and whoever calls the command sees status 2."""

import pytest

from ihanoi_eval.errors import CallError, DataError, IhanoiError, MachineError, RulesError


def test_faults_stay_apart_and_read_as_lines():
    """All faults of a folder travel in one error, one a line (DESIGN §4)."""
    error = RulesError("rubric.yaml dòng 3: thiếu khóa", "awards.yaml dòng 9: mã lặp lại")
    assert error.faults == ("rubric.yaml dòng 3: thiếu khóa", "awards.yaml dòng 9: mã lặp lại")
    assert str(error).splitlines() == list(error.faults)


@pytest.mark.parametrize("kind", [RulesError, DataError, MachineError, CallError])
def test_every_kind_is_caught_at_the_door_with_status_two(kind: type[IhanoiError]):
    """Rules, inputs, machine or call: nothing was published (DESIGN §3)."""
    with pytest.raises(IhanoiError) as caught:
        raise kind("một lỗi")
    assert caught.value.exit_status == 2
