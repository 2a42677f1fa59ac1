"""Rules for what the settings name: an entry, a page, tables, rules and their severities."""

from __future__ import annotations

from typing import TYPE_CHECKING

from speckb.corpus import fonts
from speckb.corpus.settings.types import TABLE
from speckb.rules.rule import RULES, SEVERITIES, Group, Hit, Scope, at, rule
from speckb.suggest import choice, nearest

if TYPE_CHECKING:
    from collections.abc import Iterator

    from speckb.corpus.corpus import Corpus
    from speckb.corpus.settings import EntryType, Settings

ALWAYS = "is always an error, because it protects readers or what is published"


@rule("setting-name", Group.FILES, Scope.WHOLE_CORPUS)
def setting_name(corpus: Corpus) -> Iterator[Hit]:
    """Entries and pages that the settings name exist.

    Bad: `source = "ATLAS-4"`, and no such entry.
    Good: `source = "ATLAS-3"`, the id of an entry.
    """
    if corpus.unread:
        return
    found = corpus.settings
    if found.source and found.source not in corpus.entries:
        message = f"unknown entry {found.source!r}{nearest(found.source, corpus.entries)}"
        yield _hit(found, f"speckb.source: {message}", "source")
    if found.editors_page and found.editors_page not in corpus.docnames:
        message = (
            f"unknown page {found.editors_page!r}{nearest(found.editors_page, corpus.docnames)}"
        )
        yield _hit(found, f"speckb.editors_page: {message}", "editors_page")


@rule("setting-rule", Group.FILES, Scope.WHOLE_CORPUS, protects=True)
def setting_rule(corpus: Corpus) -> Iterator[Hit]:
    """A rule in the settings exists and has a valid severity that can be set.

    Bad: `entry-unlistet = "off"`, or `prose-html = "off"`, which protects readers.
    Good: `entry-unlisted = "off"`.
    """
    for name, severity in corpus.settings.severities.items():
        if name not in RULES:
            yield _hit(
                corpus.settings, f"unknown rule {name!r}{nearest(name, RULES)}", "rules", name
            )
        elif RULES[name].protects:
            yield _hit(corpus.settings, f"{name} {ALWAYS}; remove the line", "rules", name)
        elif severity not in SEVERITIES:
            message = f"{name}: unknown severity {severity!r}; allowed: {choice(SEVERITIES)}"
            yield _hit(corpus.settings, message, "rules", name)


@rule("setting-font", Group.FILES, Scope.WHOLE_CORPUS)
def setting_font(corpus: Corpus) -> Iterator[Hit]:
    """A font in the settings is a TrueType or OpenType font, or a package that has some.

    Bad: `others = ["fonts/Karla.woff2"]`, or a file that does not exist.
    Good: `others = ["fonts/Karla.ttf"]`, a file in the folder `fonts`.
    """
    for path, message in fonts.of(corpus).problems:
        yield _hit(corpus.settings, message, *path[1:])


@rule("table-unshown", Group.FILES, Scope.WHOLE_CORPUS, severity="warning")
def table_unshown(corpus: Corpus) -> Iterator[Hit]:
    """A table in the settings is on a page, and the table of a criterion is in the comparisons.

    So is a table of each type that is printed as the rows of a table.

    If no page shows comparisons, the table of a criterion is only on the page of the criterion,
    and that is enough.

    Bad: `[speckb.tables.works-named]` in the settings, and no page that shows it.
    Good:

        ```{computed} works-named
        ```
    """
    if corpus.unread:
        return
    shown = corpus.table_pages
    listings, coverage = corpus.settings.listings, corpus.settings.verdicts.coverage
    defined = [*(["tables", name] for name in listings)]
    defined += [["verdicts", "coverage", name] for name in coverage]
    for path in defined:
        if path[-1] not in shown:
            name = ".".join(["speckb", *path])
            message = f"{name}: no page shows this table; add {{computed}} {path[-1]} to one"
            yield _hit(corpus.settings, message, *path)
    for kind in corpus.settings.types.values():
        if kind.print == TABLE and corpus.by_type[kind.name] and not _is_in_table(corpus, kind):
            message = (
                f"speckb.types.{kind.name}.print: no page shows a table with entries of this type,"
                " so the PDF lacks them; show one of speckb.tables"
            )
            yield _hit(corpus.settings, message, "types", kind.name, "print")
    groups = {use.target for item in corpus.items for use, _ in corpus.comparisons_on(item)}
    there = choice(sorted(groups))
    for criterion in corpus.at(corpus.settings.edition).criteria if groups else ():
        if corpus.keeps_table(criterion):
            section = criterion.meta.get("section")
            wanted = f"{{comparisons}} {section}" if section else f"{{computed}} {criterion.id}"
            noun = criterion.type.title.lower()
            message = f"no {{comparisons}} shows this {noun}; add {wanted} to a page"
            message += f"; there is {there}"
            yield at(criterion, ("section" if section else "id",), message)


def _is_in_table(corpus: Corpus, kind: EntryType) -> bool:
    """Return whether a page shows a table whose rows are entries of a type, or are about them."""
    shown, known = corpus.table_pages, corpus.settings
    if kind in known.compared or kind in known.criteria or known.verdicts.coverage.keys() & shown:
        return True
    return any(name in shown for name, table in known.listings.items() if table.type == kind.name)


def _hit(settings: Settings, message: str, *name: str) -> Hit:
    fault = settings.file.fault(message, ["speckb", *name])
    return Hit(fault.file, fault.span, message)
