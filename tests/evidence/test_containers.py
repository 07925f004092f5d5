"""What may be opened as a workbook; the faults of RELIABILITY §2.6 A stand in tests/faults."""

import io
import zipfile

import pytest

from ihanoi_eval.evidence.containers import Refusal, check_container


def zipped(**parts: str) -> bytes:
    """A zip of parts by their names, _ for /."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as file:
        for name, content in parts.items():
            file.writestr(name.replace("_", "/"), content)
    return stream.getvalue()


def refused(data: bytes) -> str:
    """The message with which bytes are refused."""
    with pytest.raises(Refusal) as refusal:
        check_container(data)
    return refusal.value.message


def test_a_zip_that_is_no_workbook_is_damaged():
    """A zip of photos has no workbook part."""
    assert "hỏng" in refused(zipped(anh="x"))


def test_a_word_document_is_called_one():
    """Reports come as documents too."""
    assert "Word" in refused(zipped(**{"word_document.xml": "<x/>"}))


def test_a_pdf_is_called_one():
    """A scan of the signed report."""
    assert "PDF" in refused(b"%PDF-1.7 ...")


def test_every_refusal_says_what_to_do():
    """Found and remedy in one message."""
    assert all("Đề nghị" in refused(data) for data in (b"", b"x", b"a,b\n", b"PK", b"<table>"))
