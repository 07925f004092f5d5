"""What the Council is told after a correction: who is decided about differently than before."""

from ihanoi_eval.evaluation import Evaluation
from ihanoi_eval.reporting.dossier_people import BLANK, Row, people_table
from ihanoi_eval.reporting.facts import place_of, records, table
from ihanoi_eval.reporting.seat_changes import NO_CHANGE, changed_nominees, changed_units


def is_compared(evaluation: Evaluation) -> bool:
    """Whether the run stands beside an earlier one."""
    return not table(evaluation, "comparison").empty


def changes_of(evaluation: Evaluation) -> Row:
    """Appendix VI: units and nominees whose decision changed, nominees by name.

    A nominee of the earlier run alone has no name here, only the number.
    """
    origin = evaluation.facts.get("origin", {})
    previous = origin.get("previous", {}).get("run_id", BLANK)
    people = {row["nominee_id"]: row for row in records(people_table(evaluation, "nominees"))}
    nominees = [
        {**row, "name": f"{known['name']} ({place_of(evaluation, known['unit_code'])})"}
        if (known := people.get(row["nominee_id"]))
        else {**row, "name": f"Mã {row['nominee_id']}, không còn trong bảng đề nghị"}
        for row in changed_nominees(table(evaluation, "comparison_nominees"))
    ]
    units = changed_units(evaluation)
    head = [f"So lần chạy {evaluation.run_id} với lần chạy {previous}; mỗi ô ghi trước → sau."]
    return {
        "changes": head if units or nominees else [*head, NO_CHANGE],
        "changed_units": _numbered(units),
        "changed_nominees": _numbered(nominees),
    }


def _numbered(rows: list[Row]) -> list[Row]:
    """Rows with their number."""
    return [{"number": number, **row} for number, row in enumerate(rows, start=1)]
