"""Finds words that are in no catalogue: a site in a language whose words are all in «brackets».

`python -m tests.untranslated [FOLDER]` builds the site of a knowledge base (default: the one of the
repository) in that language, and prints what readers would see in English whatever the language.
"""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

import lxml.html
from babel.messages import Catalog
from babel.messages.pofile import write_po

from tests import words
from tests.pdf.structure import Piece

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.pdf.reading import Reader

REPO = Path(__file__).resolve().parents[1]
ATTRIBUTES = ("aria-label", "title", "alt", "placeholder", "label", "data-cited")
# Words of Sphinx's own catalogue, which has them in many languages.
SPHINX = re.compile(r"Link to this (\w+)|Permalink to this \w+|Fig\.|Table|Listing|Skip to content")
BRACKETS = re.compile(r"«[^«»]*»")
LABEL = re.compile(r'\blabel = "([^"]+)"')
WORD = re.compile(r"[^\W\d_]{2,}")
ADDRESS = re.compile(r"\b(?:https?|file)://\S+")
# What parts a text: a role in prose has a number in its place.
APART = re.compile(r"[,:;.()<>“”…#→]| - |(?<!\S)\d+(?!\S)")
NUMBER = re.compile(r"^(\w\.)?\d+(\.\d+)*")
HYPHEN = "\x02"  # at the end of a line, within a word
FOLIO = re.compile(r" [ivxl]+$")
CAPITALS = re.compile(r"\b[A-Z]{2,}( [A-Z]{2,})*\b")  # in which the PDF has titles of types


def bracketed(text: str) -> str:
    """Return a text with brackets around each part that is not a value."""
    parts = enumerate(re.split(r"(\{\w+\})", text))
    return "".join(f"«{p}»" if number % 2 == 0 and WORD.search(p) else p for number, p in parts)


def into(source: Path, folder: Path) -> Path:
    """Copy a knowledge base into a new folder, in the language of brackets."""
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=source, capture_output=True, check=True)
    for name in listed.stdout.decode().split("\0"):
        if name and not name.startswith(("tests/", "src/", "bench/", ".")):
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(source / name, folder / name)
    catalog = Catalog(locale="en")
    for message in words.found():
        if isinstance(message.id, str) and message.id:
            catalog.add(message.id, bracketed(message.id))
        elif message.id:
            catalog.add(message.id, tuple(map(bracketed, message.id)))
    with (folder / "brackets.po").open("wb") as file:
        write_po(file, catalog)
    settings = folder / "ubproject.toml"
    text = settings.read_text(encoding="utf-8")
    settings.write_text(
        text.replace("[speckb]\n", '[speckb]\nwords = "brackets.po"\n', 1), encoding="utf-8"
    )
    return folder


def own(folder: Path) -> str:
    """Return all that the knowledge base says itself, as one text."""
    texts = [
        p.read_text(encoding="utf-8")
        for p in folder.rglob("*")
        if p.suffix in {".md", ".toml", ".json", ".py", ".d2", ".html", ".svg"}
    ]
    texts += [label[:1].upper() + label[1:] for text in texts for label in LABEL.findall(text)]
    return plain("\n".join([*texts, *(p.as_posix() for p in folder.rglob("*"))]))


def plain(text: str) -> str:
    """Return the words and numbers of a text."""
    return " " + " ".join(re.findall(r"\w+", text)) + " "


def shown(page: str) -> Iterator[str]:
    """Yield the texts that readers of a page, as HTML, see or hear."""
    parser = lxml.html.HTMLParser(encoding="utf-8")
    tree = lxml.html.fromstring(page.encode(), parser=parser)
    for element in tree.iter():
        if element.tag in {"script", "style"} or not isinstance(element.tag, str):
            yield element.tail or ""
            continue
        yield element.text or ""
        yield element.tail or ""
        for name in ATTRIBUTES:
            yield element.get(name) or ""


def left(text: str, known: str) -> Iterator[str]:
    """Yield the parts of a text that are neither in brackets nor in the knowledge base."""
    while (bare := BRACKETS.sub("\n", text)) != text:
        text = bare
    for part in re.split(r"[\n«»]", SPHINX.sub("\n", ADDRESS.sub("\n", text))):
        for piece in APART.split(part):
            if WORD.search(piece) and plain(piece) not in known:
                yield " ".join(piece.split())


def leftovers(site: Path, known: str) -> dict[str, list[str]]:
    """Return what is in no catalogue, with the pages that have it."""
    found: dict[str, list[str]] = {}
    for page in sorted(site.rglob("*.html")):
        for text in shown(page.read_text(encoding="utf-8")):
            for piece in left(text, known):
                found.setdefault(piece, []).append(page.relative_to(site).as_posix())
    return found


def in_print(book: Reader) -> Iterator[str]:
    """Yield the texts that readers of a PDF see or hear, without numbers of headings.

    The letters of charts are those of the site, and run together here; BibTeX is English.
    """
    apart = {id(one) for top in book.structure.find("Figure", "Code") for one in top.walk()}
    for element in book.structure.walk():
        yield str(getattr(element.object, "Alt", ""))
        if id(element) in apart:
            continue
        runs = [""]
        for part in element.parts:
            if isinstance(part, Piece):
                runs[-1] += part.text.replace(HYPHEN, "")
            else:
                runs.append("")
        yield from (CAPITALS.sub("\n", NUMBER.sub("", run)) for run in runs)
    yield from (NUMBER.sub("", title) for _, title in book.outline)
    # head and foot of a page are in no element; a head is the titles of a chapter and an entry
    yield from (FOLIO.sub("", page.splitlines()[-1]) for page in book.texts)


def main() -> None:
    source = Path(sys.argv[1]).resolve() if len(sys.argv) > 1 else REPO
    with tempfile.TemporaryDirectory() as name:
        folder = into(source, Path(name) / "base")
        out = Path(name) / "out"
        done = subprocess.run(
            [sys.executable, "-m", "speckb", "--root", folder, "build", "html", "--out", out],
            capture_output=True,
            text=True,
            check=False,
        )
        print(done.stdout[-1500:], done.stderr[-1500:])
        (site,) = [p.parent for p in out.rglob("index.html") if p.parent.name == "html"] or [out]
        found = leftovers(site, own(folder))
        for piece, pages in sorted(found.items(), key=lambda one: -len(one[1])):
            print(f"{len(pages):5} {piece[:100]!r:60} {pages[0]}")


if __name__ == "__main__":
    main()
