"""Whether a Word document keeps the format of Decree 30/2020, Appendix I; a fault in words each."""

import io
import re
from collections.abc import Iterator
from typing import Any, Final

from docx import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml.ns import qn
from docx.shared import Length
from docx.text.paragraph import Paragraph

FONT: Final = "Times New Roman"
MOTTO: Final = "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"
UNDER_MOTTO: Final = "Độc lập - Tự do - Hạnh phúc"
MARGINS: Final = {"top": (20, 25), "bottom": (20, 25), "left": (30, 35), "right": (15, 20)}  # [mm]
ANNEX: Final = re.compile(r"Phụ lục [IVXL]+")
DATED: Final = re.compile(r".+, ngày .* tháng .* năm .+")
A4: Final = (210, 297)  # [mm]
SLACK: Final = 0.5  # [mm] what Word rounds away

CENTRE, BOTH = WD_ALIGN_PARAGRAPH.CENTER, WD_ALIGN_PARAGRAPH.JUSTIFY


def format_faults(document: bytes) -> list[str]:
    """What departs from the decree, by the number of its element; empty when nothing does.

    Looks at the document's own settings, not at how a machine's fonts lay it out.
    """
    book = Document(io.BytesIO(document))
    body = [Paragraph(found, book) for found in book.element.body.iter(qn("w:p"))]
    words = [paragraph for paragraph in body if paragraph.text.strip()]
    is_annex = bool(words) and ANNEX.fullmatch(words[0].text.strip()) is not None
    checks = [_page(book), _font(book), _page_number(book)]
    checks += (
        [_annex(words)] if is_annex else [_letterhead(body), _heading(words), _signature(words)]
    )
    checks += [_body(words)]
    return [fault for check in checks for fault in check]


def _page(book: Any) -> Iterator[str]:
    """1: A4 portrait and the margins."""
    for section in book.sections:
        size = (section.page_width.mm, section.page_height.mm)
        if any(abs(have - want) > SLACK for have, want in zip(size, A4, strict=True)):
            yield f"1 khổ giấy: {size[0]:.0f} × {size[1]:.0f} mm, phải là A4 dọc"
        for side, (least, most) in MARGINS.items():
            margin = getattr(section, f"{side}_margin").mm
            if not least - SLACK <= margin <= most + SLACK:
                yield f"1 lề {side}: {margin:.0f} mm, phải từ {least} đến {most} mm"


def _font(book: Any) -> Iterator[str]:
    """2: one font, black, in every run."""
    normal = book.styles["Normal"].font.name
    for run in book.element.body.iter(qn("w:r")):
        words = "".join(part.text or "" for part in run.iter(qn("w:t")))
        fonts = run.find(f"{qn('w:rPr')}/{qn('w:rFonts')}")
        name = normal if fonts is None else fonts.get(qn("w:ascii"), normal)
        colour = run.find(f"{qn('w:rPr')}/{qn('w:color')}")
        shade = "000000" if colour is None else colour.get(qn("w:val"))
        if words.strip() and name != FONT:
            yield f"2 phông chữ: {name} ở {words[:30]!r}, phải là {FONT}"
        if words.strip() and shade not in ("000000", "auto"):
            yield f"2 màu chữ: {shade} ở {words[:30]!r}, phải là màu đen"


def _page_number(book: Any) -> Iterator[str]:
    """3: in the top margin, centred, not on the first page."""
    for section in book.sections:
        numbered = [one for one in section.header.paragraphs if "PAGE" in one._p.xml]
        if not numbered:
            yield "3 số trang: không có ở lề trên"
        elif numbered[0].alignment != CENTRE:
            yield "3 số trang: phải đặt giữa"
        if not section.different_first_page_header_footer:
            yield "3 số trang: trang đầu phải không hiện"
        elif any("PAGE" in one._p.xml for one in section.first_page_header.paragraphs):
            yield "3 số trang: trang đầu phải không hiện"


