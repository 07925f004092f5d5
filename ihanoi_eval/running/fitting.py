"""Priors fitted on the months before a campaign, written as a proposed rubric beside it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction
from pathlib import Path

import yaml

from ihanoi_eval.errors import CallError, RulesError
from ihanoi_eval.evidence.intake import SYNTHETIC_MARK
from ihanoi_eval.evidence.platform import count_platform
from ihanoi_eval.files import write_whole
from ihanoi_eval.measurement.priors import FittedPrior, fit_prior
from ihanoi_eval.rules.campaign import Campaign
from ihanoi_eval.rules.loading import load_rules
from ihanoi_eval.rules.rubric import Indicator

RUBRIC_FILE = "rubric.yaml"
PRIOR_DECIMALS, LEAST_WEIGHT = 2, 1
SUFFIX = "-tien-nghiem"  # of the proposed version: nobody takes it for the one it was made from

Fit = tuple[Indicator, FittedPrior | None]


@dataclass(frozen=True)
class Fitted:
    """What was fitted on which days, and the proposed rubric that says so."""

    fits: tuple[Fit, ...]
    since: date
    until: date
    rubric: Path
    is_synthetic: bool


def fit_priors(campaign: Path, inputs: Path, *, since: date, out: Path) -> Fitted:
    """Prior and weight of each small-number indicator, and `out`/rubric.yaml that proposes them.

    Counted are the petitions received from `since` to the day before the campaign begins, under
    the campaign's own rules as known at its start: whatever came later is unknown to the fit, so
    that the contest cannot steer its own goalposts (METHOD 2). The campaign's folder stays as it
    is. Raises CallError where `since` leaves no month before, or `out` is that folder.
    """
    rules = load_rules(campaign)
    start = rules.campaign.start
    if since >= start:
        raise CallError(
            f"since {since:%d/%m/%Y}: không trước ngày bắt đầu {start:%d/%m/%Y}; số nền chỉ được "
            "ước lượng từ những tháng trước đợt thi đua"
        )
    if out.resolve() == campaign.resolve():
        raise CallError(f"{out}: là bộ quy tắc đang dùng; chọn thư mục khác để ghi bản đề xuất")
    until = start - timedelta(days=1)
    counts = _earlier_counts(rules.campaign, inputs, since=since, until=until)
    fits = tuple(
        (one, fit_prior(_cases(one, counts, rules.campaign)))
        for one in rules.rubric.indicators
        if one.small_numbers is not None
    )
    text = (campaign / RUBRIC_FILE).read_text(encoding="utf-8")
    path = out / RUBRIC_FILE
    write_whole(path, propose(text, fits).encode())
    is_synthetic = (inputs / SYNTHETIC_MARK).is_file()
    return Fitted(fits, since, until, path, is_synthetic)


def propose(text: str, fits: tuple[Fit, ...]) -> str:
    """The text of rubric.yaml with the fitted numbers, proposed and under a version of its own.

    Every other letter stays, comments too. What could not be fitted keeps its numbers.
    """
    numbers = {
        one.code: (
            f"{fitted.prior:.{PRIOR_DECIMALS}f}",
            str(max(LEAST_WEIGHT, round(fitted.weight))),
        )
        for one, fitted in fits
        if fitted is not None
    }
    root = _mapping(yaml.compose(text, Loader=yaml.SafeLoader))
    spans = [_span(root["version"]) + (f"{root['version'].value}{SUFFIX}",)]
    if "status" in root:
        spans.append(_span(root["status"]) + ("proposed",))
    for entry in root["indicators"].value:
        keys = _mapping(entry)
        if keys["code"].value in numbers and "small_numbers" in keys:
            small = _mapping(keys["small_numbers"])
            for key, number in zip(("prior", "weight"), numbers[keys["code"].value], strict=True):
                spans.append(_span(small[key]) + (number,))
    for start, end, words in sorted(spans, reverse=True):
        text = f"{text[:start]}{words}{text[end:]}"
    return text


def _earlier_counts(
    campaign: Campaign, inputs: Path, *, since: date, until: date
) -> Mapping[tuple[str, str], Fraction]:
    """What the platform's logs count for each unit and measure in the months before."""
    dates = {"start": since, "close": until, "deadline": until}
    earlier = campaign.model_copy(update=dates)
    values = count_platform(inputs, None, campaign=earlier, as_of=until).values
    return {
        (str(unit), str(measure)): Fraction(value)
        for unit, measure, value in values.itertuples(index=False, name=None)
    }


def _cases(
    indicator: Indicator, counts: Mapping[tuple[str, str], Fraction], campaign: Campaign
) -> list[tuple[Fraction, Fraction]]:
    """The indicator's own counts of every unit of its leagues, no unit counted in its parent's."""
    found = []
    for league in indicator.leagues:
        for code in campaign.units_of(league):
            x, n = (counts.get((code, m)) for m in (indicator.numerator, indicator.denominator))
            if x is not None and n:
                found.append((min(x, n), n))
    return found


def _mapping(node: yaml.Node | None) -> dict[str, yaml.Node]:
    """The keys of a mapping with the nodes of their values."""
    if not isinstance(node, yaml.MappingNode):
        raise RulesError(f"{RUBRIC_FILE}: cấu trúc tệp đã thay đổi trong khi đọc; chạy lại")
    return {key.value: value for key, value in node.value}


def _span(node: yaml.Node) -> tuple[int, int]:
    """Where a value begins and ends in the text, comments after it left out."""
    last = node
    while isinstance(last, yaml.CollectionNode) and not last.flow_style and last.value:
        inner = last.value[-1]
        last = inner[1] if isinstance(inner, tuple) else inner
    return node.start_mark.index, last.end_mark.index
