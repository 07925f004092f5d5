"""The lists to sign as a workbook in the official form: letterhead, title, rows, room to sign."""

import io
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Final

import xlsxwriter

from ihanoi_eval.evaluation import Evaluation
from ihanoi_eval.reporting.document_format import FONT, MOTTO, UNDER_MOTTO
from ihanoi_eval.reporting.dossier import Document
from ihanoi_eval.reporting.dossier_people import BLANK
from ihanoi_eval.reporting.spreadsheets import A4, SAFE, printable

# (key in a row of the dossier, heading, width)
COLLECTIVES: Final = (
    ("number", "STT", 6), ("name", "Tên tập thể", 38), ("kind", "Phân loại khen thưởng", 18),
    ("form", "Hình thức", 24), ("rank", "Hạng", 8), ("points", "Điểm", 10), ("note", "Ghi chú", 26),
)  # fmt: skip
INDIVIDUALS: Final = (
    ("number", "STT", 6), ("call", "Ông/Bà", 8), ("name", "Họ và tên", 28),
    ("position", "Chức vụ", 24), ("unit", "Đơn vị", 30), ("class", "Đối tượng", 24),
    ("form", "Hình thức", 24),
)  # fmt: skip
HEAD_ROW: Final = 8  # where the table's heading stands, counted from 0


def signature_annex(evaluation: Evaluation, annexes: Sequence[Document]) -> bytes:
    """Appendix I and II as sheets on A4, from the same rows as the Word documents.

    annexes: those two of the dossier. Number, day and signature are left to a hand.
    """
    stream = io.BytesIO()
    book = xlsxwriter.Workbook(stream, {"in_memory": True, **SAFE})
    day = evaluation.as_of
    book.set_properties({
        "title": printable(f"Phụ lục để ký – {evaluation.rules.campaign.title}"),
        "created": datetime(day.year, day.month, day.day),
    })  # fmt: skip
    looks = _looks(book)
    form = {"form": evaluation.rules.awards.award_form, "kind": "Theo chuyên đề"}
    if not evaluation.rules.awards.is_thematic:
        form["kind"] = "Theo phong trào"
    first, second = (annex.values for annex in annexes)
    units = [{**row, **form} for league in first["leagues"] for row in league["rows"]]
    inside = [
        {**row, **form, "name": f"{row['name']}, {row['unit']}"} for row in first["collectives"]
    ]
    lists = (
        ("Phu luc I", "DANH SÁCH TẬP THỂ ĐỀ NGHỊ KHEN THƯỞNG", COLLECTIVES, [*units, *inside]),
        ("Phu luc II", "DANH SÁCH CÁ NHÂN ĐỀ NGHỊ KHEN THƯỞNG", INDIVIDUALS,
         [{**row, **form} for row in second["individuals"]]),
    )  # fmt: skip
    for name, title, columns, rows in lists:
        _sheet(book, name, title, columns, rows, first, looks)
    book.close()
    return stream.getvalue()


def _looks(book: Any) -> dict[str, Any]:
    """The formats of the form."""
    font = {"font_name": FONT, "font_size": 12}
    middle = {**font, "align": "center", "valign": "vcenter"}
    cell = {**font, "border": 1, "valign": "top", "text_wrap": True}
    return {
        "middle": book.add_format(middle),
        "bold": book.add_format({**middle, "bold": True}),
        "italic": book.add_format({**middle, "italic": True}),
        "title": book.add_format({**middle, "bold": True, "font_size": 14}),
        "head": book.add_format({**middle, "bold": True, "border": 1, "text_wrap": True}),
        "text": book.add_format({**cell, "num_format": "@"}),
        "count": book.add_format({**cell, "num_format": "#,##0", "align": "center"}),
    }


def _sheet(
    book: Any,
    name: str,
    title: str,
    columns: Sequence[tuple[str, str, int]],
    rows: Sequence[Mapping[str, Any]],
    shared: Mapping[str, Any],
    looks: Mapping[str, Any],
) -> None:
    """One list between its letterhead and its signature."""
    sheet = book.add_worksheet(name)
    last = len(columns) - 1
    half = 2 if last > 4 else 1
    sheet.set_paper(A4)
    sheet.set_landscape()
    sheet.set_margins(left=1.2, right=0.6, top=0.8, bottom=0.8)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(HEAD_ROW)
    sheet.set_header("&C&P")
    sheet.set_footer(f"&R{printable(shared['footer']).replace('&', '&&')}")
    for row, left, right, look in (
        (0, shared["issuer_parent"], MOTTO, ("middle", "bold")),
        (1, shared["issuer"], UNDER_MOTTO, ("bold", "bold")),
        (2, "Số:          ", f"{shared['place']}, ngày       tháng       năm {BLANK}",
         ("middle", "italic")),
    ):  # fmt: skip
        sheet.merge_range(row, 0, row, half, printable(left), looks[look[0]])
        sheet.merge_range(row, half + 1, row, last, printable(right), looks[look[1]])
    for at, words, name_of_look in (
        (4, title, "title"),
        (5, f"({shared['campaign_lower']})", "italic"),
        (6, shared["draft"], "bold"),
    ):
        sheet.merge_range(at, 0, at, last, printable(words), looks[name_of_look])
    for place, (key, heading, width) in enumerate(columns):
        sheet.set_column(place, place, width)
        sheet.write_string(HEAD_ROW, place, heading, looks["head"])
        for number, one in enumerate(rows, start=HEAD_ROW + 1):
            value = one.get(key, "")
            if isinstance(value, int):
                sheet.write_number(number, place, value, looks["count"])
            else:
                sheet.write_string(number, place, printable(str(value)), looks["text"])
    end = HEAD_ROW + len(rows) + 2
    sheet.merge_range(end, half + 1, end, last, "NGƯỜI KÝ (ký, ghi rõ họ tên)", looks["bold"])
    sheet.print_area(0, 0, end + 5, last)
