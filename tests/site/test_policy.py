"""Every page has the policy by which a browser runs and loads files of the site alone."""

from __future__ import annotations

import base64
import hashlib
import re
from typing import TYPE_CHECKING

import pytest

from speckb.sphinxext.policy import policy
from tests.conftest import build
from tests.dom import parse

if TYPE_CHECKING:
    from pathlib import Path

HEAD = re.compile(
    r"<head>\s*<meta charset=\"utf-8\">\s*"
    r"<meta http-equiv=\"Content-Security-Policy\" content=\"([^\"]+)\">"
)


def pages(site: Path) -> dict[str, str]:
    found = {p.relative_to(site).as_posix(): p.read_text("utf-8") for p in site.rglob("*.html")}
    assert len(found) > 20
    return found


def test_every_page_begins_with_the_same_policy(small_site: Path) -> None:
    for name, html in pages(small_site).items():
        match = HEAD.search(html)
        assert match, name
        assert match[1] == policy(), name
        assert html.count("Content-Security-Policy") == 1, name


def test_the_policy_names_no_host_and_allows_nothing_inline() -> None:
    directives = dict(one.split(" ", 1) for one in policy().split("; "))
    assert directives["default-src"] == "'none'"
    assert {*directives} >= {"base-uri", "form-action"}  # default-src does not speak for them
    sources = {source for listed in directives.values() for source in listed.split()}
    assert sources == {"'none'", "'self'", "file:", "data:"}
    assert [name for name in directives if "data:" in directives[name]] == ["img-src"]


def test_no_page_has_what_the_policy_forbids(small_site: Path) -> None:
    for name, html in pages(small_site).items():
        page = parse(html)
        inline = [one for one in page.select("script:not([src])") if one.get_text()]
        assert {one["type"] for one in inline} <= {"application/json"}, name
        assert page.select("style, [style], base, iframe, object, embed") == [], name
        for tag in page.select("*"):
            assert not any(one.startswith("on") for one in tag.attributes), name
        for tag in page.select("[href]"):
            assert not str(tag["href"]).lower().startswith(("javascript:", "data:")), name


def digest(style: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()}'"


@pytest.mark.parametrize(
    "style",
    ["width: 50%;", "height: 3em;", "width: 20.5px; height: 4px;", "width: 10.0%", "width: 80%"],
)
def test_the_policy_allows_a_page_its_sizes(style: str) -> None:
    allowed = policy(f'<p><img style="{style}" /></p>')
    assert f"style-src 'self' file: 'unsafe-hashes' {digest(style)};" in allowed
    assert allowed.replace(f" 'unsafe-hashes' {digest(style)}", "") == policy()


@pytest.mark.parametrize(
    "style",
    ["position: fixed", "width: 9px; color: red", "max-width: 1px", "width: url(x)", "width: 1;"],
)
def test_the_policy_allows_no_other_style(style: str) -> None:
    assert policy(f'<p style="{style}">') == policy()


def test_what_a_theme_declares_for_each_page_is_in_a_style_sheet(
    small: Path, tmp_path: Path
) -> None:
    options = {"light_css_variables": {"color-brand-primary": "#123"}}
    with (small / "conf.py").open("a", encoding="utf-8") as conf:
        conf.write(f"html_theme_options = {options}\n")
    built = build(small, tmp_path / "html")
    assert built.status == 0, built.output
    sheet = (built.out / "_static/variables.css").read_text(encoding="utf-8")
    assert "--color-brand-primary: #123;" in sheet
    assert sheet.count("--color-code-background: #") == 3
    assert "<" not in sheet
    for name, html in pages(built.out).items():
        if name.startswith(("_embed/", "404")):
            continue
        sheets = parse(html).select("link[rel=stylesheet]")
        assert str(sheets[-1]["href"]).endswith("_static/variables.css"), name
