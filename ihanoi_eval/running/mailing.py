"""Workbooks on their way out: one a reporting unit, its file name from its code."""

from collections.abc import Callable
from pathlib import Path

from ihanoi_eval.errors import RulesError
from ihanoi_eval.files import locked, safe_name, write_whole
from ihanoi_eval.reporting.templates import Values, reporting_units, template_workbook
from ihanoi_eval.rules.campaign import Campaign
from ihanoi_eval.rules.loading import load_rules
from ihanoi_eval.running.places import check_apart, check_free

TOLD_EVERY = 20  # workbooks between two lines of progress

Say = Callable[[str], None]


def workbook_name(unit_code: str) -> str:
    """The file name under which a unit gets its workbook.

    >>> workbook_name("001")
    '001_bao_cao.xlsx'
    """
    return f"{safe_name(unit_code)}_bao_cao.xlsx"


def write_templates(campaign: Path, out: Path, *, say: Say = lambda _: None) -> str:
    """An empty workbook for every reporting unit in the folder `out`; what to send, in one line."""
    rules = load_rules(campaign)
    ours = set(map(workbook_name, reporting_units(rules.campaign)))
    check_free(
        out,
        "biểu mẫu",
        lambda folder: sorted({path.name for path in folder.iterdir()} - ours),
    )
    check_apart(out)
    with locked(out):
        count = write_workbooks(rules.campaign, out, say=say)
    return f"{count} workbooks → {out}: gửi cho mỗi đơn vị tệp mang mã của đơn vị đó"


def write_workbooks(
    campaign: Campaign, out: Path, *, values: Values | None = None, say: Say = lambda _: None
) -> int:
    """How many workbooks were written into `out`, one a reporting unit, with `values` filled in."""
    codes = reporting_units(campaign)
    if not codes:
        raise RulesError("forms.yaml: không bảng nào vừa có biểu mẫu vừa tự gửi báo cáo")
    for number, code in enumerate(codes, start=1):
        write_whole(out / workbook_name(code), template_workbook(campaign, code, values=values))
        if number % TOLD_EVERY == 0 or number == len(codes):
            say(f"Biểu mẫu {number}/{len(codes)}")
    return len(codes)
