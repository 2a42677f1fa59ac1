"""Rule for the templates of a knowledge base."""

from __future__ import annotations

from typing import TYPE_CHECKING

from speckb.corpus.page import Page
from speckb.files.frontmatter import Source, Span
from speckb.files.templates import wrong
from speckb.rules.rule import Group, Hit, Scope, rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from speckb.corpus.corpus import Corpus


@rule("template-form", Group.FILES, Scope.WHOLE_CORPUS)
def template_form(corpus: Corpus) -> Iterator[Hit]:
    """Jinja can compile every template in the folder `_templates`.

    Bad: `_templates/entries/work.html` with `{% if year %}` and no `{% endif %}`.
    Good: `_templates/entries/work.html` with `{% if year %}` and `{% endif %}`.
    """
    for path, text, number, message in wrong(corpus.settings.root):
        file = Page(path, Source(text))
        line = file.source.line(number)
        start = len(line) - len(line.lstrip()) + 1
        yield Hit(file, Span(number, start, max(start + 1, len(line.rstrip()) + 1)), message)
