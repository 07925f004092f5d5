"""The files of a campaign folder as drafts, and the names that its rules may use."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from ihanoi_eval.rules.awards import Awards
from ihanoi_eval.rules.campaign import Campaign
from ihanoi_eval.rules.drafts import Draft, read_draft
from ihanoi_eval.rules.extending import MOST_STEPS, Layer, amend, amendment_faults, base_of
from ihanoi_eval.rules.forms import Form, NomineeSheet
from ihanoi_eval.rules.measures import Measure
from ihanoi_eval.rules.rubric import Rubric
from ihanoi_eval.rules.strict_yaml import Document, read_yaml
from ihanoi_eval.rules.units import IS_A_LINK, Register, read_register
from ihanoi_eval.rules.values import Frozen

FILES = ("campaign.yaml", "measures.yaml", "forms.yaml", "rubric.yaml", "awards.yaml")
OPTIONAL = {"forms.yaml": "forms"}  # a campaign fed by exports alone asks nobody to fill in a form
NO = ("false", "no", "n", "off", "f", "0")  # the words that the models read as false
MOST_CHOICES = 15  # a longer list of choices helps nobody; the nearest name does


class Measures(Frozen):
    """The content of measures.yaml."""

    measures: tuple[Measure, ...]


class Forms(Frozen):
    """The content of forms.yaml."""

    forms: tuple[Form, ...]
    nominees: NomineeSheet | None = None


@dataclass(frozen=True)
class Names:
    """What may be named; if the list could not be read, nothing is said of names."""

    what: str
    codes: tuple[str, ...]
    is_read: bool

    def __contains__(self, name: str) -> bool:
        """Whether the name stands for something."""
        return name in self.codes

    def fault(self, name: str, place: str) -> Iterator[str]:
        """The fault of a name that stands for nothing."""
        if self.is_read and name not in self.codes:
            yield f"{place}: {unknown(self.what, name, self.codes)}"


@dataclass(frozen=True)
class Folder:
    """A campaign folder as far as it can be used."""

    campaign: Draft[Campaign]
    measures: Draft[Measures]
    forms: Draft[Forms]
    rubric: Draft[Rubric]
    awards: Draft[Awards]
    register: Register

    @property
    def leagues(self) -> Names:
        """Every league that campaign.yaml names, in its order."""
        codes = self.campaign.codes("leagues")
        return Names("bảng xếp hạng", codes, self.campaign.has_list("leagues"))

    @property
    def ranked(self) -> Names:
        """The leagues that get points; a league whose entry was refused counts as one of them."""
        shown = {
            str(one.get("code"))
            for one in self.campaign.entries("leagues")
            if str(one.get("is_ranked")).lower() in NO
        }
        codes = tuple(code for code in self.leagues.codes if code not in shown)
        return Names("bảng được xếp hạng", codes, self.leagues.is_read)

    @property
    def measure_names(self) -> Names:
        """Every measure that measures.yaml names."""
        codes = self.measures.codes("measures")
        return Names("chỉ tiêu", codes, self.measures.has_list("measures"))

    @property
    def pillars(self) -> Names:
        """Every pillar that rubric.yaml names, at any depth."""
        found: list[str] = []
        stack = [*self.rubric.entries("pillars")]
        while stack:
            entry = stack.pop()
            found.append(str(entry.get("code")))
            inner = entry.get("pillars")
            below = inner if isinstance(inner, list) else []
            stack.extend(one for one in below if isinstance(one, dict))
        return Names("nhóm tiêu chí", tuple(found), self.rubric.has_list("pillars"))

    def indicators(self, league: str) -> Names:
        """The indicators of a league, refused entries included as far as they can be read."""
        codes = tuple(
            str(one.get("code"))
            for one in self.rubric.entries("indicators")
            if not isinstance(one.get("leagues"), list) or league in one["leagues"]
        )
        is_read = self.rubric.has_list("indicators")
        return Names(f"tiêu chí của bảng {league!r} tên là", codes, is_read)


def read_folder(path: Path) -> tuple[Folder, list[str]]:
    """Every file of a campaign folder, and the faults that each has by itself."""
    documents, folders, amended = _read_files(path)
    lists, documents["campaign.yaml"], misplaced = _split_campaign(documents["campaign.yaml"])
    register, unit_faults = read_register(lists, folders)
    campaign, campaign_faults = read_draft(documents["campaign.yaml"], Campaign)
    measures, measure_faults = read_draft(documents["measures.yaml"], Measures)
    forms, form_faults = read_draft(documents["forms.yaml"], Forms)
    rubric, rubric_faults = read_draft(documents["rubric.yaml"], Rubric)
    awards, award_faults = read_draft(documents["awards.yaml"], Awards)
    faults = [fault for document in documents.values() for fault in document.faults]
    for more in (amended, misplaced, unit_faults, campaign_faults, measure_faults, form_faults):
        faults.extend(more)
    faults.extend([*rubric_faults, *award_faults])
    return Folder(campaign, measures, forms, rubric, awards, register), faults


def rule_folders(path: Path) -> list[Path]:
    """A campaign's folder and those that it extends, the nearest first; of one that was read."""
    campaign = _read_file(path / "campaign.yaml", "campaign.yaml")
    base, _ = base_of(Layer(path, {"campaign.yaml": campaign}))
    return [path] if base is None else [path, *rule_folders(base)]


