"""Templates that Jinja cannot compile: found once per content, at their lines, within limits."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from speckb.files import templates
from speckb.files.child import Limits

if TYPE_CHECKING:
    from pathlib import Path

    from tests.unit.lending import Lending

NAME = "_templates/entries/work.html"


@pytest.fixture
def compiled(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """How many templates each child process compiles, with an empty memory at first."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    templates.memory.cache_clear()
    found: list[int] = []
    run = templates._run

    def noted(texts: list[str]) -> list[tuple[int, str] | None]:
        found.append(len(texts))
        return run(texts)

    monkeypatch.setattr(templates, "_run", noted)
    return found


def wrong(lending: Lending) -> list[tuple[str, int]]:
    return [(found.path, found.line) for found in templates.wrong(lending.root)]


def test_a_template_is_compiled_once_per_content(lending: Lending, compiled: list[int]) -> None:
    for name in ("a", "b", "c"):
        lending.write(f"_templates/{name}.html", f"<p>{{{{ {name} }}}}</p>")
    assert wrong(lending) == wrong(lending) == []
    assert compiled == [3]
    lending.write("_templates/b.html", "{% if %}")
    assert wrong(lending) == wrong(lending) == [("_templates/b.html", 1)]
    assert compiled == [3, 1, 1]


@pytest.mark.parametrize(
    ("text", "line", "said"),
    [
        ("{{ x|int|tobool|todim }}{% trans %}a{% endtrans %}", 0, ""),
        ("\n{% endif %}", 2, "Encountered unknown tag 'endif'."),
        ("{{ x is odd }}\n{{ x is nothing }}", 2, "No test named 'nothing'."),
        ("{% block a %}{% endblock %}\n{% block a %}{% endblock %}", 2, "block 'a' defined twice"),
        ("{% for x in y %}" * 30 + "{% endfor %}" * 30, 1, "SyntaxError: too many"),
        ("{{ " + "(" * 5000 + ")" * 5000 + " }}", 1, "nested too deep"),
        ("{{ 9" + "0" * 5000 + " }}", 1, "ValueError: Exceeds the limit"),
        ("{{ x }}\n\x0c", 2, "which only some programs read as the end of a line"),
        (b"\n\xff", 2, "the file is not UTF-8"),
    ],
)
def test_what_jinja_or_python_refuses_is_named(
    text: str | bytes, line: int, said: str, lending: Lending
) -> None:
    lending.write(NAME, text)
    found = [*templates.wrong(lending.root)]
    assert [one.line for one in found] == ([line] if line else [])
    assert all(said in one.message for one in found)


def test_a_template_that_takes_too_long_is_found_among_others(
    lending: Lending, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(templates, "LIMITS", Limits(seconds=2, memory=500, output=1))
    for name in ("a", "b", "d"):
        lending.write(f"_templates/{name}.html", name)
    lending.write("_templates/c.html", "{{ (7**(10**8)) % 7 }}")
    (found,) = templates.wrong(lending.root)
    assert found.path == "_templates/c.html"
    assert found.message.startswith("to compile it took longer than")


def test_a_link_and_a_large_file_are_no_templates(lending: Lending, tmp_path: Path) -> None:
    (tmp_path / "secret.html").write_text("{% if %}")
    lending.write("_templates/large.html", "x" * (templates.MOST_BYTES + 1))
    (lending.root / "_templates/link.html").symlink_to(tmp_path / "secret.html")
    found = {one.path: one.message for one in templates.wrong(lending.root)}
    assert found == {
        "_templates/large.html": "the template is larger than 1,000,000 bytes",
        "_templates/link.html": "a template must be a file, not a link",
    }
