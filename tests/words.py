"""The English of the engine's words, from its code; as a program, renews the catalogues."""

from __future__ import annotations

from pathlib import Path

from babel.messages import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po, write_po

from speckb.language import LOCALE

ENGINE = Path(__file__).parents[1] / "src" / "speckb"
METHODS = [
    ("sphinxext/theme/static/minisearch.js", "ignore"),
    ("**.py", "python"),
    ("**.js", "javascript"),
    ("**.html", "jinja2.ext:babel_extract"),
]
OPTIONS = {"**.js": {"parse_template_string": True}, "**.html": {"silent": "false"}}
KEYWORDS = {"_": None, "N_": None, "ngettext": (1, 2), "NN_": (1, 2)}
LINE = 100


def found() -> Catalog:
    """Return all words with the files that have them."""
    catalog = Catalog()
    for path, _line, message, comments, _context in extract_from_dir(
        ENGINE, METHODS, OPTIONS, KEYWORDS, ("Translators:",), strip_comment_tags=True
    ):
        catalog.add(message, locations=[(path, None)], auto_comments=comments)
    return catalog


def read(path: Path) -> Catalog:
    with path.open("rb") as file:
        return read_po(file, abort_invalid=True)


def main() -> None:
    """Add words to the catalogues that are new in the code, and take out those that are gone."""
    template = found()
    for path in sorted(LOCALE.glob("*.po")):
        catalog = read(path)
        catalog.update(template, no_fuzzy_matching=True, update_creation_date=False)
        catalog.obsolete.clear()
        catalog.fuzzy = False
        head = path.read_text(encoding="utf-8").partition("\n\n")[0]
        with path.open("wb") as file:
            file.write(f"{head}\n\n".encode())
            write_po(file, catalog, width=LINE, sort_output=True, omit_header=True)
        left = sum(not message.string for message in catalog if message.id)
        print(f"{path.name}: {len(catalog)} words, {left} not translated")


if __name__ == "__main__":
    main()
