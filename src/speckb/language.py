"""The language of a knowledge base, and the engine's words in it.

The words in the code are English. `locale/CODE.po` has them in another language, and a knowledge
base can bring a catalogue of its own, in whatever language. They hold for the process: `use` sets
them once the settings are read. What commands tell an editor, such as findings, stays English.
"""

from __future__ import annotations

import gettext as plain
import hashlib
import re
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping
    from datetime import date as Date  # noqa: N812  the name of a day is `date`

    from babel.messages import Catalog, Message

LOCALE = Path(__file__).parent / "locale"
GERMAN = LOCALE / "de.po"
ENGLISH = "en"
# The empty text of a catalogue up to its fields, and these.
HEAD = re.compile(
    r'^([ \t]*msgid[ \t]+""[ \t]*\n)'
    r'[ \t]*msgstr[ \t]+"(?:[^"\\\n]|\\.)*"[ \t]*(?:\n[ \t]*"(?:[^"\\\n]|\\.)*"[ \t]*)*\n?',
    re.MULTILINE,
)
NAME = re.compile(r"\{(\w+)\}")


@dataclass(frozen=True)
class Catalogue:
    """Words by their English: a text, or one for each plural form, which `form` picks by number.

    `rule` is the choice of the form as an expression of C and JavaScript, with the number as `n`.
    """

    texts: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    rule: str = "(n != 1)"

    @property
    def form(self) -> Callable[[int], int]:
        """The function that returns the plural form of a number."""
        return _form(self.rule)

    def text(self, text: str) -> str:
        """Return a text without plural forms in the language of the catalogue, if it has it."""
        return self.texts.get(text, (text,))[0]

    def __or__(self, other: Catalogue) -> Catalogue:
        """Return a catalogue that has the words of another one before its own."""
        return Catalogue({**self.texts, **other.texts}, self.rule)


@dataclass
class _Current:
    code: str = ENGLISH
    catalogue: Catalogue = field(default_factory=Catalogue)


_current = _Current()


def use(code: str, own: Catalogue | None = None) -> None:
    """Speak the language of a code, with the words of a catalogue before those of the engine."""
    _current.code = code
    _current.catalogue = known(code) | (own or Catalogue())


def base(code: str) -> str:
    """Return the language of a code, without its script and region."""
    return code.partition("-")[0]


def code() -> str:
    """Return the code of the language in use, by BCP 47."""
    return _current.code


def catalogue() -> Catalogue:
    """Return the words in use; empty for English."""
    return _current.catalogue


def _(text: str, /, **values: object) -> str:
    """Return a text in the language in use, with values for the names in braces.

    Only a name in braces is replaced: a catalogue cannot reach into the values as `str.format` can.
    """
    return fill(_current.catalogue.text(text), values)


def ngettext(one: str, many: str, number: int, /, **values: object) -> str:
    """Return the text for a number, which replaces `{n}`, with values for the names in braces."""
    found = _current.catalogue
    forms, form = found.texts.get(one), found.form if one in found.texts else _english
    text = (forms or (one, many))[form(number)]
    return fill(text, {"n": number, **values})


def N_(text: str) -> str:  # noqa: N802  the name by which gettext's tools find such texts
    """Mark a text that `_` translates where it is used."""
    return text


def NN_(one: str, many: str) -> tuple[str, str]:  # noqa: N802  as above
    """Mark the two texts for a number that `ngettext` translates where they are used."""
    return one, many


def fill(text: str, values: Mapping[str, object]) -> str:
    """Return a text with values for the names in braces; a name without a value stays."""
    return NAME.sub(lambda name: f"{values.get(name[1], name[0])}", text) if values else text


def listed(texts: list[str]) -> str:
    """Return texts as a list within a sentence: one, two and three."""
    if len(texts) < 2:
        return "".join(texts)
    return _("{first} and {last}", first=_(", ").join(texts[:-1]), last=texts[-1])


def either(texts: list[str]) -> str:
    """Return texts as alternatives within a sentence: one, two or three."""
    if len(texts) < 2:
        return "".join(texts)
    return _("{first} or {last}", first=_(", ").join(texts[:-1]), last=texts[-1])


def day(date: Date, code: str = "") -> str:
    """Return a day as prose has it, in a language or the one in use: 1 December 2026."""
    code = code or _current.code
    if base(code) == ENGLISH:
        return f"{date.day} {date:%B %Y}"
    from babel import UnknownLocaleError  # noqa: PLC0415  English needs no catalogue
    from babel.dates import format_date  # noqa: PLC0415

    try:
        return format_date(date, "long", code.replace("-", "_"))
    except UnknownLocaleError:
        return date.isoformat()


def fingerprint() -> str:
    """Return a digest of the language and words in use; empty for English.

    What keeps texts keeps it with them.
    """
    found = _current.catalogue
    if not found.texts:
        return ""
    known = repr((_current.code, found.rule, sorted(found.texts.items())))
    return hashlib.sha256(known.encode()).hexdigest()[:16]


