"""Limits of what is read: at one all is well, one beyond is a finding, and nothing more is read."""

from __future__ import annotations

import json
import time
from dataclasses import fields, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from speckb.cli.main import main
from speckb.corpus import loading, settings
from speckb.corpus.prose import markdown
from speckb.corpus.settings import SettingsError
from speckb.corpus.settings.errors import SCHEMA
from speckb.diff.history.same import same
from speckb.diff.states import StateError, opened
from speckb.files.frontmatter import Builder
from speckb.files.git import TooManyError, around
from speckb.files.limits import DEFAULT, Limits
from speckb.rules.check import RULES, check
from speckb.rules.impact import caused
from speckb.sphinxext.state import other_folders
from tests.conftest import build
from tests.unit.gitrepo import GitRepo

if TYPE_CHECKING:
    from speckb.rules.finding import Finding
    from tests.unit.lending import Lending

PAGE = "notes.md"
HEAD = "# Notes\n\n"


def table(**limits: int) -> str:
    """Return the table of settings that sets limits."""
    lines = [f"{name} = {most}" for name, most in limits.items()]
    return "\n".join(["", "[speckb.limits]", *lines, ""])


def set_limits(lending: Lending, **limits: int) -> None:
    lending.write("ubproject.toml", lending.text("ubproject.toml") + table(**limits))


def by(lending: Lending, **limits: int) -> list[Finding]:
    """Return the findings by limits that are lower than settings could make them."""
    found = settings.load(lending.root)
    return check(loading.load(replace(found, limits=replace(found.limits, **limits))))


def said(found: list[Finding]) -> str:
    """Return the one finding in the form of a report."""
    (finding,) = found
    assert finding.rule == "file-limit"
    place = finding.place
    return f"{place.path}:{place.line}:{place.column}: {finding.message}"


