"""What is asked for and how it was judged: the core of the submission, the minutes, the report."""

from fractions import Fraction

from ihanoi_eval.evaluation import Evaluation
from ihanoi_eval.judgement.bonus import ALL, COLLECTIVES, INDIVIDUALS
from ihanoi_eval.reporting.dossier_people import (
    Row,
    decisions_text,
    list_label,
    too_few_votes,
    who_text,
)
from ihanoi_eval.reporting.facts import (
    group_label,
    name_of,
    place_of,
    records,
    rubric_text,
    table,
    used_value,
)
from ihanoi_eval.reporting.today import below_plan
from ihanoi_eval.reporting.waivers import excused_units, waived
from ihanoi_eval.reporting.wording import lower_first
from ihanoi_eval.rules.awards import Gate
from ihanoi_eval.vietnamese import (
    format_count,
    format_percent,
)


def proposal_of(evaluation: Evaluation) -> Row:
    """How it was judged, what is proposed, what has to be said besides."""
    return {
        "method": _method(evaluation),
        "proposals": _proposals(evaluation),
        "seats": _seats(evaluation),
        "remarks": _remarks(evaluation),
    }


def _method(evaluation: Evaluation) -> list[str]:
    """The rubric and its status, and every level that departs from the plan."""
    found = [
        f"{rubric_text(evaluation)}. Tập thể được xếp hạng riêng trong từng bảng: "
        + "; ".join(lower_first(one.label) for one in evaluation.rules.campaign.ranked_leagues)
        + ".",
        "Tập thể được đề nghị phải qua đủ các điều kiện: "
        + "; ".join(lower_first(gate.label) for gate in evaluation.rules.awards.gates)
        + ". Điều kiện không cộng, không trừ điểm.",
    ]
    for gate in evaluation.rules.awards.gates:
        if gate.plan_level is None or gate.at_least is None:
            continue
        below = [
            _below_how(evaluation, gate, code) for code in sorted(below_plan(evaluation, gate))
        ]
        is_lower = gate.at_least < gate.plan_level or gate.short_by > 0
        if not is_lower and not below:
            continue
        sentence = (
            f"Kế hoạch yêu cầu {level_text(gate.plan_level)}. Mức đã dùng để xét điều kiện "
            f"“{gate.label}” là {level_text(gate.at_least)}"
        )
        sentence += f", hoặc thiếu nhiều nhất {gate.short_by} người" if gate.short_by else ""
        sentence += ", thấp hơn Kế hoạch; xin ý kiến về mức này." if is_lower else "."
        if below:
            sentence += f" Tập thể được đề nghị còn dưới mức của Kế hoạch: {'; '.join(below)}."
        found.append(sentence)
    return found


def _below_how(evaluation: Evaluation, gate: Gate, code: str) -> str:
    """A unit below the plan's own level, with its counts."""
    counts = (used_value(evaluation, code, one) for one in (gate.numerator, gate.denominator))
    return f"{place_of(evaluation, code)} ({'/'.join(map(format_count, counts))})"


def _proposals(evaluation: Evaluation) -> list[str]:
    """What is asked for, list by list, as the table `budget` counts it."""
    budget = budget_rows(evaluation)
    if not budget:
        return ["Chưa lập danh sách đề nghị ở kỳ này."]
    award = evaluation.rules.awards.award_form
    parts = [
        f"{format_count(row['awards_count'])} {lower_first(row['name'])}"
        for row in budget
        if row["list"] != ALL and row["awards_count"]
    ]
    found = [f"Tặng {award} cho {'; '.join(parts)}."] if parts else []
    if evaluation.rules.awards.is_thematic:
        found.append(
            "Đây là khen thưởng theo chuyên đề; kết quả không dùng làm căn cứ đề nghị cấp trên "
            "khen thưởng công trạng."
        )
    return found or ["Chưa có tập thể, cá nhân nào được đề nghị."]


def _seats(evaluation: Evaluation) -> list[Row]:
    """The table `budget` by list: proposed now, and at most."""
    return [
        {
            **{"number": row["number"], "name": row["name"]},
            "proposed": format_count(row["awards_count"]),
            "most": format_count(row["seats_count"])
            + (" (VƯỢT SUẤT)" if row["awards_count"] > row["seats_count"] else ""),
        }
        for row in budget_rows(evaluation)
    ]


