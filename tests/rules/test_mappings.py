"""How another system's table is declared: what is refused, and how dates are told apart."""

import pytest
from pydantic import ValidationError

from ihanoi_eval.rules.mappings import TableSource, has_clock, mapping_faults

PETITIONS = "platform/petitions"


@pytest.mark.parametrize(
    ("key", "value", "fault"),
    [
        ("url", "postgresql://reader:secret@db/city", "không ghi mật khẩu trong tệp"),
        ("url", "postgresql://db/city?password=secret", "không ghi mật khẩu trong tệp"),
        ("url", "mysql://db/city", "cần địa chỉ dạng postgresql://"),
        ("table", "a; DROP TABLE b", "cần tên bảng dạng"),
        ("dates", ["dd/mm/yyyy"], "không phải cách viết ngày"),
        ("dates", ["%H:%M"], "không phải cách viết ngày"),
        ("dates", ["%d/%m/%Y %Q"], "không phải cách viết ngày"),
        ("dates", ["%d/%m/%Y", "%m/%d/%Y"], "đọc một ngày thành hai ngày khác nhau"),
        ("dates", ["%d/%m/%y", "%y/%m/%d"], "đọc một ngày thành hai ngày khác nhau"),
    ],
)
def test_what_cannot_be_one_reading_is_refused(key, value, fault):
    """No secret in a file, no table that is more, no two readings of a date (DESIGN §4)."""
    more = {"table": "t"} if key == "url" else {"url": "postgresql://db/city"}
    given = {key: value} if key == "dates" else {key: value, **more}
    with pytest.raises(ValidationError, match=fault):
        TableSource.model_validate(given)


@pytest.mark.parametrize(
    "given",
    [
        {"url": "postgresql://reader:${DB_PASSWORD}@db/city", "table": "pakn.ticket"},
        {"url": "${CITY_DATABASE}", "table": "phản_ánh"},
        {"dates": ["%d/%m/%Y", "%d/%m/%Y %H:%M:%S", "%B %d, %Y"]},
        {"path": "exports/311.csv", "delimiter": "semicolon", "encoding": "latin-1"},
    ],
)
def test_what_has_one_reading_is_taken(given):
    """Secrets by name, several writings of one order."""
    assert TableSource.model_validate(given).model_dump(exclude_defaults=True)


@pytest.mark.parametrize(
    "given",
    [{"url": "postgresql://db/city"}, {"table": "t"}]
    + [{"url": "postgresql://db/city", "table": "t", "path": "a.csv"}],
)
def test_a_table_lies_in_one_place(given):
    """A database has an address and a table; a file has a path."""
    with pytest.raises(ValidationError, match="cùng nhau|giữ một"):
        TableSource.model_validate(given)


@pytest.mark.parametrize(
    ("source", "place", "fault"),
    [
        ({"columns": {"state": "x"}}, ("columns", "state"), "không có cột này"),
        ({"words": {"status": {"a": "b"}}}, ("words", "status", "a"), "chọn trong resolved"),
        ({"constants": {"kind": "x"}}, ("constants", "kind"), "chọn trong field, procedure"),
        (
            {"columns": {"kind": "x"}, "constants": {"kind": "field"}},
            ("constants", "kind"),
            "cột này đã có trong columns",
        ),
    ],
)
def test_a_name_that_stands_for_nothing_is_placed(source, place, fault):
    """Below the entry, so that the line can be shown (DESIGN §4)."""
    [(found, words)] = mapping_faults(PETITIONS, source)
    assert found == place
    assert fault in words


@pytest.mark.parametrize(
    ("words", "faults"),
    [
        ({"Đóng": "resolved", "ĐÓNG ": "refused"}, ["'Đóng' và 'ĐÓNG ' là một từ"]),
        ({"Đóng": "resolved", "đóng": None}, ["'Đóng' và 'đóng' là một từ"]),
        ({"Đóng": "resolved", "ĐÓNG": "resolved", "Mở": "pending"}, []),
        ({"n/a": None, "N/A": ""}, []),
    ],
)
def test_words_that_differ_in_capitals_have_one_meaning(words, faults):
    """Else the last would win in silence."""
    found = [*mapping_faults(PETITIONS, {"words": {"status": words}})]
    assert [fault.split(" (")[0] for _, fault in found] == faults
    assert [place for place, _ in found] == [("words", "status", [*words][1])] * len(faults)


def test_a_word_may_mean_nothing():
    """Their n/a is our empty cell."""
    source = TableSource.model_validate({"words": {"rating": {"n/a": None}}})
    assert source.words == {"rating": {"n/a": ""}}
    assert list(mapping_faults(PETITIONS, {"words": {"rating": {"n/a": ""}}})) == []


def test_a_writing_with_an_hour_is_a_moment():
    """Without one a limit lasts to the end of its day (COUNTING 1)."""
    assert has_clock("%m/%d/%Y %I:%M %p")
    assert not has_clock("%m/%d/%Y")
