"""The lists of the dossier: who is proposed, who is not and why, whose papers are there."""

import re
from collections.abc import Mapping
from typing import Any, Final

import pandas as pd

from ihanoi_eval.evaluation import Evaluation
from ihanoi_eval.judgement.bonus import COLLECTIVES, INDIVIDUALS
from ihanoi_eval.judgement.nominees import PARTS, in_list_order
from ihanoi_eval.reporting.dossier_people import BLANK, Row, people_table, too_few_votes
from ihanoi_eval.reporting.facts import place_of, points_text, records, seats_of, table
from ihanoi_eval.reporting.waivers import waived
from ihanoi_eval.reporting.wording import word
from ihanoi_eval.rules.forms import NOMINEE_WORDS
from ihanoi_eval.rules.law import TO_CHECK
from ihanoi_eval.vietnamese import format_count

# Rank and points as the list's reasons begin with them; a table of units has them in its columns.
PLACE: Final = re.compile(r"hạng \d+(?: \(đồng hạng\))?/\d+, [−\d.,]+ điểm; ")
UNSEATED: Final = ("reserve", "on_hold", "not_eligible", "not_selected")


def collectives_of(evaluation: Evaluation) -> Row:
    """Appendix I: units by league, then collectives inside units."""
    leagues = []
    for league in evaluation.rules.campaign.ranked_leagues:
        rows = seats_of(evaluation, league.code, "award")
        rows = rows.sort_values(["track", "position", "unit_code"], key=_track_first)
        found = [
            {**_unit_row(evaluation, row, number), "track": word("track", row["track"]),
             "note": _note(evaluation, row)}
            for number, row in enumerate(records(rows), start=1)
        ]  # fmt: skip
        if found:
            leagues.append({"title": league.label, "rows": found})
    inside = _nominees(evaluation, COLLECTIVES)
    return {
        "leagues": leagues,
        "collectives": inside,
        "annex_note": "Điểm và hạng theo tables/ranking.csv của lần chạy ghi ở chân trang."
        if leagues or inside
        else "Chưa có tập thể nào được đề nghị.",
    }


def _track_first(column: "pd.Series[Any]") -> "pd.Series[Any]":
    """Level before improvement; other columns as they are."""
    return column.map({"level": 0, "improvement": 1}) if column.name == "track" else column


def _unit_row(evaluation: Evaluation, row: Mapping[str, Any], number: int) -> Row:
    """A unit with its rank and points."""
    return {
        "number": number,
        "name": place_of(evaluation, str(row["unit_code"])),
        "rank": format_count(row["rank"]),
        "points": points_text(evaluation, row["total_points"]),
    }


def _note(evaluation: Evaluation, row: Mapping[str, Any]) -> str:
    """What stands beside a proposed unit: a waiver, the Council's vote and decision."""
    code = str(row["unit_code"])
    parts = [waived(evaluation, code), too_few_votes(evaluation).get(code, "")]
    if row["decided_by"] == "council":
        parts.append(str(row["reason"]))
    return "; ".join(filter(None, parts))


def individuals_of(evaluation: Evaluation) -> Row:
    """Appendix II: the chosen individuals, alphabetical inside a class."""
    found, seats = _nominees(evaluation, INDIVIDUALS), evaluation.rules.awards.individuals
    waiting = table(evaluation, "shortlist")
    waiting = waiting[(waiting["list"] == INDIVIDUALS) & (waiting["decision"] == "council")]
    note = "Cá nhân không chấm điểm, không xếp hạng; xếp theo nhóm đối tượng rồi theo vần tên."
    if not found:
        note = "Chưa có cá nhân nào được đề nghị."
    if len(waiting) and len(found) < seats:
        note += (
            f" Còn {format_count(len(waiting))} người đủ điều kiện chờ Hội đồng chọn cho "
            f"{format_count(seats - len(found))} suất, xem nominees/ của lần chạy."
        )
    return {"individuals": found, "individuals_note": note}