def _remarks(evaluation: Evaluation) -> list[str]:
    """What a signature should not overlook: open choices, holds, waivers, the Council's changes."""
    listed = table(evaluation, "shortlist")
    found = _limits_set_aside(evaluation)
    for decision, words in (
        ("council", "Bằng điểm ở ranh giới, để Hội đồng chọn"),
        ("on_hold", "Tạm dừng xem xét, không chiếm suất cho đến khi có văn bản kết thúc"),
    ):
        codes = [code for code in listed["unit_code"][listed["decision"] == decision] if code]
        named = "; ".join(place_of(evaluation, code) for code in codes)
        found += [f"{words}: {named}."] if named else []
    excused = [
        f"{place_of(evaluation, code)} ({waived(evaluation, code)})"
        for code in excused_units(evaluation, "award")
    ]
    if excused:
        found.append(f"Tập thể được miễn điều kiện bằng văn bản: {'; '.join(excused)}.")
    few = too_few_votes(evaluation)
    doubted = [
        f"{who_text(evaluation, row)} ({few[row['unit_code'] or row['nominee_id']]})"
        for row in records(listed[listed["decision"] == "award"])
        if (row["unit_code"] or row["nominee_id"]) in few
    ]
    if doubted:
        found.append(f"Có trong danh sách mà chưa đủ phiếu, xin ý kiến: {'; '.join(doubted)}.")
    found += decisions_text(evaluation)
    if evaluation.is_synthetic:
        found.append("Văn bản này dùng số liệu giả lập, chỉ để xem mẫu.")
    return found or ["Không có điểm nào khác."]


def _limits_set_aside(evaluation: Evaluation) -> list[str]:
    """The limits of the lists that the Council's decisions do not keep, for a signature to see."""
    over = [
        f"{lower_first(row['name'])} ({format_count(row['awards_count'])} đề nghị, "
        f"{format_count(row['seats_count'])} suất)"
        for row in budget_rows(evaluation)
        if row["list"] != ALL and row["awards_count"] > row["seats_count"]
    ]
    asked = table(evaluation, "findings")
    named: dict[str, list[str]] = {"parent_seats_exceeded": [], "group_left_out": []}
    for row in records(asked[asked["check"].isin(named)]):
        league, place = row["finding_id"].split(":")[-2:]
        is_parent = row["check"] == "parent_seats_exceeded"
        name = name_of(evaluation, place) if is_parent else group_label(evaluation, league, place)
        named[row["check"]].append(f"{name} ({row['found']} suất, quy định {row['expected']})")
    return [
        f"{words}, xin ý kiến: {'; '.join(parts)}."
        for words, parts in (
            ("VƯỢT SỐ SUẤT sau quyết định của Hội đồng", over),
            ("Vượt giới hạn của đơn vị cấp trên", named["parent_seats_exceeded"]),
            ("Chưa đủ suất tối thiểu của nhóm so sánh", named["group_left_out"]),
        )
        if parts
    ]


def budget_rows(evaluation: Evaluation) -> list[Row]:
    """The rows of `budget`, numbered and named: leagues in order, nominees, the whole last."""
    leagues = [league.code for league in evaluation.rules.campaign.ranked_leagues]
    order = {name: place for place, name in enumerate([*leagues, COLLECTIVES, INDIVIDUALS, ALL])}
    rows = sorted(records(table(evaluation, "budget")), key=lambda row: order[row["list"]])
    return [
        {
            **row,
            "number": "" if row["list"] == ALL else number,
            "name": list_label(evaluation, row["list"]),
        }
        for number, row in enumerate(rows, start=1)
    ]


def level_text(share: Fraction) -> str:
    """A level of the rules, with a decimal only where it has one.

    >>> level_text(Fraction(98, 100)), level_text(Fraction(985, 1000))
    ('98%', '98,5%')
    """
    return format_percent(float(share), 0 if (share * 100).denominator == 1 else 1)
