"""What a build has written: elements, attributes and addresses that no page may have."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from speckb.sphinxext.published import problem, refusals
from speckb.typst.postprocess import foreign_actions
from tests.conftest import add_to_conf, build, without_check

if TYPE_CHECKING:
    from pathlib import Path

    from tests.unit.lending import Lending

REFUSED = [
    "<iframe>",
    '<iframe srcdoc="x">',
    '<object data="x.html">',
    '<embed src="x.swf">',
    "<applet>",
    "<video>",
    "<audio>",
    '<base href="https://elsewhere.example/">',
    "<marquee>",
    "<template>",
    "<textarea>",
    "<math>",
    "<foreignObject>",
    "<animate>",
    "<set>",
    '<image href="x.svg">',
    "<x-own>",
    "<p onclick=alert(1)>",
    '<p ONCLICK="alert(1)">',
    "<img src=x.png onerror='alert(1)'>",
    '<svg/onload="alert(1)">',
    '<p style="background: url(https://elsewhere.example/x)">',
    '<a href="javascript:alert(1)">',
    "<a href='javascript:alert(1)'>",
    "<a href=javascript:alert(1)>",
    '<a href="JavaScript:alert(1)">',
    '<a href=" javascript:alert(1)">',
    '<a href="java\nscript:alert(1)">',
    '<a href="java&#10;script:alert(1)">',
    '<a href="&#106;avascript:alert(1)">',
    '<a href="javascript&colon;alert(1)">',
    '<a href="\x01javascript:alert(1)">',
    '<a href="javascript://x/%0aalert(1)">',
    '<a href="vbscript:x">',
    '<a href="data:text/html,x">',
    '<a href="blob:x">',
    '<a href="file:///etc/passwd">',
    '<a href="ftp://elsewhere.example/">',
    '<a href="view-source:x">',
    '<a href="//elsewhere.example/">',
    '<a href="\\\\elsewhere.example/">',
    '<a href="/\\elsewhere.example/">',
    '<a href="../../x.html">',
    '<a href="one/../../../x.html">',
    '<a ping="https://elsewhere.example/" href="x">',
    '<a target="x" href="x">',
    '<img src="https://elsewhere.example/x.png">',
    '<img src="data:image/svg+xml,x">',
    '<img srcset="https://elsewhere.example/x.png 2x">',
    '<script src="https://elsewhere.example/x.js">',
    '<link rel="stylesheet" rel="canonical" href="https://elsewhere.example/x.css">',
    '<link rel="alternate stylesheet" href="https://elsewhere.example/x.css">',
    '<link rel="canonical" href="javascript:alert(1)">',
    "<script>",
    '<script type="module" type="application/json">',
    '<script type="module">',
    "<style>",
    '<p style="position: fixed">',
    '<p style="width: 1px; position: fixed">',
    '<svg style="display: none;">',
    '<link rel="stylesheet" href="http://elsewhere.example/x.css">',
    '<link rel="preload" href="https://elsewhere.example/x">',
    '<link rel="canonical stylesheet" href="https://elsewhere.example/x">',
    '<link rel="canonical" href="javascript:x">',
    '<form action="https://elsewhere.example/">',
    '<button formaction="https://elsewhere.example/">',
    '<input type="image" src="https://elsewhere.example/x">',
    '<svg><use xlink:href="https://elsewhere.example/x#y">',
    '<use href="https://elsewhere.example/x#y">',
    '<meta http-equiv="refresh" content="0; url=https://elsewhere.example/">',
    '<meta http-equiv="refresh" content="0; url=javascript:alert(1)">',
    "<!-- a comment -->",
    "<!ENTITY x 'y'>",
    "<?php x?>",
    "<![CDATA[x]]>",
    "<1>",
    "a < b",
]
ALLOWED = [
    '<a href="https://elsewhere.example/x?y#z" rel="nofollow">',
    '<a href="mailto:editor@desk.example">',
    '<a href="../index.html#x">',
    '<a href="#x" class="y" title="a < b > c">',
    '<a href="">',
    '<img src="../_images/x.png" alt="javascript:" width="1" height="2" loading="lazy"/>',
    '<link rel="canonical" href="https://desk.example/works/x.html">',
    '<link rel="self" type="application/atom+xml" href="https://desk.example/changes.atom"/>',
    '<link rel="alternate" type="text/html" href="https://desk.example/changes.html"/>',
    '<use href="#icon">',
    '<link href="https://desk.example/x.html"/>',
    '<img src="x.png" style="width: 20px; height: 3em;">',
    '<col style="width: 10.0%">',
    '<script src="../_static/x.js">',
    '<script type="application/json" id="x">',
    '<td colspan="2" data-id="x" aria-label="y">',
    '<meta http-equiv="refresh" content="0; url=../works/x.html#y">',
    "<!DOCTYPE html>",
]


@pytest.mark.parametrize("tag", REFUSED)
def test_what_no_page_may_have_is_refused(tag: str) -> None:
    (first, *_) = refusals(f"<p>x</p>{tag}", "works/x.html", {})
    assert first.reason


@pytest.mark.parametrize("tag", ALLOWED)
def test_what_pages_have_is_not(tag: str) -> None:
    assert problem(tag, 1) == ""


ITEM = ":Read me first <javascript://x/%0aalert(document.domain)>"


TARGETS = ["x <JAVASCRIPT://x>", "javascript://x", "data://x", "  x <vbscript://x>", ITEM[1:]]
LISTS = [
    *(before + item for before in ("", "\n", ":hidden:\n", ":maxdepth: 1\n\n") for item in TARGETS),
    *(before + ITEM for before in ("\n", ":hidden:\n\n", "words\n")),
]


@pytest.mark.parametrize("pages", LISTS)
def test_a_list_of_pages_leads_to_pages_and_sites(pages: str, lending: Lending) -> None:
    lending.change("words.md", "# Words\n", f"# Words\n\n```{{toctree}}\n{pages}\n```\n")
    assert ("words.md", "prose-link") in lending.rules()


def test_a_list_of_pages_is_refused_by_the_build_on_its_own(small: Path, tmp_path: Path) -> None:
    page = small / "words.md"
    page.write_text(page.read_text() + f"\n```{{toctree}}\n:hidden:\n\n{ITEM}\n```\n")
    without_check(small)
    done = build(small, tmp_path / "html")
    assert done.status == 1
    assert "words.md" in done.output
    assert (
        "the scheme 'javascript' is not allowed in a link; allowed: http, https, mailto"
        in done.output
    )
    assert not list((tmp_path / "html").rglob("words.html"))


INJECT = """
def inject(app, page, template, context, tree):
    if page == "words":
        context["body"] = context.get("body", "") + TAG

