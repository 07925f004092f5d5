"""Exported pages: one file, nothing remote, nothing that runs but one script of ours."""

import re
import subprocess
from base64 import b64encode
from collections import Counter
from hashlib import sha256
from html.parser import HTMLParser
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

import pytest
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

from ihanoi_eval.reporting.blocks import callout, figures, masthead, status_line
from ihanoi_eval.reporting.html import (
    TEMPLATE,
    Html,
    document,
    export,
    join,
    paragraph,
    styled,
    text,
)

HOSTILE = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "</td></table></main><h1>x",
    '" onmouseover="alert(1)',
    "{{7*7}}",
    "{% raw %}",
    "${7*7}",
    "$x^2$",
    "&lt;b&gt;",
    "a\x00b\x1b\ud800c",
]


class Elements(HTMLParser):
    """The elements of a page and its words."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.elements: Counter[str] = Counter()
        self.attributes: list[tuple[str, str | None]] = []
        self.words = ""
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Count it."""
        self.elements[tag] += 1
        self.attributes += attrs

    def handle_data(self, data: str) -> None:
        """Keep it."""
        self.words += data


def script_of(page: str) -> str:
    """What runs on a page."""
    return page.partition("<script>")[2].partition("</script>")[0]


def page_of(*outputs: NotebookNode, words: str = "# Tên trang") -> str:
    """A notebook with one title and one code cell, exported."""
    cell = new_code_cell("secret_call(1)", outputs=list(outputs))
    return export(new_notebook(cells=[new_markdown_cell(words), cell]))


@pytest.mark.parametrize("hostile", HOSTILE)
def test_case_83_data_is_never_markup(hostile: str):
    """Every character is shown as it is; what no browser can show becomes � (RELIABILITY F83)."""
    plain, attacked = Elements(document(join(["x"]))), Elements(document(join([hostile])))
    assert attacked.elements == plain.elements
    assert re.sub("[\x00\x1b\ud800]", "�", hostile) in attacked.words
    document(text(hostile)).encode()


def test_markup_of_ours_is_not_escaped_twice():
    """What is Html stays Html; a notebook shows it by itself."""
    assert join([Html("<b>1</b>"), "<"], " · ").markup == "<b>1</b> · &lt;"
    assert (Html("<i>") + text("&"))._repr_html_() == "<i>&amp;"
    assert paragraph("1 < 2, ", Html("<b>3</b>")).markup == "<p>1 &lt; 2, <b>3</b></p>"
    assert repr(Html("<i>")) == repr(Html("<b>")), "two runs of a notebook are equal"


def test_a_page_has_its_language_title_policy_and_landmarks():
    """What a screen reader, a phone and a browser's guard look for first (DESIGN §9)."""
    page = page_of(words="# Đống Đa & <i>\n\nMột câu.")
    assert '<html lang="vi">' in page
    assert "<title>Đống Đa &amp; &lt;i&gt;</title>" in page
    digest = b64encode(sha256(script_of(page).encode()).digest()).decode()
    policy = (
        f"default-src 'none'; script-src 'sha256-{digest}'; style-src 'unsafe-inline'; "
        "img-src data:"
    )
    assert f'<meta http-equiv="Content-Security-Policy" content="{policy}">' in page
    assert '<meta name="viewport" content="width=device-width, initial-scale=1">' in page
    found = Elements(page).elements
    assert {tag: found[tag] for tag in ("header", "main", "h1", "script", "link")} == {
        **{"header": 1, "main": 1, "h1": 1},
        **{"script": 1, "link": 0},
    }
    assert page.index("<h1>") < page.index("<main") < page.index("Một câu.")


def test_the_policy_names_our_script_by_its_hash():
    """Nothing else runs; when page.js is changed, its hash in page.html.j2 is too (DESIGN §9)."""
    script = TEMPLATE.with_name("page.js").read_text("utf-8").rstrip("\n")
    assert script_of(page_of()) == script
    assert b64encode(sha256(script.encode()).digest()).decode() in TEMPLATE.read_text("utf-8")


def test_a_block_may_bring_the_look_along_without_touching_what_is_around_it():
    """In JupyterLab a page's rules for body or table hold inside the block alone."""
    shown = styled(Html("<b>1</b>")).markup
    assert shown.startswith("<style>@scope (.ihanoi) {") and ":root" not in shown
    assert shown.endswith('<div class="ihanoi"><b>1</b></div>')


def test_code_is_hidden():
    """A leader reads the page, an officer the notebook."""
    assert "secret_call" not in page_of()


def test_a_section_that_a_unit_does_not_have_is_left_out_with_its_heading():
    """Eight headings with "không có nội dung" below each tell nobody anything; the rest stays."""

    def shown(html: str) -> Any:
        return new_code_cell("x", outputs=[new_output("display_data", {"text/html": html})])

    cells = [
        *(new_markdown_cell("## Điểm đạt"), shown('<p class="absent">Không xếp hạng.</p>')),
        *(new_markdown_cell("## Nguồn"), shown("<p>Bảng nguồn.</p>")),
        new_markdown_cell("Câu cuối."),
    ]
    words = Elements(export(new_notebook(cells=cells))).words
    assert "Điểm đạt" not in words and "Không xếp hạng" not in words
    assert "Nguồn" in words and "Bảng nguồn." in words and "Câu cuối." in words


def test_the_frame_of_a_page_is_small():
    """Fifteen kilobytes besides its words, tables and pictures: it is sent over a phone."""
    assert len(page_of().encode()) < 15_000


