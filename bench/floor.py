"""The same pages for a bare Sphinx: `python -m bench.floor KNOWLEDGE FOLDER`.

Sphinx, MyST and the theme `basic` without navigation are the least that such a site can cost. The
front matter becomes a heading, an index page lists its folder, and what only the engine knows is
plain text or gone.
"""

from __future__ import annotations

import argparse
import re
from pathlib import Path
from typing import TYPE_CHECKING

from speckb import corpus, settings

if TYPE_CHECKING:
    from collections.abc import Mapping

    from speckb.settings import EntryType

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
ROLE = re.compile(r"\{(?:entry|count|numref)\}`(?:([^`<]*?)\s*<)?([^`<>]*)>?`")
DIRECTIVE = re.compile(
    r"^(`{3,}|:{3,})\{(?P<name>entries|computed|d2)\} *(?P<about>\S*)\n.*?^\1$\n?",
    re.MULTILINE | re.DOTALL,
)
TOCTREE = "```{{toctree}}\n:glob:\n:hidden:\n\n/{folder}/*\n```\n"


def convert(knowledge: Path, folder: Path) -> tuple[int, int]:
    """Write the pages of a knowledge base to `folder`; return how many entries and pages it has."""
    found = corpus.load(settings.load(knowledge.resolve()))
    pages = {e.path: f"# {e.heading}\n\n{e.source.body}" for e in found.entries.values()}
    pages |= {page.path: page.source.body for page in found.pages}
    for path, text in pages.items():
        target = folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(plain(text, found.settings.types), encoding="utf-8")
    (folder / "conf.py").write_text(CONF, encoding="utf-8")
    return len(found.entries), len(pages)


def plain(text: str, types: Mapping[str, EntryType]) -> str:
    """Return Markdown without the roles and directives that only the engine knows."""

    def replaced(match: re.Match[str]) -> str:
        kind = types.get(match["about"]) if match["name"] == "entries" else None
        return TOCTREE.format(folder=kind.folder) if kind else ""

    return ROLE.sub(lambda match: match[1] or match[2], DIRECTIVE.sub(replaced, text))


def main() -> None:
    """Write the pages that the command line asks for; print the numbers of entries and pages."""
    parser = argparse.ArgumentParser(prog="python -m bench.floor", description=__doc__)
    parser.add_argument("knowledge", type=Path)
    parser.add_argument("folder", type=Path)
    args = parser.parse_args()
    print(*convert(args.knowledge, args.folder))


if __name__ == "__main__":
    main()
