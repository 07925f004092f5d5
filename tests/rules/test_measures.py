"""Each measure: its sources and its way up."""

from fractions import Fraction

from ihanoi_eval.rules.measures import Measure


def test_the_platform_is_believed_before_registers_and_reports():
    """Where measures.yaml says nothing, the order of belief is COUNTING 18's."""
    assert Measure(code="x", label="x").sources == ("platform", "register", "self_report")


def test_sources_may_stand_ten_percent_apart_before_anybody_asks():
    """±10 % is a warning and ±33 % an error, after the WHO's data quality review."""
    tolerance = Measure(code="x", label="x").tolerance
    assert (tolerance.warning, tolerance.error) == (Fraction(1, 10), Fraction(33, 100))


def test_a_parent_has_its_own_count_unless_the_rule_says_otherwise():
    """Most measures are a body's own work (COUNTING 17)."""
    assert Measure(code="x", label="x").parent == "own"
