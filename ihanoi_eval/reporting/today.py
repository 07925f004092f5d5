"""What has to be done today, by the campaign's dates: report, answer, decide, approve."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from ihanoi_eval.evaluation import Evaluation
from ihanoi_eval.judgement.bonus import seats_by_list
from ihanoi_eval.judgement.gates import ON_HOLD, standing
from ihanoi_eval.reporting.absences import absences
from ihanoi_eval.reporting.blocks import CalloutKind, link, mark
from ihanoi_eval.reporting.due_reports import due_reports, not_in_order
from ihanoi_eval.reporting.facts import (
    name_of,
    place_of,
    records,
    seats_of,
    table,
    used_value,
)
from ihanoi_eval.reporting.html import Html, join, text
from ihanoi_eval.reporting.levels import GROWTH, file_at, is_kept_back
from ihanoi_eval.reporting.nominee_lists import LISTS, nominees_of
from ihanoi_eval.reporting.waivers import waived
from ihanoi_eval.reporting.wording import lower_first, names, word
from ihanoi_eval.rules.awards import Gate
from ihanoi_eval.vietnamese import format_count, format_date, format_percent

NAMED = 6  # units that a sentence names before it says how many more


@dataclass(frozen=True)
class Task:
    """Something to do: how pressing, what, in a word and a sentence, and the page that shows it."""

    kind: CalloutKind
    what: str
    words: str
    page: str = ""


def tasks_list(tasks: Sequence[Task], *, none: str, level: str = "internal") -> Html:
    """Tasks as a list, each with its shape and word, its page behind the word."""
    if not tasks:
        return Html(f"<p>{mark('passed', none)}</p>")
    links = [link(task.what, file_at(level, task.page)) for task in tasks]
    items = [
        Html(f"<li>{mark(task.kind, led)}: {text(task.words)}</li>")
        for led, task in zip(links, tasks, strict=True)
    ]
    return Html(f'<ol class="tasks">{join(items)}</ol>')


def to_decide(evaluation: Evaluation) -> list[Task]:
    """What only leaders or the Council can settle, the rubric first."""
    return [
        *_rubric(evaluation),
        *_no_list(evaluation),
        *_ties(evaluation),
        *_votes(evaluation),
        *_holds(evaluation),
        *_plan_level(evaluation),
        *_nominees(evaluation),
    ]


def to_do(evaluation: Evaluation) -> list[Task]:
    """Everything that has to be done at this date, the office's work before the leaders'."""
    office = _progress(evaluation) if evaluation.phase == "progress" else []
    checks = [*_absences(evaluation), *_findings(evaluation)]
    return [*_dates(evaluation), *office, *checks, *to_decide(evaluation)]


def _dates(evaluation: Evaluation) -> list[Task]:
    """Who has not reported yet, and how long there is time."""
    campaign = evaluation.rules.campaign
    left = (campaign.deadline - evaluation.as_of).days
    day = format_date(campaign.deadline)
    reports = due_reports(evaluation)
    missing = [name_of(evaluation, code) for code in reports.waiting]
    rows = not_in_order(evaluation)
    late = [name_of(evaluation, code) for code in rows["unit_code"][rows["status"] == "late"]]
    page = "10_evidence.html"
    tasks = []
    if missing:
        time = f"hạn {day}, còn {left} ngày" if left >= 0 else f"đã quá hạn {day} được {-left} ngày"
        words = f"{reports.share} đơn vị chưa gửi báo cáo ({time}): "
        kind: CalloutKind = "question" if left >= 0 else "failed"
        tasks.append(Task(kind, "Đôn đốc báo cáo", words + names(missing, most=NAMED) + ".", page))
    if late and left < 0:
        words = f"{len(late)} đơn vị gửi báo cáo sau {day}: {names(late, most=NAMED)}."
        tasks.append(Task("note", "Báo cáo chậm", words, page))
    return tasks


def _progress(evaluation: Evaluation) -> list[Task]:
    """How many units are behind the pace, and what they need a day."""
    progress = table(evaluation, "progress")
    parents = evaluation.rules.campaign.children
    rows = progress[progress["unit_code"].isin(parents) & (progress["status"] == "behind")]
    if rows.empty:
        return []
    words = f"{len(rows)} đơn vị chậm tiến độ tài khoản mới"
    told = rows[[not is_kept_back(evaluation, code, GROWTH) for code in rows["unit_code"]]]
    if len(told):
        worst = told.sort_values("pace_required", ascending=False, kind="stable").iloc[0]
        words += (
            f"; cần thêm nhiều nhất mỗi ngày: {name_of(evaluation, worst['unit_code'])} "
            f"({format_count(worst['pace_required'])} tài khoản)"
        )
    return [Task("question", "Đẩy tiến độ", f"{words}.", "20_evaluation.html")]


def _absences(evaluation: Evaluation) -> list[Task]:
    """Sources that nobody sent, and the indicators that left a league's total for it."""
    found = absences(evaluation)
    if not found:
        return []
    words = (
        f"không có nguồn số liệu cho cả bảng, điểm đang chia lại cho tiêu chí khác: "
        f"{'. '.join(found)}."
    )
    return [Task("failed", "Bổ sung nguồn số liệu", words, "10_evidence.html")]


