"""The format of Decree 30/2020: what keeps it passes, each departure is named by its element."""

import io
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from docx import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml.ns import qn
from docx.shared import Cm, Mm, Pt, RGBColor
from docx.text.paragraph import Paragraph

import ihanoi_eval
from ihanoi_eval.reporting.document_format import format_faults

TEMPLATES = Path(ihanoi_eval.__file__).parent / "builtin" / "documents"
FILLED = {"{{ issuer_parent }}": "ỦY BAN NHÂN DÂN", "{{ issuer }}": "VĂN PHÒNG"} | {
    "{{ basis }}": "Căn cứ Luật A.",
    "{{ draft }}": "ĐỀ XUẤT",
}


def opened(name: str) -> object:
    """A built-in template with plain words where data will stand."""
    book = Document(str(TEMPLATES / f"{name}.docx"))
    for run in book.element.body.iter(qn("w:t")):
        run.text = FILLED.get(run.text or "", run.text)
    return book


def faults(book: object) -> list[str]:
    """What the checker says of it."""
    stream = io.BytesIO()
    book.save(stream)  # type: ignore[attr-defined]
    return format_faults(stream.getvalue())


def line(book: object, begins: str) -> Paragraph:
    """The paragraph that begins so, in cells too."""
    body = book.element.body  # type: ignore[attr-defined]
    found = [Paragraph(one, book) for one in body.iter(qn("w:p"))]  # type: ignore[arg-type]
    return next(one for one in found if one.text.startswith(begins))


@pytest.mark.parametrize("name", sorted(path.stem for path in TEMPLATES.glob("*.docx")))
def test_every_built_in_template_keeps_the_format(name):
    """All fourteen elements, in every document of the dossier."""
    assert faults(opened(name)) == []


def size(begins: str, points: float) -> Callable[[object], None]:
    """Set the size of a line's letters."""

    def change(book: object) -> None:
        for run in line(book, begins).runs:
            run.font.size = Pt(points)

    return change


def look(begins: str, **flags: bool) -> Callable[[object], None]:
    """Set a line's weight or slant."""

    def change(book: object) -> None:
        for run in line(book, begins).runs:
            for flag, value in flags.items():
                setattr(run, flag, value)

    return change


def words(begins: str, new: str) -> Callable[[object], None]:
    """Write other words on a line."""

    def change(book: object) -> None:
        line(book, begins).runs[0].text = new

    return change


def margin(book: object) -> None:
    """A narrow left margin."""
    book.sections[0].left_margin = Mm(20)  # type: ignore[attr-defined]


def landscape(book: object) -> None:
    """A page laid on its side."""
    section = book.sections[0]  # type: ignore[attr-defined]
    section.page_width, section.page_height = section.page_height, section.page_width


def font(book: object) -> None:
    """Another font in one run."""
    fonts = line(book, "Kính gửi").runs[0]._r.find(f"{qn('w:rPr')}/{qn('w:rFonts')}")
    fonts.set(qn("w:ascii"), "Arial")


def red(book: object) -> None:
    """Red letters."""
    line(book, "Kính gửi").runs[0].font.color.rgb = RGBColor(200, 0, 0)


def shown_on_first(book: object) -> None:
    """A page number on page one."""
    book.sections[0].different_first_page_header_footer = False  # type: ignore[attr-defined]


def left_number(book: object) -> None:
    """The page number at the left."""
    header = book.sections[0].header  # type: ignore[attr-defined]
    header.paragraphs[0].alignment = WD_ALIGN_PARAGRAPH.LEFT


def no_number(book: object) -> None:
    """No page number at all."""
    header = book.sections[0].header  # type: ignore[attr-defined]
    for run in list(header.paragraphs[0].runs):
        run._r.getparent().remove(run._r)


def no_lines(book: object) -> None:
    """Without the drawn lines."""
    body = book.element.body  # type: ignore[attr-defined]
    for drawn in list(body.iter("{http://schemas.openxmlformats.org/markup-compatibility/2006}"
                                "AlternateContent")):  # fmt: skip
        drawn.getparent().remove(drawn)


def indent(book: object) -> None:
    """The first line pushed in too far."""
    line(book, "{{ issuer_full }} kính trình").paragraph_format.first_line_indent = Cm(2)


def crowded(book: object) -> None:
    """No room between paragraphs."""
    layout = line(book, "{{ issuer_full }} kính trình").paragraph_format
    layout.space_before = layout.space_after = Pt(0)


def spread(book: object) -> None:
    """Lines too far apart."""
    line(book, "{{ issuer_full }} kính trình").paragraph_format.line_spacing = 2.0


@pytest.mark.parametrize(
    ("element", "name", "change"),
    [
        (1, "to_trinh", margin), (1, "to_trinh", landscape), (2, "to_trinh", font),
        (2, "to_trinh", red), (3, "to_trinh", shown_on_first), (3, "to_trinh", left_number),
        (3, "to_trinh", no_number),
        (4, "to_trinh", size("CỘNG HÒA", 16)), (4, "to_trinh", look("Độc lập", bold=False)),
        (4, "to_trinh", words("Độc lập", "Tự do")), (4, "to_trinh", no_lines),
        (5, "to_trinh", look("ỦY BAN", bold=True)), (5, "to_trinh", look("VĂN PHÒNG", bold=False)),
        (5, "to_trinh", words("ỦY BAN", "Ủy ban")),
        (6, "to_trinh", words("Số:", "Số:     / TTr - VP")), (6, "to_trinh", words("Số:", "x")),
        (7, "to_trinh", look("{{ place }}", italic=False)), (7, "to_trinh", words("{{ place", "x")),
        (8, "to_trinh", size("TỜ TRÌNH", 18)), (8, "to_trinh", look("Về việc", bold=False)),
        (9, "to_trinh", look("Kính gửi", bold=True)),
        (10, "to_trinh", look("Căn cứ", italic=False)),
        (10, "to_trinh", words("Căn cứ", "Căn cứ Luật A;")),
        (11, "to_trinh", size("{{ issuer_full }} kính trình", 11)), (11, "to_trinh", indent),
        (11, "to_trinh", crowded), (11, "to_trinh", spread),
        (12, "to_trinh", size("CHÁNH VĂN PHÒNG", 11)),
        (13, "to_trinh", look("Nơi nhận", italic=False)), (13, "to_trinh", size("- Như trên", 14)),
        (13, "to_trinh", words("- Lưu", "- Sở A")),
        (14, "phu_luc_2_ca_nhan", look("Phụ lục II", bold=False)),
        (14, "phu_luc_2_ca_nhan", words("DANH SÁCH", "Danh sách")),
        (14, "phu_luc_2_ca_nhan", look("(Kèm theo", italic=False)),
        (14, "phu_luc_2_ca_nhan", words("(Kèm theo", "Kèm")),
    ],
)  # fmt: skip
def test_each_departure_is_named_by_its_element(element, name, change):
    """One change, at least one fault, and no fault of another element."""
    book = opened(name)
    change(book)
    found = faults(book)
    assert found
    assert {int(re.match(r"\d+", one)[0]) for one in found} == {element}  # type: ignore[index]
