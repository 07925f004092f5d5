"""Every table once: what it is for, its key, its columns, and whether a frame is that table."""

from typing import Final

import pandas as pd

from ihanoi_eval.columns import Kind, column_of
from ihanoi_eval.declarations import Table, declare
from ihanoi_eval.errors import DataError
from ihanoi_eval.people import PEOPLE

# What is sent (DESIGN §5). The key says what a row is about; whether a key that comes twice is a
# correction, a copy or a fault is for evidence to judge, so check_table does not refuse it.
INPUTS: Final = declare(
    (
        "submissions/reported",
        "Số liệu đơn vị báo cáo ngoài biểu mẫu",
        "file* unit_code* measure* value stated_share",
    ),
    (
        "submissions/answers",
        "Nội dung đơn vị trả lời bằng chữ ngoài biểu mẫu",
        "file* unit_code* field* value",
    ),
    (
        "submissions/nominees",
        "Tập thể, cá nhân được đề nghị",
        "file kind unit_code* name* position date_of_birth* sex class women_share channel "
        "achievement has_report has_minutes has_proposal",
    ),
    (
        "platform/accounts",
        "Mỗi tài khoản một dòng",
        "account_id* unit_code registered_at activated_at verified_level holder staff_unit_code "
        "device_id",
    ),
    (
        "platform/usage",
        "Mỗi lần sử dụng một dòng; dòng có thể lặp lại",
        "account_id used_at feature",
    ),
    (
        "platform/petitions",
        "Mỗi phản ánh, kiến nghị một dòng",
        "petition_id* kind unit_code received_at due_at resolved_at status on_time rating rated_at",
    ),
    (
        "platform/counts",
        "Số liệu hệ thống đã tổng hợp, thay cho nhật ký theo từng chỉ tiêu",
        "unit_code* date* measure* value",
    ),
    (
        "registers/population",
        "Nhân khẩu và số hộ theo ngày số liệu",
        "unit_code* population_15plus households as_of_date* source",
    ),
    (
        "registers/targets",
        "Chỉ tiêu tài khoản được giao",
        "unit_code* accounts_target set_by document_no",
    ),
    (
        "registers/staff",
        "Biên chế và số người được miễn",
        "unit_code* staff_count leaders_count exempt_count document_no",
    ),
    (
        "registers/services",
        "Số dịch vụ công của đơn vị",
        "unit_code* public_services_count",
    ),
    (
        "registers/receipts",
        "Sổ tiếp nhận báo cáo: căn cứ xác định đúng hạn",
        "file* received_at* channel received_by",
    ),
    (
        "registers/not_applicable",
        "Tiêu chí không áp dụng cho đơn vị",
        "unit_code* indicator* reason document_no on_date",
    ),
    (
        "registers/media",
        "Tin, bài tuyên truyền",
        "unit_code* on_date* channel* kind* title*",
    ),
    (
        "reviews/verifications",
        "Số liệu đã thẩm định",
        "unit_code* measure* verified_value verified_by on_date* reason document_no",
    ),
    (
        "reviews/followups",
        "Kết quả làm rõ",
        "finding_id* status answered_by on_date* document_no note",
    ),
    (
        "reviews/inspections",
        "Kết quả kiểm tra",
        "unit_code* on_date team result severity document_no*",
    ),
    (
        "reviews/adjustments",
        "Điểm thưởng, điểm trừ có văn bản",
        "unit_code* points reason document_no* on_date",
    ),
    (
        "reviews/on_hold",
        "Tạm dừng xét vì vấn đề đang xem xét",
        "unit_code* nominee_id* reason document_no* on_date until",
    ),
    (
        "reviews/waivers",
        "Miễn điều kiện có văn bản",
        "rule* unit_code* reason authorised_by document_no on_date",
    ),
    (
        "reviews/unit_aliases",
        "Cách viết tên đơn vị đã được xác nhận",
        "spelling* parent_code* unit_code confirmed_by",
    ),
    (
        "reviews/council",
        "Thành viên Hội đồng tại phiên họp",
        "member* position is_present written_opinion",
    ),
    (
        "reviews/votes",
        "Kết quả bỏ phiếu",
        "unit_code* nominee_id* votes_for votes_against written_opinions members_present "
        "members_total document_no",
    ),
    (
        "reviews/decisions",
        "Quyết định của Hội đồng khác với thứ hạng",
        "unit_code* nominee_id* decision reason document_no on_date",
    ),
    (
        "reviews/prior_awards",
        "Khen thưởng đã có",
        "unit_code* nominee_id* achievement form decision_no* on_date",
    ),
)

