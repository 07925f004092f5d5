"""A Word template and what fills it, as a document: data stay words, the bytes the same."""

import io
import re
import zipfile
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any, Final

from docxtpl import DocxTemplate
from jinja2 import StrictUndefined, TemplateError
from jinja2.sandbox import SandboxedEnvironment
from markupsafe import Markup, escape

from ihanoi_eval.errors import DataError
from ihanoi_eval.vietnamese import TURNING

# Line and tab would become elements of Word, others would make Word refuse the file or turn a line
# round.
UNPRINTABLE: Final = {code: " " for code in (*range(32), *range(127, 160))} | {
    code: "\ufffd" for code in (*range(0xD800, 0xE000), 0xFFFE, 0xFFFF, *TURNING)
}
OF_TEMPLATES: Final = re.compile(r"(?<=[{%])_|_(?=[}%])")  # what docxtpl would take for its own
ZIP_MOMENT: Final = (1980, 1, 1, 0, 0, 0)  # the first that a ZIP can say


def fill_template(template: bytes, values: Mapping[str, Any], *, name: str, created: date) -> bytes:
    """The document: every name of the template replaced by its value, shown literally.

    created: the day that the file says it was made; never the clock's. DataError where the
    template names something that is not there, or is no Word file: no value may vanish.
    """
    try:
        document = DocxTemplate(io.BytesIO(template))
        document.render(dict(values), _environment())
        properties = document.docx.core_properties
        properties.created = properties.modified = datetime(
            created.year, created.month, created.day
        )
        properties.last_modified_by = ""
        properties.revision = 1
        stream = io.BytesIO()
        document.save(stream)
    except (TemplateError, OverflowError, TypeError, MemoryError) as error:
        raise DataError(f"{name}: mẫu văn bản không dùng được ({error}); sửa lại mẫu") from None
    except (KeyError, ValueError, zipfile.BadZipFile):
        raise DataError(f"{name}: không phải tệp Word .docx; lưu lại từ Word") from None
    return _same_bytes(stream.getvalue())


def _environment() -> SandboxedEnvironment:
    """Templates are edited by hand: they compute nothing, and a misspelt name is an error."""
    return SandboxedEnvironment(autoescape=True, undefined=StrictUndefined, finalize=_literally)


def _literally(value: object) -> object:
    """A value as the words that stand in the document.

    >>> str(_literally("A & B\\n{_{x}_}"))
    'A &amp; B {&#95;{x}&#95;}'
    """
    if value is None:
        return ""
    words = str(escape(str(value).translate(UNPRINTABLE)))
    return Markup(OF_TEMPLATES.sub("&#95;", words))


def _same_bytes(data: bytes) -> bytes:
    """The same parts in a ZIP that knows no clock."""
    stream = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(data)) as parts,
        zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as book,
    ):
        for name in sorted(
            parts.namelist(), key=lambda part: (part != "[Content_Types].xml", part)
        ):
            info = zipfile.ZipInfo(name, ZIP_MOMENT)
            info.compress_type = zipfile.ZIP_DEFLATED
            book.writestr(info, parts.read(name))
    return stream.getvalue()
