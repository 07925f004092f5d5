"""Every column of every table once: what it holds and what an officer reads above it."""

from dataclasses import dataclass
from typing import Literal

Kind = Literal[
    "code",  # an identifier or a word of a fixed list; text, because 001 is not 1
    "text",  # what somebody wrote
    "count",  # a whole number of things
    "number",  # any other quantity
    "share",  # 0–1, shown as a percentage
    "points",  # on the rubric's scale
    "date",  # 2024-12-09
    "moment",  # 2024-12-09 16:30:00, local time
    "flag",  # true, false or nothing
]


@dataclass(frozen=True)
class Column:
    """A column's name, the kind of its values and its Vietnamese label."""

    name: str
    kind: Kind
    label: str


def _as_columns(kind: Kind, labels: dict[str, str]) -> dict[str, Column]:
    """Columns of one kind by their names."""
    return {name: Column(name, kind, label) for name, label in labels.items()}


_CODES = {
    "account_id": "Mã tài khoản",
    "bound_by": "Mức có suất do",
    "channel": "Kênh",
    "check": "Phép kiểm tra",
    "class": "Nhóm đối tượng",
    "decided_by": "Quyết định bởi",
    "decision_after": "Kết quả lần này",
    "decision_before": "Kết quả lần trước",
    "decision_by_attainment": "Kết quả nếu chỉ xếp theo chỉ tiêu",
    "decision_by_gap": "Kết quả nếu chỉ xếp theo lấp khoảng trống",
    "decision": "Kết quả",
    "drafted": "Kết quả trong dự thảo",
    "device_id": "Mã thiết bị",
    "feature": "Tính năng",
    "field": "Mục báo cáo",
    "finding_id": "Mã nội dung cần làm rõ",
    "gate": "Điều kiện",
    "holder": "Chủ tài khoản",
    "indicator": "Tiêu chí",
    "kind": "Loại",
    "league": "Bảng xếp hạng",
    "list": "Danh sách",
    "measure": "Chỉ tiêu",
    "moved_by": "Thay đổi chủ yếu ở",
    "nominee_id": "Mã tập thể, cá nhân được đề nghị",
    "parent_code": "Mã đơn vị cấp trên",
    "part": "Phần của tổng điểm",
    "peer_group": "Nhóm so sánh",
    "petition_id": "Mã phản ánh, kiến nghị",
    "pillar": "Nhóm tiêu chí",
    "rating": "Đánh giá của người dân",
    "rule": "Quy tắc",
    "scenario": "Kịch bản",
    "seat": "Suất đề nghị",
    "seat_by": "Có suất nhờ",
    "severity": "Mức độ",
    "sex": "Giới tính",
    "sha256": "Mã băm SHA-256",
    "staff_unit_code": "Mã đơn vị công tác",
    "status": "Trạng thái",
    "track": "Diện xét",
    "unit_code": "Mã đơn vị",
    "used_source": "Nguồn sử dụng",
    "verified_level": "Mức xác thực",
    "zone": "Vùng kết quả",
}

_TEXTS = {
    "about": "Về việc",
    "achievement": "Thành tích",
    "answered_by": "Người trả lời",
    "authorised_by": "Người cho phép",
    "body": "Cơ quan",
    "cell": "Ô",
    "column": "Cột",
    "confirmed_by": "Người xác nhận",
    "decision_no": "Số quyết định",
    "document_no": "Số văn bản",
    "evidence": "Căn cứ",
    "expected": "Giá trị chờ đợi",
    "file": "Tệp",
    "form": "Hình thức khen thưởng",
    "found": "Giá trị ghi nhận",
    "member": "Thành viên Hội đồng",
    "message": "Nội dung cần làm rõ",
    "name": "Tên",
    "note": "Ghi chú",
    "position": "Chức vụ",
    "reason": "Lý do",
    "received_by": "Người nhận",
    "result": "Kết quả kiểm tra",
    "set_by": "Cơ quan giao",
    "sheet": "Trang tính",
    "source": "Nguồn số liệu",
    "spelling": "Cách viết",
    "team": "Đoàn kiểm tra",
    "title": "Tiêu đề",
    "values": "Giá trị trong dòng",
    "verified_by": "Người thẩm định",
    "written_opinion": "Ý kiến bằng văn bản",
}

_COUNTS = {
    "accounts_new": "Tài khoản kích hoạt mới",
    "awards_count": "Số đã đề nghị",
    "bytes": "Dung lượng (byte)",
    "days_late": "Số ngày làm việc trễ hạn",
    "draws_count": "Số lần thử",
    "exact_draws_count": "Số lần thử tính chính xác",
    "exempt_count": "Số người được miễn",
    "households": "Số hộ",
    "items_count": "Số tin, bài",
    "leaders_count": "Số lãnh đạo, quản lý",
    "marginal_rank_best": "Hạng cao nhất có thể, xét riêng",
    "marginal_rank_worst": "Hạng thấp nhất có thể, xét riêng",
    "members_present": "Số thành viên có mặt",
    "members_total": "Tổng số thành viên",
    "peer_rank": "Hạng trong nhóm so sánh",
    "population_15plus": "Nhân khẩu từ đủ 15 tuổi",
    "public_services_count": "Số dịch vụ công",
    "rank": "Hạng",
    "rank_after": "Hạng lần này",
    "rank_before": "Hạng lần trước",
    "rank_by_attainment": "Hạng nếu chỉ xếp theo chỉ tiêu",
    "rank_by_gap": "Hạng nếu chỉ xếp theo lấp khoảng trống",
    "row": "Dòng",
    "rows_accepted": "Số dòng nhận",
    "rows_read": "Số dòng đọc",
    "rows_rejected": "Số dòng không nhận",
    "seats_count": "Số suất tối đa",
    "simultaneous_rank_best": "Hạng cao nhất có thể, xét cả nhóm",
    "simultaneous_rank_worst": "Hạng thấp nhất có thể, xét cả nhóm",
    "staff_count": "Số cán bộ, công chức, viên chức, người lao động",
    "votes_against": "Số phiếu không đồng ý",
    "votes_for": "Số phiếu đồng ý",
    "written_opinions": "Số ý kiến bằng văn bản",
}