def _letterhead(body: list[Paragraph]) -> Iterator[str]:
    """4–7: motto, issuer, number, place and date."""
    yield from _one(body, MOTTO, "4 Quốc hiệu", sizes=(12, 13), bold=True, align=CENTRE)
    yield from _one(body, UNDER_MOTTO, "4 Tiêu ngữ", sizes=(13, 14), bold=True, align=CENTRE)
    cells = [one for one in body if one._p.getparent().tag == qn("w:tc")]
    number = next((one for one in cells if one.text.startswith("Số:")), None)
    dated = next((one for one in cells if DATED.fullmatch(one.text.strip())), None)
    if number is None:
        yield "6 số, ký hiệu: không thấy 'Số:     /…' dưới tên cơ quan"
    else:
        yield from _look(number, "6 số, ký hiệu", sizes=(13, 13), bold=False, align=CENTRE)
        if " /" not in number.text or re.search(r"/\s|-\s|\s-", number.text):
            yield f"6 số, ký hiệu: {number.text!r}, để trống số, không có cách quanh / và -"
    if dated is None:
        yield "7 địa danh, ngày: không thấy '…, ngày     tháng     năm …'"
    else:
        yield from _look(dated, "7 địa danh, ngày", sizes=(13, 14), italic=True, align=CENTRE)
    left = [one for one in cells if number is not None and _column(one) == _column(number)]
    names = [one for one in left if one.text.strip()][:2]
    if len(names) == 2 and names[1] is not number:
        yield from _look(names[0], "5 cơ quan chủ quản", sizes=(12, 13), bold=False, align=CENTRE)
        yield from _look(names[1], "5 cơ quan ban hành", sizes=(12, 13), bold=True, align=CENTRE)
        if any(one.text != one.text.upper() for one in names):
            yield "5 tên cơ quan: phải viết hoa"
    if len(_lines(cells)) < 2:
        yield "4, 5 đường kẻ: phải vẽ dưới Tiêu ngữ và dưới tên cơ quan"


def _heading(words: list[Paragraph]) -> Iterator[str]:
    """8–10: kind and subject, whom it is for, what it rests on."""
    top = [one for one in words if one._p.getparent().tag == qn("w:body")]
    at = next((i for i, one in enumerate(top) if one.text.isupper() and _bold(one)
               and one.alignment == CENTRE and "ĐỀ XUẤT" not in one.text
               and "GIẢ LẬP" not in one.text), None)  # fmt: skip
    if at is None or at + 1 >= len(top):
        yield "8 tên loại văn bản: không thấy dòng chữ hoa đậm đặt giữa"
        return
    yield from _look(top[at], "8 tên loại", sizes=(13, 14), bold=True, align=CENTRE)
    yield from _look(top[at + 1], "8 trích yếu", sizes=(13, 14), bold=True, align=CENTRE)
    sent = next((one for one in top if one.text.startswith("Kính gửi")), None)
    if sent is not None:
        yield from _look(sent, "9 Kính gửi", sizes=(13, 14), bold=False)
    bases = [one for one in top if one.text.startswith("Căn cứ")]
    for one in bases:
        yield from _look(one, "10 căn cứ", sizes=(13, 14), italic=True)
    ends = [one.text.rstrip()[-1] for one in bases]
    if ends and (set(ends[:-1]) - {";"} or ends[-1] != "."):
        yield "10 căn cứ: mỗi dòng kết thúc bằng ';', dòng cuối bằng '.'"


def _body(words: list[Paragraph]) -> Iterator[str]:
    """11: text of 13–14, indented, justified, with room between paragraphs."""
    for one in words:
        layout = one.paragraph_format
        if one.alignment != BOTH or not layout.first_line_indent:
            continue
        place = f"11 nội dung ({one.text[:30]!r})"
        if not _within(_size(one), 13, 14):
            yield f"{place}: cỡ {_size(one)}, phải 13–14"
        indent = layout.first_line_indent.cm
        if not (abs(indent - 1) < 0.02 or abs(indent - 1.27) < 0.02):
            yield f"{place}: lùi {indent:.2f} cm, phải 1 hoặc 1,27 cm"
        gap = _points(layout.space_before) + _points(layout.space_after)
        if gap < 6:
            yield f"{place}: cách đoạn {gap:.0f} pt, phải từ 6 pt"
        spacing = layout.line_spacing
        if isinstance(spacing, float) and not 1 <= spacing <= 1.5:
            yield f"{place}: giãn dòng {spacing}, phải từ 1 đến 1,5"


