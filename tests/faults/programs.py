"""Our workbooks rewritten as other programs write theirs: modelled on their files, none ran here.

Each function changes the parts of a filled workbook (part names to bytes) as one habit of Excel,
WPS or a converter would. What was filled in stays what it was.
"""

import io
import re
import zipfile
from collections.abc import Callable, Sequence
from html import escape, unescape

Parts = dict[str, bytes]
Habit = Callable[[Parts], None]

MAIN = b'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
EXCEL_SPACES = (
    b' xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'
    b' mc:Ignorable="x14ac xr xr2 xr3"'
    b' xmlns:x14ac="http://schemas.microsoft.com/office/spreadsheetml/2009/9/ac"'
    b' xmlns:xr="http://schemas.microsoft.com/office/spreadsheetml/2014/revision"'
    b' xmlns:xr2="http://schemas.microsoft.com/office/spreadsheetml/2015/revision2"'
    b' xmlns:xr3="http://schemas.microsoft.com/office/spreadsheetml/2016/revision3"'
    b' xr:uid="{00000000-0001-0000-0000-000000000000}"'
)
TEXT_CELL = re.compile(rb'<c r="(\w+)"( s="\d+")? t="s"><v>(\d+)</v></c>')
NUMBER_CELL = re.compile(rb'<c r="([C-Z]\w*)"( s="\d+")?><v>([^<]+)</v></c>')


def rewritten(data: bytes, *habits: Habit) -> bytes:
    """The workbook with some habits of another program."""
    parts = dict(unpacked(data))
    for habit in habits:
        habit(parts)
    return packed([*parts.items()])


def unpacked(data: bytes) -> list[tuple[str, bytes]]:
    """The parts of a zip."""
    with zipfile.ZipFile(io.BytesIO(data)) as parts:
        return [(info.filename, parts.read(info)) for info in parts.infolist()]


def packed(parts: Sequence[tuple[str, bytes]]) -> bytes:
    """A zip of parts, packed fast rather than well."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as file:
        for name, content in parts:  # of no hour
            file.writestr(zipfile.ZipInfo(name), content, zipfile.ZIP_DEFLATED, compresslevel=1)
    return stream.getvalue()


def sheets(parts: Parts) -> list[str]:
    """The names of the sheets' parts."""
    return [name for name in parts if name.startswith("xl/worksheets/sheet")]


def ignorable_spaces(parts: Parts) -> None:
    """Excel: x14ac:dyDescent on rows, revision ids, spaces that a reader may ignore."""
    for name in sheets(parts):
        parts[name] = (
            parts[name]
            .replace(MAIN, MAIN + EXCEL_SPACES, 1)
            .replace(b"<row ", b'<row x14ac:dyDescent="0.25" ')
        )


def rich_strings(parts: Parts) -> None:
    """Excel: each shared string in two runs of letters, with a phonetic reading behind it."""

    def runs(found: re.Match[bytes]) -> bytes:
        text = unescape(found[1].decode())
        half = len(text) // 2
        first, second = (escape(part).encode() for part in (text[:half], text[half:]))
        return (
            b'<si><r><rPr><b/><sz val="12"/></rPr><t xml:space="preserve">' + first + b"</t></r>"
            b'<r><t xml:space="preserve">' + second + b"</t></r>"
            b'<rPh sb="0" eb="1"><t>DOC KHAC</t></rPh><phoneticPr fontId="1"/></si>'
        )

    name = "xl/sharedStrings.xml"
    parts[name] = re.sub(rb"<si><t[^>]*>([^<]*)</t></si>", runs, parts[name])