def _findings(evaluation: Evaluation) -> list[Task]:
    """Findings that wait for an answer, the weightiest first."""
    rows = table(evaluation, "findings")
    rows = rows[rows["status"] == "open"]
    errors = rows[rows["severity"] == "error"]
    others = len(rows) - len(errors)
    tasks = []
    if len(errors):
        units = errors["unit_code"][errors["unit_code"] != ""].nunique()
        words = f"{format_count(len(errors))} nội dung phải sửa ở {format_count(units)} đơn vị."
        tasks.append(Task("failed", "Làm rõ số liệu", words, "10_evidence.html"))
    if others:
        words = f"{format_count(others)} nội dung cần xem lại hoặc cần đơn vị trả lời."
        tasks.append(Task("question", "Gửi phiếu làm rõ", words, "10_evidence.html"))
    return tasks


def _rubric(evaluation: Evaluation) -> list[Task]:
    """Without a document behind the rubric, every rank is a draft."""
    if evaluation.rules.rubric.is_approved:
        return []
    words = (
        f"bộ tiêu chí phiên bản {evaluation.rules.rubric.version} còn là ĐỀ XUẤT; điểm, hạng và "
        "danh sách chỉ là dự thảo cho đến khi có văn bản phê duyệt."
    )
    return [Task("question", "Phê duyệt bộ tiêu chí", words)]


def _no_list(evaluation: Evaluation) -> list[Task]:
    """Leagues with a quota that have no list although the campaign is over, and why."""
    if evaluation.phase == "progress":
        return []
    campaign, listed = evaluation.rules.campaign, set(table(evaluation, "shortlist")["list"])
    without = [
        league.label
        for league in campaign.ranked_leagues
        if league.code in evaluation.rules.awards.quotas and league.code not in listed
    ]
    rows = table(evaluation, "findings")
    why = rows[rows["check"].isin(["below_quorum", "quotas_conflict"])]["message"].tolist()
    words = f"{names(without)}: chưa có danh sách đề nghị. {' '.join(why)}".strip()
    return (
        [Task("failed", "Chưa lập được danh sách", words, "30_shortlist.html")] if without else []
    )


def _ties(evaluation: Evaluation) -> list[Task]:
    """Seats between units that are equal in everything."""
    tasks = []
    for league in evaluation.rules.campaign.ranked_leagues:
        rows = seats_of(evaluation, league.code, "council")
        if len(rows):
            tied = [place_of(evaluation, code) for code in rows["unit_code"]]
            words = f"{league.label}: {names(tied, most=NAMED)} bằng nhau ở mọi tiêu chí phân định."
            tasks.append(Task("question", "Hội đồng chọn", words, "30_shortlist.html"))
    return tasks


def _votes(evaluation: Evaluation) -> list[Task]:
    """Who is on the list although the Council's vote is below the threshold; no person by name."""
    asked = table(evaluation, "findings")
    rows = asked[(asked["check"] == "votes_below_threshold") & (asked["status"] == "open")]
    named = [
        f"{place_of(evaluation, row['unit_code'])} ({row['found']})"
        for row in records(rows[rows["unit_code"] != ""])
    ]
    others = len(rows) - len(named)
    named += [f"{others} tập thể trong đơn vị, cá nhân"] if others else []
    if not named:
        return []
    level = rows["expected"].iloc[0]
    words = f"có trong danh sách mà chưa đủ phiếu ({level}): {names(named, most=NAMED)}."
    return [Task("question", "Biểu quyết dưới mức", words, "30_shortlist.html")]