def _nominees(evaluation: Evaluation, name: str) -> list[Row]:
    """The proposed nominees of a list in the list's own order."""
    listed = table(evaluation, "shortlist")
    chosen = listed.loc[(listed["list"] == name) & (listed["decision"] == "award"), "nominee_id"]
    everybody = people_table(evaluation, "nominees")
    rows = records(in_list_order(everybody[everybody["nominee_id"].isin(chosen)]))
    return [
        {
            "number": number,
            "name": row["name"],
            "position": row["position"],
            "unit": place_of(evaluation, row["unit_code"]),
            "class": NOMINEE_WORDS["class"].get(row["class"], row["class"]),
            "channel": NOMINEE_WORDS["channel"].get(row["channel"], row["channel"]),
        }
        for number, row in enumerate(rows, start=1)
    ]


def others_of(evaluation: Evaluation) -> Row:
    """Appendix III: every ranked unit that is not proposed, and why."""
    leagues = []
    for league in evaluation.rules.campaign.ranked_leagues:
        rows = seats_of(evaluation, league.code, *UNSEATED)
        rows = rows.drop_duplicates("unit_code").sort_values(["rank", "unit_code"])
        found = [
            {**_unit_row(evaluation, row, number),
             "reason": _why(row)}
            for number, row in enumerate(records(rows), start=1)
        ]  # fmt: skip
        if found:
            leagues.append({"title": league.label, "rows": found})
    return {"not_proposed": leagues}


def _why(row: Mapping[str, Any]) -> str:
    """A decision with its reason, less the rank and points beside it and what both would say."""
    words = PLACE.sub("", str(row["reason"]))
    for twice in ("không đạt điều kiện: ", "tạm dừng xét: ", "dự phòng "):
        words = words.removeprefix(twice)
    return f"{word('decision', row['decision'])}: {words}"


def dossiers_of(evaluation: Evaluation) -> Row:
    """Appendix IV: the parts of each dossier, and the documents filed with it.

    Nobody sends us the papers of proposed units: they are ticked by hand.
    """
    marks = {"true": "có", "false": "CHƯA CÓ"}
    listed = table(evaluation, "shortlist")
    waiting = listed[listed["decision"].isin(["award", "council"]) & (listed["nominee_id"] != "")]
    everybody = people_table(evaluation, "nominees")
    rows = records(in_list_order(everybody[everybody["nominee_id"].isin(waiting["nominee_id"])]))
    people = [
        {
            "name": f"{row['name']} ({place_of(evaluation, row['unit_code'])})",
            "proposal": marks.get(row["has_proposal"], BLANK),
            "report": marks.get(row["has_report"], BLANK),
            "minutes": marks.get(row["has_minutes"], BLANK),
        }
        for row in rows
    ]
    proposed = listed[listed["decision"].isin(["award", "council"]) & (listed["unit_code"] != "")]
    units = [
        {"name": place_of(evaluation, code)}
        | dict.fromkeys(("proposal", "report", "minutes"), BLANK)
        for league in evaluation.rules.campaign.ranked_leagues
        for code in sorted(proposed.loc[proposed["list"] == league.code, "unit_code"])
    ]
    forms = [
        f"{word('document', one.document)}: mẫu số {one.number}"
        + ("" if one.is_verified else f" ({TO_CHECK})")
        for one in evaluation.rules.awards.form_numbers
        if one.holds_on(evaluation.rules.awards.decision_day(evaluation.as_of))
    ]
    return {
        "parts": [
            f"Mỗi hồ sơ gồm: {'; '.join(PARTS.values())}.",
            *([f"Mẫu: {'; '.join(forms)}."] if forms else []),
        ],
        "dossiers": [
            {"number": number, **row} for number, row in enumerate([*units, *people], start=1)
        ],
        "files": [
            "Tờ trình; Phụ lục I, II, III, IV, V; Biên bản họp xét; Báo cáo tổng kết; phụ lục để "
            "ký và sổ số liệu dạng bảng tính. Bảng số liệu, quy định, mã kiểm tra ở thư mục "
            f"lần chạy {evaluation.run_id}."
        ],
    }
