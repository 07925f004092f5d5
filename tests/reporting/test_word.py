"""Word templates filled: data stay words whatever they look like, no value vanishes."""

import io
import zipfile
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from docx import Document
from docx.oxml.ns import qn

import ihanoi_eval
from ihanoi_eval.errors import DataError
from ihanoi_eval.reporting.dossier import documents_of
from ihanoi_eval.reporting.word import fill_template

DAY = date(2024, 12, 20)
TEMPLATES = Path(ihanoi_eval.__file__).parent / "builtin" / "documents"
# What somebody types into a name or a reason to see what happens (RELIABILITY 81, 83, 85).
HOSTILE = [
    "{{ 7*7 }}", "{% for x in y %}", "{# x #}", "{_{ x }_}", "{_% if %_}", "${7*7}", "#{7*7}",
    "<script>alert(1)</script>", "<img src=x onerror=alert(1)>", "</w:t></w:r></w:p>", "&lt;b&gt;",
    "</td></tr></table>", "<w:p/>", "]]>", "<!-- x -->", "<?xml version='1.0'?>", "&amp;", "&#65;",
    '=HYPERLINK("http://x","y")', "+84912345678", "@SUM(A1)", "-1+1", "=1+1", "\\", "\\n", "%s %d",
    "Nguyễn Văn A & B", "A < B", 'A "B" C', "it's", "{{", "}}", "{%", "%}", "{", "}", "_}", "{_",
    "{{ ''.__class__.__mro__ }}", "{{ self }}", "{{ config }}", "<w:br/>", "{{r x}}", "{%p x %}",
    "{%tr for %}", "../../x", "C:\\x", "http://x.vn", "DDEAUTO c:\\x", "＝1+1", "+1-1", "a b",
]  # fmt: skip


AROUND = (("", ""), ("Tên: ", "."), ("", " x"), ("{", "}"))


def template(*paragraphs: str) -> bytes:
    """A Word file of these paragraphs."""
    book = Document()
    for words in paragraphs:
        book.add_paragraph(words)
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def fill(words: str, **values: object) -> bytes:
    """A template of one paragraph, filled."""
    return fill_template(template(words), values, name="mau.docx", created=DAY)


def shown(document: bytes) -> str:
    """All words of its body, those in cells too."""
    body = Document(io.BytesIO(document)).element.body
    return "".join(part.text or "" for part in body.iter(qn("w:t")))


def texts(document: bytes) -> list[str]:
    """The paragraphs of a document."""
    return [paragraph.text for paragraph in Document(io.BytesIO(document)).paragraphs]


def elements(document: bytes) -> int:
    """How many elements its body has."""
    return sum(1 for _ in Document(io.BytesIO(document)).element.body.iter())


def test_case_83_hostile_words_are_shown_literally():
    """RELIABILITY 83, 85: the same words in every place, and not an element more."""
    given = [f"{before}{words}{after}" for words in HOSTILE for before, after in AROUND]
    source = template("{%p for one in rows %}", "{{ one }}", "{%p endfor %}")
    made, plain = (
        fill_template(source, {"rows": rows}, name="mau.docx", created=DAY)
        for rows in (given, ["a"] * len(given))
    )
    assert len(given) >= 200
    assert texts(made) == given
    assert elements(made) == elements(plain)


def replaced(value: Any, words: str) -> Any:
    """The same lists and rows with every text replaced."""
    if isinstance(value, str):
        return words
    if isinstance(value, list):
        return [replaced(one, words) for one in value]
    return (
        {key: replaced(one, words) for key, one in value.items()}
        if isinstance(value, dict)
        else value
    )


def test_case_83_in_every_field_of_every_document_of_the_dossier(later):
    """All hostile words at once in each field: shown literally, as often as harmless ones are."""
    hostile = " ".join(HOSTILE)
    for document in documents_of(later):
        source = (TEMPLATES / f"{document.name}.docx").read_bytes()
        made, plain = (
            fill_template(
                source, replaced(dict(document.values), words), name=document.name, created=DAY
            )
            for words in (hostile, "MỘTCHỮ")
        )
        assert elements(made) == elements(plain)
        assert shown(made).count(hostile) == shown(plain).count("MỘTCHỮ") > 0


@pytest.mark.parametrize(
    "letter", ["\n", "\t", "\a", "\f", "\r", "\x00", "\x0b", "\x85", "\ud800", "\u202e"]
)
def test_what_word_would_choke_on_is_a_blank_or_a_mark(letter):
    """No page break, tab or new paragraph comes from data, and Word opens the file."""
    [found] = texts(fill("{{ name }}", name=f"a{letter}b"))
    assert found in ("a b", "a\ufffdb")


def test_a_name_that_is_not_there_is_said():
    """No value vanishes because a template misspells it."""
    with pytest.raises(DataError, match=r"mau\.docx.*'ten'"):
        fill("{{ ten }}", name="A")


@pytest.mark.parametrize(
    "words",
    [
        *("{{ name", "{% for %}", "{{ name.__class__.__mro__ }}"),
        *("{% for i in range(9999999999) %}x{% endfor %}", "{% include 'x' %}"),
    ],
)
def test_a_template_that_does_not_hold_or_computes_is_refused(words):
    """Templates are edited by hand and come from outside: a sandbox, and words for the fault."""
    with pytest.raises(DataError, match=r"mau\.docx"):
        fill(words, name="A")


@pytest.mark.parametrize("data", [b"", b"x", b"PK\x03\x04"])
def test_what_is_no_word_file_is_said(data):
    """Somebody saved it as another kind."""
    with pytest.raises(DataError, match="không phải tệp Word"):
        fill_template(data, {}, name="mau.docx", created=DAY)


def test_the_same_values_give_the_same_bytes():
    """No clock in the ZIP, nor in the properties (issue of replay)."""
    one, other = fill("{{ name }}", name="A"), fill("{{ name }}", name="A")
    assert one == other
    with zipfile.ZipFile(io.BytesIO(one)) as parts:
        assert {info.date_time for info in parts.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        assert parts.namelist()[0] == "[Content_Types].xml"
    properties = Document(io.BytesIO(one)).core_properties
    assert properties.created is not None and properties.created.date() == DAY


def test_a_list_becomes_a_paragraph_each():
    """docxtpl's own tags for paragraphs."""
    source = template("{%p for one in rows %}", "{{ one }}", "{%p endfor %}")
    made = fill_template(source, {"rows": ["một", "hai"]}, name="mau.docx", created=DAY)
    assert texts(made) == ["một", "hai"]
