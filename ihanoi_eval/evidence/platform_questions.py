"""What readable log rows ask: units nobody knows, use without account, odd moments."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

from ihanoi_eval.evidence.findings import Finding, Severity, as_found
from ihanoi_eval.evidence.platform_moments import long_before
from ihanoi_eval.evidence.quotable import NO_CODE, is_unit_code
from ihanoi_eval.evidence.sources import lost_zeros
from ihanoi_eval.rules.campaign import Campaign
from ihanoi_eval.vietnamese import format_date, format_percent

if TYPE_CHECKING:
    import duckdb


NAMED_AT_MOST = 100  # more strange codes are one mistake, not a hundred
OTHERS = "({} mã khác)"
KNOWN = {  # rows that were there at T: what comes later asks nobody (COUNTING 2)
    "accounts": "coalesce(least(registered_at, activated_at) < getvariable('cut'), true)",
    "petitions": "received_at < getvariable('cut')",
}


@dataclass(frozen=True)
class Question:
    """A question to a log: sql gives unit_code, what it is about, and what found and message say.

    A column that ends in _share is shown in per cent, in _day as a date, any other as a number.
    """

    check: str
    log: str
    needs: tuple[str, ...]
    message: str
    sql: str
    found: str = "{count} dòng"
    severity: Severity = "question"


QUESTIONS = (
    Question(
        check="account_outside_communes",
        log="accounts",
        needs=("accounts",),
        message="{count} tài khoản có đơn vị cư trú {about} không phải xã, phường, thị trấn trong "
        "danh mục; không tính cho xã, huyện nào. Đề nghị đối chiếu mã đơn vị.",
        sql="SELECT '', unit_code, count(*) AS count "
        f"FROM accounts WHERE {KNOWN['accounts']} AND coalesce(unit_code, '') NOT IN "
        "(SELECT unit_code FROM units WHERE has_residents) GROUP BY unit_code ORDER BY 2",
    ),
    Question(
        check="staff_without_unit",
        log="accounts",
        needs=("accounts",),
        message="{count} tài khoản cán bộ ghi đơn vị công tác {about}, không có trong danh mục; "
        "không tính cho đơn vị nào. Đề nghị đối chiếu.",
        sql="SELECT '', staff_unit_code, count(*) AS count "
        f"FROM accounts WHERE {KNOWN['accounts']} AND holder = 'public_staff' AND "
        "coalesce(staff_unit_code, '') NOT IN (SELECT unit_code FROM units) "
        "GROUP BY staff_unit_code ORDER BY 2",
    ),
    *(
        Question(
            check="moment_long_before",
            log=log,
            needs=(log,),
            message="{count} dòng ghi thời điểm hơn năm năm trước đợt thi đua; dòng vẫn được tính "
            "như đã ghi. Có phải giá trị mặc định của hệ thống, hay đơn vị thời gian khác "
            "(giây, mili giây)?",
            sql=f"SELECT '', '', {rows} AS count FROM {table}",
        )
        for log, table, rows in (
            ("usage", "usage_features", "sum(long_before)::BIGINT"),
            *(
                (log, log, f"count(*) FILTER ({KNOWN[log]} AND {long_before(moments)})")
                for log, moments in (
                    ("accounts", "registered_at, activated_at"),
                    ("petitions", "received_at, due_at, resolved_at, rated_at"),
                )
            ),
        )
    ),
    Question(
        check="usage_by_unknown_account",
        log="usage",
        needs=("accounts", "usage"),
        message="{count} lượt sử dụng của tài khoản không có trong danh sách tài khoản; không tính "
        "cho đơn vị nào. Hai bảng có cùng thời điểm xuất không?",
        sql="SELECT '', '', sum(uses)::BIGINT AS count "
        "FROM account_use ANTI JOIN accounts USING (account_id)",
    ),
    Question(
        check="use_before_activation",
        log="usage",
        needs=("accounts", "usage"),
        message="{count} lượt sử dụng trước thời điểm kích hoạt của tài khoản; vẫn được tính. Thời "
        "điểm kích hoạt có được ghi lại sau không?",
        sql="WITH early AS (SELECT account_id, activated_at, units.unit_code FROM accounts JOIN "
        "account_use USING (account_id) LEFT JOIN units USING (unit_code) "
        "WHERE first_use < activated_at) "
        "SELECT unit_code, '', count(*) AS count FROM usage JOIN early USING (account_id) "
        "WHERE used_at < activated_at AND used_at >= getvariable('start') "
        "AND used_at < getvariable('cut') GROUP BY unit_code ORDER BY unit_code",
    ),
    Question(
        check="petition_of_unknown_unit",
        log="petitions",
        needs=("petitions",),
        message="{count} phản ánh ghi đơn vị xử lý {about}, không có trong danh mục; không tính "
        "cho đơn vị nào. Đề nghị đối chiếu mã đơn vị.",
        sql="SELECT '', unit_code, count(*) AS count "
        f"FROM petitions WHERE {KNOWN['petitions']} AND coalesce(unit_code, '') NOT IN "
        "(SELECT unit_code FROM units) GROUP BY unit_code ORDER BY 2",
    ),
    Question(
        check="closed_without_moment",
        log="petitions",
        needs=("petitions",),
        message="{count} phản ánh đã đóng nhưng không ghi thời điểm xử lý nên coi là chưa xử lý. "
        "Đề nghị đơn vị bổ sung thời điểm.",
        sql="SELECT unit_code, '', count(*) AS count "
        "FROM petition_facts JOIN units USING (unit_code) WHERE is_in_window "
        "AND status IN ('resolved', 'refused') AND resolved_at IS NULL "
        "GROUP BY unit_code ORDER BY 1",
    ),
    Question(
        check="resolved_without_limit",
        log="petitions",
        needs=("petitions",),
        message="{count} phản ánh đã xử lý nhưng không có hạn xử lý và không có đánh dấu đúng hạn "
        "nên không đưa vào tỷ lệ đúng hạn. Đề nghị bổ sung hạn xử lý.",
        sql="SELECT unit_code, '', count(*) AS count "
        "FROM petition_facts JOIN units USING (unit_code) WHERE is_in_window AND is_resolved "
        "AND on_time IS NULL AND due_at IS NULL GROUP BY unit_code ORDER BY 1",
    ),
    Question(
        check="due_before_received",
        log="petitions",
        needs=("petitions",),
        message="{count} phản ánh có hạn xử lý trước thời điểm tiếp nhận; vẫn được tính. Đề nghị "
        "kiểm tra lại thời điểm.",
        sql="SELECT unit_code, '', count(*) AS count "
        "FROM petition_facts JOIN units USING (unit_code) WHERE is_in_window "
        "AND due_at < received_at GROUP BY unit_code ORDER BY 1",
    ),
    Question(
        check="resolved_before_received",
        log="petitions",
        needs=("petitions",),
        message="{count} phản ánh có thời điểm xử lý trước thời điểm tiếp nhận; vẫn được tính. "
        "Đề nghị kiểm tra lại thời điểm.",
        sql="SELECT unit_code, '', count(*) AS count "
        "FROM petition_facts JOIN units USING (unit_code) WHERE is_in_window "
        "AND resolved_at < received_at GROUP BY unit_code ORDER BY 1",
    ),
)


def log_findings(
    connection: "duckdb.DuckDBPyConnection",
    there: set[str],
    questions: Iterable[Question],
    campaign: Campaign,
) -> list[Finding]:
    """What the logs that are there ask, after platform.sql has been run; no id among the words."""
    for name, value in campaign.integrity.model_dump().items():
        connection.execute(f"SET VARIABLE {name} = {value}")
    found: list[Finding] = []
    for question in questions:
        if not there.issuperset(question.needs):
            continue
        cursor = connection.execute(question.sql)
        names = [column[0].rstrip("_") for column in (cursor.description or ())[2:]]
        rows = cursor.fetchall()
        for unit, about, *values in _named(rows, campaign) if names == ["count"] else rows:
            shown = map(_shown, names, values)
            words = dict(zip(names, shown, strict=True))
            message = question.message.format(**words, about=about or "trống")
            found.append(
                Finding(
                    severity=question.severity,
                    check=question.check,
                    unit_code=unit or "",
                    about=about or "",
                    file=f"platform/{question.log}",
                    found=question.found.format(**words),
                    message=message + _hint(about or "", campaign),
                )
            )
    return found


def _shown(name: str, value: float) -> str:
    """A figure as an officer reads it."""
    if name.endswith("_share"):
        return format_percent(float(value))
    if name.endswith("_day"):
        return format_date(date(1970, 1, 1) + timedelta(days=int(value)))
    return as_found(float(value))


def _named(
    rows: list[tuple[str | None, str | None, int]], campaign: Campaign
) -> list[tuple[str, str, int]]:
    """Counts by unit and what they are about; what is no code may be a name and is not repeated.

    Codes that nobody knows are told one by one up to a bound, the rarest together.
    """
    found: dict[tuple[str, str], int] = {}
    for unit, about, count in rows:
        code = str(about or "")
        is_shown = not code or is_unit_code(code, campaign.unit_by_code)
        key = (str(unit or ""), code if is_shown else NO_CODE)
        if count:
            found[key] = found.get(key, 0) + count
    strange = sorted((key for key in found if not key[0]), key=lambda key: (-found[key], key))
    if left := strange[NAMED_AT_MOST:]:
        others = sum(found.pop(key) for key in left)
        found["", OTHERS.format(len(left))] = others
    return [(unit, about, count) for (unit, about), count in found.items()]


def _hint(code: str, campaign: Campaign) -> str:
    """The codes that a code without its zeros may be, as the small tables say it."""
    meant = "" if code in campaign.unit_by_code else lost_zeros(code, campaign)
    return f" Mất số 0 ở đầu, có phải {meant}? Xuất lại với mã ở dạng chữ." if meant else ""
