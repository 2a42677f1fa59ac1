"""Rules for the words of the engine in the language of the knowledge base."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING

from speckb import language
from speckb.corpus.settings.file import MOST
from speckb.files.positions import START
from speckb.rules.rule import Group, Hit, Scope, rule
from speckb.suggest import nearest

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from babel.messages import Message

    from speckb.corpus.corpus import Corpus


@rule("words-unknown", Group.FILES, Scope.WHOLE_CORPUS, severity="warning")
def words_unknown(corpus: Corpus) -> Iterator[Hit]:
    """A catalogue of words has texts of the engine, in all plural forms, with names that they have.

    Bad:

        msgid "Back to the top"
        msgstr "Nach oben"

    Good:

        msgid "Back to top"
        msgstr "Nach oben"
    """
    own, code = corpus.settings.catalogue, corpus.settings.language
    if own is None:
        return
    known, forms = language.texts(), language.plural_forms(code)
    found = (
        own.fault(message, problem)
        for message in own.messages
        for problem in _problems(message, known, forms, code)
    )
    for fault in islice(found, MOST):
        yield Hit(fault.file, fault.span, fault.message)


def _problems(message: Message, known: Mapping[str, int], forms: int, code: str) -> Iterator[str]:
    ids, words = language.forms(message.id), language.forms(message.string)
    if not any(words):
        return
    if ids[0] not in known:
        yield f"unknown text {ids[0]!r}{nearest(ids[0], known)}"
        return
    if message.context:
        yield "the engine's texts have no context; remove 'msgctxt'"
    if len(ids) != known[ids[0]]:
        yield f"{ids[0]!r} has {'a' if known[ids[0]] > 1 else 'no'} plural"
    elif len(ids) > 1 and len(words) != forms:
        yield f"plural forms: {len(words)}, but the language {code!r} has {forms}"
    elif not all(words):
        yield f"plural forms: {sum(map(bool, words))} of {forms} are filled in, so none is used"
    names = {name for one in ids for name in language.NAME.findall(one)}
    for name in sorted({name for one in words for name in language.NAME.findall(one)} - names):
        yield f"unknown name {{{name}}}{nearest(name, names)}"


@rule("words-missing", Group.FILES, Scope.WHOLE_CORPUS, severity="note")
def words_missing(corpus: Corpus) -> Iterator[Hit]:
    """All words of the engine are in the language of the knowledge base.

    Bad: `language = "fr"`, and no catalogue. Pages have English words beside French ones.
    Good: `language = "fr"` and `words = "fr.po"`, with all texts of that file filled in.
    """
    found = corpus.settings
    if language.is_complete(found.language):
        return
    lacking = language.texts().keys() - found.own_words.texts.keys()
    if not lacking:
        return
    number = f"{len(lacking):,} of {len(language.texts()):,}"
    message = f"{number} texts of the engine are not in the language {found.language!r}"
    if found.catalogue is None:
        message += "; `speckb words` writes a catalogue to fill in"
        fault = found.file.fault(message, ["speckb", "language"])
    else:
        fault = found.catalogue.file.fault_at(START, message)
    yield Hit(fault.file, fault.span, message)
