"""Published figures held to their own arithmetic: parts and wholes, shares, changes, baselines."""

import math
from collections.abc import Mapping, Sequence
from decimal import Decimal

from ihanoi_eval.evidence.findings import as_found
from ihanoi_eval.vietnamese import format_percent

NEAR = Decimal("0.001")  # a tenth of a percent point: rounded twice on the way, and no doubt (49)
HUNDRED = Decimal(100)


def share_doubt(
    part: float,
    whole: float,
    stated: float,
    *,
    part_label: str,
    whole_label: str,
    other_wholes: Mapping[str, float] | None = None,
) -> str:
    """What is wrong with a share stated for a part of a whole; nothing where it fits.

    stated: 0–1, as written: 7.6 % stands for 7.6 to 7.7, cut off or rounded. other_wholes: known
    figures by label that the writer may have divided by.

    >>> share_doubt(180, 2350, 0.076, part_label="từ chối", whole_label="tiếp nhận")
    ''
    >>> share_doubt(150, 302, 0.6131, part_label="hài lòng", whole_label="được đánh giá")
    '150 hài lòng trên 302 được đánh giá là 49,67%, báo cáo ghi 61,31%'
    """
    if not part or whole <= 0 or _fits(part / whole, stated):
        return ""
    digits = max(1, _decimals(stated))
    said = (
        f"{as_found(part)} {part_label} trên {as_found(whole)} {whole_label} là "
        f"{format_percent(part / whole, decimals=digits)}, "
        f"báo cáo ghi {format_percent(stated, decimals=digits)}"
    )
    fitting = [
        f"{as_found(other)} {label}"
        for label, other in (other_wholes or {}).items()
        if other > 0 and other != whole and _fits(part / other, stated)
    ]
    return f"{said} (tỷ lệ đó khớp với mẫu số {fitting[0]})" if fitting else said


def impossible_share_doubt(whole: float, stated: float, *, whole_label: str) -> str:
    """What is wrong with a share that no whole number out of the whole gives.

    >>> impossible_share_doubt(523, 0.9745, whole_label="phản ánh")
    'không số nguyên nào trên 523 phản ánh cho tỷ lệ 97,45%: 509 là 97,32%, 510 là 97,51%'
    >>> impossible_share_doubt(549, 0.9745, whole_label="phản ánh")
    ''
    """
    digits = _decimals(stated)
    unit = float(Decimal(1).scaleb(-digits - 2))
    below = math.floor(whole * stated)
    if whole <= 0 or any(abs(n / whole - stated) < unit for n in (below, below + 1)):
        return ""
    pair = ", ".join(
        f"{as_found(n)} là {format_percent(n / whole, decimals=max(1, digits))}"
        for n in (below, below + 1)
    )
    return (
        f"không số nguyên nào trên {as_found(whole)} {whole_label} cho tỷ lệ "
        f"{format_percent(stated, decimals=max(1, digits))}: {pair}"
    )


def sum_doubt(parts: Mapping[str, float], whole: float) -> str:
    """What is wrong with parts, by label, that do not add up to their whole.

    >>> sum_doubt({"đã xử lý": 120, "đang xử lý": 30}, 155)
    '120 đã xử lý + 30 đang xử lý = 150, báo cáo ghi 155'
    >>> sum_doubt({"đã xử lý": 120, "đang xử lý": 30}, 150)
    ''
    """
    total = _exact_sum(list(parts.values()))
    if total == Decimal(repr(float(whole))):
        return ""
    written = " + ".join(f"{as_found(part)} {label}" for label, part in parts.items())
    return f"{written} = {as_found(float(total))}, báo cáo ghi {as_found(whole)}"


def change_doubt(before: float, change: float, after: float) -> str:
    """What is wrong with a change that does not lead from the figure before to the one after.

    >>> change_doubt(61.18, -2.51, 58.69)
    '61,18 − 2,51 = 58,67, báo cáo ghi 58,69'
    >>> change_doubt(1045112, 588728, 1633840)
    ''
    """
    total = _exact_sum([before, change])
    if total == Decimal(repr(float(after))):
        return ""
    sign = "−" if change < 0 else "+"
    return (
        f"{as_found(before)} {sign} {as_found(abs(change))} = {as_found(float(total))}, "
        f"báo cáo ghi {as_found(after)}"
    )


def _exact_sum(figures: Sequence[float]) -> Decimal:
    """The sum of figures as they are written."""
    return sum((Decimal(repr(float(figure))) for figure in figures), Decimal(0))


def _fits(share: float, stated: float) -> bool:
    """Whether a share is the stated one, rounded or cut off at the stated decimals."""
    unit = max(NEAR, Decimal(1).scaleb(-_decimals(stated) - 2))
    return abs(Decimal(repr(share)) - Decimal(repr(stated))) <= unit


def _decimals(share: float) -> int:
    """The decimals of a share as a percentage: 0.076 is 7.6 %, one."""
    exponent = (Decimal(repr(float(share))) * HUNDRED).normalize().as_tuple().exponent
    return max(0, -exponent) if isinstance(exponent, int) else 0
