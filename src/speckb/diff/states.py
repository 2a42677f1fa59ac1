"""Loading of states of a knowledge base: a folder, or a git revision in a temporary folder.

Revisions may come from strangers. Their files are written one by one, after a check of each path:
`git checkout` would follow links and attributes that the revision itself sets.
"""

from __future__ import annotations

import tomllib
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from speckb.corpus import loading, settings
from speckb.corpus.prose.allowed import DRAWING_SUFFIXES
from speckb.diff.images import LARGEST, MB, is_picture
from speckb.errors import UsageError
from speckb.files.git import GitError, Repository, around
from speckb.suggest import nearest

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from speckb.corpus.corpus import Corpus
    from speckb.files.git import Blob

WORKING_TREE = "the working tree"
LINK = "120000"
NOWHERE = "a-symbolic-link-of-the-revision-that-leads-nowhere"
READ = frozenset({".md", ".toml", ".json", ".txt"}) | DRAWING_SUFFIXES


class StateError(UsageError):
    """A state that cannot be read; the message is meant for users."""


@dataclass(frozen=True)
class State:
    """A loaded state and its name in the output; `commit` is empty for a folder."""

    name: str
    corpus: Corpus
    commit: str = ""


@contextmanager
def opened(root: Path, *names: str | None) -> Iterator[Sequence[State]]:
    """Load states by the names of revisions, tags or folders; None is the folder `root` itself.

    Temporary folders exist until the context ends. Raises StateError for an unknown name and for a
    state that cannot be read.
    """
    with ExitStack() as stack:
        yield [_state(root, name, stack) for name in names]


def _state(root: Path, name: str | None, stack: ExitStack) -> State:
    if name is None:
        return State(WORKING_TREE, _load(root, WORKING_TREE, root))
    folder = Path(name)
    try:
        repository = around(root)
        commit = "" if name.startswith(("-", "/", "./", "../")) else repository.commit(name)
    except GitError as error:
        if not folder.is_dir():
            raise StateError(f"{name!r} is no folder, and no revision either: {error}") from None
        commit = ""
    if not commit:
        if not folder.is_dir():
            raise StateError(_unknown(name, repository))
        return State(name, _load(folder.resolve(), name, folder))
    there = Path(stack.enter_context(TemporaryDirectory(prefix="speckb-"))).resolve()
    write(repository, commit, there, name)
    return State(name, _load(there, name, there), commit)


def _load(folder: Path, name: str, shown: Path) -> Corpus:
    """Load a corpus; messages name the path `shown` instead of a temporary folder."""
    if not (folder / settings.FILE).is_file():
        raise StateError(f"{name}: no knowledge base there: it has no {settings.FILE}")
    try:
        return loading.load(settings.load(folder))
    except settings.SettingsError as error:
        message = str(error) if shown == folder else str(error).replace(f"{folder}/", "")
        raise StateError(f"{name}: {message.replace(f'{folder}/', '')}") from None


def _unknown(name: str, repository: Repository) -> str:
    """Return the message for a name that is neither revision nor folder, with a suggestion."""
    known = repository.names()
    message = f"{name!r} is no git revision, tag or folder"
    if ".." in name and not name.startswith("."):
        first, _, last = name.replace("...", "..").partition("..")
        return f"{message}; for two revisions write `speckb diff {first} --to {last or 'HEAD'}`"
    if repository.shallow:
        return f"{message}; this clone is shallow: `git fetch --unshallow` fetches all revisions"
    return f"{message}{nearest(name, known)}"


def write(repository: Repository, commit: str, folder: Path, name: str) -> None:
    """Write the files of a knowledge base from a commit into an empty folder.

    Symbolic links are dangling there, and files larger than LARGEST are empty. Raises StateError
    for a path outside of the folder and for an entry larger than LARGEST.
    """
    try:
        files = _files(repository, commit, name)
        data = repository.contents(b.id for b in files if b.mode != LINK and b.size <= LARGEST)
    except GitError as error:
        raise StateError(f"{name}: {error}") from None
    links = [blob for blob in files if blob.mode == LINK]
    try:
        for blob in files:
            if blob.mode != LINK:
                path = folder / blob.path
                path.parent.mkdir(parents=True, exist_ok=True)
                with path.open("xb") as file:
                    file.write(data.get(blob.id, b""))
        for blob in links:
            path = folder / blob.path
            path.parent.mkdir(parents=True, exist_ok=True)
            path.symlink_to(NOWHERE)
    except (OSError, ValueError) as error:
        raise StateError(f"{name}: {blob.path}: {error}") from None


def _files(repository: Repository, commit: str, name: str) -> list[Blob]:
    """Return the files of a commit that a knowledge base reads, to write no others."""
    files = [blob for blob in repository.files(commit) if _wanted(blob, name)]
    found = [blob.id for blob in files if blob.path == settings.FILE and blob.mode != LINK]
    used = folders("".join(d.decode(errors="replace") for d in repository.contents(found).values()))
    return [
        blob
        for blob in files
        if used is None
        or "/" not in blob.path
        or blob.path.partition("/")[0] in used
        or is_picture(blob.path)
    ]


def folders(text: str) -> set[str] | None:
    """Return the top-level folders that settings name, or None if they cannot be read."""
    try:
        own = tomllib.loads(text)["speckb"]
        paths = [kind["folder"] for kind in own["types"].values()]
        paths += [*own.get("pages", settings.Settings.pages), own.get("reviews", "")]
        return {"schemas", *(path.partition("/")[0] for path in paths)}
    except (tomllib.TOMLDecodeError, LookupError, TypeError, AttributeError):
        return None


def _wanted(blob: Blob, name: str) -> bool:
    """Return whether a file can be part of a knowledge base.

    Raises StateError for a path outside of it and for a file that is too large.
    """
    parts = blob.path.split("/")
    if {"", ".", ".."} & {*parts} or "\\" in blob.path or PurePosixPath(blob.path).is_absolute():
        raise StateError(f"{name}: the revision has a file with the path {blob.path!r}")
    if any(part.startswith(".") for part in parts):
        return False
    if blob.size > LARGEST and Path(blob.path).suffix in READ:
        size, most = blob.size / MB, LARGEST // MB
        raise StateError(f"{name}: {blob.path} has {size:.0f} MB; at most {most} MB can be read")
    return True
