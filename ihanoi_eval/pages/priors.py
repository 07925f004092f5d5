"""Priors of the months before: what was fitted, beside what the rubric says, and where it lies."""

from collections.abc import Sequence
from datetime import date
from pathlib import Path

import pandas as pd

from ihanoi_eval.measurement.priors import FittedPrior
from ihanoi_eval.reporting.blocks import callout, figures, status_line
from ihanoi_eval.reporting.blocks import table as make_table
from ihanoi_eval.reporting.html import Html, text
from ihanoi_eval.rules.rubric import Indicator
from ihanoi_eval.vietnamese import format_count, format_date

Fits = Sequence[tuple[Indicator, FittedPrior | None]]

NOT_FITTED = "quá ít trường hợp, giữ số đang dùng"
BOUNDED = "số đếm không cho thấy đơn vị khác nhau ngoài ngẫu nhiên; cần người có chuyên môn xem"


def heading(fits: Fits, since: date, until: date, *, is_synthetic: bool) -> Html:
    """From when to when, on how many cases, and that the contest had no part in it."""
    cases = sum(fitted.cases for _, fitted in fits if fitted is not None)
    known = sum(fitted is not None for _, fitted in fits)
    return status_line(
        f"Phản ánh nhận từ {format_date(since)} đến {format_date(until)}",
        "ĐỀ XUẤT",
        warning="SỐ LIỆU GIẢ LẬP" if is_synthetic else "",
    ) + figures(
        [
            (f"{known}/{len(fits)}", "tiêu chí ước lượng được"),
            (format_count(cases), "trường hợp đã dùng"),
        ],
        "Số liệu từ ngày bắt đầu đợt thi đua trở đi không được dùng, kể cả việc xử lý sau ngày đó "
        "của phản ánh nhận trước: đợt thi đua không được tự quyết số nền của mình (METHOD 2).",
    )


def fitted(fits: Fits) -> Html:
    """Each indicator's prior and weight, now and as fitted."""
    rows = []
    for indicator, found in fits:
        small = indicator.small_numbers
        rows.append(
            {
                "indicator": indicator.label,
                "prior_now": float(small.prior) if small else None,
                "prior": found.prior if found else None,
                "weight_now": float(small.weight) if small else None,
                "weight": found.weight if found else None,
                "units": found.units if found else None,
                "cases": found.cases if found else None,
                "word": NOT_FITTED if found is None else BOUNDED if found.is_bounded else "",
            }
        )
    return make_table(
        pd.DataFrame(rows),
        caption="Số nền của các tỷ lệ có ít trường hợp",
        labels={
            "indicator": "Tiêu chí",
            "prior_now": "Tỷ lệ nền đang dùng",
            "prior": "Tỷ lệ nền ước lượng",
            "weight_now": "Trọng số đang dùng (trường hợp)",
            "weight": "Trọng số ước lượng",
            "units": "Số đơn vị",
            "cases": "Số trường hợp",
            "word": "Ghi chú",
        },
        kinds={
            **{"indicator": "text", "word": "text", "units": "count", "cases": "count"},
            **{"prior_now": "share", "prior": "share", "weight_now": "number", "weight": "number"},
        },
        decimals={"weight_now": 0, "weight": 1},
    )


def proposal(rubric: Path) -> Html:
    """Where the proposed rubric lies, and what has to happen to it."""
    return callout(
        "note",
        Html(f"Bản đề xuất: <code>{text(rubric)}</code>. Bộ quy tắc đang dùng không thay đổi. "),
        "Muốn dùng: xem lại từng số, thay vào rubric.yaml trước ngày bắt đầu, rồi trình phê duyệt.",
    )