def inline_strings(parts: Parts) -> None:
    """Converters and web exports: every text in its cell, no table of strings."""
    shared = re.findall(rb"<si><t[^>]*>([^<]*)</t></si>", parts.pop("xl/sharedStrings.xml"))

    def inline(found: re.Match[bytes]) -> bytes:
        style, text = found[2] or b"", shared[int(found[3])]
        return b'<c r="%s"%s t="inlineStr"><is><t>%s</t></is></c>' % (found[1], style, text)

    for name in sheets(parts):
        parts[name] = TEXT_CELL.sub(inline, parts[name])
    for name, part in (
        ("[Content_Types].xml", rb"Override"),
        ("xl/_rels/workbook.xml.rels", rb"R"),
    ):
        parts[name] = re.sub(rb"<%s[^>]*sharedStrings[^>]*/>" % part, b"", parts[name])


def formula_results(parts: Parts) -> None:
    """Excel: figures computed by the unit's own formulas, each with its last result."""
    for name in sheets(parts):
        parts[name] = NUMBER_CELL.sub(rb'<c r="\1"\2><f>SUM(\3,0)</f><v>\3</v></c>', parts[name])


def formula_texts(parts: Parts) -> None:
    """Excel: figures that a formula turned into text, `t="str"`."""
    for name in sheets(parts):
        parts[name] = NUMBER_CELL.sub(
            rb'<c r="\1"\2 t="str"><f>TEXT(\3,"0")</f><v>\3</v></c>', parts[name]
        )


def days_since_1904(parts: Parts) -> None:
    """Excel on old Macs: days are counted from 1904."""
    parts["xl/workbook.xml"] = parts["xl/workbook.xml"].replace(
        b"<workbookPr ", b'<workbookPr date1904="1" '
    )


def prefixed(parts: Parts) -> None:
    """The Open XML SDK, many Chinese and Vietnamese systems: every element with a prefix."""
    named = ("xl/sharedStrings.xml", "xl/workbook.xml", "xl/styles.xml")
    for name in [*sheets(parts), *(name for name in named if name in parts)]:
        content = parts[name].replace(MAIN, MAIN.replace(b"xmlns=", b"xmlns:x="), 1)
        parts[name] = re.sub(rb"<(/?)(?=[A-Za-z])", rb"<\1x:", content)


def empty_styled_cells(parts: Parts) -> None:
    """A column formatted as a whole: styled cells without content down to the last row."""
    rows = b"".join(
        b'<row r="%d" ht="15"><c r="A%d" s="1"/><c r="XFD%d" s="1"/></row>' % (row, row, row)
        for row in (*range(3_000, 4_000), 1_048_576)
    )
    for name in sheets(parts):
        parts[name] = parts[name].replace(b"</sheetData>", rows + b"</sheetData>")


def absolute_paths(parts: Parts) -> None:
    """WPS and some converters: relations that begin at the root of the package."""
    for name, base in (("xl/_rels/workbook.xml.rels", b"/xl/"), ("_rels/.rels", b"/")):
        parts[name] = parts[name].replace(b' Target="', b' Target="' + base)


def no_addresses(parts: Parts) -> None:
    """Streaming exporters: rows and cells follow each other, without `r`, gaps filled."""
    for name in sheets(parts):
        head, _, rest = parts[name].partition(b"<sheetData>")
        body, _, tail = rest.partition(b"</sheetData>")
        rows = dict(re.findall(rb'<row r="(\d+)"[^>]*>(.*?)</row>', body))
        written = b""
        for number in range(1, max(map(int, rows), default=0) + 1):
            cells = {
                column_number(letters): (style, rest)
                for letters, style, rest in re.findall(
                    rb'<c r="([A-Z]+)\d+"([^>/]*)(/>|>.*?</c>)', rows.get(b"%d" % number, b"")
                )
            }
            last = max(cells, default=0)
            filled = (cells.get(column, (b"", b"/>")) for column in range(1, last + 1))
            written += b"<row>" + b"".join(b"<c%s%s" % one for one in filled) + b"</row>"
        parts[name] = head + b"<sheetData>" + written + b"</sheetData>" + tail


def column_number(letters: bytes) -> int:
    """A column's number: A is 1."""
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number


