"""What the shell offers at a press of the tab key."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from speckb.rules.check import RULES
from speckb.tables.names import table_names
from tests.conftest import REPO
from tests.unit.gitrepo import GitRepo

if TYPE_CHECKING:
    from tests.unit.lending import Lending

BIN = Path(sys.executable).parent


def offered(root: Path, line: str) -> list[str]:
    """Return what is offered for a line that ends at the cursor."""
    out = root / "offered"
    line = line.replace("speckb", f"speckb --root {root}", 1)
    done = subprocess.run(
        [BIN / "speckb"],
        env={
            **os.environ,
            "_ARGCOMPLETE": "1",
            "_ARGCOMPLETE_IFS": "\n",
            "_ARGCOMPLETE_STDOUT_FILENAME": str(out),
            "COMP_LINE": line,
            "COMP_POINT": str(len(line)),
            "COMP_TYPE": "9",
        },
        capture_output=True,
        check=False,
    )
    assert done.stderr == b""
    return [word.strip() for word in out.read_text(encoding="utf-8").split("\n") if word]


def test_commands_are_offered(lending: Lending) -> None:
    assert offered(lending.root, "speckb re") == ["review", "reference", "rename", "remove"]


def test_ids_are_offered_though_a_file_is_broken(lending: Lending) -> None:
    lending.write("works/ATLAS-3.md", "---\ntitle: [\n")
    assert offered(lending.root, "speckb rename A") == ["ALMANAC-7", "ATLAS-3"]
    assert offered(lending.root, "speckb review paper") == ["paper-slips"]
    assert "index" not in offered(lending.root, "speckb rename ")


def test_types_rules_and_tables_are_offered(lending: Lending) -> None:
    types = [*lending.corpus().settings.types]
    assert offered(lending.root, "speckb new ")[-len(types) :] == types
    assert offered(lending.root, "speckb explain id-") == [r for r in RULES if r.startswith("id-")]
    names = [n for n in table_names(lending.corpus()) if n.startswith("loan")]
    assert offered(lending.root, "speckb tables loan") == names


def test_revisions_are_offered_for_a_diff(
    lending: Lending, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(lending.root.parent))
    assert offered(lending.root, "speckb diff v") == []
    GitRepo(lending.root).commit(tag="v1.0")
    assert offered(lending.root, "speckb diff v") == ["v1.0"]
    assert offered(lending.root, "speckb diff v1.0 --to m") == ["main"]


def test_nothing_is_offered_for_a_new_id(lending: Lending) -> None:
    assert offered(lending.root, "speckb new work x") == []
    assert offered(lending.root, "speckb rename paper-slips s") == []


def test_broken_settings_offer_nothing_and_say_nothing(lending: Lending) -> None:
    lending.write("ubproject.toml", "[")
    assert offered(lending.root, "speckb rename A") == []


def test_the_shell_waits_for_neither_sphinx_nor_pandas(lending: Lending) -> None:
    code = (
        "import sys; from speckb.cli.main import _parser; "
        "from speckb.cli.completion import OFFERS; "
        "from speckb.corpus import settings; from pathlib import Path; "
        f"found = settings.load(Path({str(lending.root)!r})); "
        "[list(offer(found)) for offer in OFFERS.values()]; "
        "print({'sphinx', 'pandas', 'ruamel', 'docutils'} & {*sys.modules})"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "set()\n"


@pytest.mark.parametrize("shell", ["bash", "zsh"])
def test_the_line_of_the_guide_turns_it_on(shell: str, lending: Lending) -> None:
    if not shutil.which(shell):
        pytest.skip(f"{shell} is not installed")
    guide = (REPO / "docs/editing.md").read_text(encoding="utf-8")
    line = 'eval "$(register-python-argcomplete speckb)"'
    assert line in guide
    told = "autoload -U compinit && compinit -u -D; " if shell == "zsh" else ""
    shown = "complete -p speckb" if shell == "bash" else "echo $_comps[speckb]"
    done = subprocess.run(
        [shell, "-c", f"{told}{line}; {shown}"],
        env={**os.environ, "PATH": f"{BIN}:{os.environ['PATH']}", "HOME": str(lending.root)},
        capture_output=True,
        text=True,
        check=True,
    )
    assert "_python_argcomplete" in done.stdout
