"""What an officer reads for a code: the words of every fixed list, in one place."""

from typing import Final

from ihanoi_eval.vietnamese import MISSING, format_percent

WORDS: Final[dict[str, dict[str, str]]] = {
    "phase": {
        "progress": "theo dõi tiến độ",
        "provisional": "tạm tính, chưa hết hạn báo cáo",
        "final": "tính sau hạn báo cáo",
    },
    "report": {
        "on_time": "Đúng hạn",
        "late": "Chậm",
        "missing": "Chưa nộp",
        "not_due": "Chưa đến hạn",
    },
    "measured": {
        "measured": "Đo được",
        "missing": "Thiếu số liệu",
        "not_applicable": "Không áp dụng",
    },
    "gate": {
        "passed": "Đạt",
        "failed": "Không đạt",
        "on_hold": "Tạm dừng xét",
        "not_checked": "Chưa kiểm tra được",
    },
    "severity": {"error": "Phải sửa", "warning": "Cần xem lại", "question": "Cần trả lời"},
    "finding": {
        "open": "Chưa trả lời",
        "explained": "Đã giải trình",
        "confirmed": "Đã xác nhận",
    },
    "decision": {
        "award": "Đề nghị khen thưởng",
        "council": "Hội đồng quyết định",
        "reserve": "Dự phòng",
        "on_hold": "Tạm dừng xét",
        "not_eligible": "Chưa đủ điều kiện",
        "not_selected": "Không trong danh sách",
    },
    "list": {
        "collectives": "Tập thể trong đơn vị",
        "individuals": "Cá nhân",
        "all": "Tổng cộng",
    },
    "nominee_gate": {
        "facts": "Đủ thông tin",
        "dossier": "Đủ hồ sơ",
        "duplicate": "Không trùng đề nghị",
        "hold": "Không đang tạm dừng xét",
        "prior_award": "Chưa được khen cho cùng thành tích",
        "head_of_unit": "Đơn vị của người đứng đầu đạt điều kiện",
    },
    "override": {
        "verification": "Số thẩm định",
        "adjustment": "Điểm thưởng, điểm trừ",
        "waiver": "Miễn điều kiện",
        "hold": "Tạm dừng xét",
        "decision": "Quyết định của Hội đồng",
        "not_applicable": "Tiêu chí không áp dụng",
        "followup": "Kết quả làm rõ kiểm tra",
    },
    "inspection": {"note": "Ghi nhận", "serious": "Nghiêm trọng"},
    "media": {
        "newspaper": "Báo",
        "portal": "Cổng, trang thông tin",
        "radio": "Phát thanh",
        "television": "Truyền hình",
    },
    "level": {"internal": "NỘI BỘ", "leaders": "TRÌNH LÃNH ĐẠO", "public": "CÔNG KHAI"},
    "track": {"level": "Dẫn đầu", "improvement": "Tiến bộ vượt bậc"},
    "document": {
        "proposal": "tờ trình",
        "collective_report": "báo cáo thành tích tập thể",
        "individual_report": "báo cáo thành tích cá nhân",
        "thematic_report": "báo cáo thành tích theo chuyên đề",
    },
    "decided_by": {"total_points": "Tổng điểm", "council": "Hội đồng"},
    "source": {
        "platform": "Hệ thống iHanoi",
        "register": "Sổ đăng ký",
        "self_report": "Đơn vị báo cáo",
        "verified": "Đã thẩm định",
        "mixed": "Nhiều nguồn",
    },
    "zone": {
        "clear_in": "Chắc trong danh sách",
        "cut_line": "Sát ngưỡng",
        "clear_out": "Chắc ngoài danh sách",
    },
    "pace": {
        "on_pace": "Kịp tiến độ",
        "ahead": "Vượt tiến độ",
        "behind": "Chậm tiến độ",
        "reached": "Đã đạt chỉ tiêu",
        "not_applicable": "Không áp dụng",
        "missing": "Thiếu số liệu",
    },
    "check": {
        "nominee_rows_refused": "Dòng đề nghị khen thưởng không nhận được",
        "nominees_not_received": "Đề nghị khen thưởng ở tệp chưa tiếp nhận",
        "nominees_replaced": "Đề nghị khen thưởng không còn ở báo cáo sau",
        "nominee_twice": "Một tập thể, cá nhân được đề nghị hai lần",
        "nominee_namesakes": "Cùng họ tên, khác ngày sinh",
        "nominee_birthday": "Ngày sinh khó tin",
        "nominee_is_unit": "Tập thể được đề nghị là chính đơn vị",
        "nominee_may_be_head": "Có thể là người đứng đầu đơn vị chưa đạt",
        "members_contradict": "Một thành viên Hội đồng có các dòng khác nhau",
        "nominee_share_low": "Tỷ lệ người trực tiếp, nữ thấp",
        "prior_award": "Đã được khen trước đây",
        "votes_contradict": "Các dòng phiếu khác nhau",
        "votes_incomplete": "Dòng phiếu thiếu số",
        "votes_do_not_add_up": "Số phiếu không khớp số người",
        "votes_and_members_differ": "Phiếu và danh sách Hội đồng khác nhau",
        "votes_below_quorum": "Phiên họp thiếu thành viên",
        "votes_below_threshold": "Phiếu đồng ý dưới mức",
        "votes_missing": "Đề nghị chưa có phiếu",
        "votes_without_council": "Có phiếu, không có danh sách Hội đồng",
        "decisions_contradict": "Hai quyết định cùng ngày khác nhau",
        "decision_against_gate": "Quyết định chưa tính vì điều kiện",
        "seats_exceeded": "Nhiều đề nghị hơn số suất",
        "parent_seats_exceeded": "Nhiều suất hơn giới hạn của đơn vị cấp trên",
        "group_left_out": "Ít suất hơn mức tối thiểu của nhóm so sánh",
        "unknown_subject": "Mã không có trong danh sách nào",
        "activation_unknown": "Không có thời điểm kích hoạt tài khoản",
        "accounts_add_up": "Số đầu kỳ, số mới và số cuối kỳ không khớp",
        "count_fell": "Số cộng dồn của hệ thống giảm",
        "far_from_peers": "Khác nhóm so sánh",
        "figures_all_round": "Nhiều số tròn",
        "personal_data": "Thông tin cá nhân trong ô ghi chú",
        "report_above_register": "Báo cáo nhiều hơn sổ đăng ký",
        "report_copied": "Hai đơn vị có số liệu giống hệt",
        "report_late": "Báo cáo nhận sau hạn",
        "old_encoding": "Tệp dùng bảng mã cũ",
        "moment_long_before": "Nhật ký có thời điểm quá xa trước đợt",
        "count_of_parent_unused": "Bảng tổng hợp có dòng của đơn vị cấp trên",
        "count_implausible": "Số đếm âm hoặc lẻ",
        "day_outside_window": "Ngày nằm ngoài đợt thi đua",
        "register_lacks_units": "Sổ đăng ký thiếu đơn vị",
        "report_repeated": "Báo cáo sau giống hệt báo cáo trước",
        "words_like_formula": "Ô chữ bắt đầu như công thức",
        "stated_share_impossible": "Tỷ lệ ghi không số nguyên nào cho được",
        "stated_share_differs": "Tỷ lệ ghi không khớp số liệu",
        "total_fell": "Số cộng dồn giảm giữa hai báo cáo",
        "unit_of_another_sender": "Tệp có đơn vị của nơi gửi khác",
        "units_do_not_add_up": "Các đơn vị trực thuộc cộng không khớp",
        "cell_refused": "Ô không có một cách đọc",
        "file_busy": "Tệp đang mở ở nơi khác",
        "file_name": "Tên tệp không dùng được",
        "file_too_large": "Tệp quá lớn",
        "files_ignored": "Tệp được bỏ qua",
        "identity_lost": "Biểu mẫu mất thông tin đơn vị",
        "part_missing": "Biểu mẫu thiếu một phần",
        "more_than_residents": "Tài khoản nhiều hơn một lần rưỡi dân số",
        "percent_two_writings": "Tỷ lệ phần trăm ghi theo hai cách",
        "row_refused": "Dòng không nhận được",
        "same_content": "Tệp trùng nội dung",
        "second_table": "Bảng thứ hai trong một trang tính",
        "total_differs": "Dòng tổng không khớp",
        "account_outside_communes": "Tài khoản có mã đơn vị không phải xã, phường, thị trấn",
        "answer_to_nothing": "Kết quả làm rõ không ứng với nội dung nào",
        "population_not_dated_in_time": "Dân số ghi ngày sau khi bắt đầu",
        "source_absent": "Không có nguồn số liệu của một tiêu chí",
        "unknown_name": "Dòng ghi tên không có trong quy định",
        "verification_implausible": "Số thẩm định âm hoặc lẻ",
        "adjustments_contradict": "Điểm thưởng, điểm trừ của một văn bản khác nhau",
        "contradictory_report": "Một chỉ tiêu được báo cáo hai giá trị",
        "counts_and_log_differ": "Bảng tổng hợp và nhật ký chênh nhau",
        "counts_contradict": "Bảng tổng hợp có nhiều giá trị",
        "more_exempt_than_staff": "Miễn nhiều hơn số cán bộ",
        "petition_of_unknown_unit": "Phản ánh của đơn vị không có trong danh mục",
        "register_contradicts": "Sổ đăng ký có nhiều dòng khác nhau",
        "rejected_rows": "Dòng không đọc được",
        "resolved_before_received": "Xử lý trước khi tiếp nhận",
        "source_columns": "Tệp thiếu hoặc thừa cột",
        "log_without_units": "Nhật ký không tính được cho đơn vị nào",
        "staff_without_unit": "Cán bộ có đơn vị công tác không trong danh mục",
        "files_not_read": "Tệp không được đọc",
        "parts_not_read": "Phần của một bảng không được đọc",
        "sheets_not_read": "Trang tính không được đọc",
        "report_below_zero": "Báo cáo ghi số âm",
        "usage_by_unknown_account": "Lượt sử dụng của tài khoản không có trong danh sách",
        "adjustment_decimals": "Điểm thưởng, điểm trừ có quá nhiều chữ số thập phân",
        "below_quorum": "Quá ít báo cáo để lập danh sách",
        "closed_without_moment": "Phản ánh đã đóng không ghi thời điểm",
        "contradicted_ids": "Một mã có nhiều dòng khác nhau",
        "exemption_without_document": "Miễn cán bộ không có văn bản",
        "inspection": "Kết luận kiểm tra",
        "no_receipt": "Tệp không có trong sổ tiếp nhận",
        "part_above_whole": "Phần lớn hơn tổng",
        "peer_group_short": "Nhóm so sánh thiếu đơn vị đủ điều kiện",
        "petitions_add_up": "Phản ánh cộng không khớp",
        "population_contradicts": "Hai số dân số khác nhau",
        "proportion_above_one": "Tử số lớn hơn mẫu số",
        "quotas_conflict": "Các giới hạn số lượng mâu thuẫn",
        "receipt_twice": "Tệp có hai dòng tiếp nhận",
        "report_and_platform_differ": "Báo cáo và hệ thống chênh nhau",
        "resolved_without_limit": "Phản ánh đã xử lý không có hạn",
        "review_without_document": "Dòng thẩm định, xem xét không có số văn bản",
        "saturated": "Gần như không còn người chưa có tài khoản",
        "unit_name_read": "Tên đơn vị trong nhật ký được đọc theo danh mục",
        "unit_name_unread": "Tên đơn vị chưa rõ là đơn vị nào",
        "spelling_of_one_parent": "Cách ghi chỉ được xác nhận trong một đơn vị cấp trên",
        "due_before_received": "Hạn xử lý trước khi tiếp nhận",
        "little_use": "Rất ít tài khoản có sử dụng",
        "log_ends_early": "Nhật ký dừng trước ngày chốt",
        "log_is_empty": "Nhật ký không có dòng nào được tính",
        "many_accounts_a_device": "Một thiết bị có nhiều tài khoản",
        "many_refusals": "Từ chối nhiều hơn cùng bảng",
        "never_used": "Nhiều tài khoản chưa dùng lần nào",
        "snapshot_old": "Bảng tổng hợp của ngày cũ",
        "snapshot_repeated": "Bảng tổng hợp lặp lại ngày trước",
        "unusual_day": "Một ngày tăng đột biến",
        "use_before_activation": "Sử dụng trước khi kích hoạt",
        "verification_contradicts": "Hai số thẩm định khác nhau",
    },
    "seat": {
        "gained": "Được thêm suất",
        "lost": "Mất suất",
        "kept": "Giữ suất",
        "none": "Không có suất",
    },
    "part": {"adjustments": "Điểm thưởng, điểm trừ", "rounding": "Phần không tách được"},
    "target": {
        "within": "Trong mức",
        "below_floor": "Dưới mức sàn",
        "above_ceiling": "Trên mức trần",
        "not_set": "Không được giao",
        "unknown": "Chưa có dân số",
    },
    "scenario": {
        "weights": "Trọng số dao động",
        "data": "Số liệu dao động",
        "weights_and_data": "Cả trọng số và số liệu dao động",
    },
}