def _signature(words: list[Paragraph]) -> Iterator[str]:
    """12–13: who signs, and who is sent a copy; minutes have two signatures and no copies."""
    cells = [one for one in words if one._p.getparent().tag == qn("w:tc")]
    signs = [one for one in cells if one.text.isupper() and _within(_size(one), 13, 14)
             and _bold(one) and one.text != MOTTO]  # fmt: skip
    if not signs:
        yield "12 ký: không thấy chức vụ người ký, chữ hoa đậm cỡ 13–14"
    label = next((one for one in cells if one.text.startswith("Nơi nhận")), None)
    if label is None:
        if len(signs) < 2:
            yield "13 nơi nhận: không thấy"
        return
    yield from _look(label, "13 Nơi nhận", sizes=(12, 12), bold=True, italic=True)
    lines = [one for one in cells if one.text.startswith("- ")]
    for one in lines:
        yield from _look(one, "13 nơi nhận", sizes=(11, 11), bold=False)
    if not lines or not lines[-1].text.startswith("- Lưu: VT"):
        yield "13 nơi nhận: dòng cuối phải là '- Lưu: VT, …'"


def _annex(words: list[Paragraph]) -> Iterator[str]:
    """14: number, title, and what it belongs to."""
    yield from _look(words[0], "14 Phụ lục", sizes=(14, 14), bold=True, align=CENTRE)
    if len(words) > 1:
        yield from _look(words[1], "14 tên phụ lục", sizes=(13, 14), bold=True, align=CENTRE)
        if not words[1].text.isupper():
            yield "14 tên phụ lục: phải viết hoa"
    belongs = next((one for one in words if one.text.startswith("(Kèm theo")), None)
    if belongs is None:
        yield "14 phụ lục: không thấy dòng (Kèm theo …)"
    else:
        yield from _look(belongs, "14 kèm theo", sizes=(13, 14), italic=True, align=CENTRE)


def _one(body: list[Paragraph], words: str, place: str, **look: Any) -> Iterator[str]:
    """A fixed line, and how it looks."""
    found = next((one for one in body if one.text.strip() == words), None)
    if found is None:
        yield f"{place}: không thấy dòng {words!r}"
    else:
        yield from _look(found, place, **look)


def _look(
    paragraph: Paragraph,
    place: str,
    *,
    sizes: tuple[int, int],
    bold: bool | None = None,
    italic: bool = False,
    align: Any = None,
) -> Iterator[str]:
    """Size, weight, slant and place of a line."""
    size = _size(paragraph)
    if not _within(size, *sizes):
        yield f"{place}: cỡ {size}, phải {'–'.join(map(str, dict.fromkeys(sizes)))}"
    if bold is not None and _bold(paragraph) != bold:
        yield f"{place}: phải {'đậm' if bold else 'đứng, không đậm'}"
    if _italic(paragraph) != italic:
        yield f"{place}: phải {'nghiêng' if italic else 'đứng'}"
    if align is not None and paragraph.alignment != align:
        yield f"{place}: phải đặt giữa"


def _size(paragraph: Paragraph) -> float:
    """The size of a line's letters [pt]; 0 where it says none."""
    found = [run.font.size.pt for run in paragraph.runs if run.text.strip() and run.font.size]
    return max(found, default=0)


def _bold(paragraph: Paragraph) -> bool:
    """Whether all of a line is bold."""
    return all(run.bold for run in paragraph.runs if run.text.strip())


def _italic(paragraph: Paragraph) -> bool:
    """Whether all of a line is italic."""
    return all(run.italic for run in paragraph.runs if run.text.strip())


def _lines(paragraphs: list[Paragraph]) -> list[Paragraph]:
    """Those that hold a drawn line: underlining is none."""
    return [one for one in paragraphs if 'prst="line"' in one._p.xml or "<v:line" in one._p.xml]


def _column(paragraph: Paragraph) -> int:
    """In which column of its table a paragraph stands."""
    cell = paragraph._p.getparent()
    return [one for one in cell.getparent() if one.tag == qn("w:tc")].index(cell)


def _within(value: float, least: float, most: float) -> bool:
    """Whether a size is one of those allowed."""
    return least <= value <= most


def _points(length: Length | None) -> float:
    """A distance [pt]; 0 where it says none."""
    return length.pt if length is not None else 0
