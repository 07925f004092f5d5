"""Whose workbook this is and of which form: hidden sheet, properties, printed words, its place."""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from ihanoi_eval.evidence.containers import Refusal
from ihanoi_eval.evidence.findings import Finding
from ihanoi_eval.evidence.workbooks import Workbook
from ihanoi_eval.rules.campaign import Campaign
from ihanoi_eval.rules.forms import META_SHEET, PROPERTY_PREFIX, Form
from ihanoi_eval.vietnamese import comparison_key, format_date

KEYS = ("template_id", "version", "unit_code", "campaign")
LONGEST = 100  # letters of what a file says of itself: no code is longer, and it may be repeated
TEMPLATE_NAME = re.compile(r"([0-9A-Za-z_.-]{1,40}?)_bao_cao\b")
PRINTED_CODE = re.compile(r"\(mã ([0-9A-Za-z_.-]{1,40})\)")


@dataclass(frozen=True)
class Sender:
    """The unit that a workbook speaks for, its form, and the doubts about that."""

    unit_code: str
    form: Form
    findings: tuple[Finding, ...] = ()


def identify(workbook: Workbook, key: str, campaign: Campaign) -> Sender:
    """Who sent a workbook; a Refusal where it is for another step, unit, campaign or nobody.

    key: the file's path below submissions; a folder called by a unit's code is that unit's, and so
    is a file called as its template was.
    """
    meta, properties = _hidden_identity(workbook), _property_identity(workbook)
    if (
        meta.get("unit_code")
        and properties.get("unit_code", meta["unit_code"]) != meta["unit_code"]
    ):
        raise Refusal(
            "sender_contradicts",
            f"Tệp ghi hai mã đơn vị: {meta['unit_code']} và {properties['unit_code']}. Đề nghị "
            "chép số liệu vào biểu mẫu đúng của đơn vị.",
        )
    stated = properties | meta
    findings: list[Finding] = []
    code, by = stated.get("unit_code", ""), "thuộc tính tệp"
    if not code:
        code, by = _printed_unit(workbook, campaign), "nội dung các trang"
    if not code:
        code, by = _unit_of_place(key, campaign), "thư mục hoặc tên tệp"
    if not code:
        raise Refusal(
            "sender_unknown",
            "Không nhận ra đơn vị báo cáo: tệp không phải biểu mẫu do hệ thống gửi. Đề nghị chép "
            "số liệu vào biểu mẫu của đơn vị rồi gửi lại, hoặc đặt tệp vào thư mục mang mã đơn vị.",
        )
    if not meta.get("unit_code"):
        findings.append(
            Finding(
                severity="warning",
                check="identity_lost",
                unit_code=code,
                about=key,
                file=key,
                found=f"không có trang {META_SHEET}",
                expected="biểu mẫu do hệ thống gửi",
                message=f"{key}: mất trang nhận dạng, đơn vị được nhận ra theo {by}. Đề nghị xác "
                "nhận đây là báo cáo của đơn vị.",
            )
        )
    form = _form(code, campaign)
    _check_template(stated, form, code, campaign)
    _check_folder(key, code, campaign)
    return Sender(code, form, tuple(findings))


def _hidden_identity(workbook: Workbook) -> dict[str, str]:
    """What the hidden sheet says."""
    cells = {
        (cell.row, cell.column): str(cell.value)
        for sheet in workbook.sheets
        if sheet.name == META_SHEET
        for cell in sheet.cells
    }
    pairs = {text: cells.get((row, 2), "") for (row, column), text in cells.items() if column == 1}
    return {key: pairs[key][:LONGEST] for key in KEYS if pairs.get(key)}


def _property_identity(workbook: Workbook) -> dict[str, str]:
    """What the document's properties say."""
    found = {key: workbook.properties.get(PROPERTY_PREFIX + key, "") for key in KEYS}
    return {key: value[:LONGEST] for key, value in found.items() if value}


def _printed_unit(workbook: Workbook, campaign: Campaign) -> str:
    """The one reporting unit that the sheets name, by code, by name or by its children; or none."""
    names = {
        comparison_key(unit.name): unit.unit_code
        for unit in campaign.units
        if _reports(unit.unit_code, campaign)
    }
    for votes in (_coded(workbook), _named(workbook, names), _by_children(workbook, campaign)):
        units = Counter(code for code in votes if _reports(code, campaign)).most_common(2)
        if len(units) == 1 or (units and units[0][1] > units[1][1]):
            return units[0][0]
    return ""


