"""Each case of `tests/cases` gives the findings that its own files announce, and no others.

A case is a folder `pass-...` or `fail-...` in the folder of its rule. Its files, and before them
those of the rule's folder `base`, are laid over a copy of the second knowledge base; a file
`NAME.merge` is JSON to merge into `NAME` (RFC 7396). Other files say what files cannot hold:

- `DELETE` lists files and folders to take away.
- `COPY` has lines `path -> target`: copies under names that not every system can check out.
- `TRACK` lists files that git tracks, made empty where they are not there.
- `LINK` has lines `path -> target`: symbolic links.
- `MODE` has lines `permissions path`.
- `SAYS` has lines that a message must contain.
- `XFAIL` says why the case is not found as it should be.

Findings are announced by comments, which the check passes over:

- `# ! rule` ends a line of front matter, or stands on the line below it (`% ! rule` in prose). It
  may name the column, `rule:12`, and several rules.
- `#     ^^^^ rule`, on the line below, has its carets under what is marked (`%` in prose). Carets
  that start right after the sign count the sign as the first.
- `expected.txt` has lines `path:line:column rule` for files without room for a comment.
"""

from __future__ import annotations

import json
import re
import shutil
import tomllib
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from speckb.cli.main import main
from speckb.corpus import loading, settings
from speckb.rules import pages
from speckb.rules.check import RULES, check, unusable
from speckb.rules.rule import Scope
from tests.conftest import REPO, SECOND
from tests.unit.gitrepo import GitRepo
from tests.unit.lending import known_settings

if TYPE_CHECKING:
    from collections.abc import Iterator, Set

    from speckb.rules.finding import Finding

CASES = REPO / "tests" / "cases"
WORD = re.compile(r"[\w-]+")
MERGE = ".merge"
UNLISTED = "page-unlisted"
CONTROL = {"COPY", "DELETE", "LINK", "TRACK", "MODE", "SAYS", "XFAIL", "expected.txt"}
END = re.compile(r"(?P<text>.*\S) +# ! (?P<rules>.+)$")
BELOW = re.compile(r"\s*[#%] ! (?P<rules>.+)$")
CARETS = re.compile(r"[#%](?P<gap> *)(?P<carets>\^+) (?P<rule>[a-z-]+)$")
LISTED = re.compile(r"(?P<path>[^:]+):(?P<line>\d+):(?P<column>\d+) (?P<rule>[a-z-]+)$")


@dataclass(frozen=True)
class Expected:
    """A finding that a case announces; a column or an end of 0 may be any."""

    path: str
    line: int
    rule: str
    column: int = 0
    end: int = 0

    def fits(self, finding: Finding) -> bool:
        """Return whether the finding stands just where it is expected."""
        place = finding.place
        return (
            (self.path, self.line, self.rule) == (place.path, place.line, finding.rule)
            and self.column in {0, place.column}
            and self.end in {0, place.end}
        )


@dataclass(frozen=True)
class Case:
    """A folder of a rule's cases."""

    folder: Path

    def __str__(self) -> str:
        return f"{self.rule}/{self.folder.name}"

    @property
    def rule(self) -> str:
        """The rule that the case is about."""
        return self.folder.parent.name

    @property
    def fails(self) -> bool:
        """Whether the case breaks its rule."""
        return self.folder.name.startswith("fail-")

    @property
    def xfail(self) -> str:
        """Why the case is not found as it should be."""
        path = self.folder / "XFAIL"
        return path.read_text(encoding="utf-8").strip() if path.exists() else ""

    @property
    def layers(self) -> list[Path]:
        """The folders that are laid over the knowledge base, in their order."""
        return [f for f in (self.folder.parent / "base", self.folder) if f.is_dir()]

    @cached_property
    def texts(self) -> dict[str, str]:
        """The entries, pages, catalogues and reviews of the case, by path."""
        found = {}
        for layer in self.layers:
            found_here = (layer.rglob(form) for form in ("*.md", "*.po", "reviews.txt"))
            for path in sorted(path for paths in found_here for path in paths):
                text = path.read_bytes().decode("utf-8", "replace").replace("\r\n", "\n")
                found[path.relative_to(layer).as_posix()] = text
        return found

    @property
    def expected(self) -> list[Expected]:
        """The findings that the case announces."""
        found = [e for path, text in self.texts.items() for e in _announced(path, text)]
        for line in self.listed("expected.txt"):
            match = LISTED.match(line)
            assert match, line
            found.append(
                Expected(match["path"], int(match["line"]), match["rule"], int(match["column"]))
            )
        return found

    def listed(self, name: str) -> list[str]:
        """Return the lines of a control file of the case."""
        path = self.folder / name
        return path.read_text(encoding="utf-8").splitlines() if path.exists() else []

    def lay(self, root: Path) -> None:
        """Make the case's knowledge base in the folder `root`."""
        shutil.copytree(SECOND, root)
        for name in self.listed("DELETE"):
            path = root / name
            shutil.rmtree(path) if path.is_dir() else path.unlink()
        for layer in self.layers:
            for source in (p for p in layer.rglob("*") if p.is_file() and p.name not in CONTROL):
                target = root / source.relative_to(layer)
                target.parent.mkdir(parents=True, exist_ok=True)
                if source.name.endswith(MERGE):
                    _merge(source, target.with_name(source.name.removesuffix(MERGE)))
                else:
                    shutil.copyfile(source, target)
        for line in self.listed("COPY"):
            name, target_name = line.split(" -> ")
            shutil.copyfile(root / name, root / target_name)
        if tracked := self.listed("TRACK"):
            for name in tracked:
                (root / name).parent.mkdir(parents=True, exist_ok=True)
                (root / name).touch()
            GitRepo(root).git("add", "--force", "--", *tracked)
        for line in self.listed("LINK"):
            name, target_name = line.split(" -> ")
            (root / name).symlink_to(target_name)
        for line in self.listed("MODE"):
            mode, name = line.split()
            (root / name).chmod(int(mode, 8))


