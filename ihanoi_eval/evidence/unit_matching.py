"""Names to codes by the order of evidence (RELIABILITY §1.6): one unit, or refused with why."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final, Literal

import pandas as pd
from rapidfuzz import fuzz, process

from ihanoi_eval.evidence.unit_readings import Reading, Wording, is_too_long, read_name
from ihanoi_eval.evidence.unit_spellings import (
    Spelling,
    agreement,
    fold,
    foreign_signs,
    has_foreign_signs,
    older_readings,
    plain,
    spell,
)
from ihanoi_eval.rules.campaign import Campaign
from ihanoi_eval.vietnamese import comparison_key

How = Literal[
    "code_and_name",
    "code_only",
    "exact_name",
    "alias",
    "spelling",  # prefix, blanks, tone placement, or no diacritics: one unit of the parent
    "partly_marked",  # some syllables without diacritics, others with
    "respelt",  # i for y
    "within_text",  # an address, a former name or another remark stands around the name
    "initials",
    "older_typeface",
    "no_parent",  # the only unit of that name in the whole register
    "refused",
]
CODE: Final = re.compile(r"(?<!\w)(?:[A-Za-z]{1,4}\d{2,}|\d{5,}|(?<=\()\d{3}(?=\)))(?!\w)")
ASKED: Final = frozenset(
    {
        "code_only",
        "partly_marked",
        "respelt",
        "within_text",
        "initials",
        "older_typeface",
        "no_parent",
    }
)
SUGGESTED: Final = 3  # names that a person can choose from at a glance
NEARLY: Final = 85  # of 100; a text so alike to a unit's name, and no longer, is nobody else's
FIGURE: Final = re.compile(r"\d")
MOST_FIGURES: Final = 5  # of a number with a unit's name; a longer one is somebody's
AROUND: Final = re.compile(r"^[\W\d_]+|[\W\d_]+$")
SLIPS: Final = 2  # letters that a slip adds
LIKENESS: Final = 70  # of 100; below it RapidFuzz's neighbours are no help


@dataclass(frozen=True)
class Match:
    """The unit a text names, or None with the units it may mean; is_question: taken, but asked."""

    code: str | None
    how: How
    candidates: tuple[str, ...] = ()
    reason: str = ""

    @property
    def is_question(self) -> bool:
        """Whether a person should look at it although it was taken."""
        return self.how in ASKED


@dataclass(frozen=True)
class _Entry:
    """One way to write a unit: with its type or without."""

    code: str
    spelling: Spelling
    is_full: bool


class UnitNames:
    """The names of a campaign's units and their confirmed aliases, ready to be matched.

    aliases: spelling, parent_code, unit_code, confirmed_by; a row that nobody confirmed only
    suggests, and an alias without parent_code holds everywhere.
    """

    def __init__(self, campaign: Campaign, aliases: pd.DataFrame) -> None:
        self._units = campaign.unit_by_code
        self._children = campaign.children
        self._city = campaign.city.code if campaign.city else ""
        self._wording = Wording.of(campaign)
        self._letters = foreign_signs(" ".join(unit.name for unit in campaign.units))
        self._entries: dict[str, list[_Entry]] = {}
        self._exact: dict[str, list[str]] = {}
        self._initials: dict[str, list[str]] = {}
        self._folded: dict[str, str] = {}
        for unit in campaign.units:
            name = plain(unit.name)
            self._exact.setdefault(comparison_key(unit.name), []).append(unit.unit_code)
            self._folded[unit.unit_code] = fold(name)
            for written in self._wording.names_of(name, unit.type):
                entry = _Entry(unit.unit_code, spell(written), written == name)
                self._entries.setdefault(entry.spelling.key, []).append(entry)
            if not unit.type:
                for short in self._wording.initials_of(name):
                    self._initials.setdefault(short, []).append(unit.unit_code)
        self._aliases: dict[tuple[str, str], dict[str, bool]] = {}
        for spelling, parent, code, confirmed in aliases[
            ["spelling", "parent_code", "unit_code", "confirmed_by"]
        ].itertuples(index=False, name=None):
            known = self._aliases.setdefault((comparison_key(plain(spelling)), parent), {})
            known[code] = known.get(code, False) or bool(confirmed)

    def match(self, text: str, *, parent_code: str = "", code: str = "") -> Match:
        """The unit that `text` and `code` name among the children of parent_code.

        Code and name have to agree; a code alone is taken with a question. Without parent_code a
        name must be the only one of the register.
        """
        if is_too_long(text):
            return Match(None, "refused", (), "Ô tên đơn vị quá dài; chỉ ghi tên đơn vị.")
        inner = [found for found in CODE.findall(text) if found.upper() in self._units]
        stated = code.strip() or (inner[0] if len(inner) == 1 else "")
        name = text.replace(inner[0], " ") if len(inner) == 1 else text
        if not stated:
            return self._match_name(text, parent_code)
        known = self._codes(stated)
        if not spell(plain(name)).letters:
            return self._match_code(stated, known, parent_code)
        return self._match_both(stated, known, name, parent_code)

    def match_in_report(self, text: str, sender: str) -> Match:
        """The unit that a name means in a sender's report: one of its own, or the sender itself."""
        own = self.match(text, parent_code=sender)
        if own.code is not None:
            return own
        itself = self.match(text, parent_code=self._units[sender].parent_code)
        return itself if itself.code == sender else own

    def confirmed_below(self, text: str) -> tuple[str, ...]:
        """The units of which somebody confirmed this spelling, each inside its own parent alone."""
        key = comparison_key(plain(text))
        known = [
            codes
            for (spelling, parent), codes in self._aliases.items()
            if spelling == key and parent
        ]
        return tuple(
            sorted({code for codes in known for code, is_sure in codes.items() if is_sure})
        )

    def label(self, code: str) -> str:
        """A unit as a person tells it from its namesakes: name, code, parent."""
        unit = self._units[code]
        parent = self._units.get(unit.parent_code)
        return f"{unit.name} ({code}{', ' + parent.name if parent else ''})"

    def nearly_called(self, text: str, codes: Iterable[str]) -> bool:
        """Whether a text says little more than the name of one of these units, slips aside.

        A number that stands before or behind it, as in "Hàng Bạc (01)", makes it no other name.
        """
        if len(FIGURE.findall(text)) > MOST_FIGURES:
            return False
        written = AROUND.sub("", fold(plain(text)))
        names = (self._folded[code] for code in codes)
        return any(
            len(written) <= len(name) + SLIPS and fuzz.partial_ratio(written, name) >= NEARLY
            for name in names
        )

    def is_called(self, code: str, text: str) -> bool:
        """Whether the text is the unit's own name or code, capitals and blanks aside."""
        return comparison_key(text) in (comparison_key(self._units[code].name), code.lower())

    def _is_foreign(self, text: str) -> bool:
        """Whether letters of a text are neither Vietnamese nor of any unit: another typeface's."""
        return has_foreign_signs(text, known=self._letters)

    def _codes(self, stated: str) -> list[str]:
        """The codes of the register that a stated code can be: as it is, or with its zeros back."""
        short = stated.strip("'` ").removesuffix(".0")
        if short in self._units:
            return [short]
        if short.upper() in self._units:
            return [short.upper()]
        lengths = sorted({len(code) for code in self._units if code.isdigit()})
        padded = [short.zfill(length) for length in lengths if short.isdigit() and short]
        return [code for code in dict.fromkeys(padded) if code in self._units]

    def _match_code(self, stated: str, known: list[str], parent: str) -> Match:
        """A code without a name: taken only as it stands in the register, and in its parent."""
        inside = [code for code in known if self._is_inside(code, parent)]
        if len(known) == 1 and known == inside and len(stated.strip("'` ")) == len(known[0]):
            return Match(known[0], "code_only", tuple(known))
        if known and not inside:
            return self._elsewhere(known, parent)
        hint = "ghi đủ các số 0 đứng đầu" if known else "không có trong danh mục"
        return self._refused(f"Mã {stated!r} không kèm tên đơn vị, {hint}", known)

    def _match_both(self, stated: str, known: list[str], text: str, parent: str) -> Match:
        """Code and name: taken where they agree, diacritics and type aside."""
        named = self._match_name(text, parent)
        agreed = [code for code in known if code == named.code or self._resembles(code, text)]
        if len(agreed) == 1 and not (named.code and named.code != agreed[0]):
            if not self._is_inside(agreed[0], parent):
                return self._elsewhere(agreed, parent)
            return Match(agreed[0], "code_and_name", tuple(agreed))
        units = [*known, *([named.code] if named.code else named.candidates)]
        what = "không khớp với tên" if known else "không có trong danh mục, tên"
        return self._refused(f"Mã {stated!r} {what} {text.strip()!r}", units)

    def _resembles(self, code: str, text: str) -> bool:
        """Whether some reading of the text has the letters of a unit's name."""
        keys = {reading.spelling.key for stage in self._stages(text) for reading in stage}
        return any(entry.code == code for key in keys for entry in self._entries.get(key, ()))

    def _match_name(self, text: str, parent: str) -> Match:
        """A name: exact, confirmed alias, one unit in one reading; else what it may mean."""
        key = comparison_key(plain(text))
        exact = [code for code in self._exact.get(key, ()) if self._is_inside(code, parent)]
        if len(exact) == 1:
            return Match(exact[0], "exact_name" if parent else "no_parent", tuple(exact))
        aliases = self._aliases.get((key, parent)) or self._aliases.get((key, ""), {})
        confirmed = [code for code, is_confirmed in aliases.items() if is_confirmed]
        if len(confirmed) == 1:
            return Match(confirmed[0], "alias", tuple(confirmed))
        if aliases:
            what = "nhiều đơn vị" if confirmed else "chưa ai xác nhận"
            return self._refused(f"Cách viết {text.strip()!r} trong bảng tên gọi: {what}", aliases)
        if not key:
            return self._refused("Ô tên đơn vị trống", ())
        if not self._is_foreign(text):
            for stage in self._stages(text):
                if found := self._decide(text, self._hits(stage, parent), parent):
                    return found
        return self._older(text, parent) or self._unknown(text, parent)

    def _stages(self, text: str) -> Iterator[list[Reading]]:
        """The readings of a text, the plainest first; a later stage only where none before hit."""
        return read_name(plain(text), self._wording)

    def _hits(self, readings: Iterable[Reading], parent: str) -> dict[str, tuple[str, Reading]]:
        """Units that a reading spells without contradiction, with how well it does."""
        hits: dict[str, tuple[str, Reading]] = {}
        for reading in readings:
            scope = self._scope(reading, parent)
            if scope is None:
                continue
            for entry in self._entries.get(reading.spelling.key, ()):
                if not self._fits(entry, reading, scope, parent):
                    continue
                level = agreement(entry.spelling, reading.spelling)
                if level and (entry.code not in hits or level == "same"):
                    hits[entry.code] = (level, reading)
            if reading.initials:
                for code in self._initials.get(reading.initials, ()):
                    if self._is_inside(code, scope):
                        hits.setdefault(code, ("initials", reading))
        return hits

    def _scope(self, reading: Reading, parent: str) -> str | None:
        """The parent in which a reading is looked up; None where its words name another."""
        scopes = [parent]
        for words in reading.contexts:
            named = {
                entry.code
                for entry in self._entries.get(words.key, ())
                if entry.code in self._children and agreement(entry.spelling, words)
            }
            scopes = [
                code
                for code in named
                for scope in scopes
                if scope in ("", code, self._units[code].parent_code)
            ]
        return scopes[0] if len(set(scopes)) == 1 else None

    def _fits(self, entry: _Entry, reading: Reading, scope: str, parent: str) -> bool:
        """Whether a way to write a unit may answer a reading."""
        if reading.needs_type and not entry.is_full:
            return False
        is_own = entry.code == scope == parent and entry.is_full and reading.remark == ""
        return is_own or self._is_inside(entry.code, scope)

    def _decide(self, text: str, hits: dict[str, tuple[str, Reading]], parent: str) -> Match | None:
        """The one unit that was hit; None where none was; refused where several were."""
        if len(hits) > 1:
            exact = [code for code, (level, _) in hits.items() if level == "same"]
            is_marked = any(reading.is_marked for _, reading in hits.values())
            if len(exact) == 1 and is_marked:
                hits = {exact[0]: hits[exact[0]]}
        if not hits:
            return None
        codes = tuple(sorted(hits))
        if len(codes) > 1:
            return self._refused(
                f"{text.strip()!r} có thể là nhiều đơn vị; ghi rõ loại và đơn vị cấp trên", codes
            )
        level, reading = hits[codes[0]]
        if not parent and not reading.contexts:
            if level == "unmarked" and not self._is_full(codes[0], reading):
                return self._refused(f"{text.strip()!r} không có dấu, loại và cấp trên", codes)
            return Match(codes[0], "within_text" if reading.remark else "no_parent", codes)
        if reading.remark:
            return Match(codes[0], "within_text", codes)
        if level == "unmarked" and reading.is_marked:
            return Match(codes[0], "partly_marked", codes)
        by_level: dict[str, How] = {"respelt": "respelt", "initials": "initials"}
        return Match(codes[0], by_level.get(level, "spelling"), codes)

    def _is_full(self, code: str, reading: Reading) -> bool:
        """Whether the reading spells the unit's name with its type."""
        entries = self._entries.get(reading.spelling.key, ())
        return any(entry.code == code and entry.is_full for entry in entries)

    def _older(self, text: str, parent: str) -> Match | None:
        """A text of an older typeface: decoded only where that spells one unit of the parent."""
        hits: dict[str, str] = {}
        for face, read in older_readings(text).items():
            for stage in self._stages(read):
                found = self._hits(stage, parent)
                hits |= {code: face for code, (level, _) in found.items() if level != "initials"}
        if len(hits) == 1 and parent:
            return Match(next(iter(hits)), "older_typeface", tuple(hits))
        if hits:
            faces = ", ".join(sorted(set(hits.values())))
            return self._refused(
                f"{text.strip()!r} gõ bằng phông {faces}; chuyển sang Unicode rồi gửi lại",
                sorted(hits),
            )
        return None

    def _unknown(self, text: str, parent: str) -> Match:
        """No unit of the parent is called so: where it may be, and what is spelt alike."""
        is_foreign = self._is_foreign(text)
        outside = {} if is_foreign else self._hits_anywhere(text)
        if outside and parent:
            return self._elsewhere(sorted(outside), parent)
        scope = self._children.get(parent) or (
            [code for code in self._units if self._is_inside(code, parent)] or [*self._units]
        )
        read = older_readings(text).get("TCVN3") if is_foreign else None
        near = process.extract(
            fold(read or plain(text))[:80],
            {code: self._folded[code] for code in scope},
            scorer=fuzz.WRatio,
            score_cutoff=LIKENESS,
            limit=SUGGESTED,
        )
        hint = " (phông chữ cũ hoặc sai bảng mã)" if is_foreign else ""
        return self._refused(
            f"{text.strip()!r}{hint} không có trong danh mục"
            + (f" của {self._units[parent].name}" if parent in self._units else ""),
            [code for _, _, code in near],
        )

    def _hits_anywhere(self, text: str) -> dict[str, tuple[str, Reading]]:
        """Units of the whole register that the text can mean."""
        for stage in self._stages(text):
            if found := self._hits(stage, ""):
                return found
        return {}

    def _elsewhere(self, codes: Iterable[str], parent: str) -> Match:
        """A unit that is another parent's."""
        where = self._units[parent].name if parent in self._units else parent
        return self._refused(f"Không thuộc {where}", codes)

    def _refused(self, what: str, candidates: Iterable[str]) -> Match:
        """Refused, with what it may mean."""
        codes = tuple(dict.fromkeys(candidates))[:SUGGESTED]
        labels = " hoặc ".join(self.label(code) for code in codes)
        return Match(
            None, "refused", codes, f"{what}{'; có phải ' + labels + '?' if codes else '.'}"
        )

    def _is_inside(self, code: str, parent: str) -> bool:
        """Whether a unit stands directly under a parent; everywhere where none is given."""
        return not parent or self._units[code].parent_code == parent
