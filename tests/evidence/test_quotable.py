"""What of a cell may be quoted where anybody reads: names and numbers of persons never."""

import pytest

from ihanoi_eval.evidence.quotable import is_code, is_figure, mask_personal, quoted

PETITIONS = "platform/petitions"
UNITS = {"district-001", "00001"}
PERSONS = (
    *("Nguyễn Văn An", "NGUYEN VAN AN", "NguyenVanAn", "nguyen.van.an", "nguyen_van_an90"),
    *("0912345678", "+84912345678", "84912345678", "912345678", "0912.345.678", "0912 345 678"),
    *("091-234-5678", "001099012345", "1099012345", "012345678", "an.nguyen@hanoi.vn"),
    *("số 5 phố Huế", "bà", "0912345678 08:00", "2024-11-05 Nguyễn Văn An"),
)


@pytest.mark.parametrize("column", ["petition_id", "unit_code", "status", "rating", "received_at"])
@pytest.mark.parametrize("text", PERSONS)
def test_a_person_is_quoted_in_no_column(column, text):
    """Telephone and identity numbers with or without their zero; names, addresses, mail."""
    assert quoted(PETITIONS, column, text, UNITS) == "***"


@pytest.mark.parametrize(
    ("column", "text"),
    [
        *(("petition_id", "PA-2024-000123"), ("petition_id", "101004113298"), ("unit_code", "99")),
        ("petition_id", "3f2504e0-4f89-11d3-9a0c-0305e82c3301"),
        *(("unit_code", "H26.12"), ("unit_code", "SXD"), ("unit_code", "district-001")),
        *(("status", "pending"), ("status", "3"), ("rating", "?"), ("on_time", "false")),
        *(("received_at", "45626"), ("received_at", "20241131")),
        *(("received_at", "31/11/2024"), ("received_at", "2024-11-31T08:00:00.5Z")),
        *(("received_at", "30.11.2024 18:30 CH"), ("received_at", "45626.7291666667")),
        *(("received_at", "1732968000"), ("received_at", "2024-11-05 08:00 UTC")),
        ("received_at", ""),
    ],
)
def test_what_fits_its_column_is_quoted(column, text):
    """An officer has to see what was sent; a code of the register is one however long it is."""
    assert quoted(PETITIONS, column, text, UNITS) == text


def test_a_word_of_one_column_is_no_word_of_another():
    """A row that is shifted is not quoted, though its words are known elsewhere."""
    assert quoted(PETITIONS, "rating", "pending", ()) == "***"


def test_an_account_in_a_units_place_is_no_code():
    """Ids are longer than codes; those of accounts reach no table (DESIGN §6)."""
    for account in ("a7a27354d", "1234567"):
        assert quoted("platform/accounts", "unit_code", account, {"00001", "CQ01"}) == "***"
        assert quoted("platform/usage", "used_at", account, ()) == "***"
        assert quoted("platform/usage", "feature", account, ()) == "***"


@pytest.mark.parametrize("text", ["PA000001", "000.00.01.H26", "x_1"])
def test_codes(text):
    """Letters, figures and the signs between them."""
    assert is_code(text)


@pytest.mark.parametrize(
    ("text", "is_one"),
    [("30/11/2024", True), ("0912 345 678", True), ("001", False), ("2024", False), ("x", False)],
)
def test_figures_of_rows(text, is_one):
    """No column is called so."""
    assert is_figure(text) == is_one


@pytest.mark.parametrize(
    ("sent", "read"),
    [
        ("\u202egnp.exe", "gnp.exe"),
        ("a\u2066b\u2069c\u200e", "abc"),
        ("dòng một\u2028dòng hai", "dòng một dòng hai"),
        ("gọi \u202a0912\u200e 345 678\u202c", "gọi ***"),
        ("e\u0301 \u200b ✓", "e\u0301 \u200b ✓"),
    ],
)
def test_words_read_in_the_order_in_which_they_were_sent(sent, read):
    """Signs of direction come along with a copied number, or to deceive; both hide a number too."""
    assert mask_personal(sent)[0] == read