def _announced(path: str, text: str) -> Iterator[Expected]:
    last = 0
    for number, line in enumerate(text.split("\n"), 1):
        if match := CARETS.match(line):
            start = len(match["gap"]) + 2 if match["gap"] else 1
            yield Expected(path, last, match["rule"], start, match.end("carets") + 1)
        elif match := BELOW.match(line) or END.match(line):
            last = last if BELOW.match(line) else number
            for word in match["rules"].split():
                rule, _, column = word.partition(":")
                yield Expected(path, last, rule, int(column or 0))
        else:
            last = number


def _merge(source: Path, target: Path) -> None:
    text, patch = target.read_text(encoding="utf-8"), json.loads(source.read_bytes())
    if target.suffix == ".json":
        merged = json.dumps(_merged(json.loads(text), patch))
    else:
        merged = "\n".join(_toml(_merged(tomllib.loads(text), patch)))
    target.write_text(merged, encoding="utf-8")


def _toml(data: dict[str, Any], *path: str) -> Iterator[str]:
    """Yield the lines of settings: tables of texts, lists of texts, and truth values."""
    yield f"[{'.'.join(path)}]" if path else ""
    for name, value in data.items():
        if not isinstance(value, dict):
            yield f"{json.dumps(name)} = {json.dumps(value)}"
    for name, value in data.items():
        if isinstance(value, dict):
            yield from _toml(value, *path, json.dumps(name))


def _merged(old: Any, new: Any) -> Any:
    if not isinstance(new, dict):
        return new
    old = dict(old) if isinstance(old, dict) else {}
    for name, value in new.items():
        if value is None:
            old.pop(name, None)
        else:
            old[name] = _merged(old.get(name), value)
    return old


ALL = [Case(path) for path in sorted(CASES.glob("*/*")) if path.is_dir() and path.name != "base"]


def of(rule: str) -> list[Case]:
    """Return the cases of a rule."""
    return [case for case in ALL if case.rule == rule]


def unreadable(root: Path, case: Case) -> set[Path]:
    """Return the files that the case takes every permission from."""
    return {root / line.split()[1] for line in case.listed("MODE") if line.startswith("0000")}


@pytest.fixture
def closed(monkeypatch: pytest.MonkeyPatch) -> set[Path]:
    """Files that cannot be read even where the tests run as root, who may read everything."""
    found: set[Path] = set()
    read = Path.read_bytes

    def refuse(path: Path) -> bytes:
        if path in found:
            raise PermissionError(13, "Permission denied", str(path))
        return read(path)

    monkeypatch.setattr(Path, "read_bytes", refuse)
    return found


def read(case: Case, root: Path, closed: set[Path]) -> tuple[list[Finding], Set[str]]:
    """Return the findings of the case, and the ids that its files have."""
    case.lay(root)
    closed |= unreadable(root, case)
    try:
        corpus = loading.load(known_settings(root))
    except settings.SettingsError as error:
        return unusable(error), set()
    return check(corpus), {*corpus.entries, *corpus.broken}


def shown(found: list[Finding]) -> str:
    return "\n".join(f"{f.place} {f.rule}: {f.message}" for f in found)


@pytest.mark.parametrize(
    "case",
    [
        pytest.param(
            case,
            id=str(case),
            marks=[pytest.mark.xfail(strict=True, reason=case.xfail)] if case.xfail else [],
        )
        for case in ALL
    ],
)
def test_a_case_gives_the_findings_that_it_announces(
    case: Case, tmp_path: Path, closed: set[Path]
) -> None:
    every, ids = read(case, (tmp_path / "case").resolve(), closed)
    # the pages that cases add are in no list of pages, which is one rule's matter
    found = [f for f in every if f.rule != UNLISTED or case.rule == UNLISTED]
    places = sorted((f.place.path, f.place.line, f.rule) for f in found)
    assert places == sorted((e.path, e.line, e.rule) for e in case.expected), shown(found)
    for expected in case.expected:
        assert any(expected.fits(finding) for finding in found), f"{expected}\n{shown(found)}"
    for words in case.listed("SAYS"):
        assert any(words in finding.message for finding in found), f"{words}\n{shown(found)}"
    for finding in found:
        if RULES[finding.rule].scope is Scope.NAMED_ENTRIES:
            named = {*WORD.findall(finding.message)} & ids
            assert named <= {*finding.about}, f"{named}\n{shown(found)}"


