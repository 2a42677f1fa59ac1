"""An entry under another id: its old address leads on, and data files tell of it."""

from __future__ import annotations

import json
import shutil
from typing import TYPE_CHECKING

import pytest
from sphinx.util.inventory import InventoryFile

from speckb.cli.main import main
from speckb.sphinxext.policy import policy
from tests.conftest import SECOND, Built, build
from tests.dom import parse, read
from tests.site.test_rebuild import differing, digests

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture(scope="module")
def renamed(tmp_path_factory: pytest.TempPathFactory) -> Built:
    """A site that was built before two renamings, and again after them."""
    folder = tmp_path_factory.mktemp("renamed")
    root = shutil.copytree(SECOND, folder / "knowledge")
    assert build(root, folder / "html").status == 0
    for old, new in (
        ("paper-slips", "slips"),
        ("slips", "yellow-slips"),
        ("loan-privacy", "secrecy"),
    ):
        assert main(["--root", str(root), "rename", old, new]) == 0
    words, recall = root / "words.md", root / "yardsticks/overdue-recall.md"
    text = words.read_text(encoding="utf-8")
    words.write_text(f"---\nformerly: [old/words]\n---\n\n{text}", encoding="utf-8")
    text = recall.read_text(encoding="utf-8")
    moved = "id: overdue-recall\nformerly: [old/overdue-recall]\n"
    recall.write_text(text.replace("id: overdue-recall\n", moved, 1), encoding="utf-8")
    gone = ["--unlink", "--reason", "Out of print & <gone>."]
    assert main(["--root", str(root), "remove", "QUILL-RULES", *gone]) == 0
    built = build(root, folder / "html", fresh=False)
    assert built.status == 0, built.output
    return built


@pytest.mark.parametrize(
    ("page", "address", "title"),
    [
        ("candidates/paper-slips.html", "yellow-slips.html", "paper-slips is now yellow-slips"),
        ("candidates/slips.html", "yellow-slips.html", "slips is now yellow-slips"),
        ("yardsticks/loan-privacy.html", "secrecy.html", "loan-privacy is now secrecy"),
        ("old/words.html", "../words.html", "old/words is now words"),
        (
            "old/overdue-recall.html",
            "../yardsticks/overdue-recall.html",
            "old/overdue-recall is now yardsticks/overdue-recall",
        ),
    ],
)
def test_the_old_address_leads_to_the_new_one(
    page: str, address: str, title: str, renamed: Built
) -> None:
    path = renamed.out / page
    soup = read(path)
    charset, rule = soup.select("meta")[:2]
    assert charset.get("charset") == "utf-8"
    assert (rule["http-equiv"], rule["content"]) == ("Content-Security-Policy", policy())
    refresh = soup.select_one("noscript > meta[http-equiv=refresh]")
    assert refresh
    assert refresh["content"] == f"0; url={address}"
    assert [link["href"] for link in soup.select("link[rel=canonical], main a")] == [address] * 2
    assert (path.parent / address).is_file()
    assert soup.select_one("meta[name=robots][content=noindex]")
    assert [one.get_text() for one in soup.select("title")] == [title]
    assert soup.select("style, link[rel=stylesheet]") == []
    (script,) = soup.select("script")
    assert script.get_text() == ""
    assert (path.parent / str(script["src"])).is_file()


def test_the_address_of_a_removed_entry_says_what_became_of_it(renamed: Built) -> None:
    path = renamed.out / "works/QUILL-RULES.html"
    soup = read(path)
    assert [one.get_text() for one in soup.select("title, h1, p")][:3] == [
        "QUILL-RULES was removed",
        "QUILL-RULES was removed",
        "Out of print & <gone>.",
    ]
    assert soup.select_one("meta[name=robots][content=noindex]")
    assert soup.select("script, style, link[rel=stylesheet]") == []
    (link,) = soup.select("main a")
    assert (path.parent / str(link["href"])).resolve() == (renamed.out / "index.html").resolve()
    assert link.get_text()


def test_with_an_address_of_the_site_the_canonical_one_is_whole(tmp_path: Path) -> None:
    root = shutil.copytree(SECOND, tmp_path / "knowledge")
    path = root / "ubproject.toml"
    text = path.read_text(encoding="utf-8")
    path.write_text(
        text.replace("[speckb]", '[speckb]\nsite_url = "https://desk.example/lending/"', 1),
        encoding="utf-8",
    )
    assert main(["--root", str(root), "rename", "paper-slips", "slips"]) == 0
    built = build(root, tmp_path / "html")
    assert built.status == 0, built.output
    page = (built.out / "candidates/paper-slips.html").read_text(encoding="utf-8")
    assert (
        '<link rel="canonical" href="https://desk.example/lending/candidates/slips.html">' in page
    )
    assert 'content="0; url=slips.html"' in page


def test_no_page_links_to_an_old_address_and_the_new_one_says_the_old_ids(renamed: Built) -> None:
    former = {
        "candidates/paper-slips.html",
        "candidates/slips.html",
        "yardsticks/loan-privacy.html",
    }
    for path in renamed.out.rglob("*.html"):
        soup = read(path)
        links = {str(a["href"]).partition("#")[0] for a in soup.select("a[href]")}
        found = {(path.parent / link).resolve() for link in links if "://" not in link}
        assert not found & {(renamed.out / name).resolve() for name in former}
    page = (renamed.out / "candidates/yellow-slips.html").read_text(encoding="utf-8")
    article = parse(page).select_one("article")
    assert article
    assert "Former ids : paper-slips , slips " in " ".join(article.get_text(" ").split())


def test_data_files_list_former_ids(renamed: Built) -> None:
    needs = json.loads((renamed.out / "needs.json").read_text(encoding="utf-8"))
    (version,) = needs["versions"].values()
    assert version["needs"]["yellow-slips"]["formerly"] == ["paper-slips", "slips"]
    assert version["needs"]["swap-circle"]["formerly"] is None
    data = (renamed.out / "objects.inv").read_bytes()
    found = InventoryFile.loads(data, uri="").data["speckb:candidate"]
    for old in ("paper-slips", "slips", "yellow-slips"):
        assert found[old].uri == "candidates/yellow-slips.html#yellow-slips"


def test_a_site_that_was_there_before_is_the_one_built_anew(renamed: Built, tmp_path: Path) -> None:
    cold = build(renamed.root, tmp_path / "html")
    assert cold.status == 0, cold.output
    assert differing(digests(renamed.out), digests(cold.out)) == set()
    pages = digests(cold.out)
    assert build(renamed.root, cold.out, fresh=False).status == 0
    assert digests(cold.out) == pages


def test_an_id_that_is_no_longer_listed_has_no_page(renamed: Built, tmp_path: Path) -> None:
    root = shutil.copytree(renamed.root, tmp_path / "knowledge")
    out = tmp_path / "html"
    assert build(root, out).status == 0
    path = root / "candidates/yellow-slips.md"
    text = path.read_text(encoding="utf-8")
    path.write_text(
        text.replace("formerly: [paper-slips, slips]", "formerly: [slips]"), encoding="utf-8"
    )
    assert build(root, out, fresh=False).status == 0
    assert not (out / "candidates/paper-slips.html").exists()
    assert (out / "candidates/slips.html").exists()
