"""Entries as the needs that filters see: flat fields, with what is known of each."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from speckb.corpus.corpus import once
from speckb.corpus.schema_parts import item, words
from speckb.language import _
from speckb.tables import need_fields, need_verdicts

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from speckb.corpus.corpus import Corpus
    from speckb.corpus.entry import Entry

BACK = "_back"  # after the name of a link: the entries from which it leads here


@dataclass(frozen=True, slots=True)
class Known:
    """A field: its title, whether it is a text, number or list, and the words that it may have.

    Where it may have any, there are no words. `links` says that they are ids.
    """

    title: str
    kind: str
    words: Collection[Any] = ()
    links: bool = False


@once
def known(corpus: Corpus) -> Mapping[str, Known]:
    """Return what is known of each field, by its name."""
    settings = corpus.settings
    titles = [kind.title for kind in settings.types.values()]
    found = {
        "id": Known(_("Id"), "text", corpus.entries, links=True),
        "title": Known(_("Title"), "text"),
        # Translators: heading of the column with the types of entries
        "type": Known(_("Type"), "text", settings.types),
        "type_name": Known(_("Type"), "text", titles),
        "docname": Known(_("Page"), "text"),
    }
    for kind in settings.types.values():
        for field in need_fields.of_type(settings, kind):
            if field.name not in found:
                found[field.name] = Known(field.title, _kind(field.schema))
    for field in [*need_fields.cells(corpus), *need_verdicts.fields(corpus)]:
        found[field.name] = Known(
            field.title, _kind(field.schema), tuple(field.schema.get("enum", ()))
        )
    for name, about in found.items():
        if (about.kind == "text" and not about.words) or about.kind == "list":
            allowed = _words(corpus, name)
            found[name] = Known(about.title, about.kind, allowed)
    for name, link in settings.links.items():
        starts = (corpus.whole if link.across else corpus).entries
        found[name] = Known(link.outgoing, "list", corpus.targets(link), links=True)
        found[f"{name}{BACK}"] = Known(link.incoming, "list", starts, links=True)
    return found


def _kind(schema: Mapping[str, Any]) -> str:
    return {"array": "list", "string": "text"}.get(schema.get("type", ""), "number")


def _words(corpus: Corpus, name: str) -> tuple[Any, ...]:
    """Return the words of a field of front matter, if each type that has it has words for it."""
    found: dict[Any, None] = {}
    for kind in corpus.settings.types.values():
        if part := kind.properties.get(name):
            own = words(item(part) if part.get("type") in {"array", "object"} else part)
            if not own:
                return ()
            found |= dict.fromkeys(own)
    return tuple(word for word in found if word != corpus.settings.unstated)


class _Values(dict[str, Any]):
    """The values of an entry; those of verdicts are computed when they are read."""

    def __init__(self, corpus: Corpus, entry: Entry) -> None:
        super().__init__(need_fields.values(corpus.settings, entry))
        self.corpus, self.entry = corpus, entry
        self |= {"id": entry.id, "title": entry.title, "docname": entry.docname}
        self |= {"type": entry.type.name, "type_name": entry.type.title}

    def __missing__(self, name: str) -> Any:
        """Compute a value: the ends of links, or verdicts; None where there is none."""
        corpus = self.corpus
        kind = name.removesuffix(BACK)
        if kind in corpus.settings.links:
            links = corpus.incoming.get(self.entry.id, ()) if kind != name else ()
            self[name] = [link.source for link in links if link.kind == kind]
        elif name in _of_verdicts(corpus):
            self |= dict.fromkeys(_of_verdicts(corpus))
            self |= need_verdicts.values(corpus, self.entry)
        else:
            self[name] = None
        return self[name]


@once
def _of_verdicts(corpus: Corpus) -> frozenset[str]:
    return frozenset(field.name for field in need_verdicts.fields(corpus))


@once
def values(corpus: Corpus, entry: Entry) -> Mapping[str, Any]:
    """Return the values of an entry by field; a field without a value is None."""
    return _Values(corpus, entry)


def renamed(corpus: Corpus, old: str, new: str) -> Mapping[str, str]:
    """Return the new names of the fields that are named after an id, by the old ones."""
    keys = (*need_fields.CELL, need_verdicts.KEY)
    names = {need_fields.cell_field(old, key): need_fields.cell_field(new, key) for key in keys}
    known_names = known(corpus)
    return {n: other for n, other in names.items() if n in known_names and n != other}
