"""Ids as people have them: dots, underscores, any script, 60 letters, in folders of folders."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING
from urllib.parse import unquote, urlsplit

import pikepdf
import pytest

from speckb.cli.main import main
from tests import shapes
from tests.conftest import build, once, with_pdf
from tests.dom import read

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

LONG = f"{shapes.LONG}end"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder with knowledge base, site and PDF."""
    return once(tmp_path_factory, "wild", lambda f: with_pdf(shapes.wild(f / "root"))(f))


def run(root: Path, capsys: pytest.CaptureFixture[str], *words: str) -> str:
    main(["--root", str(root), *words])
    said = capsys.readouterr()
    return said.out + said.err


def links(site: Path) -> Iterator[tuple[Path, Path, str]]:
    """Yield each link within the site: its page, the file that it leads to, and the anchor."""
    for page in site.rglob("*.html"):
        soup = read(page)
        for link in soup.select("a[href]"):
            address = urlsplit(str(link["href"]))
            if not address.scheme:
                path = page.parent / unquote(address.path) if address.path else page
                yield page, path.resolve(), unquote(address.fragment)


def test_each_link_leads_to_its_place(folder: Path) -> None:
    site = (folder / "html").resolve()
    found = list(links(site))
    assert len(found) > 100
    anchors: dict[Path, set[str]] = {}
    for page, path, anchor in found:
        assert path.is_file(), f"{page}: {path}"
        if anchor and path.suffix == ".html":
            if path not in anchors:
                soup = read(path)
                anchors[path] = {str(tag["id"]) for tag in soup.select("[id]")}
            assert anchor in anchors[path], f"{page}: {path}#{anchor}"
    home = {path.relative_to(site).as_posix() for page, path, _ in found if page.stem == "W.1"}
    assert {f"need/{name}.html" for name in ("V1.2.9", "V1.2.10", "größe_1", "цель.2")} <= home


def test_needs_have_these_ids_and_links(folder: Path) -> None:
    data = json.loads((folder / "html/needs.json").read_text(encoding="utf-8"))
    (version,) = data["versions"].values()
    needs = version["needs"]
    assert {name: need["id"] for name, need in needs.items()} == {name: name for name in needs}
    assert {"V1.2.9", "W.1", "größe_1", "नियम", "цель.2", "size.1", "punt_2.0", LONG} <= {*needs}
    assert needs["V1.2.10"]["after_back"] == [LONG, "V1.2.9"]
    assert needs["W.1"]["after"] == ["V1.2.9"]
    assert needs["size.1"]["assesses"] == ["V1.2.9"]
    assert needs["punt_2.0"]["criteria"] == ["size.1"]
    assert needs["punt_2.0"]["V1_2_9_verdict"] == "met"


def test_the_pdf_has_a_destination_for_each(folder: Path) -> None:
    (file,) = (folder / "pdf").iterdir()
    with pikepdf.open(file) as pdf:
        names = {unquote(str(name).lstrip("/")) for name in pikepdf.NameTree(pdf.Root.Names.Dests)}
    assert {"V1.2.9", "W.1", "größe_1", "नियम", "цель.2", "size.1", "punt_2.0", LONG} <= names


def test_a_rename_changes_all_mentions_and_the_old_address_redirects(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    root = shapes.wild(tmp_path / "root")
    before = run(root, capsys, "check")
    for old, new in (("V1.2.9", "V1.2.9.a"), ("W.1", "ὕδωρ_1"), ("size.1", "size-1.5")):
        run(root, capsys, "rename", old, new)
    assert run(root, capsys, "check").count("error") == before.count("error")
    text = (root / "need/part/one/ὕδωρ_1.md").read_text(encoding="utf-8")
    assert "formerly: [W.1]" in text
    assert "after: [V1.2.9.a]" in text
    assert "{entry}`V1.2.9.a`, [this](../../V1.2.10.md)" in text
    built = build(root, tmp_path / "html")
    assert built.status == 0, built.output
    old = (tmp_path / "html/need/part/one/W.1.html").read_text(encoding="utf-8")
    assert "%E1%BD%95%CE%B4%CF%89%CF%81_1.html" in old


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("a b", "'a b' is not a valid id; use letters, digits, '.', '_' and '-'"),
        ("_a", "'_a' is not a valid id"),
        ("a.", "'a.' is not a valid id"),
        ("a/b", "'a/b' is not a valid id"),
    ],
)
def test_what_cannot_be_an_id_is_refused(
    name: str, said: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    root = shapes.alone(tmp_path)
    assert said in run(root, capsys, "new", "requirement", name)
    entry = root / "requirement/N1.md"
    entry.write_text(entry.read_text(encoding="utf-8").replace("N1", name, 1), encoding="utf-8")
    assert f"requirement/N1.md:2:5: error: {said}" in run(root, capsys, "check")


def with_form(root: Path, form: str) -> Path:
    settings = root / "ubproject.toml"
    text = settings.read_text(encoding="utf-8")
    settings.write_text(f"[needs]\nid_regex = '{form}'\n{text}", encoding="utf-8")
    return root


def test_the_settings_may_ask_for_a_narrower_form(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    root = with_form(shapes.alone(tmp_path), r"^N\d+$")
    assert run(root, capsys, "check") == "no findings\n"
    for name in ("M1", "N٣"):
        message = rf"{name!r} is not a valid id; it must match ^N\d+$"
        assert message in run(root, capsys, "new", "requirement", name)
    assert "to fill in" in run(root, capsys, "new", "requirement", "N30")


@pytest.mark.parametrize("form", ["(?=a)a", r"(a)\1", "[a"])
def test_a_form_that_takes_more_than_linear_time_is_refused(
    form: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    root = with_form(shapes.alone(tmp_path), form)
    said = run(root, capsys, "check")
    assert "needs.id_regex: not a regular expression that matches in linear time" in said


def test_a_form_with_nested_repetition_is_matched_in_linear_time(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    root = with_form(shapes.alone(tmp_path), "^(a+)+$")
    assert "it must match ^(a+)+$" in run(root, capsys, "new", "requirement", "a" * 60 + "b")


def test_ids_that_would_name_the_same_fields_are_an_error(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    root = shapes.wild(tmp_path)
    text = (root / "property/size.1.md").read_text(encoding="utf-8")
    (root / "property/size-1.md").write_text(text.replace("size.1", "size-1"), encoding="utf-8")
    said = run(root, capsys, "check")
    assert "'size.1' and 'size-1' would name the same fields; choose another id" in said


def test_a_folder_of_another_type_below_is_its_own(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    root = shapes.traced(tmp_path)
    settings = root / "ubproject.toml"
    text = settings.read_text(encoding="utf-8")
    settings.write_text(text.replace('folder = "scenario"', 'folder = "requirement/scenario"'))
    (root / "scenario").rename(root / "requirement/scenario")
    index = root / "index.md"
    index.write_text(
        index.read_text(encoding="utf-8").replace("\nscenario/", "\nrequirement/scenario/")
    )
    assert run(root, capsys, "check") == "no findings\n"
    assert "2  scenario" in run(root, capsys, "stats")