def test_nothing_in_the_frame_is_remote():
    """Not one address of another machine."""
    page = export(new_notebook(cells=[new_markdown_cell("# x")]), home="index.html")
    assert re.findall(r"(?:https?:)?//[a-z]", page) == []
    assert '<a href="index.html">Mục lục</a>' in page


def test_the_masthead_of_a_cell_is_the_head_of_the_page():
    """The unit's own title takes the place of the notebook's; it stands there once."""
    status = status_line("Số liệu đến 30/11/2024", warning="SỐ LIỆU GIẢ LẬP")
    head = masthead(["UBND thành phố Hà Nội", "Văn phòng"], "Quận Ba Đình", status=status)
    cells = [
        new_markdown_cell("# Quận, huyện"),
        new_code_cell("", outputs=[new_output("display_data", data={"text/html": str(head)})]),
    ]
    page = export(new_notebook(cells=cells))
    assert "<title>Quận Ba Đình</title>" in page
    assert page.count("<h1>") == 1 and "Quận, huyện" not in page
    assert page.index("SỐ LIỆU GIẢ LẬP") < page.index("<main")


def test_a_page_that_is_sent_by_itself_has_no_way_back():
    """The link to the index would be dead in a mail."""
    for is_alone in (False, True):
        head = masthead(["VP"], "Tổng hợp", status=status_line("x"), is_alone=is_alone)
        output = new_output("display_data", data={"text/html": str(head)})
        page = export(new_notebook(cells=[new_code_cell("", outputs=[output])]), home="index.html")
        assert ('href="index.html"' in page) is not is_alone


@pytest.mark.parametrize("hostile", HOSTILE)
def test_a_hostile_title_stays_a_title(hostile: str):
    """The title goes into the head of the page too."""
    plain, attacked = (
        Elements(document(masthead(["VP"], title, status=status_line("x"))))
        for title in ("x", hostile)
    )
    assert attacked.elements == plain.elements


def test_what_python_shows_is_text_or_a_picture():
    """Plain text and printed words are escaped; a picture has words that say what it shows."""
    page = page_of(
        new_output("execute_result", data={"text/plain": "<b>"}),
        new_output("stream", name="stdout", text="<i>\x1b[1mđậm\x1b[0m"),
        new_output("stream", name="stderr", text="cảnh báo"),
        new_output("display_data", data={"image/png": "AAAA\n"}, metadata={"alt": "Cột <1>"}),
        new_output("display_data", data={"image/svg+xml": "<svg onload='x()'/>"}),
    )
    assert "<pre>&lt;b&gt;</pre>" in page and "<pre>&lt;i&gt;đậm</pre>" in page
    assert "cảnh báo" not in page
    assert '<img alt="Cột &lt;1&gt;" src="data:image/png;base64,AAAA">' in page
    assert "onload" not in page, "an SVG that is not ours is a picture, which runs nothing"


def test_a_cell_that_failed_says_so_in_words():
    """Plain nbconvert of a failed notebook shows no page without its error."""
    page = page_of(new_output("error", ename="ValueError", evalue="<b>", traceback=[]))
    assert "ValueError: &lt;b&gt;" in page


class _Counting(BaseHTTPRequestHandler):
    """A server that counts who asks."""

    asked: list[str] = []  # noqa: RUF012  # one server a test

    def do_GET(self) -> None:
        """Note the request; there is nothing here."""
        self.asked.append(self.path)
        self.send_error(404)

    def log_message(self, format: str, *args: Any) -> None:
        """Say nothing."""


WILD = """
<img src="THERE/i"><script src="THERE/s"></script><link rel=stylesheet href="THERE/c">
<iframe src="THERE/f"></iframe><object data="THERE/o"></object><video src="THERE/v"></video>
<style>@import "THERE/m"; p {background: url(THERE/b)}
@font-face {font-family: w; src: url(THERE/w)} b {font-family: w}</style><b>w</b>
<script>document.body.className = "ran"</script>
<img src=x onerror="document.body.className = 'ran'">
"""


@pytest.mark.needs("chromium")
def test_a_browser_asks_nobody_and_runs_nothing(tmp_path: Path):
    """The second wall: even markup that is not ours reaches no server and starts no script."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Counting)
    Thread(target=server.serve_forever, daemon=True).start()
    wild = Html(WILD.replace("THERE", f"http://127.0.0.1:{server.server_port}"))
    page = tmp_path / "trang.html"
    page.write_text(document(figures([("1", "số")], "Câu."), callout("note", "x"), wild), "utf-8")
    command = ["chromium", "--headless", "--no-sandbox", "--disable-gpu", "--dump-dom",
               "--disable-dev-shm-usage", "--disable-background-networking",
               f"--user-data-dir={tmp_path / 'profile'}", page.as_uri()]  # fmt: skip
    try:
        shown = subprocess.run(command, capture_output=True, text=True, timeout=60, check=True)
    finally:
        server.shutdown()
        server.server_close()
    assert "Câu." in shown.stdout
    assert 'class="ran"' not in shown.stdout
    assert _Counting.asked == []


@pytest.mark.parametrize("sign", ["\u200e", "\u2028", "\u202a", "\u202e", "\u2066", "\u2069"])
def test_no_sign_turns_the_letters_of_a_page(sign: str):
    """gnp.exe would be read as exe.png; who reads sees that something stands there."""
    assert str(text(f"báo cáo {sign}gnp.exe")) == "báo cáo \ufffdgnp.exe"