@pytest.mark.parametrize("case", ALL, ids=str)
def test_a_case_announces_what_its_name_says(case: Case) -> None:
    assert case.folder.name.startswith(("pass-", "fail-"))
    rules = {expected.rule for expected in case.expected}
    assert case.rule in rules if case.fails else not rules
    assert rules <= RULES.keys()


@pytest.mark.parametrize("rule", RULES)
def test_each_rule_has_cases_that_pass_and_fail(rule: str) -> None:
    fails = [case.fails for case in of(rule)]
    assert fails.count(False) >= 1
    assert fails.count(True) >= 2


def test_each_folder_of_cases_is_named_after_a_rule() -> None:
    assert {path.name for path in CASES.iterdir()} == RULES.keys()


def bare(text: str) -> str:
    """Return the text without the comments that announce findings."""
    lines = [END.sub(r"\g<text>", line) for line in text.split("\n") if not announces(line)]
    return "\n".join(lines)


def announces(line: str) -> bool:
    return bool(BELOW.match(line) or CARETS.match(line))


def holds(case: Case, lines: str) -> bool:
    """Return whether a file of the case has these lines, at any depth."""
    pattern = r"^(?P<depth> *)" + r"\n(?P=depth)".join(map(re.escape, lines.split("\n"))) + "$"
    pattern = pattern.replace(r"(?P=depth)\n", r"\n")
    return any(re.search(pattern, bare(text), re.M) for text in case.texts.values())


@pytest.mark.parametrize(
    ("rule", "example"),
    [
        pytest.param(rule, example, id=f"{rule.id}-{example.kind}")
        for rule in RULES.values()
        for example in pages.examples(rule)
        if example.is_code
    ],
)
def test_each_example_of_a_rule_is_a_case(rule: Any, example: pages.Example) -> None:
    cases = [case for case in of(rule.id) if case.fails == (example.kind == "Bad")]
    assert any(holds(case, example.text) for case in cases)


@pytest.mark.parametrize("rule", RULES.values(), ids=lambda rule: rule.id)
def test_each_rule_is_stated_in_a_sentence_with_examples(rule: Any) -> None:
    statement, blank, *_ = rule.text.split("\n")
    assert statement.endswith(".")
    assert len(statement) < 98
    assert blank == ""
    assert [example.kind for example in pages.examples(rule)] == ["Bad", "Good"]
    assert all(example.text for example in pages.examples(rule))


def test_a_rule_is_the_same_in_whichever_module_it_is(monkeypatch: pytest.MonkeyPatch) -> None:
    before = pages.pages()
    for rule in RULES.values():
        monkeypatch.setattr(rule.find, "__module__", "speckb.rules.elsewhere")
    assert pages.pages() == before


def test_the_pages_of_the_reference_are_current() -> None:
    assert pages.stale(REPO / "docs") == []


@pytest.mark.parametrize("rule", [name for name in RULES if not RULES[name].protects])
def test_a_page_shows_a_setting_that_works(rule: str, tmp_path: Path) -> None:
    patch = tomllib.loads(pages.pages()[f"rules/{rule}.md"].split("```toml\n")[1].split("```")[0])
    root = shutil.copytree(SECOND, tmp_path / "case")
    path = root / settings.FILE
    merged = _merged(tomllib.loads(path.read_text(encoding="utf-8")), patch)
    path.write_text("\n".join(_toml(merged)), encoding="utf-8")
    assert settings.load(root).severities == patch["speckb"]["rules"]
    assert patch["speckb"]["rules"][rule] != RULES[rule].severity
    assert check(loading.load(settings.load(root))) == []


def test_a_stale_page_is_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["reference", str(tmp_path)]) == 0
    assert main(["reference", str(tmp_path), "--check"]) == 0
    assert capsys.readouterr().out == ""
    (tmp_path / "rules/id-file.md").write_text("# Edited by hand\n", encoding="utf-8")
    (tmp_path / "settings.md").write_text("# Edited by hand\n", encoding="utf-8")
    (tmp_path / "rules/id-files.md").write_text("# Left behind\n", encoding="utf-8")
    assert main(["reference", str(tmp_path), "--check"]) == 1
    said = capsys.readouterr().out.splitlines()
    assert [line.split(":")[0] for line in said] == [
        str(tmp_path / "rules/id-file.md"),
        str(tmp_path / "rules/id-files.md"),
        str(tmp_path / "settings.md"),
    ]
