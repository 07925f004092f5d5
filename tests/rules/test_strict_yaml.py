"""A rule file as text with the line of every key."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ihanoi_eval.rules.strict_yaml import MOST_BYTES, MOST_LEVELS, read_yaml, write_path


def read(text):
    """A document from text."""
    return read_yaml(text.encode(), name="rubric.yaml")


@pytest.mark.parametrize("text", ["00061", "001", "no", "12:30", "1e5", "2024-11-30", "0o17"])
def test_a_value_stays_what_is_written(text):
    """Plain YAML reads 00061 as 49, `no` as false and 12:30 as 750 (RELIABILITY §2.2, row 17)."""
    assert read(f"code: {text}").content == {"code": text}


@pytest.mark.parametrize("text", ["", " ~", " null"])
def test_an_empty_value_is_nothing(text):
    """Nothing is written in three ways."""
    assert read(f"valid_to:{text}").content == {"valid_to": None}


def test_a_quoted_word_is_never_nothing():
    """`run: ""` is a text without letters: the latest run."""
    assert read("a: ''\nb: '~'").content == {"a": "", "b": "~"}


def test_every_key_and_entry_knows_its_line():
    """Messages lead to the line (DESIGN §4)."""
    lines = read("gates:\n  - code: staff\n    kind: share\n  - code: hold\n").lines
    assert {path: lines[path] for path in lines} == {
        (): 1,
        ("gates",): 1,
        ("gates", 0): 2,
        ("gates", 0, "code"): 2,
        ("gates", 0, "kind"): 3,
        ("gates", 1): 4,
        ("gates", 1, "code"): 4,
    }


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("a: 1\nb: 2\na: 3", "rubric.yaml dòng 3: a: khóa lặp lại, đã có ở dòng 1"),
        ("a: &x 1", "rubric.yaml dòng 1: neo &x không được dùng"),
        ("a: 1\nb: *x", "rubric.yaml dòng 2: bí danh *x không được dùng"),
        ("a: !!python/object:os.system x", "rubric.yaml dòng 1: nhãn tag:yaml.org"),
        ("a: 1\n---\nb: 2", "rubric.yaml dòng 2: dấu --- mở văn bản thứ hai"),
        ("? [a]\n: b", "rubric.yaml dòng 1: tên khóa phải là một từ"),
        ("- a", "rubric.yaml dòng 1: phải gồm các khóa"),
        ("", "rubric.yaml dòng 1: tệp trống"),
        ("# chỉ có chú thích", "rubric.yaml dòng 1: tệp trống"),
    ],
)
def test_case_88_what_hides_or_repeats_is_refused_with_its_line(text, fault):
    """Objects, aliases and repeated keys stop the run with the line (RELIABILITY, case 88)."""
    [found] = read(text).faults
    assert found.startswith(fault)


@pytest.mark.parametrize(
    ("text", "meaning"),
    [
        ("a:\n\t- b", "dòng 2: sai cú pháp YAML; có phím Tab"),
        ("a: 1\nb", "dòng 2: sai cú pháp YAML; thiếu dấu hai chấm"),
        ("a: b: c", "dòng 1: sai cú pháp YAML; dấu hai chấm sai chỗ"),
        ("a: [1, 2\nb: 3", "dòng 2: sai cú pháp YAML; thiếu dấu phẩy"),
        ("a: 'x", "dòng 1: sai cú pháp YAML; thiếu dấu đóng"),
        ("a: 1\nb: x\x01", "dòng 2: sai cú pháp YAML; có ký tự không in được"),
    ],
)
def test_a_broken_file_is_explained_in_the_officers_language(text, meaning):
    """The parser's own words are English and mean nothing to who types the file."""
    [found] = read(text).faults
    assert meaning in found


def test_ten_levels_of_aliases_expand_to_nothing():
    """A billion words from ten lines: each alias is a fault, and nothing is kept."""
    lines = ["a0: &a0 [x, x]"] + [f"a{n}: &a{n} [*a{n - 1}, *a{n - 1}]" for n in range(1, 10)]
    document = read("\n".join(lines))
    assert document.content is None and len(document.faults) == 10 + 18


def test_a_first_key_keeps_its_value():
    """The last one would win in silence."""
    assert read("a: 1\na: {b: 2}").content == {"a": "1"}


def test_depth_is_bounded():
    """Ten thousand brackets are no rubric, and must not end the process."""
    [found] = read("a: " + "[" * 10_000).faults
    assert f"lồng quá {MOST_LEVELS} cấp" in found


def test_size_is_bounded():
    """A rule file of megabytes is another file under a wrong name."""
    [found] = read("#" * (MOST_BYTES + 1)).faults
    assert "nhiều nhất" in found


def test_a_mark_before_the_text_is_no_key():
    """Notepad writes one."""
    assert read("\ufeffcode: x").content == {"code": "x"}


def test_another_encoding_is_named_with_its_line():
    """CP1258 is what an old machine saves."""
    [found] = read_yaml(
        "code: x\ntitle: đợt".encode("utf-16-le")[:9] + b"\n\xff", name="x.yaml"
    ).faults
    assert found == "x.yaml dòng 2: chữ không phải UTF-8; lưu lại tệp với bảng mã UTF-8"


def test_a_missing_key_stands_where_its_rule_stands():
    """What is not there has no line of its own."""
    document = read("gates:\n  - code: staff")
    assert document.place(("gates", 0, "kind")) == "rubric.yaml dòng 2: gates[0].kind"


def test_a_path_is_written_as_one_says_it():
    """Keys by points, entries by their number."""
    assert write_path(("indicators", 3, "max_points")) == "indicators[3].max_points"


@given(st.binary(max_size=200))
def test_any_bytes_are_a_document_or_faults(data):
    """Whatever lies in the folder, nothing but faults comes out."""
    document = read_yaml(data, name="x.yaml")
    assert document.content is not None or document.faults


SEEN = st.text(st.characters(exclude_categories=["Cc", "Cs"]), min_size=1, max_size=30)


@given(
    st.dictionaries(
        SEEN,
        st.recursive(
            SEEN, lambda inner: st.lists(inner) | st.dictionaries(SEEN, inner), max_leaves=12
        ),
        min_size=1,
    )
)
def test_text_comes_back_as_it_was_written(content):
    """Every text that can be written in quotes is read unchanged, a key or a value."""
    assert read(json.dumps(content)).content == content


@pytest.mark.parametrize("escape", ["\\u0000", "\\u001b", "\\x85", "\\ud800"])
def test_what_no_page_can_show_is_refused(escape):
    """Written as an escape, it would pass the parser and break every page it reaches."""
    document = read(f'title: "a{escape}b"')
    assert document.content == {"title": "ab"} and "không in được" in document.faults[0]


@pytest.mark.parametrize("word", ["NULL", "null", "~", "No", "Yes", "true", "1.0"])
def test_a_key_is_the_text_that_is_written(word):
    """Another system's word for nothing is a word (sources.words); as a value it is nothing."""
    document = read_yaml(f"words: {{{word}: }}".encode(), name="a.yaml")
    assert document.faults == () and document.content == {"words": {word: None}}


def test_a_key_without_text_is_missing():
    """Nothing stands before the colon."""
    document = read_yaml(b'a: {"": x}', name="a.yaml")
    assert document.faults == ("a.yaml dòng 1: thiếu tên khóa trước dấu hai chấm",)