def single_quotes(parts: Parts) -> None:
    """Attributes in single quotes, as some XML libraries write them."""
    for name in sheets(parts):
        parts[name] = re.sub(rb'="([^"\'<>]*)"', rb"='\1'", parts[name])


def excel_extras(parts: Parts) -> None:
    """Excel: thumbnail, printer settings, sensitivity label, names, extended validations."""
    parts["docProps/thumbnail.wmf"] = bytes(900)
    parts["xl/printerSettings/printerSettings1.bin"] = bytes(900)
    parts["docMetadata/LabelInfo.xml"] = b"<clbl:labelList xmlns:clbl='x'/>"
    parts["customXml/item1.xml"] = b"<x/>"
    parts["xl/calcChain.xml"] = b"<calcChain " + MAIN + b'><c r="C6" i="2"/></calcChain>'
    names = (
        b'<definedName name="_xlnm.Print_Area" localSheetId="1">So_lieu!$A$1:$C$24</definedName>'
        b'<definedName name="_xlnm._FilterDatabase" localSheetId="1" hidden="1">'
        b"So_lieu!$A$5:$C$24</definedName>"
        b'<definedName name="cu">#REF!</definedName>'
    )
    parts["xl/workbook.xml"] = parts["xl/workbook.xml"].replace(
        b"<definedNames>", b"<definedNames>" + names
    )
    more = (
        b'<extLst><ext uri="{CCE6A557-97BC-4b89-ADB6-D9C93CAAB3DF}" xmlns:x14="http://schemas.'
        b'microsoft.com/office/spreadsheetml/2009/9/main"><x14:dataValidations count="1" '
        b'xmlns:xm="http://schemas.microsoft.com/office/excel/2006/main"><x14:dataValidation '
        b'type="list"><x14:formula1><xm:f>Huong_dan!$A$1:$A$9</xm:f></x14:formula1><xm:sqref>C6'
        b"</xm:sqref></x14:dataValidation></x14:dataValidations></ext></extLst></worksheet>"
    )
    for name in sheets(parts):
        parts[name] = parts[name].replace(b"</worksheet>", more)
    parts["[Content_Types].xml"] = parts["[Content_Types].xml"].replace(
        b"<Override ",
        b'<Default Extension="wmf" ContentType="image/x-wmf"/>'
        b'<Default Extension="bin" ContentType="application/vnd.openxmlformats-officedocument.'
        b'spreadsheetml.printerSettings"/><Override ',
        1,
    )


def wps_extras(parts: Parts) -> None:
    """WPS: its own name and build in the properties, its own spaces and parts."""
    parts["docProps/app.xml"] = re.sub(
        rb"<Application>.*?</Application>",
        "<Application>WPS 表格</Application>".encode(),
        parts["docProps/app.xml"],
    )
    build = (
        b'<property fmtid="{D5CDD505-2E9C-101B-9397-08002B2CF9AE}" pid="90" '
        b'name="KSOProductBuildVer"><vt:lpwstr>1066-12.2.0.18165</vt:lpwstr></property>'
        b'<property fmtid="{D5CDD505-2E9C-101B-9397-08002B2CF9AE}" pid="91" name="ICV">'
        b"<vt:lpwstr>0123456789ABCDEF0123456789ABCDEF_13</vt:lpwstr></property></Properties>"
    )
    parts["docProps/custom.xml"] = parts["docProps/custom.xml"].replace(b"</Properties>", build)
    space = b' xmlns:etc="http://www.wps.cn/officeDocument/2017/etCustomData"'
    for name in sheets(parts):
        parts[name] = (
            parts[name]
            .replace(MAIN, MAIN + space, 1)
            .replace(b"</worksheet>", b'<etc:extra><etc:item val="1"/></etc:extra></worksheet>')
        )
    parts["xl/cellimages.xml"] = b"<etc:cellImages" + space + b"/>"


EXCEL: tuple[Habit, ...] = (ignorable_spaces, rich_strings, excel_extras)
WPS: tuple[Habit, ...] = (absolute_paths, empty_styled_cells, wps_extras)
