"""What readable log rows ask: units nobody knows, use without account, odd moments."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from ihanoi_eval.evidence.findings import Finding, Severity

if TYPE_CHECKING:
    import duckdb


NAMED_AT_MOST = 100  # more strange codes are one mistake, not a hundred
OTHERS = "({} mã khác)"


@dataclass(frozen=True)
class Question:
    """A question to a log: sql gives unit_code, what it is about, how many rows."""

    check: str
    log: str
    needs: tuple[str, ...]
    severity: Severity
    message: str
    sql: str


QUESTIONS = (
    Question(
        check="account_outside_communes",
        log="accounts",
        needs=("accounts",),
        severity="question",
        message="{count} tài khoản có đơn vị cư trú {about} không phải xã, phường, thị trấn trong "
        "danh mục; không tính cho xã, huyện nào. Đề nghị đối chiếu mã đơn vị.",
        sql="SELECT '', unit_code, count(*) FROM accounts WHERE coalesce(unit_code, '') NOT IN "
        "(SELECT unit_code FROM units WHERE has_residents) GROUP BY unit_code ORDER BY 2",
    ),
    Question(
        check="staff_without_unit",
        log="accounts",
        needs=("accounts",),
        severity="question",
        message="{count} tài khoản cán bộ ghi đơn vị công tác {about}, không có trong danh mục; "
        "không tính cho đơn vị nào. Đề nghị đối chiếu.",
        sql="SELECT '', staff_unit_code, count(*) FROM accounts WHERE holder = 'public_staff' AND "
        "coalesce(staff_unit_code, '') NOT IN (SELECT unit_code FROM units) "
        "GROUP BY staff_unit_code ORDER BY 2",
    ),
    Question(
        check="usage_by_unknown_account",
        log="usage",
        needs=("accounts", "usage"),
        severity="question",
        message="{count} lượt sử dụng của tài khoản không có trong danh sách tài khoản; không tính "
        "cho đơn vị nào. Hai bảng có cùng thời điểm xuất không?",
        sql="SELECT '', '', sum(uses)::BIGINT "
        "FROM account_use ANTI JOIN accounts USING (account_id)",
    ),
    Question(
        check="use_before_activation",
        log="usage",
        needs=("accounts", "usage"),
        severity="question",
        message="{count} lượt sử dụng trước thời điểm kích hoạt của tài khoản; vẫn được tính. Thời "
        "điểm kích hoạt có được ghi lại sau không?",
        sql="WITH early AS (SELECT account_id, activated_at FROM accounts JOIN account_use "
        "USING (account_id) WHERE first_use < activated_at) "
        "SELECT '', '', count(*) FROM usage JOIN early USING (account_id) "
        "WHERE used_at < activated_at AND used_at >= getvariable('start') "
        "AND used_at < getvariable('cut')",
    ),
    Question(
        check="petition_of_unknown_unit",
        log="petitions",
        needs=("petitions",),
        severity="question",
        message="{count} phản ánh ghi đơn vị xử lý {about}, không có trong danh mục; không tính "
        "cho đơn vị nào. Đề nghị đối chiếu mã đơn vị.",
        sql="SELECT '', unit_code, count(*) FROM petitions WHERE coalesce(unit_code, '') NOT IN "
        "(SELECT unit_code FROM units) GROUP BY unit_code ORDER BY 2",
    ),
    Question(
        check="closed_without_moment",
        log="petitions",
        needs=("petitions",),
        severity="question",
        message="{count} phản ánh đã đóng nhưng không ghi thời điểm xử lý nên coi là chưa xử lý. "
        "Đề nghị đơn vị bổ sung thời điểm.",
        sql="SELECT unit_code, '', count(*) FROM petition_facts WHERE is_in_window "
        "AND status IN ('resolved', 'refused') AND resolved_at IS NULL "
        "GROUP BY unit_code ORDER BY 1",
    ),
    Question(
        check="resolved_without_limit",
        log="petitions",
        needs=("petitions",),
        severity="question",
        message="{count} phản ánh đã xử lý nhưng không có hạn xử lý và không có đánh dấu đúng hạn "
        "nên không đưa vào tỷ lệ đúng hạn. Đề nghị bổ sung hạn xử lý.",
        sql="SELECT unit_code, '', count(*) FROM petition_facts WHERE is_in_window AND is_resolved "
        "AND on_time IS NULL AND due_at IS NULL GROUP BY unit_code ORDER BY 1",
    ),
    Question(
        check="due_before_received",
        log="petitions",
        needs=("petitions",),
        severity="question",
        message="{count} phản ánh có hạn xử lý trước thời điểm tiếp nhận; vẫn được tính. Đề nghị "
        "kiểm tra lại thời điểm.",
        sql="SELECT unit_code, '', count(*) FROM petition_facts WHERE is_in_window "
        "AND due_at < received_at GROUP BY unit_code ORDER BY 1",
    ),
    Question(
        check="resolved_before_received",
        log="petitions",
        needs=("petitions",),
        severity="question",
        message="{count} phản ánh có thời điểm xử lý trước thời điểm tiếp nhận; vẫn được tính. "
        "Đề nghị kiểm tra lại thời điểm.",
        sql="SELECT unit_code, '', count(*) FROM petition_facts WHERE is_in_window "
        "AND resolved_at < received_at GROUP BY unit_code ORDER BY 1",
    ),
)


def log_findings(connection: "duckdb.DuckDBPyConnection", there: set[str]) -> list[Finding]:
    """Questions that readable rows raise: units nobody knows, use without account, odd dates.

    Names that nobody knows are told one by one up to a bound, the others together.
    """
    found: list[Finding] = []
    for question in QUESTIONS:
        if not there.issuperset(question.needs):
            continue
        rows = [row for row in connection.execute(question.sql).fetchall() if row[2]]
        strange = sorted((row for row in rows if not row[0]), key=lambda row: -row[2])
        left = strange[NAMED_AT_MOST:]
        rows = [row for row in rows if row not in left]
        if left:
            rows.append(("", OTHERS.format(len(left)), sum(count for _, _, count in left)))
        found += [
            Finding(
                severity=question.severity,
                check=question.check,
                unit_code=str(unit or ""),
                about=str(about or ""),
                file=f"platform/{question.log}",
                found=f"{count} dòng",
                message=question.message.format(count=count, about=about or "trống"),
            )
            for unit, about, count in rows
        ]
    return found
