"""Why each unit has a seat or none: the words of every decision, beside its rank and points."""

from collections.abc import Sequence

from ihanoi_eval.evidence.findings import Finding
from ihanoi_eval.judgement.field import Field
from ihanoi_eval.judgement.lines import BY_PARENT, Line
from ihanoi_eval.judgement.quotas import Conflict
from ihanoi_eval.rules.awards import TiePreference
from ihanoi_eval.vietnamese import format_number, format_percent


def level_reason(field: Field, code: str, position: float, *, is_beyond: bool, walked: bool) -> str:
    """Why a unit has a level seat: its place on the walk, or that the whole set is the best."""
    words, seats = field.places[code], field.quota.level
    if is_beyond:
        return f"{words}; suất tối thiểu của nhóm so sánh"
    if walked:
        return f"{words}; thứ {position:.0f} trong {seats} suất, xét từ hạng cao xuống"
    return f"{words}; trong {seats} suất có tổng điểm cao nhất theo các giới hạn"


def improvement_reason(field: Field, code: str) -> str:
    """Why a unit has a seat of the second track."""
    return (
        f"{field.places[code]}; tiến bộ: khởi điểm dưới trung vị nhóm so sánh, "
        f"thu hẹp {format_percent(float(field.gains[code]))} khoảng trống"
    )


def council_reason(field: Field, code: str, preferences: Sequence[TiePreference]) -> str:
    """Why a unit shares a seat with others, and what the law prefers among equals."""
    words = f"{field.places[code]}; bằng nhau ở mọi tiêu chí phân định, Hội đồng quyết định"
    if not preferences:
        return words
    named = ", ".join(
        one.label + ("" if one.is_verified else " (cần đối chiếu)") for one in preferences
    )
    return f"{words}; khi ngang nhau ưu tiên: {named}"


def reserve_reason(field: Field, code: str, reserve: Sequence[str], seats: int) -> str:
    """Why a unit is in reserve; a tie at its end is listed whole, and says so (COUNTING 36)."""
    words = (
        f"{field.places[code]}; dự phòng theo thứ hạng trong số đơn vị đủ điều kiện chưa có suất"
    )
    last = min(field.totals[one] for one in reserve)
    tied = [one for one in reserve if field.totals[one] == last]
    if field.totals[code] != last or len(reserve) <= seats or len(tied) == 1:
        return words
    return f"{words}; {len(tied)} đơn vị bằng điểm ở cuối danh sách dự phòng, ghi đủ cả"


def no_seat_reason(field: Field, code: str, line: Line | None, full: frozenset[str]) -> str:
    """What an eligible unit lacked to its own line, and what sets that line.

    full: parents whose cap both tracks have used up.
    """
    if line is None:
        return "không có suất"
    if line.points is None:
        return f"không mức điểm nào đủ ({line.reason})"
    parent = field.parents[code]
    needed, short = (
        format_number(float(points), field.decimals)
        for points in (line.points, line.points - field.totals[code])
    )
    also = ""
    if parent in full and line.bound_by != BY_PARENT:
        name = field.names.get(parent, parent)
        also = f"; {name} cũng đã đủ {field.quota.most_per_parent} suất"
    return f"hết suất: cần {needed} điểm ({line.reason}), thiếu {short}{also}"


def conflict_finding(field: Field, conflict: Conflict) -> Finding:
    """The finding that names the rules in conflict."""
    least = field.quota.least_per_peer_group
    words = {
        "seats": f"tối đa {field.quota.level} suất",
        "parent": f"tối đa {field.quota.most_per_parent} suất mỗi đơn vị cấp trên",
    }
    named = "; ".join(
        words.get(rule, f"ít nhất {least} suất cho nhóm {field.league.group_label(rule)}")
        for rule in conflict.rules
    )
    return Finding(
        severity="error",
        check="quotas_conflict",
        about=field.league.code,
        found=named,
        expected="các quy định cùng thực hiện được",
        message=f"{field.league.label}: không lập được danh sách vì các quy định mâu thuẫn: "
        f"{named}. Sửa awards.yaml.",
    )
