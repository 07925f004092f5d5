"""Published figures held to their own arithmetic; the real ones of DOMAIN §4 stand as they did."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ihanoi_eval.evidence.arithmetic import (
    change_doubt,
    impossible_share_doubt,
    share_doubt,
    sum_doubt,
)


def share(part: float, whole: float, stated: float, **others: float) -> str:
    """What is wrong with a share."""
    words = {"part_label": "phần", "whole_label": "tổng"}
    return share_doubt(part, whole, stated, **words, other_wholes=others)


@pytest.mark.parametrize(
    ("doubt", "says"),
    [
        (share(150, 302, 0.6131), "49,67%"),
        (share(152, 302, 0.3869), "50,33%"),
        (share(588728, 6100957, 0.1164, chưa=5055845), "9,65%.*khớp với mẫu số 5.055.845 chưa"),
        (change_doubt(1043724, 588728, 1633840), "= 1.632.452, báo cáo ghi 1.633.840"),
        (sum_doubt({"a": 307, "b": 130, "c": 449, "d": 968}, 1859), "= 1.854, báo cáo ghi 1.859"),
        (share(135, 1441, 0.1107), "9,37%"),
        (impossible_share_doubt(523, 0.9745, whole_label="phản ánh"), "510 là 97,51%"),
        (impossible_share_doubt(523, 0.0255, whole_label="phản ánh"), "14 là 2,68%"),
        (change_doubt(61.18, -2.51, 58.69), "= 58,67, báo cáo ghi 58,69"),
        (share(589000, 5300000, 0.091), "11,1%"),
    ],
)
def test_the_eight_real_errors_are_asked_about(doubt, says):
    """DOMAIN §4B, 1 to 8; the first and the sixth in both their halves."""
    assert re.search(says, doubt)


@pytest.mark.parametrize(
    "doubt",
    [
        sum_doubt({"a": 1654, "b": 180, "c": 272, "d": 244}, 2350),  # 8/8
        sum_doubt({"a": 19871, "b": 1501, "c": 1238, "d": 1300}, 23910),  # 21/11
        share(1654, 2350, 0.704),
        share(19871, 23910, 0.831),
        share(180, 2350, 0.076),  # 7,66: cut off, not rounded
        share(588728, 5055845, 0.1164),
        change_doubt(1045112, 588728, 1633840),
        change_doubt(61.18, -2.49, 58.69),
        impossible_share_doubt(549, 0.9745, whole_label="phản ánh"),
    ],
)
def test_the_published_rows_that_are_right_pass(doubt):
    """DOMAIN §4C, and the corrected halves of §4B."""
    assert doubt == ""


@given(part=st.integers(1, 10**6), more=st.integers(0, 10**6), decimals=st.integers(0, 4))
def test_a_share_rounded_by_its_writer_is_never_doubted(part, more, decimals):
    """Whatever the decimals, from none to four of a percentage."""
    whole = part + more
    assert share(part, whole, round(part / whole, decimals + 2)) == ""


@given(st.lists(st.integers(0, 10**9), min_size=1, max_size=6))
def test_parts_are_their_own_sum(parts):
    """To the last unit, and not one more."""
    labelled = {str(place): part for place, part in enumerate(parts)}
    assert sum_doubt(labelled, sum(parts)) == ""
    assert sum_doubt(labelled, sum(parts) + 1) != ""


def test_of_nothing_there_is_no_share_to_doubt():
    """A whole of 0 is the unit's to explain elsewhere (case 50)."""
    assert share(5, 0, 0.5) == impossible_share_doubt(0, 0.5, whole_label="x") == ""