def setup(app):
    app.connect("html-page-context", inject)
"""


def test_what_a_library_or_a_template_lets_through_is_refused_when_it_is_written(
    small: Path, tmp_path: Path
) -> None:
    conf = (small / "conf.py").read_text()
    add_to_conf(small, INJECT.replace("TAG", "'<p onclick=\"x()\">Words</p><iframe></iframe>'"))
    page = tmp_path / "html" / "words.html"
    done = build(small, tmp_path / "html")
    assert done.status == 1
    assert "words.md:1: on the page words.html: an attribute 'onclick' of <p>" in done.output
    assert "words.md:1: on the page words.html: an element <iframe>" in done.output
    assert "build succeeded" not in done.output
    assert not page.exists()
    (small / "conf.py").write_text(conf)
    assert build(small, tmp_path / "html", fresh=False).status == 0
    assert page.exists()


@pytest.mark.parametrize(
    "action",
    [
        b"/Type/Action/S/JavaScript/JS(app.alert)",
        b"/Type/Action/S/Launch/F(x)",
        b"/Type/Action/S/URI/URI(javascript:x)",
        b"/Type/Action/S/URI/URI(file:///etc/passwd)",
        b"/Type/Action/S/SubmitForm/F(x)",
        b"/Type/Action/S/URI/URI<6a>",
    ],
)
def test_a_pdf_opens_addresses_of_the_web_and_does_nothing_else(action: bytes) -> None:
    assert foreign_actions(b"x<<" + action + b">>")
    assert not foreign_actions(b"/A<</Type/Action/S/URI/URI(https://a.example/\\(x\\))>>")