def _holds(evaluation: Evaluation) -> list[Task]:
    """Units held back by an open matter, with the document that says so."""
    rows = table(evaluation, "gates")
    rows = rows[(rows["status"] == ON_HOLD) & rows["unit_code"].isin(_on_hold(evaluation))]
    held = [
        f"{place_of(evaluation, str(code))} ({'; '.join(_held_by(row) for row in records(group))})"
        for code, group in rows.groupby("unit_code")
    ]
    if not held:
        return []
    left = f" và {len(held) - NAMED} đơn vị khác" if len(held) > NAMED else ""
    words = f"{len(held)} đơn vị tạm dừng xét: {'; '.join(held[:NAMED])}{left}."
    return [Task("question", "Kết luận việc tạm dừng", words, "30_shortlist.html")]


def _on_hold(evaluation: Evaluation) -> set[str]:
    """Who waits for a conclusion: by the list; where a league has none, by gates, failed ones out.

    Nobody has to conclude anything for a unit that has failed another condition already.
    """
    listed = table(evaluation, "shortlist")
    listed = listed[listed["nominee_id"] == ""]
    gates = table(evaluation, "gates")
    without = sorted(set(gates["unit_code"]) - set(listed["unit_code"]))
    by_gates = standing(gates, without)
    by_list = set(listed["unit_code"][listed["decision"] == "on_hold"])
    return by_list | {code for code in without if by_gates[code] == ON_HOLD}


def _held_by(row: Mapping[str, Any]) -> str:
    """Why a unit is held, and the document that says so."""
    document = row["evidence"]
    return f"{row['reason']}, {document}" if document else str(row["reason"])


def _plan_level(evaluation: Evaluation) -> list[Task]:
    """Proposed units below the level that the plan asks of everybody, where the gate asks less."""
    tasks = []
    for gate in evaluation.rules.awards.gates:
        if gate.plan_level is None or gate.at_least is None:
            continue
        below = below_plan(evaluation, gate)
        if below:
            level = format_percent(float(gate.at_least), decimals=0)
            plan = format_percent(float(gate.plan_level), decimals=0)
            spared = f" hoặc thiếu nhiều nhất {gate.short_by} người" if gate.short_by else ""
            who = names([_below_how(evaluation, gate, code) for code in below], most=NAMED)
            words = (
                f"Kế hoạch yêu cầu {plan}, điều kiện đang dùng là {level}{spared}. Trong danh sách "
                f"có {len(below)} đơn vị dưới {plan}: {who}."
            )
            tasks.append(Task("question", "Mức cán bộ kích hoạt", words, "30_shortlist.html"))
    return tasks


def _nominees(evaluation: Evaluation) -> list[Task]:
    """How many collectives and individuals the Council has still to choose, among how many."""
    rows, seats = nominees_of(evaluation), seats_by_list(evaluation.rules.awards)
    waiting = []
    for name in LISTS:
        decided = rows.loc[rows["list"] == name, "decision"]
        left = seats[name] - int((decided == "award").sum())
        able = int((decided == "council").sum())
        if left > 0 and able:
            what = lower_first(word("list", name))
            waiting.append(
                f"nhiều nhất {left} {what} trong {format_count(able)} {what} đủ điều kiện"
            )
    words = f"Hội đồng chọn {' và '.join(waiting)}."
    task = Task("question", "Chọn tập thể, cá nhân", words, "30_shortlist.html")
    return [task] if waiting else []


def _below_how(evaluation: Evaluation, gate: Gate, code: str) -> str:
    """A unit below the plan's level, and by how many it is or which document allows it."""
    place = place_of(evaluation, code)
    have, due = (used_value(evaluation, code, one) for one in (gate.numerator, gate.denominator))
    return f"{place} ({waived(evaluation, code, gate.code) or f'thiếu {format_count(due - have)}'})"


def below_plan(evaluation: Evaluation, gate: Gate) -> list[str]:
    """Codes of proposed units that pass a gate below the level of the plan, waived ones first."""
    listed = table(evaluation, "shortlist")
    is_unit = listed["nominee_id"] == ""
    listed = listed[is_unit & listed["decision"].isin(["award", "council"])]
    below = []
    for code in listed["unit_code"]:
        have, due = (
            used_value(evaluation, code, one) for one in (gate.numerator, gate.denominator)
        )
        if gate.plan_level is not None and have < float(gate.plan_level) * due:
            below.append(str(code))
    return sorted(below, key=lambda code: not waived(evaluation, code, gate.code))
