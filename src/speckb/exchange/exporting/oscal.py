"""OSCAL 1.1: what is required as a catalog, and what is compared as components. A first step.

The assessed types are a catalog of controls: the statement, or else the summary, is the statement
of a control, fields with words and numbers are its props, and links are its links: to another
control, or to a resource of the back matter, which stands for an entry of any other type. The
compared entries are components. Of a knowledge base with editions both are those of one edition.

What does not fit:

- A component has implemented requirements, and OSCAL has no word for one that it misses. Only
  verdicts that say `met`, `conditional` or `partly` are implemented requirements; all others are
  props of the component, by the id of the control.
- `conditional` and `partly` are both `partial` for OSCAL. Our own word is a prop beside it.
- Criteria, their values and vocabularies, disputes, claims and evidence have no place. What a
  verdict rests on is in the remarks, as text.
- Prose is left out, since its directives and roles are no markup of OSCAL. Texts are to the letter,
  where a program may take `*` and such characters for markup.
- A control has neither several editions nor the ids that an entry had before.
- An id that begins with a digit gets `id-` before it, since tokens cannot; its label is the id.
"""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any
from uuid import NAMESPACE_URL, uuid5

from speckb.corpus.corpus import once
from speckb.corpus.settings.verdicts import CONDITIONAL, MET, PARTLY
from speckb.exchange import flat
from speckb.exchange.exporting.about import about as about_of
from speckb.exchange.exporting.dates import dates
from speckb.exchange.exporting.reasons import reasons
from speckb.exchange.exporting.references import name_of
from speckb.tables.verdicts import judged, spoken, verdict

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from speckb.corpus.corpus import Corpus
    from speckb.corpus.entry import Entry
    from speckb.exchange.exporting.about import About
    from speckb.tables.verdicts import Verdict

VERSION = "1.1.3"
CATALOG = "catalog.json"  # the file of the catalog, beside that of the components
STATUS = {MET: "implemented", CONDITIONAL: "partial", PARTLY: "partial"}
# Letters of a token, which is a name of XML without a colon; those after the first may be more.
START = (
    "_A-Za-z\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u02ff\u0370-\u037d\u037f-\u1fff\u200c-\u200d"
    "\u2070-\u218f\u2c00-\u2fef\u3001-\ud7ff\uf900-\ufdcf\ufdf0-\ufffd"
)
MORE = f"{START}.0-9\u00b7\u0300-\u036f\u203f-\u2040-"
TOKEN = re.compile(f"[{START}][{MORE}]*")
NO_TOKEN = re.compile(f"[^{MORE}]")
NAMESPACE = f"urn:uuid:{uuid5(NAMESPACE_URL, 'speckb')}"

Part = dict[str, Any]


def catalog(corpus: Corpus, found: About | None = None) -> bytes:
    """Return the entries of the assessed types as a catalog of OSCAL, in JSON.

    `found` says what the settings do not. A knowledge base that compares nothing has no controls.
    """
    view = _view(corpus)
    controls = {entry.id: entry for entry in view.having(view.settings.assessed)}
    others: dict[str, Entry] = {}
    groups = [
        _kept(
            id=_token(kind.name),
            title=_line(kind.plural or kind.title),
            controls=[_control(view, one, controls, others) for one in view.by_type[kind.name]],
        )
        for kind in view.settings.assessed
        if view.by_type[kind.name]
    ]
    resources = [_resource(view, entry) for entry in others.values()]
    made = _kept(
        uuid=_uuid(corpus, "catalog"),
        metadata=_metadata(corpus, found),
        groups=groups,
        **{"back-matter": _kept(resources=resources)},
    )
    return _json({"catalog": made})


def components(corpus: Corpus, found: About | None = None) -> bytes:
    """Return the compared entries as a component definition of OSCAL, in JSON.

    Its source is the file `CATALOG`, which stands beside it.
    """
    view = _view(corpus)
    made = _kept(
        uuid=_uuid(corpus, "components"),
        metadata=_metadata(corpus, found),
        components=[_component(view, entry) for entry in judged(view)],
    )
    return _json({"component-definition": made})


def _view(corpus: Corpus) -> Corpus:
    """Return the view of the edition that readers see first, unless this is a view already."""
    return corpus.at(corpus.settings.edition) if corpus.settings.editions else corpus


def _json(data: Part) -> bytes:
    return (json.dumps(data, ensure_ascii=False, indent=2) + "\n").encode("utf-8")


def _kept(**parts: Any) -> Part:
    """Return the parts that are not empty, since OSCAL has no empty ones."""
    return {name: value for name, value in parts.items() if value}


def _uuid(corpus: Corpus, *steps: str) -> str:
    """Return the identifier of what has this path, the same in every export of an edition."""
    path = ("speckb", corpus.settings.site_url, "oscal", _view(corpus).edition, *steps)
    return str(uuid5(NAMESPACE_URL, "\n".join(path)))


def _line(text: object) -> str:
    return " ".join(str(text).split())


def _token(text: str) -> str:
    """Return an id as a token of OSCAL: it has no other letters, and begins with no digit."""
    return text if TOKEN.fullmatch(text) else f"id-{NO_TOKEN.sub('-', text)}"