def unknown(what: str, name: str, known: Iterable[str]) -> str:
    """Says that a name stands for nothing, with the names that would.

    >>> unknown("bảng xếp hạng", "commune", ["communes", "districts"])
    "không có bảng xếp hạng 'commune'; chọn trong communes, districts"
    """
    names = sorted(set(known))
    close = get_close_matches(name, names, n=1)
    if len(names) <= MOST_CHOICES:
        advice = f"chọn trong {', '.join(names)}" if names else "khai báo trước khi dùng"
    else:
        advice = f"có phải {close[0]!r}?" if close else "khai báo trước khi dùng"
    return f"không có {what} {name[:40]!r}; {advice}"


def _read_files(path: Path, steps: int = 0) -> tuple[dict[str, Document], list[Path], list[str]]:
    """The rule files of a folder over those that it extends, the folders, the faults of that."""
    campaign = _read_file(path / "campaign.yaml", "campaign.yaml")
    is_amendment = campaign.content is not None and "extends" in campaign.content
    documents = {
        name: _read_file(path / name, name, may_lack=is_amendment)
        for name in FILES
        if name != "campaign.yaml"
    }
    layer = Layer(path, {"campaign.yaml": campaign, **documents})
    base, faults = base_of(layer)
    if base is None:
        return layer.documents, [path], faults
    if steps >= MOST_STEPS:
        place = campaign.place(("extends",))
        return layer.documents, [path], [f"{place}: các thư mục nối nhau thành vòng; sửa extends"]
    below, folders, faults = _read_files(base, steps + 1)
    faults += amendment_faults(layer, below)
    name = base.resolve().name
    faults += [f"{name}/{one}" for document in below.values() for one in document.faults]
    joined = {
        file: amend(document, below[file], base_name=name)
        for file, document in layer.documents.items()
    }
    return joined, [path, *folders], faults


def _read_file(path: Path, name: str, *, may_lack: bool = False) -> Document:
    """One rule file; a missing optional one is an empty list, an amendment's says nothing."""
    if may_lack and not path.exists() and not path.is_symlink():
        return Document(name, {}, {}, ())
    if path.is_symlink():
        return Document(name, None, {}, (f"{name}: {IS_A_LINK}",))
    if name in OPTIONAL and not path.exists():
        return Document(name, {OPTIONAL[name]: []}, {}, ())
    try:
        return read_yaml(path.read_bytes(), name=name)
    except FileNotFoundError:
        fault = f"{name}: thiếu tệp trong thư mục {path.parent.name!r}; thêm tệp"
    except OSError:
        fault = f"{name}: không mở được tệp; kiểm tra quyền đọc, đóng tệp ở chương trình khác"
    return Document(name, None, {}, (fault,))


def _split_campaign(document: Document) -> tuple[dict[str, str], Document, list[str]]:
    """The unit lists that campaign.yaml names with their places, the file without, and faults."""
    if document.content is None:
        return {}, document, []
    content: dict[str, Any] = dict(document.content)
    faults = []
    for key, file in (("measures", "measures"), ("forms", "forms"), ("nominee_sheet", "forms")):
        if key in content:
            faults.append(f"{document.place((key,))}: đặt trong {file}.yaml, không đặt ở đây")
            del content[key]
    units = content.pop("units", None)
    lists: dict[str, str] = {}
    if isinstance(units, list) and units and all(isinstance(one, str) for one in units):
        for i, name in enumerate(units):
            place = document.place(("units", i))
            if name in lists:
                faults.append(f"{place}: danh mục {name!r} có hai lần; giữ một")
            lists.setdefault(name, place)
    else:
        faults.append(
            f"{document.place(('units',))}: cần danh sách các danh mục đơn vị, "
            "ví dụ [builtin:hanoi-2024, departments.csv]"
        )
    return lists, replace(document, content=content), faults
