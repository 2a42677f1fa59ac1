"""What is smuggled into a page neither runs nor loads: the page's policy forbids it.

That the policy forbids nothing that a page needs is held by every other test in the browser: what
it forbids is an error in the console, with which `visit` fails.
"""

from __future__ import annotations

import re
import shutil
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import serving
from tests.conftest import build

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from playwright.sync_api import Browser, Page

    from tests.browser.conftest import Visit

PLACE = "candidates/paper-slips.html"
ELSEWHERE = "https://elsewhere.invalid/"
POLICY = re.compile('<meta http-equiv="Content-Security-Policy"[^>]*>')
REPORT = """
window.forbidden = [];
document.addEventListener("securitypolicyviolation", event =>
  window.forbidden.push(event.effectiveDirective));
"""
IN_FRAME = ""  # forbidden in the frame's own document
# What does something as soon as it is in a page, and the directive that forbids it.
SMUGGLED = (
    ("<script>window.ran = true</script>", "script-src-elem"),
    ("<script type='module'>window.ran = true</script>", "script-src-elem"),
    ("<script src='data:,window.ran=true'></script>", "script-src-elem"),
    (f"<script src='{ELSEWHERE}x.js'></script>", "script-src-elem"),
    ("<svg onload='window.ran = true'></svg>", "script-src-attr"),
    ("<img src='nowhere.png' onerror='window.ran = true'>", "script-src-attr"),
    (f"<img src='{ELSEWHERE}x.png'>", "img-src"),
    (f"<link rel='stylesheet' href='{ELSEWHERE}x.css'>", "style-src-elem"),
    ("<style>h1 { display: none }</style>", "style-src-elem"),
    ("<p style='position: fixed; inset: 0'>Words over it all.</p>", "style-src-attr"),
    (f"<iframe src='{ELSEWHERE}'></iframe>", "frame-src"),
    ("<iframe src='swap-circle.html'></iframe>", "frame-src"),
    ("<iframe srcdoc='<script>parent.ran = true</script>'></iframe>", IN_FRAME),
    (f"<object data='{ELSEWHERE}'></object>", "object-src"),
    (f"<video src='{ELSEWHERE}x.webm'></video>", "media-src"),
    (f"<base href='{ELSEWHERE}'>", "base-uri"),
)
# What does something when a reader uses it.
USED = (
    ("<a href='javascript:void(window.ran = true)'>use</a>", "script-src-elem"),
    ("<a onclick='window.ran = true' href='#'>use</a>", "script-src-attr"),
    (f"<form action='{ELSEWHERE}'><button>use</button></form>", "form-action"),
)


class Smuggler:
    """Opens a page of a site with something put into it, and notes why it got nothing elsewhere."""

    def __init__(self, folder: Path, base: str, page: Page) -> None:
        self.path = folder / PLACE
        self.base = base
        self.page = page
        self.refused: list[tuple[str, str | None]] = []
        page.on("requestfailed", lambda it: self.refused.append((it.url, it.failure)))
        self.html = self.path.read_text(encoding="utf-8")

    def open(self, smuggled: str, *, policy: bool = True) -> None:
        start, heading, rest = self.html.partition("<h1>")
        assert heading
        html = "".join((start, smuggled, heading, rest))
        self.path.write_text(html if policy else POLICY.sub("", html), encoding="utf-8")
        self.page.goto(self.base + PLACE)

    def reasons(self) -> set[str | None]:
        """Return why requests of foreign addresses failed; nobody is there."""
        return {reason for url, reason in self.refused if url.startswith(ELSEWHERE)}

    def ran(self) -> bool:
        return bool(self.page.evaluate("() => window.ran"))

    def forbidden(self) -> list[str]:
        found: list[str] = self.page.evaluate("() => window.forbidden")
        return found


@pytest.fixture(params=["http", "file"])
def smuggler(
    request: pytest.FixtureRequest, small_site: Path, tmp_path: Path, browser: Browser
) -> Iterator[Smuggler]:
    """A small site over HTTP and opened from its folder."""
    folder = shutil.copytree(small_site, tmp_path / "html")
    context = browser.new_context()
    context.add_init_script(REPORT)
    with serving(folder) as address:
        base = address if request.param == "http" else f"{folder.as_uri()}/"
        yield Smuggler(folder, base, context.new_page())
        context.close()


def test_what_is_smuggled_into_a_page_neither_runs_nor_loads(smuggler: Smuggler) -> None:
    smuggler.open("".join(html for html, _ in SMUGGLED))
    directives = [directive for _, directive in SMUGGLED if directive != IN_FRAME]
    assert sorted(smuggler.forbidden()) == sorted(directives)
    assert not smuggler.ran()
    assert smuggler.reasons() == {"csp"}
    expect(smuggler.page.locator("h1")).to_be_visible()


@pytest.mark.parametrize(("smuggled", "directive"), USED)
def test_what_a_reader_is_led_to_use_does_nothing(
    smuggled: str, directive: str, smuggler: Smuggler
) -> None:
    smuggler.open(smuggled)
    smuggler.page.get_by_text("use", exact=True).click(no_wait_after=True)
    smuggler.page.wait_for_function("() => window.forbidden.length")
    assert smuggler.forbidden() == [directive]
    assert not smuggler.ran()
    assert smuggler.page.url.partition("#")[0] == smuggler.base + PLACE


def test_without_the_policy_it_would_run_and_load(smuggler: Smuggler) -> None:
    smuggler.open("".join(html for html, _ in SMUGGLED), policy=False)
    assert smuggler.forbidden() == []
    assert smuggler.ran()
    assert "net::ERR_NAME_NOT_RESOLVED" in smuggler.reasons()


SIZES = """
```{figure} scan.svg
:width: 40px
:figwidth: 50%
:alt: A form

A form of the library.
```

```{list-table}
:widths: 10 90
:width: 80%

* - desk
  - counter
```
"""


def test_pictures_and_columns_keep_the_sizes_that_authors_give_them(
    small: Path, tmp_path: Path, visit: Visit
) -> None:
    drawing = '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>'
    (small / "scan.svg").write_text(drawing, encoding="utf-8")
    with (small / "words.md").open("a", encoding="utf-8") as page:
        page.write(SIZES)
    built = build(small, tmp_path / "html")
    assert built.status == 0, built.output
    page = visit("words.html", f"{built.out.as_uri()}/")
    column, figure, picture, table, first, second = (
        page.locator(name).evaluate("one => one.getBoundingClientRect().width")
        for name in (
            "article > section",
            "figure",
            "figure img",
            "table.docutils",
            "table.docutils td:first-child",
            "table.docutils td:last-child",
        )
    )
    assert figure == pytest.approx(column / 2, rel=0.02)
    assert picture == pytest.approx(40)
    assert table == pytest.approx(column * 0.8, rel=0.02)
    assert first < second / 5