def _unit_of_place(key: str, campaign: Campaign) -> str:
    """The reporting unit whose code a folder is called by, or whose template's name a file has."""
    *folders, name = key.split("/")
    found = {code for code in folders if _reports(code, campaign)}
    template = TEMPLATE_NAME.match(name)
    if not found and template and _reports(template[1], campaign):
        found = {template[1]}
    return found.pop() if len(found) == 1 else ""


def _texts(workbook: Workbook) -> Iterator[str]:
    """Every text of the workbook's sheets that can be a name or a title."""
    for sheet in workbook.sheets:
        for cell in sheet.cells:
            if isinstance(cell.value, str) and len(cell.value) <= 200:
                yield cell.value


def _coded(workbook: Workbook) -> Iterator[str]:
    """The codes printed in titles, as the template prints them."""
    for text in _texts(workbook):
        yield from PRINTED_CODE.findall(text)


def _named(workbook: Workbook, names: dict[str, str]) -> Iterator[str]:
    """The reporting units whose names stand alone in a cell or after a colon."""
    for text in _texts(workbook):
        for part in {text, text.rpartition(":")[2]}:
            if comparison_key(part) in names:
                yield names[comparison_key(part)]


def _by_children(workbook: Workbook, campaign: Campaign) -> Iterator[str]:
    """The parents of the units whose codes or names stand in cells; of namesakes, each parent."""
    parents: dict[str, set[str]] = {}
    for unit in campaign.units:
        for written in (unit.unit_code, comparison_key(unit.name)):
            parents.setdefault(written, set()).add(unit.parent_code)
    for text in _texts(workbook):
        for written in dict.fromkeys((text.strip(), comparison_key(text))):
            yield from parents.get(written, ())


def _reports(code: str, campaign: Campaign) -> bool:
    """Whether the unit sends a workbook of its own."""
    unit = campaign.unit_by_code.get(code)
    if unit is None or campaign.form_of(unit.league) is None:
        return False
    return campaign.league_by_code[unit.league].reports != "row_of_parent"


def _form(code: str, campaign: Campaign) -> Form:
    """The form of a unit that sends workbooks."""
    form = (
        campaign.form_of(campaign.unit_by_code[code].league) if _reports(code, campaign) else None
    )
    if form is None:
        raise Refusal(
            "sender_unknown",
            f"Mã đơn vị {code!r} trong tệp không phải đơn vị gửi báo cáo của đợt này. Đề nghị dùng "
            "biểu mẫu đúng của đơn vị.",
        )
    return form


def _check_template(stated: dict[str, str], form: Form, code: str, campaign: Campaign) -> None:
    """Refuse a workbook of another campaign, form or version, naming the right one."""
    right = f"{form.template_id}, bản {form.version}, đợt {campaign.code}"
    remedy = f"Đề nghị dùng biểu mẫu {right}; xin lại tệp {code}_bao_cao.xlsx tại "
    remedy += f"{campaign.recipient or campaign.issuer or 'nơi nhận báo cáo'}"
    remedy += f", hạn gửi {format_date(campaign.deadline)}."
    if stated.get("campaign", campaign.code) != campaign.code:
        raise Refusal("template_wrong", f"Biểu mẫu của đợt khác ({stated['campaign']}). {remedy}")
    if stated.get("template_id", form.template_id) != form.template_id:
        raise Refusal("template_wrong", f"Biểu mẫu {stated['template_id']} không đúng. {remedy}")
    if stated.get("version", form.version) not in (form.version, *form.accepts):
        raise Refusal("template_old", f"Biểu mẫu bản {stated['version']} đã thay. {remedy}")


def _check_folder(key: str, code: str, campaign: Campaign) -> None:
    """Refuse a workbook that lies in another unit's folder."""
    for folder in key.split("/")[:-1]:
        if folder != code and _reports(folder, campaign):
            raise Refusal(
                "sender_contradicts",
                f"Tệp ghi đơn vị {code} nhưng nằm trong thư mục của đơn vị {folder}. Đề nghị xác "
                "nhận đơn vị gửi.",
            )
