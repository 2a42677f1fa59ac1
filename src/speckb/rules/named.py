"""Rules for what the settings name: an entry, a page, rules and their severities."""

from __future__ import annotations

from typing import TYPE_CHECKING

from speckb.rules.rule import RULES, SEVERITIES, Group, Hit, Scope, rule
from speckb.suggest import choice, nearest

if TYPE_CHECKING:
    from collections.abc import Iterator

    from speckb.corpus.corpus import Corpus
    from speckb.corpus.settings import Settings

ALWAYS = "is always an error: it protects readers, and what is published"


@rule("setting-name", Group.FILES, Scope.WHOLE_CORPUS)
def setting_name(corpus: Corpus) -> Iterator[Hit]:
    """The entry and the page that the settings name exist.

    Bad: `source = "ATLAS-4"`, and no such entry.
    Good: `source = "ATLAS-3"`, the id of an entry.
    """
    if corpus.unread:
        return
    found = corpus.settings
    if found.source and found.source not in corpus.entries:
        message = f"no entry {found.source!r}{nearest(found.source, corpus.entries)}"
        yield _hit(found, f"speckb.source: {message}", "source")
    if found.editors_page and found.editors_page not in corpus.docnames:
        message = f"no page {found.editors_page!r}{nearest(found.editors_page, corpus.docnames)}"
        yield _hit(found, f"speckb.editors_page: {message}", "editors_page")


@rule("setting-rule", Group.FILES, Scope.WHOLE_CORPUS, protects=True)
def setting_rule(corpus: Corpus) -> Iterator[Hit]:
    """A rule that the settings name exists, may be changed, and gets a severity that there is.

    Bad: `entry-unlistet = "off"`, or `prose-html = "off"`, which protects readers.
    Good: `entry-unlisted = "off"`.
    """
    for name, severity in corpus.settings.severities.items():
        if name not in RULES:
            yield _hit(corpus.settings, f"no rule {name!r}{nearest(name, RULES)}", "rules", name)
        elif RULES[name].protects:
            yield _hit(corpus.settings, f"{name} {ALWAYS}; take the line out", "rules", name)
        elif severity not in SEVERITIES:
            message = f"{name} cannot be {severity!r}; allowed: {choice(SEVERITIES)}"
            yield _hit(corpus.settings, message, "rules", name)


def _hit(settings: Settings, message: str, *name: str) -> Hit:
    fault = settings.file.fault(message, ["speckb", *name])
    return Hit(fault.file, fault.span, message)