# What comes out (DESIGN §6); ours are answers, media, overrides, own_counts, reviewed, pillars,
# rank_sets, cut_lines, budget, seat_checks, targets_audit and the comparison.
TABLES: Final = declare(
    (
        "units",
        "Đơn vị và nhóm so sánh",
        "unit_code* name league peer_group parent_code population_15plus",
    ),
    (
        "sources",
        "Tệp đã đọc và số dòng",
        "file* sha256 bytes received_at rows_read rows_accepted rows_rejected",
    ),
    (
        "rejected",
        "Dòng không nhận và lý do",
        "file* sheet* row* reason values",
    ),
    (
        "reported",
        "Số liệu báo cáo và nơi ghi",
        "unit_code* measure* file* value sheet cell",
    ),
    (
        "answers",
        "Nội dung đơn vị trả lời bằng chữ và nơi ghi",
        "unit_code* field* file* received_at value sheet cell",
    ),
    (
        "media",
        "Tin, bài trong sổ theo ngày, kênh và loại",
        "unit_code* on_date* channel* kind* items_count",
    ),
    (
        "overrides",
        "Dòng có văn bản làm đổi số liệu, điều kiện, điểm hay kết quả xét",
        "file* row* kind unit_code nominee_id about status value reason body document_no on_date "
        "until",
    ),
    (
        "reports",
        "Tình hình nộp báo cáo",
        "unit_code* file received_at days_late is_complete status",
    ),
    (
        "findings",
        "Nội dung cần làm rõ",
        "finding_id* severity check unit_code file sheet row column found expected message status",
    ),
    (
        "panel",
        "Các nguồn số liệu đặt cạnh nhau và số liệu sử dụng",
        "unit_code* measure* reported_value platform_value register_value verified_value "
        "used_value used_source",
    ),
    (
        "own_counts",
        "Phần quận, huyện, thị xã tự xử lý, trước khi cộng các xã, phường, thị trấn",
        "unit_code* measure* used_value",
    ),
    (
        "reviewed",
        "Dòng xem xét có văn bản mà điều kiện và tiêu chí đã căn cứ vào",
        "file* row* unit_code indicator rule finding_id severity status reason document_no on_date "
        "until",
    ),
    (
        "indicators",
        "Giá trị từng tiêu chí",
        "unit_code* indicator* numerator denominator value ci_low ci_high adjusted_value status",
    ),
    (
        "points",
        "Điểm từng tiêu chí",
        "unit_code* indicator* pillar share points max_points",
    ),
    (
        "pillars",
        "Kết quả và hạng theo từng nhóm tiêu chí",
        "unit_code* pillar* share points max_points rank",
    ),
    (
        "adjustments",
        "Điểm thưởng, điểm trừ đã tính",
        "unit_code* document_no* points reason",
    ),
    (
        "progress",
        "Tiến độ trong đợt thi đua",
        "unit_code* accounts_new pace_expected pace_required status",
    ),
    (
        "ranking",
        "Tổng điểm và hạng trong từng bảng",
        "unit_code* league peer_group points adjustments total_points rank peer_rank is_tied",
    ),
    (
        "rank_sets",
        "Các hạng trong nhóm so sánh mà ngẫu nhiên của số đếm để ngỏ",
        "unit_code* peer_rank standard_error_points marginal_rank_best marginal_rank_worst "
        "simultaneous_rank_best simultaneous_rank_worst",
    ),
    (
        "gates",
        "Điều kiện của từng đơn vị",
        "unit_code* gate* status reason evidence",
    ),
    (
        "shortlist",
        "Danh sách đề nghị, dự phòng và lý do của từng đơn vị",
        "unit_code* nominee_id* list track position decision decided_by reason",
    ),
    (
        "cut_lines",
        "Mức điểm thấp nhất để mỗi đơn vị chắc chắn có suất diện dẫn đầu, và vì sao là mức ấy",
        "unit_code* line_points bound_by seat_by reason",
    ),
    (
        "budget",
        "Dự toán tiền thưởng theo danh sách; all là tổng",
        "list* kind is_thematic awards_count seats_count base_salary coefficient amount_each "
        "amount_other amount_total amount_most is_verified",
    ),
    (
        "sensitivity",
        "Hạng và khả năng được đề nghị khi số liệu, trọng số dao động",
        "unit_code* scenario* rank_p05 rank_p95 award_share zone",
    ),
    (
        "seat_checks",
        "Danh sách của các lần thử: cách tính nhanh so với cách tính chính xác",
        "list* draws_count exact_draws_count same_lists_share same_seats_share",
    ),
    (
        "targets_audit",
        "Chỉ tiêu được giao so với sổ dân số, và danh sách nếu chỉ xếp theo chỉ tiêu hoặc theo mức "
        "lấp khoảng trống",
        "unit_code* accounts_target accounts_gap target_share effective_target status is_outlier "
        "rank_by_attainment decision_by_attainment rank_by_gap decision_by_gap",
    ),
    (
        "comparison",
        "So với lần chạy được nêu ở --previous; không có dòng nào khi không nêu",
        "unit_code* league rank_before rank_after total_before total_after difference by_rules "
        "by_data moved_by decision_before decision_after seat",
    ),
    (
        "comparison_points",
        "Từng phần của chênh lệch điểm so với lần chạy trước; cộng lại đúng bằng chênh lệch",
        "unit_code* part* points_before points_after difference by_rules by_data",
    ),
    (
        "comparison_nominees",
        "Tập thể, cá nhân được đề nghị mà lần chạy trước xét khác",
        "nominee_id* list decision_before decision_after reason",
    ),
)

