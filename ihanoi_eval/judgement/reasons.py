"""Why each unit has a seat or none: the words of every decision, beside its rank and points."""

from collections.abc import Mapping, Sequence
from fractions import Fraction

from ihanoi_eval.evidence.findings import Finding
from ihanoi_eval.judgement.field import Field
from ihanoi_eval.judgement.quotas import Choice, Conflict
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


def seated_in(field: Field, parent: str, taken: frozenset[str]) -> str:
    """Who holds a full parent's seats, with their points, the highest first."""
    seated = sorted(
        (code for code in taken if field.parents[code] == parent),
        key=lambda code: (-field.totals[code], code),
    )
    return ", ".join(
        f"{field.names.get(code, code)} {format_number(float(field.totals[code]), field.decimals)}"
        for code in seated
    )


def no_seat_reason(
    field: Field, code: str, level: Choice, beyond: frozenset[str], full: Mapping[str, str]
) -> str:
    """What an eligible unit lacked: points, room in its parent, or a link of the tie chain.

    full: parents whose cap both tracks have used up, with who holds the seats.
    """
    seated = level.certain | level.open
    if not seated:
        return "không có suất"
    total, parent = field.totals[code], field.parents[code]
    lowest, where = _line(field, code, seated, beyond)
    is_full, parent_name = parent in full, field.names.get(parent, parent)
    if total < lowest and code not in beyond:
        return "nhường suất tối thiểu của nhóm so sánh khác"
    if total < lowest:
        short = format_number(float(lowest - total), field.decimals)
        also = f"; {parent_name} cũng đã đủ {field.quota.most_per_parent} suất" if is_full else ""
        return f"hết suất: kém {short} điểm so với {where}{also}"
    if is_full:
        return f"{parent_name} đã đủ {field.quota.most_per_parent} suất ({full[parent]})"
    last = format_number(float(lowest), field.decimals)
    if total == lowest:
        return f"bằng điểm {where} ({last}); xếp sau theo tiêu chí phân định"
    return f"điểm cao hơn {where} ({last}) nhưng nhường suất tối thiểu của nhóm so sánh khác"


def _line(
    field: Field, code: str, seated: frozenset[str], beyond: frozenset[str]
) -> tuple[Fraction, str]:
    """The points that a unit had to have, and what they are called.

    They are those of the last seat taken by points; of the group's own seat, where the group's
    minimum gave one for less.
    """
    by_points = min(field.totals[one] for one in (seated - beyond) or seated)
    kept = seated & beyond
    own = [field.totals[one] for one in kept if field.eligible[one] == field.eligible[code]]
    if own and min(own) < by_points:
        return min(own), "suất tối thiểu của nhóm so sánh"
    return by_points, f"mức cuối danh sách{' theo điểm' if kept else ''}"


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