def noun(title: str) -> str:
    """Return a title as it stands within a sentence: in English, its first letter is small.

    A word with a second capital, such as an abbreviation, stays as it is; so do all words of a
    language that is not English.
    """
    word = title.split(" ", 1)[0]
    if base(_current.code) != ENGLISH or word[1:] != word[1:].lower():
        return title
    return title[:1].lower() + title[1:]


def direction(code: str) -> str:
    """Return `rtl` for a language that is written from right to left, else `ltr`."""
    if code == ENGLISH:
        return "ltr"
    from babel import Locale, UnknownLocaleError  # noqa: PLC0415  English needs no catalogue

    try:
        return "rtl" if Locale.parse(code, sep="-").character_order == "right-to-left" else "ltr"
    except UnknownLocaleError:
        return "ltr"


def is_complete(code: str) -> bool:
    """Return whether the engine has all its words in a language."""
    return base(code) in codes()


def codes() -> list[str]:
    """Return the codes of the languages that the engine has words for."""
    return sorted([ENGLISH, *(path.stem for path in LOCALE.glob("*.po"))])


@lru_cache(maxsize=4)
def known(code: str) -> Catalogue:
    """Return the engine's catalogue of a language; without texts where it has none.

    A code with a script or a region uses the words of the language.
    """
    for name in (code, base(code)):
        path = LOCALE / f"{name}.po"
        if name != ENGLISH and path.is_file():
            return read(path.read_text(encoding="utf-8"), code)
    return Catalogue() if code == ENGLISH else Catalogue({}, plural_rule(code))


def read(text: str, code: str) -> Catalogue:
    """Return the words of a gettext catalogue; raises babel's PoFileError, with the line."""
    return translated(parse(text, code), code)


def translated(messages: Iterable[Message], code: str) -> Catalogue:
    """Return the words of a gettext catalogue, without those that are not translated or fuzzy.

    The plural forms are those of the language, whatever the header of the catalogue says; a text
    with another number of them is left out.
    """
    number = plural_forms(code)
    texts = {
        forms(message.id)[0]: forms(message.string)
        for message in messages
        if message.id and all(forms(message.string)) and not message.fuzzy
        if isinstance(message.id, str) or len(forms(message.string)) == number
    }
    return Catalogue(texts, plural_rule(code))


def parse(text: str, code: str) -> Catalog:
    """Return a gettext catalogue in the language of a code, without the fields of its head.

    Raises babel's PoFileError.
    """
    from io import StringIO  # noqa: PLC0415

    from babel import Locale, UnknownLocaleError  # noqa: PLC0415  English needs no catalogue
    from babel.messages.pofile import read_po  # noqa: PLC0415

    try:
        locale: Locale | None = Locale.parse(code, sep="-")
    except UnknownLocaleError:
        locale = None
    return read_po(StringIO(HEAD.sub(_without_fields, text)), locale, abort_invalid=True)


def _without_fields(head: re.Match[str]) -> str:
    """Return the head of a catalogue without its fields, in as many lines.

    The language says all that is needed. Babel would raise ValueError for odd dates, and make as
    many empty texts as `nplurals` says.
    """
    lines = head[0].count("\n") - head[1].count("\n")
    return f'{head[1]}msgstr ""' + "\n" * lines


def forms(words: str | Iterable[str] | None) -> tuple[str, ...]:
    """Return a text, or the plural forms of one, as a catalogue has them, as a tuple."""
    return (words or "",) if isinstance(words, str | None) else tuple(words)


@lru_cache(maxsize=1)
def texts() -> Mapping[str, int]:
    """Return the English of all words, with the number of its texts: 2 where there is a plural.

    They are those that German has: a test holds it to be complete.
    """
    from babel.messages.pofile import read_po  # noqa: PLC0415  English needs no catalogue

    with GERMAN.open(encoding="utf-8") as file:
        return {ids[0]: len(ids) for m in read_po(file) if m.id for ids in [forms(m.id)]}


def plural_forms(code: str) -> int:
    """Return the number of plural forms that a language has."""
    return _plural(code)[0]


def plural_rule(code: str) -> str:
    """Return the rule by which a language picks the plural form of a number `n`."""
    return _plural(code)[1]


def _plural(code: str) -> tuple[int, str]:
    """Return number and rule of the plural forms; those of English for an unknown language."""
    from babel import UnknownLocaleError  # noqa: PLC0415  English needs no catalogue
    from babel.messages.plurals import get_plural  # noqa: PLC0415

    try:
        found = get_plural(code.replace("-", "_"))
    except UnknownLocaleError:
        return 2, Catalogue.rule
    return found.num_plurals, found.plural_expr


@lru_cache(maxsize=8)
def _form(rule: str) -> Callable[[int], int]:
    return plain.c2py(rule)


def _english(number: int) -> int:
    return number != 1