@pytest.fixture
def read(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The names of the files that are read, in their order."""
    names: list[str] = []
    read_bytes = Path.read_bytes

    def record(path: Path) -> bytes:
        names.append(path.name)
        return read_bytes(path)

    monkeypatch.setattr(Path, "read_bytes", record)
    return names


@pytest.fixture
def parsed(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The texts that a parser of YAML or of Markdown gets, in their order."""
    texts: list[str] = []
    build, blocks = Builder.build, markdown.blocks()

    def record(builder: Builder, head: str) -> Any:
        texts.append(head)
        return build(builder, head)

    class Recorder:
        def parse(self, text: str) -> Any:
            texts.append(text)
            return blocks.parse(text)

    monkeypatch.setattr(Builder, "build", record)
    monkeypatch.setattr(markdown, "blocks", Recorder)
    return texts


# -- one file

LONG_WORDS = "Slips are kept.\n"


def of_bytes(size: int) -> str:
    words = LONG_WORDS * 2_000
    rest = size - len(HEAD) - len(words)
    lines = [("x" * 999 + "\n") * (rest // 1_000), "x" * (rest % 1_000)]
    return HEAD + words + "".join(lines)


def of_lines(number: int) -> str:
    return HEAD + "\n" * (number - 2)


def of_a_line(length: int) -> str:
    return HEAD + "x" * length


AT = [
    ("page_bytes", of_bytes, "1:1: 100,001 bytes"),
    ("page_lines", of_lines, "3001:1: 3,001 lines"),
    ("line_length", of_a_line, "3:10001: a line of 10,001 characters"),
]


@pytest.mark.parametrize(("name", "make", "message"), AT)
def test_a_page_at_a_limit_is_read_and_a_larger_one_is_a_finding(
    name: str, make: Any, message: str, lending: Lending
) -> None:
    most = getattr(DEFAULT, name)
    lending.page(PAGE, make(most))
    assert lending.findings() == []
    lending.page(PAGE, make(most + 1))
    wanted = f"{PAGE}:{message}; at most {most:,}, by the setting speckb.limits.{name}"
    assert said(lending.findings()) == wanted
    set_limits(lending, **{name: most + 1})
    assert lending.findings() == []


def test_a_file_that_is_too_large_is_not_read(lending: Lending, read: list[str]) -> None:
    lending.page(PAGE, of_bytes(DEFAULT.page_bytes + 1))
    lending.findings()
    assert PAGE not in read
    assert "words.md" in read


@pytest.mark.parametrize(
    "text",
    [
        f"---\nhide-toc: {'x' * 10_000}\n---\n",
        "---\n" + "# x\n" * 4_000 + f"---\n{HEAD}",
        f"{HEAD}{'> ' * 6_000}x",
        HEAD + "- a\n" * 4_000,
    ],
)
def test_no_parser_gets_a_text_beyond_a_limit(
    text: str, lending: Lending, parsed: list[str]
) -> None:
    lending.findings()
    before = len(parsed)
    lending.page(PAGE, text)
    assert [rule for _, rule in lending.rules()] == ["file-limit"]
    assert len(parsed) == 2 * before


def nested_notes(number: int) -> str:
    opened = [f"{':' * (3 + number - i)}{{note}}" for i in range(number)]
    closed = [":" * (4 + i) for i in range(number)]
    return "\n".join([*opened, "Slips.", *closed, ""])


NESTED = {
    "quotes": lambda n: "> " * n + "a\n",
    "quotes without blanks": lambda n: ">" * n + " a\n",
    "lists": lambda n: "- " * n + "a\n",
    "numbered lists": lambda n: "1. " * n + "a\n",
    "lists by indentation": lambda n: "".join(f"{'  ' * i}- a\n" for i in range(n)),
    "quotes on lines of their own": lambda n: "".join(f"{'> ' * i}> a\n" for i in range(n)),
    "directives": nested_notes,
    "directives never closed": lambda n: ":::{note}\n" * n + "a\n",
    "directives with a fence in a quote": lambda n: ":::{note}\n> :::\n" * (n - 1),
    "fences without names": lambda n: "".join(f"{':' * (3 + n - i)}\n" for i in range(n)),
}


@pytest.mark.parametrize("kind", NESTED)
def test_nesting_of_prose_has_a_limit(kind: str, lending: Lending) -> None:
    make = NESTED[kind]
    lending.page(PAGE, HEAD + make(DEFAULT.nesting))
    assert "file-limit" not in [rule for _, rule in lending.rules()]
    lending.page(PAGE, HEAD + make(DEFAULT.nesting + 1))
    assert (PAGE, "file-limit") in lending.rules()
    set_limits(lending, nesting=DEFAULT.nesting + 1)
    assert "file-limit" not in [rule for _, rule in lending.rules()]


@pytest.mark.parametrize("kind", NESTED)
def test_what_is_nested_a_thousand_deep_is_parsed_a_few_times(
    kind: str, lending: Lending, parsed: list[str]
) -> None:
    lending.findings()
    before = len(parsed)
    lending.page(PAGE, HEAD + NESTED[kind](1_000)[: DEFAULT.page_bytes - 100])
    assert "file-limit" in [rule for _, rule in lending.rules()]
    assert len(parsed) <= 2 * before + DEFAULT.nesting + 2


def test_front_matter_may_be_as_deep_as_settings_say(lending: Lending) -> None:
    text = lending.text("works/QUILL-RULES.md")
    deep = text.replace("\n---\n", f"\nx: {'[' * 12}y{']' * 12}\n---\n", 1)
    lending.write("works/QUILL-RULES.md", deep)
    assert ("works/QUILL-RULES.md", "file-limit") in lending.rules()
    set_limits(lending, nesting=13)
    assert ("works/QUILL-RULES.md", "field-unknown") in lending.rules()


def test_a_build_shows_what_is_nested_to_the_limit(lending: Lending, tmp_path: Path) -> None:
    """The parser leaves out what is deeper than it goes, without a word."""
    number = DEFAULT.nesting
    deep = [f"{sign * number}{word}\n" for sign, word in (("- ", "in-lists"), ("> ", "in-quotes"))]
    notes = nested_notes(number).replace("Slips.", "in-notes")
    lending.write("words.md", "\n".join([lending.text("words.md"), *deep, notes]))
    done = build(lending.root, tmp_path / "html")
    assert done.status == 0, done.output
    page = (done.out / "words.html").read_text(encoding="utf-8")
    assert all(word in page for word in ("in-lists", "in-quotes", "in-notes"))


# -- all files


def test_the_number_of_entries_and_pages_has_a_limit(lending: Lending, read: list[str]) -> None:
    corpus = lending.corpus()
    number = len(corpus.items)
    assert by(lending, pages=number) == []
    read.clear()
    message = (
        f"{number} entries and pages; at most {number - 1}, by the setting speckb.limits.pages"
    )
    assert said(by(lending, pages=number - 1)).endswith(message)
    read.clear()
    assert said(by(lending, pages=1)).startswith("demands:1:1: ")
    assert [name for name in read if name.endswith(".md")] == []


def test_the_size_of_all_entries_and_pages_has_a_limit(lending: Lending, read: list[str]) -> None:
    corpus = lending.corpus()
    size = sum((lending.root / path).stat().st_size for path in corpus.paths)
    assert by(lending, corpus_bytes=size) == []
    assert "speckb.limits.corpus_bytes" in said(by(lending, corpus_bytes=size - 1))
    read.clear()
    by(lending, corpus_bytes=1)
    assert [name for name in read if name.endswith(".md")] == []


def test_the_number_of_names_in_folders_has_a_limit(lending: Lending, read: list[str]) -> None:
    for number in range(300):
        lending.write(f"works/scans/{number}.tif", "")
    assert by(lending, files=600) == []
    read.clear()
    found = said(by(lending, files=300))
    assert found == (
        "works/scans:1:1: too many names; at most 300, by the setting speckb.limits.files"
    )
    assert said(by(lending, files=1)).startswith("demands:1:1: too many names")


def test_the_number_of_findings_has_a_limit(lending: Lending, read: list[str]) -> None:
    lending.page(PAGE, HEAD + "See {entry}`nobody`.\n" * 50)
    number = len(lending.findings())
    assert number == 50
    assert len(by(lending, findings=50)) == 50
    *told, last = by(lending, findings=20)
    assert [finding.rule for finding in told] == ["prose-unknown"] * 20
    assert said([last]) == (
        "ubproject.toml:1:1: too many findings; the rest is not listed; at most 20, by the setting "
        "speckb.limits.findings"
    )
    lending.write("demands/LEND-1.md", "---\n" + "".join(f"x{n}: y\n" for n in range(30)) + "---\n")
    read.clear()
    assert len(by(lending, findings=20)) == 21
    assert "words.md" not in read


def test_what_all_files_pass_is_said_whichever_file_was_changed(lending: Lending) -> None:
    found = by(lending, pages=1)
    assert caused(found, {"words.md"}, settings.load(lending.root)) == found


@pytest.mark.parametrize(
    "command",
    [["check"], ["stats"], ["tables"], ["fmt"], ["new", "work", "N"], ["rename", "LEND-1", "N"]],
    ids=lambda command: command[0],
)
def test_no_command_works_on_a_part_of_the_entries(
    command: list[str],
    lending: Lending,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setattr("speckb.files.limits.DEFAULT", replace(DEFAULT, pages=3))
    assert main(["--root", str(lending.root), *command]) == 1
    captured = capsys.readouterr()
    assert "speckb.limits.pages" in captured.out + captured.err


def test_a_command_says_that_a_limit_is_passed(
    lending: Lending, capsys: pytest.CaptureFixture[str]
) -> None:
    lending.page(PAGE, of_lines(DEFAULT.page_lines + 1))
    for command in (["check"], ["tables"], ["fmt"], ["rename", "LEND-1", "LEND-11"]):
        assert main(["--root", str(lending.root), *command]) == 1, command
        captured = capsys.readouterr()
        assert "speckb.limits.page_lines" in captured.out + captured.err


# -- settings, schemas and reviews


def test_the_schema_has_the_default_of_each_limit_as_its_minimum() -> None:
    own = json.loads(SCHEMA.read_text())["properties"]["speckb"]["properties"]
    known = own["limits"]["properties"]
    assert {name: part["minimum"] for name, part in known.items()} == {
        one.name: one.default for one in fields(Limits)
    }
    assert all(part["description"] for part in known.values())
    assert known["nesting"]["maximum"] == markdown.MOST_NESTING


@pytest.mark.parametrize("name", [one.name for one in fields(Limits)])
def test_a_limit_is_only_raised(name: str, lending: Lending) -> None:
    before = lending.text("ubproject.toml")
    most = getattr(DEFAULT, name)
    set_limits(lending, **{name: most + 1})
    assert getattr(settings.load(lending.root).limits, name) == most + 1
    lending.write("ubproject.toml", before + table(**{name: most - 1}))
    line = before.count("\n") + 3
    place = f"ubproject.toml:{line}:1: speckb.limits.{name}: "
    with pytest.raises(SettingsError, match=f"{place}{most - 1} is not allowed; at least {most}$"):
        settings.load(lending.root)


def test_nesting_is_raised_no_further_than_the_parsers_go(lending: Lending) -> None:
    set_limits(lending, nesting=17)
    with pytest.raises(SettingsError, match="17 is not allowed; at most 16"):
        settings.load(lending.root)


def test_a_limit_is_a_known_name_and_a_number(lending: Lending) -> None:
    before = lending.text("ubproject.toml")
    set_limits(lending, page_byte=1)
    with pytest.raises(SettingsError, match="did you mean 'page_bytes'"):
        settings.load(lending.root)
    lending.write("ubproject.toml", before + '\n[speckb.limits]\nfiles = "many"\n')
    with pytest.raises(SettingsError, match=r"ubproject\.toml:\d+:1: speckb\.limits\.files: "):
        settings.load(lending.root)


@pytest.mark.parametrize("name", ["ubproject.toml", "schemas/work.json"])
def test_settings_and_schemas_have_a_limit(name: str, lending: Lending, read: list[str]) -> None:
    most = DEFAULT.file_bytes
    size = (lending.root / name).stat().st_size
    text = lending.text(name)
    lending.write(name, text + "\n" * (most - size))
    assert lending.findings() == []
    read.clear()
    lending.write(name, text + "\n" * (most - size + 1))
    message = "1,000,001 bytes; at most 1,000,000, by the setting speckb.limits.file_bytes"
    assert said(lending.findings()) == f"{name}:1:1: {message}"
    assert Path(name).name not in read


def test_a_schema_may_be_as_large_as_settings_say(lending: Lending) -> None:
    set_limits(lending, file_bytes=1_100_000)
    lending.write("schemas/work.json", lending.text("schemas/work.json") + "\n" * 1_000_000)
    assert lending.findings() == []


def test_reviews_have_a_limit(
    lending: Lending, read: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    lending.change("ubproject.toml", "[speckb]\n", '[speckb]\nreviews = "seen.txt"\n')
    lending.write("seen.txt", "# seen\n" * 150_000)
    found = [f for f in lending.findings() if f.place.path == "seen.txt"]
    assert said(found).startswith("seen.txt:1:1: 1,050,000 bytes; at most 1,000,000")
    assert "seen.txt" not in read
    assert main(["--root", str(lending.root), "review", "--all"]) == 1
    assert "speckb.limits.file_bytes" in capsys.readouterr().err
    set_limits(lending, file_bytes=1_050_000)
    assert "file-limit" not in [rule for _, rule in lending.rules()]


SETTINGS = {
    "lists": "x = " + "[" * 100_000,
    "closed lists": "x = " + "[" * 200 + "]" * 200,
    "lists that the parser takes": "x = " + "[" * 13 + "]" * 13,
    "groups": "x = " + "{a=" * 5_000,
    "a key of many parts": ".".join(["a"] * 50_000) + " = 1",
    "a key of many quoted parts": " . ".join(['"a"'] * 50_000) + " = 1",
    "a table of many parts": f"[{'.'.join(['a'] * 50_000)}]",
    "a key in a group": "x = { " + ".".join(["a"] * 50_000) + " = 1 }",
}


@pytest.mark.parametrize("kind", SETTINGS)
def test_settings_nested_deep_are_refused_in_a_line(
    kind: str, lending: Lending, capsys: pytest.CaptureFixture[str]
) -> None:
    text = lending.text("ubproject.toml").replace("[needs]\n", f"[needs]\n{SETTINGS[kind]}\n", 1)
    lending.write("ubproject.toml", text)
    assert main(["--root", str(lending.root), "check"]) == 1
    assert capsys.readouterr().out.startswith("ubproject.toml:")
    (found,) = lending.findings()
    assert "\n" not in found.message
    assert len(found.message) < 2_000


@pytest.mark.parametrize("text", ["[" * 100_000, '{"not":' * 900 + "{}" + "}" * 900])
def test_a_schema_nested_deep_is_refused_in_a_line(
    text: str, lending: Lending, capsys: pytest.CaptureFixture[str]
) -> None:
    lending.write("schemas/work.json", text)
    assert main(["--root", str(lending.root), "check"]) == 1
    assert capsys.readouterr().out.startswith("schemas/work.json:1:")


# -- revisions


@pytest.fixture
def repo(lending: Lending) -> GitRepo:
    """A repository around the second knowledge base, with one commit."""
    found = GitRepo(lending.root)
    found.commit("All", tag="v1")
    return found


def test_the_names_of_a_revision_have_a_limit(lending: Lending, repo: GitRepo) -> None:
    repository = around(lending.root)
    number = len(repo.git("ls-files").splitlines())
    commit = repository.commit("v1")
    assert len(repository.files(commit, number)) == number
    assert len(repository.files(commit, 1, "words.md")) == 1
    with pytest.raises(TooManyError):
        repository.files(commit, number - 1)


def test_a_revision_keeps_to_the_limits(
    lending: Lending,
    repo: GitRepo,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    lending.page(PAGE, of_bytes(DEFAULT.page_bytes + 1))
    repo.commit("A page", tag="v2")
    with opened(lending.root, "v2") as (state,):
        assert [fault.message for fault in state.corpus.faults] == [
            "100,001 bytes; at most 100,000, by the setting speckb.limits.page_bytes"
        ]
    set_limits(lending, page_bytes=DEFAULT.page_bytes + 1)
    repo.commit("A limit", tag="v3")
    with opened(lending.root, "v3") as (state,):
        assert state.corpus.faults == []
        assert state.corpus.settings.limits.page_bytes == DEFAULT.page_bytes + 1
    lending.write("ubproject.toml", lending.text("ubproject.toml") + "\n" * DEFAULT.file_bytes)
    repo.commit("Settings", tag="v4")
    assert main(["--root", str(lending.root), "diff", "v3", "--to", "v4"]) == 1
    assert "v4:ubproject.toml:1:1: error: 1,00" in capsys.readouterr().err
    monkeypatch.setattr("speckb.files.limits.DEFAULT", replace(DEFAULT, files=10))
    assert main(["--root", str(lending.root), "diff", "v1", "--to", "v2"]) == 2
    (line,) = capsys.readouterr().err.splitlines()
    assert line == "speckb: v1: too many names; at most 10, by the setting speckb.limits.files"


def test_one_file_under_many_names_fills_no_disk(
    lending: Lending, repo: GitRepo, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(50):
        lending.write(f"scans/{number}.png", b"0" * 70_000)
    repo.commit("Scans", tag="scans")
    monkeypatch.setattr("speckb.diff.states.MOST_BYTES", 3_000_000)
    with (
        pytest.raises(StateError, match=r"^scans: its files are larger than 3 MB in total$"),
        opened(lending.root, "scans"),
    ):
        pass


def test_a_version_beyond_a_limit_means_something_else(lending: Lending, repo: GitRepo) -> None:
    repository = around(lending.root)
    entry = lending.corpus().entries["LEND-1"]
    now = (lending.root / entry.path).read_bytes()
    for more in (b"\n" * 5_000, b"x" * 10_001, b"\n" + b"> " * 20 + b"a\n"):
        assert not same(entry, now + more, now, DEFAULT)
    assert same(entry, now + b"\n\n", now, DEFAULT)
    blob = repo.git("rev-parse", f"HEAD:{entry.path}")
    assert repository.small([blob, blob], len(now)) == [blob]
    assert repository.small([blob], len(now) - 1) == []


# -- folders


def test_a_build_searches_no_folder_without_pages(lending: Lending) -> None:
    """Sphinx follows links to folders: two that lead to their own folder would never end."""
    (lending.root / "works" / "one").symlink_to(".")
    (lending.root / "works" / "two").symlink_to(".")
    (lending.root / "works" / "a[b]").mkdir()
    found = other_folders(lending.root, ["works/*.md", "side/by/*.md", "[a-z]*.md"])
    assert {"works/one", "works/two", "works/a[[]b]", "demands"} <= {*found}
    assert "works" not in found


REPEATED = {
    "links": ("[a](words.md) " * 10 + "\n", 120),
    "directives": ("```{note}\n:class: x\n\nx\n```\n", 120),
    "headings and lines": ("## x\n\n- - -\n\n", 150),
}


@pytest.mark.parametrize("kind", REPEATED)
def test_rules_of_prose_take_time_in_proportion_to_a_page(kind: str, lending: Lending) -> None:
    """Four times the page takes about four times the CPU time, and not sixteen times."""
    piece, number = REPEATED[kind]
    taken = []
    for times in (1, 4):
        lending.page(PAGE, HEAD + piece * number * times)
        corpus = lending.corpus()
        (page,) = (item for item in corpus.items if item.path == PAGE)
        alone = replace(corpus, entries={}, pages=(page,))
        before = time.process_time()
        for name in ("prose-typed", "prose-line", "directive-form"):
            list(RULES[name].findings(alone, "error"))
        taken.append(time.process_time() - before)
    assert taken[1] < 9 * max(taken[0], 0.004)
