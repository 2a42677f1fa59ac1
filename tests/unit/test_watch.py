"""`speckb check --watch`: what counts as a change, and what is printed around a check."""

from __future__ import annotations

import json
import re
from contextlib import suppress
from typing import TYPE_CHECKING

import pytest

from speckb.cli import watch
from speckb.cli.main import main
from tests.conftest import REPO
from tests.unit.lending import SLIPS, Lending

if TYPE_CHECKING:
    from collections.abc import Callable

Capture = pytest.CaptureFixture[str]


def follow(lending: Lending, *acts: Callable[[], object]) -> int:
    """Return how often a check is run while somebody acts in the pauses."""
    left = list(acts)

    def sleep(_seconds: float) -> None:
        if not left:
            raise KeyboardInterrupt
        left.pop(0)()

    times = 0
    with suppress(KeyboardInterrupt):
        for _ in watch.changes(lending.root, sleep):
            times += 1
    return times


def test_it_is_checked_at_once_and_after_each_change(lending: Lending) -> None:
    assert follow(lending) == 1
    assert follow(lending, lambda: None, lambda: None) == 1
    assert follow(lending, lambda: lending.change(SLIPS, "yellow", "green")) == 2
    assert follow(lending, lambda: lending.write("works/NEW.md", "x"), lambda: None) == 2
    assert follow(lending, (lending.root / "works/NEW.md").unlink) == 2
    assert follow(lending, lambda: lending.change("schemas/work.json", "1800", "1700")) == 2


def test_what_is_no_part_of_it_is_no_change(lending: Lending) -> None:
    assert follow(lending, lambda: lending.write("build/index.html", "x")) == 1
    assert follow(lending, lambda: lending.write("works/.NEW.md.swp", "x")) == 1


def test_settings_that_are_broken_meanwhile_are_followed(lending: Lending) -> None:
    text = lending.text("ubproject.toml")
    broken = lambda: lending.write("ubproject.toml", "[")  # noqa: E731
    mended = lambda: lending.write("ubproject.toml", text)  # noqa: E731
    assert follow(lending, broken, mended) == 3


def test_a_broken_one_is_reported_and_watched_on(
    lending: Lending, capsys: Capture, monkeypatch: pytest.MonkeyPatch
) -> None:
    acts = [
        lambda: lending.change(SLIPS, "value: by-letter", "value: by-leter"),
        lambda: lending.write("ubproject.toml", "["),
    ]

    def sleep(_seconds: float) -> None:
        if not acts:
            raise KeyboardInterrupt
        acts.pop(0)()

    monkeypatch.setattr(watch.changes, "__defaults__", (sleep,))
    assert main(["--root", str(lending.root), "check", "--watch"]) == 130
    out, err = capsys.readouterr()
    assert out.count("checking\n") == out.count(f"{watch.END}\n") == 3
    assert "no findings" in out
    assert f"{SLIPS}:16:12: error: 'by-leter' is not a value of overdue-recall" in out
    assert "ubproject.toml:1:2: error: " in out
    assert err == "speckb: interrupted\n"


def test_the_task_of_the_editor_understands_it(lending: Lending) -> None:
    """The problem matcher finds file, line, column, severity, message and rule."""
    tasks = json.loads((REPO / ".vscode/tasks.json").read_text(encoding="utf-8"))["tasks"]
    task = next(task for task in tasks if "--watch" in task["args"])
    matcher = task["problemMatcher"]
    lending.change(SLIPS, "value: by-letter", "value: by-leter")
    said = lending.said()
    pattern = matcher["pattern"]
    found = [m for line in said.split("\n") if (m := re.match(pattern["regexp"], line))]
    assert len(found) == 1
    parts = {key: found[0][number] for key, number in pattern.items() if key != "regexp"}
    assert parts["file"] == SLIPS
    assert (parts["line"], parts["column"]) == ("16", "12")
    assert (parts["severity"], parts["code"]) == ("error", "value-vocabulary")
    assert parts["message"].startswith("'by-leter' is not a value of overdue-recall")
    assert re.match(matcher["background"]["beginsPattern"], watch.BEGIN)
    assert re.match(matcher["background"]["endsPattern"], watch.END)