_NUMBERS = {
    "accounts_gap": "Số người chưa có tài khoản khi bắt đầu",
    "accounts_target": "Chỉ tiêu tài khoản được giao",
    "adjusted_value": "Giá trị hiệu chỉnh",
    "amount_each": "Tiền thưởng một suất (đồng)",
    "amount_most": "Tiền thưởng nếu đủ suất (đồng)",
    "amount_other": "Tiền thưởng một suất theo cách hiểu khác (đồng)",
    "amount_total": "Tổng tiền thưởng (đồng)",
    "base_salary": "Mức lương cơ sở (đồng)",
    "ci_high": "Cận trên khoảng tin cậy 95%",
    "ci_low": "Cận dưới khoảng tin cậy 95%",
    "coefficient": "Hệ số",
    "denominator": "Mẫu số",
    "effective_target": "Chỉ tiêu dùng để tính",
    "numerator": "Tử số",
    "pace_expected": "Số tài khoản cần có đến nay",
    "pace_required": "Số tài khoản cần thêm mỗi ngày",
    "platform_value": "Số liệu hệ thống",
    "rank_p05": "Hạng ở phân vị 5%",
    "rank_p95": "Hạng ở phân vị 95%",
    "register_value": "Số liệu sổ đăng ký",
    "reported_value": "Số liệu báo cáo",
    "used_value": "Số liệu sử dụng",
    "value": "Giá trị",
    "verified_value": "Số liệu thẩm định",
}

_SHARES = {
    "same_lists_share": "Tỷ lệ lần thử có cùng danh sách",
    "same_seats_share": "Tỷ lệ suất trùng nhau",
    "award_share": "Tỷ lệ lần được đề nghị",
    "share": "Tỷ lệ đạt giữa hai ngưỡng",
    "stated_share": "Tỷ lệ ghi trong báo cáo",
    "target_share": "Chỉ tiêu trên số người chưa có tài khoản",
    "votes_share": "Tỷ lệ phiếu đồng ý",
    "women_share": "Tỷ lệ nữ",
}

_POINTS = {
    "adjustments": "Điểm thưởng, điểm trừ",
    "by_data": "Do số liệu",
    "by_rules": "Do quy định",
    "difference": "Chênh lệch điểm",
    "line_points": "Mức có suất",
    "max_points": "Điểm tối đa",
    "points": "Điểm",
    "points_after": "Điểm lần này",
    "points_before": "Điểm lần trước",
    "total_after": "Tổng điểm lần này",
    "total_before": "Tổng điểm lần trước",
    "standard_error_points": "Sai số chuẩn của tổng điểm",
    "total_points": "Tổng điểm",
}

_DATES = {
    "as_of_date": "Ngày số liệu",
    "date": "Ngày",
    "date_of_birth": "Ngày sinh",
    "on_date": "Ngày văn bản",
    "until": "Đến ngày",
}

_MOMENTS = {
    "activated_at": "Thời điểm kích hoạt",
    "due_at": "Hạn xử lý",
    "rated_at": "Thời điểm đánh giá",
    "received_at": "Thời điểm nhận",
    "registered_at": "Thời điểm đăng ký",
    "resolved_at": "Thời điểm xử lý xong",
    "used_at": "Thời điểm sử dụng",
}

_FLAGS = {
    "has_minutes": "Có biên bản họp",
    "has_proposal": "Có tờ trình",
    "has_report": "Có báo cáo thành tích",
    "is_applied": "Đã tính vào danh sách",
    "is_complete": "Đủ nội dung",
    "is_enough": "Đủ tỷ lệ phiếu",
    "is_outlier": "Khác hẳn các đơn vị",
    "is_present": "Có mặt",
    "is_thematic": "Khen theo chuyên đề",
    "is_tied": "Đồng hạng",
    "is_verified": "Căn cứ đã đối chiếu",
    "on_time": "Đúng hạn",
}

# One word, two things: DESIGN §6 calls a place in the list `position`, as §5 calls a job.
# An answer in words is as much a value as a figure is; a share is of the way between goalposts, or
# what a pillar's parts come to together.
_IN_ONE_TABLE = {
    "shortlist.position": Column("position", "count", "Thứ tự"),
    "answers.value": Column("value", "text", "Nội dung đã trả lời"),
    "submissions/answers.value": Column("value", "text", "Nội dung trả lời"),
    "pillars.share": Column("share", "share", "Kết quả của nhóm tiêu chí"),
}

COLUMNS: dict[str, Column] = {
    **_as_columns("code", _CODES),
    **_as_columns("text", _TEXTS),
    **_as_columns("count", _COUNTS),
    **_as_columns("number", _NUMBERS),
    **_as_columns("share", _SHARES),
    **_as_columns("points", _POINTS),
    **_as_columns("date", _DATES),
    **_as_columns("moment", _MOMENTS),
    **_as_columns("flag", _FLAGS),
    **_IN_ONE_TABLE,
}


def column_of(name: str, table: str = "") -> Column:
    """The column called `name`, as the table means it.

    >>> column_of("position").label, column_of("position", "shortlist").label
    ('Chức vụ', 'Thứ tự')
    """
    return COLUMNS.get(f"{table}.{name}") or COLUMNS[name]
