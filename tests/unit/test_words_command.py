"""`speckb words`: a catalogue to fill in, kept up to date without losing what is filled in."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

import pytest

from speckb import language
from speckb.cli.main import main
from speckb.corpus import settings
from tests.conftest import SECOND

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def french(tmp_path: Path) -> Path:
    """The second knowledge base, in a language that the engine has no words for."""
    root = shutil.copytree(SECOND, tmp_path / "base")
    set_(root, 'language = "fr"')
    return root


def set_(root: Path, line: str) -> None:
    path = root / "ubproject.toml"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("\n[speckb]\n", f"\n[speckb]\n{line}\n"), encoding="utf-8")


def words(root: Path) -> int:
    return main(["--root", str(root), "words"])


def test_a_catalogue_has_every_text_to_fill_in(
    french: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert words(french) == 0
    number = len(language.texts())
    said = capsys.readouterr().out
    assert said.startswith(f"fr.po: {number} of {number} texts to fill in\n")
    assert 'words = "fr.po"' in said
    text = (french / "fr.po").read_text(encoding="utf-8")
    assert '\nmsgid "Back to top"\nmsgstr ""\n' in text
    assert "nplurals=2; plural=(n > 1);" in text


def test_what_is_filled_in_is_used_and_stays(
    french: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    words(french)
    path = french / "fr.po"
    text = path.read_text(encoding="utf-8")
    text = text.replace(
        'msgid "Back to top"\nmsgstr ""', '# Relu\nmsgid "Back to top"\nmsgstr "Haut"'
    )
    gone = 'msgid "Gone from the engine"\nmsgstr "Parti"\n'
    path.write_text(f"# Notre catalogue\n{text}\n{gone}", encoding="utf-8")
    set_(french, 'words = "fr.po"')
    capsys.readouterr()
    assert words(french) == 0
    number = len(language.texts())
    assert capsys.readouterr().out == f"fr.po: {number - 1} of {number} texts to fill in\n"
    again = path.read_text(encoding="utf-8")
    assert again.startswith("# Notre catalogue\n")
    assert "# Relu\n" in again
    assert '#~ msgstr "Parti"' in again
    found = settings.load(french)
    language.use(found.language, found.own_words)
    try:
        assert language._("Back to top") == "Haut"
        assert language._("Contents") == "Contents"
    finally:
        language.use(language.ENGLISH)
    before = path.read_bytes()
    assert words(french) == 0
    assert path.read_bytes() == before


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("msgid Back", "fr.po:1:1: error: not a line of a gettext catalogue"),
        ('msgid "x"\nmsgid "y"\n', "fr.po:"),
        ('msgid ""\nmsgstr "Language: x\\n"\n\nmsgstr "lost"\n', "fr.po:4:1: error"),
        ("\0", "fr.po:1:1: error"),
    ],
)
def test_a_file_that_is_no_catalogue_is_left_as_it_is(
    text: str, said: str, french: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (french / "fr.po").write_text(text, encoding="utf-8")
    set_(french, 'words = "fr.po"')
    for command in ("words", "check"):
        assert main(["--root", str(french), command]) == 1
        out = capsys.readouterr()
        assert said in out.out + out.err
    assert (french / "fr.po").read_text(encoding="utf-8") == text


@pytest.mark.parametrize(
    "field",
    [
        "POT-Creation-Date: YEAR-MO-DA HO:MI+ZONE",
        "PO-Revision-Date: ",
        "Plural-Forms: nplurals=INTEGER; plural=EXPRESSION;",
        "Plural-Forms: nplurals=99999999999999; plural=0;",
        "Language: ../../etc",
    ],
)
def test_the_head_of_a_catalogue_is_kept_and_means_nothing(field: str, french: Path) -> None:
    text = 'msgid "{n} row"\nmsgid_plural "{n} rows"\nmsgstr[0] "{n} ligne"\nmsgstr[1] "{n} lignes"'
    head = f'# Licence\n\nmsgid ""\nmsgstr ""\n"{field}\\n"\n'
    path = french / "fr.po"
    path.write_text(f"{head}\n{text}\n", encoding="utf-8")
    set_(french, 'words = "fr.po"')
    found = settings.load(french)
    assert found.own_words.texts == {"{n} row": ("{n} ligne", "{n} lignes")}
    assert words(french) == 0
    again = path.read_text(encoding="utf-8")
    assert again.startswith(head)
    assert text in again


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (
            'msgid "{n} row"\nmsgid_plural "{n} rows"\nmsgstr[0] "x"\nmsgstr[1] ""',
            "1 of 2 are filled",
        ),
        ('msgid "{n} row"\nmsgstr "x"', "'{n} row' has a plural"),
        ('msgctxt "page"\nmsgid "Contents"\nmsgstr "x"', "remove 'msgctxt'"),
    ],
)
def test_texts_that_would_not_be_used_are_told(
    text: str, said: str, french: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (french / "fr.po").write_text(f"{text}\n", encoding="utf-8")
    set_(french, 'words = "fr.po"')
    main(["--root", str(french), "check"])
    assert said in capsys.readouterr().out


def test_a_file_without_a_head_gets_one_and_keeps_its_lines(french: Path) -> None:
    path = french / "fr.po"
    path.write_bytes(b'msgid "Contents"\r\nmsgstr "Contenu"\r\n')
    set_(french, 'words = "fr.po"')
    assert words(french) == 0
    data = path.read_bytes()
    assert data.count(b"\n") == data.count(b"\r\n")
    assert data.count(b'msgid "Contents"') == 1
    assert b'"Language: fr' in data


def test_the_file_that_the_settings_name_is_written(french: Path) -> None:
    set_(french, 'words = "words/own.po"')
    assert words(french) == 0
    assert "Back to top" in (french / "words/own.po").read_text(encoding="utf-8")
    assert main(["--root", str(french), "check"]) == 0


def test_the_file_of_words_must_exist(french: Path, capsys: pytest.CaptureFixture[str]) -> None:
    set_(french, 'words = "fr.po"')
    assert main(["--root", str(french), "check"]) == 1
    assert "no such file: fr.po; `speckb words` writes one" in capsys.readouterr().out


def test_a_catalogue_cannot_reach_into_values() -> None:
    own = language.read('msgid "Section {name}"\nmsgstr "{name.__class__} {name} {other}"\n', "fr")
    language.use("fr", own)
    try:
        said = language._("Section {name}", name="{other}")
        assert said == "{name.__class__} {other} {other}"
    finally:
        language.use(language.ENGLISH)


def test_plural_forms_are_those_of_the_language() -> None:
    forms = "\n".join(f'msgstr[{n}] "{n}: {{n}}"' for n in range(6))
    own = language.read(f'msgid "{{n}} page"\nmsgid_plural "{{n}} pages"\n{forms}\n', "ar")
    language.use("ar", own)
    try:
        said = [language.ngettext("{n} page", "{n} pages", n)[0] for n in (0, 1, 2, 3, 11, 100)]
        assert said == ["0", "1", "2", "3", "5", "4"]
    finally:
        language.use(language.ENGLISH)
    short = language.read('msgid "{n} page"\nmsgid_plural "{n} pages"\nmsgstr[0] "x"\n', "ar")
    assert short.texts == {}
