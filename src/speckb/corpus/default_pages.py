"""Pages of a knowledge base without an `index.md`: its first page, and a list for each type.

They are read as if they were files. A first page of the knowledge base's own still gets the lists
that its toctrees name.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from speckb.corpus.folders import INDEX
from speckb.corpus.page import Page
from speckb.corpus.prose import toctree
from speckb.files.frontmatter import parse

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence

    from speckb.corpus.settings import EntryType, Settings

MARKUP = re.compile(r"([\\`*_{}\[\]<>#|~$&^])")


def default_pages(settings: Settings, pages: Sequence[Page], names: Collection[str]) -> list[Page]:
    """Return the pages that are lacking.

    `pages` are those that were read, `names` the files of pages, with those that could not be read.
    """
    first = next((page for page in pages if page.path == INDEX), None)
    lists = {f"{kind.folder}/{INDEX}": kind for kind in settings.types.values()}
    lacking = {path: kind for path, kind in lists.items() if path not in names}
    if INDEX in names:
        named = [name for _, _, name in toctree.items(first.prose)] if first else []
        wanted = {path: kind for path, kind in lacking.items() if path.removesuffix(".md") in named}
        return [_page(settings, path, _list(kind)) for path, kind in wanted.items()]
    others = [page.docname for page in pages if "/" not in page.path]
    made = {INDEX: _first(settings, others)}
    made |= {path: _list(kind) for path, kind in lacking.items()}
    return [_page(settings, path, text) for path, text in made.items()]


def _page(settings: Settings, path: str, text: Iterator[str]) -> Page:
    source = parse("\n\n".join(text) + "\n", settings.limits)
    return replace(Page(path, source), is_default=True)


def _first(settings: Settings, others: Sequence[str]) -> Iterator[str]:
    """Yield the parts of the first page: contents, tables, and the number of entries by type."""
    kinds = [*settings.types.values()]
    below = "\n".join([*(f"{kind.folder}/index" for kind in kinds), *others])
    yield f"# {_plain(settings.title)}"
    yield f"```{{toctree}}\n:hidden:\n\n{below}\n```"
    yield "\n".join(
        f"- [{_title(kind)}]({kind.folder}/{INDEX}): {{count}}`{kind.name}`" for kind in kinds
    )
    if settings.comparing:
        yield from ["```{computed} verdicts\n```"] if settings.assessed else []
        yield "```{computed} matrix\n```"


def _list(kind: EntryType) -> Iterator[str]:
    """Yield the parts of the page of a type: the list of its entries."""
    yield f"# {_title(kind)}"
    yield f"```{{entries}} {kind.name}\n```"


def _title(kind: EntryType) -> str:
    return _plain(kind.plural or kind.title)


def _plain(text: str) -> str:
    """Return a text as Markdown that shows it as it is, in one line."""
    return MARKUP.sub(r"\\\1", " ".join(text.split()))