def _metadata(corpus: Corpus, found: About | None) -> Part:
    found = found or about_of(corpus)
    parties = [
        {
            "uuid": _uuid(corpus, "party", author),
            "type": "person" if (name := name_of(author)).given else "organization",
            "name": f"{name.given} {name.family}".strip(),
        }
        for author in found.authors
    ]
    creators = {"role-id": "creator", "party-uuids": [party["uuid"] for party in parties]}
    newest = dates(corpus)
    return _kept(
        title=_line(found.title),
        **{
            "last-modified": newest.of(entry.path for entry in corpus.entries.values()),
            "version": _line(found.version or found.day),
            "oscal-version": VERSION,
            "roles": [{"id": "creator", "title": "Creator"}],
            "parties": parties,
            "responsible-parties": [creators],
        },
    )


def _prop(corpus: Corpus, name: str, value: str, **more: str) -> Part:
    """Return a prop of our own."""
    space = corpus.settings.site_url or NAMESPACE
    return _kept(name=_token(name), ns=space, value=_line(value), **more)


@once
def _columns(corpus: Corpus, name: str) -> Sequence[flat.Column]:
    """Return the columns of a type that are props."""
    return [
        column
        for column in flat.columns(corpus, corpus.settings.types[name])
        if len(column.path) == 1
        and column.name not in corpus.settings.links
        and (column.words or column.form in {flat.INTEGER, flat.NUMBER, flat.TRUTH, flat.DATE})
    ]


def _props(corpus: Corpus, entry: Entry) -> list[Part]:
    """Return the label of an entry, and its fields that have words, numbers, truth or dates."""
    columns = _columns(corpus, entry.type.name)
    rows = zip(columns, flat.row(entry, columns), strict=True)
    nothing = (None, "", corpus.settings.unstated)
    own = (
        _prop(corpus, column.name, flat.cell(one, flat.TEXT))
        for column, value in rows
        for one in (value if isinstance(value, list) else [value])
        if one not in nothing
    )
    return [{"name": "label", "value": entry.id}, *own]


def _control(
    corpus: Corpus, entry: Entry, controls: Mapping[str, Entry], others: dict[str, Entry]
) -> Part:
    """Return a control; entries of other types to which it links are added to `others`."""
    ident = _token(entry.id)
    links = []
    for link in corpus.outgoing[entry.id]:
        if target := corpus.linkable.get(link.target):
            inside = target.id in controls
            others |= {} if inside else {target.id: target}
            href = _token(target.id) if inside else _uuid(corpus, "resource", target.id)
            links.append(_kept(href=f"#{href}", rel=_token(link.kind), text=_line(link.reason)))
    statement = entry.meta.get("statement")
    parts = [("statement", statement or entry.summary or entry.title)]
    if statement and entry.meta.get("summary"):
        parts.append(("overview", entry.meta["summary"]))
    return _kept(
        id=ident,
        title=_line(entry.title),
        props=_props(corpus, entry),
        links=links,
        parts=[
            {"id": f"{ident}_{name}", "name": name, "prose": str(text).strip()}
            for name, text in parts
        ],
        **{"class": _token(entry.type.name)},
    )


def _resource(corpus: Corpus, entry: Entry) -> Part:
    site = corpus.settings.site_url
    return _kept(
        uuid=_uuid(corpus, "resource", entry.id),
        title=_line(entry.heading),
        description=_line(entry.summary),
        rlinks=[{"href": f"{site.rstrip('/')}/{entry.docname}.html"}] if site else [],
    )


def _component(corpus: Corpus, entry: Entry) -> Part:
    """Return a component with what it implements, and props for all other verdicts."""
    found = [verdict(corpus, entry, about) for about in spoken(corpus)]
    implemented = [one for one in found if one.settled in STATUS]
    rest = [one for one in found if one.settled not in STATUS]
    implementation = {
        "uuid": _uuid(corpus, "implementation", entry.id),
        "source": CATALOG,
        "description": _line(entry.summary or entry.title),
        "implemented-requirements": [_implemented(corpus, one) for one in implemented],
    }
    return _kept(
        uuid=_uuid(corpus, "component", entry.id),
        type=_token(entry.type.name),
        title=_line(entry.title),
        description=_line(entry.summary or entry.title),
        props=[*_props(corpus, entry), *(_verdict(corpus, one, _token(one.about)) for one in rest)],
        **{"control-implementations": [implementation] if implemented else []},
    )


def _implemented(corpus: Corpus, found: Verdict) -> Part:
    word = corpus.settings.verdicts.words[found.settled]
    status = {"name": "implementation-status", "value": STATUS[found.settled]}
    return _kept(
        uuid=_uuid(corpus, "implemented", found.entry, found.about),
        description=_line(f"{word.label}: {word.meaning}" if word.meaning else word.label),
        props=[status, _verdict(corpus, found, found.word)],
        remarks="\n\n".join(_remarks(found)),
        **{"control-id": _token(found.about)},
    )


def _verdict(corpus: Corpus, found: Verdict, value: str) -> Part:
    """Return a verdict as a prop, whose class is the word that counts."""
    remarks = {} if found.settled in STATUS else {"remarks": "\n\n".join(_remarks(found))}
    return _prop(corpus, "verdict", value, **{"class": found.settled, **remarks})


def _remarks(found: Verdict) -> Sequence[str]:
    """Return what a verdict rests on, each as a paragraph."""
    return [
        *_texts("if", found.conditions),
        *_texts("depends on", found.depends_on),
        *reasons(found),
    ]


def _texts(before: str, texts: Sequence[str]) -> Iterator[str]:
    for text in texts:
        yield f"{before} {_line(text)}"