ACTIVE_IS_REGISTERED: Final = (
    "Nhật ký tài khoản không có thời điểm kích hoạt; trên trang này, kích hoạt nghĩa là đăng ký."
)
LEFT_OUT: Final = "leave_out:"
NAMES: Final = ("Hội đồng",)  # bodies keep their capital inside a sentence


def word(kind: str, code: str) -> str:
    """The words of a code in a fixed list; a code without words is shown as it stands.

    >>> word("decision", "reserve"), word("decision", "")
    ('Dự phòng', '')
    """
    return WORDS[kind].get(code, code)


def names(words: list[str], *, most: int = 5, what: str = "đơn vị") -> str:
    """A list as a sentence writes it, cut where it grows long.

    >>> names(["Ba Đình"]), names(["A", "B", "C"]), names(list("ABCD"), most=2)
    ('Ba Đình', 'A, B và C', 'A, B và 2 đơn vị khác')
    """
    if len(words) > most:
        return f"{', '.join(words[:most])} và {len(words) - most} {what} khác"
    return " và ".join(filter(None, [", ".join(words[:-1]), *words[-1:]]))


def share_words(part: float, whole: float) -> str:
    """A share that reads as 100% only where nothing is missing.

    >>> share_words(98, 100), share_words(2978, 2979), share_words(5, 5)
    ('98,0%', '99,97%', '100,0%')
    """
    if not whole > 0:
        return MISSING
    for decimals in range(1, 7):
        words = format_percent(part / whole, decimals)
        if part >= whole or words != format_percent(1, decimals):
            return words
    return words


def lower_first(words: str) -> str:
    """Words inside a sentence: the first letter small, unless it begins an abbreviation or a name.

    >>> lower_first("Sử dụng thật"), lower_first("CBCCVC dùng iHanoi"), lower_first("iHanoi")
    ('sử dụng thật', 'CBCCVC dùng iHanoi', 'iHanoi')
    >>> lower_first("Hội đồng quyết định"), lower_first("Kế hoạch")
    ('Hội đồng quyết định', 'kế hoạch')
    """
    if words.startswith(NAMES):
        return words
    return words[:1].lower() + words[1:] if words[1:2].islower() or words[1:2] == " " else words
