"""Fonts of the PDF: those that are built in, and those that the settings name, by Typst's names."""

from __future__ import annotations

import tempfile
from dataclasses import dataclass, field
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import typst

from speckb.corpus import fonts
from speckb.corpus.prose.glyphs import Coverage
from speckb.files.fontfile import characters, merged

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from speckb.corpus.settings import Settings

    Stack = list[str | dict[str, str]]

FACES = ("Regular", "It", "Semibold", "Bold")
SERIF, SANS, MONO = "Libertinus Serif", "Source Sans Pro", "DejaVu Sans Mono"
# Signs such as quotes have the width of a letter in these languages, from a font with their script.
WIDE = ("zh", "ja", "ko")
LATIN = "latin-in-cjk"


class FontsError(Exception):
    """Fonts that cannot be used; the message has a line for each, with its setting."""


class Family(NamedTuple):
    """A family of fonts: its name in Typst, and the characters that it has."""

    name: str
    letters: Coverage


@dataclass(frozen=True)
class Faces:
    """The fonts that settings name: their files, and the families of each role."""

    files: Sequence[Path] = ()
    families: Mapping[str, Sequence[Family]] = field(default_factory=dict)

    def stacks(self, language: str) -> dict[str, Stack]:
        """Return the families of text (serif), of headings (sans) and of code (mono) in order."""
        text, headings, code, others = (
            [family.name for family in self.families.get(role, ())]
            for role in ("text", "headings", "code", "others")
        )
        wide = others and language in WIDE
        narrow: Stack = [{"name": SERIF, "covers": LATIN}] if wide else []
        plain: Stack = [{"name": SANS, "covers": LATIN}] if wide else []
        return {
            "serif": [*text, *(narrow or [SERIF]), *others, *(narrow and [SERIF]), MONO],
            "sans": [*headings, *(plain or [SANS]), *others, *(plain and [SANS]), SERIF, MONO],
            "mono": [*code, MONO, *others, SERIF],
        }

    @property
    def drawn(self) -> Sequence[Family]:
        """The families of drawings in order; none without fonts of the settings."""
        if not self.files:
            return ()
        own = Family(SANS, Coverage(characters(_built_in("Regular"))))
        return [*self.families.get("headings", ()), own, *self.families.get("others", ())]


BUILT_IN = Faces()


def faces(settings: Settings) -> Faces:
    """Return the fonts that the settings name; raises FontsError."""
    found = fonts.read(settings)
    problems = [message for _, message in found.problems]
    families: dict[str, list[Family]] = {}
    for role, runs_by_file in found.files.items():
        runs: dict[str, list[tuple[int, int]]] = {}
        for path, known in runs_by_file.items():
            names = _families(path)
            if not names:
                problems.append(f"font {path.name!r}: Typst does not read it")
            for name in names:
                runs.setdefault(name, []).extend(known)
        families[role] = [
            Family(name, Coverage(merged(iter(known)))) for name, known in runs.items()
        ]
    if problems:
        raise FontsError("\n".join(f"the PDF cannot be made: {message}" for message in problems))
    every = dict.fromkeys(path for runs in found.files.values() for path in runs)
    return Faces([*every], families)


def _families(path: Path) -> list[str]:
    """Return the families of a file of fonts, by the order of its fonts."""
    with tempfile.TemporaryDirectory(prefix="speckb-") as name:
        (Path(name) / f"font{path.suffix.lower()}").write_bytes(path.read_bytes())
        found = typst.Fonts(
            include_system_fonts=False, include_embedded_fonts=False, font_paths=[name]
        )
    return [*dict.fromkeys(one.family for one in sorted(found.fonts(), key=lambda one: one.index))]


def put(folder: Path, more: Iterable[Path] = ()) -> None:
    """Write the fonts that Typst does not embed itself, and further ones, into a new folder."""
    folder.mkdir()
    for face in FACES:
        (folder / f"{face}.otf").write_bytes(_built_in(face))
    for number, path in enumerate(more):
        (folder / f"{number}{path.suffix.lower()}").write_bytes(path.read_bytes())


def _built_in(face: str) -> bytes:
    return (files("font_source_sans_pro") / "files" / f"SourceSansPro-{face}.otf").read_bytes()
