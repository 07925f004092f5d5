"""What shared pages keep back."""

import pytest

from ihanoi_eval.reporting.disclosure import is_small, shared_count, shared_message

HIDDEN = "Số liệu nhỏ, nêu tại trang của đơn vị."


@pytest.mark.parametrize(("count", "shown"), [(0, 0), (1, "dưới 5"), (4, "dưới 5"), (5, 5)])
def test_a_few_residents_are_not_counted_on_a_shared_page(count: float, shown: object):
    """Fewer than five, and zero is a result (DESIGN §6)."""
    assert shared_count("petitions_received", count) == shown


def test_staff_are_counted_to_the_last_person():
    """Everybody below 100 % is listed (DESIGN §8): a body's staff is no crowd of residents."""
    assert shared_count("staff_active", 3) == 3


def test_a_missing_count_is_no_small_one():
    """NaN is shown as missing, not as a few."""
    assert not is_small(float("nan"))


@pytest.mark.parametrize(
    ("measure", "file", "values", "is_hidden"),
    [
        ("petitions_received", "", ("3", "7"), True),
        ("petitions_received", "", ("30", "70"), False),
        ("staff_active", "", ("3", "7"), False),
        ("", "platform/petitions", ("1 dòng", ""), True),
        ("", "platform/usage", ("542 dòng", ""), False),
        ("accounts_new", "", ("3/12", ""), True),
    ],
)
def test_a_message_with_a_small_count_of_residents_stays_on_the_units_page(
    measure: str, file: str, values: tuple[str, ...], is_hidden: bool
):
    """The question is asked; only who can be known from it is not told to others."""
    message = shared_message(measure, file, "Báo cáo ghi …", *values)
    assert (message == HIDDEN) == is_hidden
