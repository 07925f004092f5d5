"""Submission forms."""

from ihanoi_eval.rules.forms import Field, Form


def test_a_report_is_complete_by_its_required_fields_alone():
    """What is only shown cannot make a report incomplete (COUNTING 24)."""
    fields = (
        Field(measure="outreach_events", label="Số buổi", required=True),
        Field(measure="difficulties", label="Khó khăn", kind="text"),
    )
    assert Form(league="communes", label="Xã", fields=fields).required == ("outreach_events",)
