"""Floor pages: the same site for a bare Sphinx (`python -m bench.floor KNOWLEDGE FOLDER`).

Sphinx, MyST and the theme `basic` without navigation are the least that such a site can cost. The
pages have everything as plain Markdown: the facts of an entry, its links in both directions, the
tables. With `--prose` they have headings and prose alone.
"""

from __future__ import annotations

import argparse
import re
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING

from speckb.corpus import loading, settings
from speckb.tables import comparison, fragments
from speckb.tables.entry_view import facts
from speckb.tables.names import table_names

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from speckb.corpus.corpus import Corpus
    from speckb.corpus.entry import Entry
    from speckb.tables.fragments import Piece, Row

CONF = """\
project = html_title = "Floor"
author = copyright = "Nobody"
extensions = ["myst_parser"]
myst_enable_extensions = ["colon_fence", "deflist"]
myst_heading_anchors = 3
html_theme = "basic"
html_sidebars = {"**": []}
numfig = True
suppress_warnings = ["myst.xref_missing", "ref.ref", "ref.numref", "toc.not_included"]
"""
ROLE = re.compile(r"\{(?:entry|count|numref|need|need_count)\}`(?:([^`<]*?)\s*<)?([^`<>]*)>?`")
DIRECTIVE = re.compile(
    r"^(`{3,}|:{3,})\{(?P<name>entries|computed|comparisons|need\w+|d2|explorer|question|on-\w+|trace|changes)\}"
    r" *(?P<about>[^\n]*)\n.*?^\1$\n?",
    re.MULTILINE | re.DOTALL,
)
TOCTREE = "```{{toctree}}\n:glob:\n:hidden:\n\n/{folder}/*\n```\n"


def convert(knowledge: Path, folder: Path, *, prose: bool = False) -> tuple[int, int]:
    """Write the floor pages to `folder`; return the numbers of entries and pages."""
    found = loading.load(settings.load(knowledge.resolve()))
    writer = _Prose(found) if prose else _Full(found)
    pages = {e.path: writer.entry(e) for e in found.entries.values()}
    pages |= {page.path: writer.plain(page.source.body) for page in found.pages}
    for path, text in pages.items():
        target = folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text, encoding="utf-8")
    (folder / "conf.py").write_text(CONF, encoding="utf-8")
    return len(found.entries), len(pages)


class _Prose:
    """Pages of headings and prose; the engine's roles become text, its directives are removed."""

    def __init__(self, found: Corpus) -> None:
        self.corpus = found

    def entry(self, entry: Entry) -> str:
        return f"# {entry.heading}\n\n{self.plain(entry.source.body)}"

    def plain(self, text: str) -> str:
        """Return Markdown without the engine's own roles and directives."""
        return ROLE.sub(self._role, DIRECTIVE.sub(self._directive, text))

    def _role(self, match: re.Match[str]) -> str:
        return match[1] or match[2]

    def _directive(self, match: re.Match[str]) -> str:
        kind = self.corpus.settings.types.get(match["about"])
        return TOCTREE.format(folder=kind.folder) if match["name"] == "entries" and kind else ""


class _Full(_Prose):
    """Pages with everything that the engine's pages show."""

    def entry(self, entry: Entry) -> str:
        found = facts(self.corpus, entry)
        parts: list[Iterator[str]] = [
            iter([f"# {entry.heading}", f"{found.kind} `{found.id}`", found.summary]),
            iter([f"> {found.statement}"] if found.statement else []),
            (f"{fact.label}\n: {self._cell(fact.items)}" for fact in found.card),
            iter([self.plain(entry.source.body)]),
            self._section("Values", ["Value", "Meaning", "Who has it", ""], found.vocabulary),
            self._section("Values and remarks", ["", "Value", "Remark", "Ours"], found.values),
            iter(["## Traceability"]),
            *(
                chain(
                    [f"{group.label}:"],
                    [
                        f"- {self._piece(link.cell)} {link.heading}: {link.reason}"
                        for link in group.links
                    ],
                )
                for group in found.links
            ),
        ]
        return "\n\n".join(chain.from_iterable(parts)) + "\n"

    def _role(self, match: re.Match[str]) -> str:
        entry = self.corpus.entries.get(match[2])
        return f"[{match[1] or entry.text}](/{entry.path})" if entry else super()._role(match)

    def _directive(self, match: re.Match[str]) -> str:
        if match["name"] == "comparisons":
            return "\n".join(self._computed(c.id) for c in self.corpus.criteria_of(match["about"]))
        if match["name"] != "computed" or match["about"] not in table_names(self.corpus):
            return super()._directive(match)
        return self._computed(match["about"])

    def _computed(self, name: str) -> str:
        found = comparison.table(self.corpus, name)
        heads = [column.title for column in found.columns if not column.hidden]
        return self._table(heads, fragments.rows(self.corpus, found))

    def _section(self, title: str, heads: Sequence[str], rows: Sequence[Row]) -> Iterator[str]:
        if rows:
            yield f"## {title}"
            yield self._table(heads, rows)

    def _table(self, heads: Sequence[str], rows: Sequence[Row]) -> str:
        lines = [heads, ["---"] * len(heads), *([self._cell(c) for c in row.cells] for row in rows)]
        return "\n".join(f"| {' | '.join(line)} |" for line in lines)

    def _cell(self, cell: Sequence[Piece]) -> str:
        return ", ".join(map(self._piece, cell)).replace("|", "\\|").replace("\n", " ")

    def _piece(self, cell: Piece) -> str:
        if cell.entry:
            return f"[{cell.text}](/{self.corpus.entries[cell.entry].path})"
        return f"<{cell.text}>" if cell.text.startswith("https://") else cell.text


def main() -> None:
    """Write the pages and print the numbers of entries and pages."""
    parser = argparse.ArgumentParser(prog="python -m bench.floor", description=__doc__)
    parser.add_argument("knowledge", type=Path)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--prose", action="store_true", help="write headings and prose only")
    args = parser.parse_args()
    print(*convert(args.knowledge, args.folder, prose=args.prose))


if __name__ == "__main__":
    main()