_DTYPES: Final[dict[Kind, str]] = {
    "code": "str",
    "text": "str",
    "count": "float64",  # not int64: a missing count is NaN
    "number": "float64",
    "share": "float64",
    "points": "float64",
    "date": "str",
    "moment": "str",
    "flag": "str",
}

_PATTERNS: Final[dict[Kind, str]] = {
    "date": r"|\d{4}-\d\d-\d\d",
    "moment": r"|\d{4}-\d\d-\d\d( \d\d:\d\d:\d\d)?",
    "flag": r"|true|false",
}


def check_table(frame: pd.DataFrame, name: str) -> pd.DataFrame:
    """The frame itself, if it is the table `name`; DataError with every fault otherwise.

    Columns and their order, types, no missing text, dates and flags as text; for a table of a run
    also that its key is filled and comes once. The index is nobody's business.
    """
    table = _table(name)
    if tuple(frame.columns) != table.columns:
        raise DataError(
            f"table {name}: columns {list(frame.columns)}, expected {list(table.columns)}"
        )
    faults = [fault for column in table.columns for fault in _column_faults(frame, column, name)]
    if not faults and name not in INPUTS:
        faults = _key_faults(frame, table)
    if faults:
        raise DataError(*faults)
    return frame


def empty_table(name: str) -> pd.DataFrame:
    """The table `name` without a row.

    >>> empty_table("own_counts").columns.tolist()
    ['unit_code', 'measure', 'used_value']
    """
    columns = _table(name).columns
    return pd.DataFrame({column: pd.Series(dtype=_dtype(column, name)) for column in columns})


def sort_table(frame: pd.DataFrame, name: str) -> pd.DataFrame:
    """The rows in the order of the table's key, numbered from 0.

    Text sorts by code point: this is the order of bytes on disk, not the one people read.
    """
    return frame.sort_values(list(_table(name).key), kind="stable", ignore_index=True)


def _table(name: str) -> Table:
    """The declared table of that name."""
    return next(tables[name] for tables in (TABLES, PEOPLE, INPUTS) if name in tables)


def _dtype(column: str, table: str) -> str:
    """How a column of a table stands in memory."""
    return _DTYPES[column_of(column, table).kind]


def _column_faults(frame: pd.DataFrame, column: str, table: str) -> list[str]:
    """What is wrong with the type or the words of one column."""
    values, where = frame[column], f"table {table}, column {column}"
    expected = _dtype(column, table)
    if values.dtype != expected:
        return [f"{where}: type {values.dtype}, expected {expected}; use astype({expected!r})"]
    if expected != "str":
        return []
    if values.isna().any():
        return [f"{where}: missing text in row {values.isna().argmax()}; missing text is ''"]
    pattern = _PATTERNS.get(column_of(column, table).kind)
    if pattern is None or table in INPUTS:  # millions of rows that their reader has just written
        return []
    strange = ~values.str.fullmatch(pattern)
    return (
        [f"{where}: {values[strange].iloc[0]!r}, expected {pattern[1:]}"] if strange.any() else []
    )


def _key_faults(frame: pd.DataFrame, table: Table) -> list[str]:
    """Rows about nothing and rows about the same."""
    key = frame[list(table.key)]
    if table.key == ("unit_code", "nominee_id"):
        nameless = (key == "").sum(axis=1) != 1  # one of the two is filled
    else:
        nameless = key.isna().any(axis=1) | (key[table.key[0]] == "")
    doubled = key.duplicated()
    return [
        f"table {table.name}: {what} {key[rows].iloc[0].to_dict()}"
        for what, rows in (("row without its key", nameless), ("two rows for", doubled))
        if rows.any()
    ]
