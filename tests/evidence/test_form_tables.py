"""A form's table is found by its labels, whatever stands above or beside it."""

from ihanoi_eval.evidence.form_tables import Grid, find_table, label_key, repeats_heading
from ihanoi_eval.evidence.workbooks import Cell, Sheet
from ihanoi_eval.rules.forms import Field, Form

OWN = Form(
    league="districts",
    label="Huyện",
    fields=(Field(measure="a", label="Số buổi"), Field(measure="b", label="Số bài")),
)
CHILD = Form(
    league="communes",
    label="Xã",
    fields=(Field(measure="c", label="Số hộ"), Field(measure="b", label="Số bài")),
)


def grid(*lines: str, merged: tuple[tuple[int, int, int, int], ...] = ()) -> Grid:
    """A sheet typed line by line, cells between bars, empty ones left out."""
    cells = [
        Cell(row, column, words.strip(), "text")
        for row, line in enumerate(lines, start=1)
        for column, words in enumerate(line.split("|"), start=1)
        if words.strip()
    ]
    return Grid(Sheet("s", tuple(cells), merged=merged))


def test_a_row_of_labels_is_the_heading_of_a_row_a_unit():
    """Code and name are found beside the fields."""
    table = find_table(grid("TIÊU ĐỀ", "TT|Mã|Tên xã|Số hộ|Số bài"), OWN, [CHILD])
    assert table is not None
    assert (table.layout, table.form.league, table.heading_row) == ("rows", "communes", 2)
    assert (table.code_column, table.name_column, table.number_column) == (2, 3, 1)
    assert {column: field.measure for column, field in table.fields.items()} == {4: "c", 5: "b"}


def test_a_column_of_labels_is_a_line_a_field():
    """The sender's own part; the figures stand under their heading."""
    table = find_table(
        grid("TT|Nội dung|Đơn vị|Kết quả", "1|Số buổi|buổi|", "2|Số bài|bài|"), OWN, []
    )
    assert table is not None
    assert (table.layout, table.value_column) == ("lines", 4)
    assert {row: field.measure for row, field in table.fields.items()} == {2: "a", 3: "b"}


def test_without_a_heading_the_figures_stand_right_of_their_labels():
    """What a clerk types into an empty sheet."""
    table = find_table(grid("Số buổi|5", "Số bài|6"), OWN, [])
    assert table is not None and table.value_column == 2


def test_one_label_alone_is_no_table():
    """`Số bài` in a sentence's place says nothing."""
    assert find_table(grid("Số bài"), OWN, [CHILD]) is None


def test_missing_and_unknown_columns_are_told():
    """What the form has and the sheet has not, and the other way round."""
    table = find_table(grid("Mã|Số hộ|Số bài|Ghi chú"), OWN, [CHILD])
    assert table is not None
    assert table.missing == () and table.unknown == ("D (Ghi chú)",)


def test_a_heading_printed_again_is_known_with_its_columns():
    """A page break repeats it; other columns are another table."""
    sheet = grid("Mã|Số hộ|Số bài", "1|5|6", "Mã|Số hộ|Số bài", "Mã|Số bài|Số hộ")
    table = find_table(sheet, OWN, [CHILD])
    assert table is not None
    assert [repeats_heading(sheet, table, row) for row in (2, 3, 4)] == ["no", "same", "other"]


def test_marks_of_required_fields_are_no_part_of_a_label():
    """(*), a star, a colon."""
    assert label_key("Số hộ (*)") == label_key("số hộ *") == label_key("Số hộ:")
