"""Loading of states of a knowledge base: a folder, or a git revision in a temporary folder.

Revisions may come from strangers. Their files are written one by one, after a check of each path:
`git checkout` would follow links and attributes that the revision itself sets.
"""

from __future__ import annotations

from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from speckb.corpus import loading, settings
from speckb.corpus.page import Page
from speckb.diff.images import LARGEST, MB, is_picture
from speckb.errors import UsageError
from speckb.files.git import GitError, Repository, TooManyError, around
from speckb.files.limits import DEFAULT
from speckb.suggest import nearest

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from speckb.corpus.corpus import Corpus
    from speckb.corpus.page import Fault
    from speckb.files.git import Blob
    from speckb.files.limits import Limits

WORKING_TREE = "the working tree"
LINK = "120000"
NOWHERE = "a-symbolic-link-of-the-revision-that-leads-nowhere"
BATCH = 5 * MB  # what is held in memory at once
MOST_BYTES = 1000 * MB  # of all files of a revision that are read, with pictures


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
        return State(WORKING_TREE, _load(root, WORKING_TREE))
    folder = Path(name)
    try:
        repository = around(root)
        commit = "" if name.startswith(("-", "/", "./", "../")) else repository.commit(name)
    except GitError as error:
        if not folder.is_dir():
            raise StateError(f"{name!r} is neither a folder nor a git revision: {error}") from None
        commit = ""
    if not commit:
        if not folder.is_dir():
            raise StateError(_unknown(name, repository))
        return State(name, _load(folder.resolve(), name, f"{folder.as_posix()}/"))
    there = Path(stack.enter_context(TemporaryDirectory(prefix="speckb-"))).resolve()
    write(repository, commit, there, name)
    return State(name, _load(there, name, f"{name}:"), commit)


def _load(folder: Path, name: str, before: str = "") -> Corpus:
    """Load a corpus; `before` comes before the paths of its settings, as in `v1:schemas/x.json`."""
    if not (folder / settings.FILE).is_file():
        raise StateError(f"{name}: not a knowledge base: it has no {settings.FILE}")
    try:
        return loading.load(settings.load(folder))
    except settings.SettingsError as error:
        raise settings.SettingsError([_below(before, fault) for fault in error.faults]) from None


def _below(before: str, fault: Fault) -> Fault:
    return fault._replace(file=Page(f"{before}{fault.file.path}", fault.file.source))


def _unknown(name: str, repository: Repository) -> str:
    """Return the message for a name that is neither revision nor folder, with a suggestion."""
    known = repository.names()
    message = f"unknown git revision, tag or folder {name!r}"
    if ".." in name and not name.startswith("."):
        first, _, last = name.replace("...", "..").partition("..")
        return (
            f"{message}; to compare two revisions, run `speckb diff {first} --to {last or 'HEAD'}`"
        )
    if repository.shallow:
        return (
            f"{message}; this clone is shallow: run `git fetch --unshallow` to fetch all revisions"
        )
    return f"{message}{nearest(name, known)}"


def write(repository: Repository, commit: str, folder: Path, name: str) -> None:
    """Write the files of a knowledge base from a commit into an empty folder.

    Symbolic links are dangling there. Files that are too large to be read have their size and no
    content: the check of the state finds them. Raises StateError for a path outside of the folder,
    for too many files and for too much in them.
    """
    try:
        files, limits = _files(repository, commit, name)
        plain = [blob for blob in files if blob.mode != LINK]
        if sum(blob.size for blob in plain if blob.size <= _most(blob, limits)) > MOST_BYTES:
            raise StateError(f"{name}: its files are larger than {MOST_BYTES // MB:,} MB in total")
        for some in _batches(plain):
            wanted = [blob.id for blob in some if blob.size <= _most(blob, limits)]
            data = repository.contents(wanted)
            for blob in some:
                _write(folder / blob.path, data.get(blob.id), blob, name)
    except GitError as error:
        raise StateError(f"{name}: {error}") from None
    try:
        for blob in (blob for blob in files if blob.mode == LINK):
            path = folder / blob.path
            path.parent.mkdir(parents=True, exist_ok=True)
            path.symlink_to(NOWHERE)
    except (OSError, ValueError) as error:
        raise StateError(f"{name}: {blob.path}: {error}") from None


def _write(path: Path, data: bytes | None, blob: Blob, name: str) -> None:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("xb") as file:
            if data is None:
                file.truncate(blob.size)  # takes no room on a disk
            else:
                file.write(data)
    except (OSError, ValueError) as error:
        raise StateError(f"{name}: {blob.path}: {error}") from None


def _most(blob: Blob, limits: Limits) -> int:
    """Return how many bytes a file may have to be read."""
    return LARGEST if is_picture(blob.path) else max(limits.page_bytes, limits.file_bytes)


def _batches(blobs: Sequence[Blob]) -> Iterator[list[Blob]]:
    """Yield the blobs in lists, each of not much more than BATCH bytes."""
    some: list[Blob] = []
    size = 0
    for blob in blobs:
        some.append(blob)
        size += blob.size
        if size > BATCH:
            yield some
            some, size = [], 0
    yield some


def _files(repository: Repository, commit: str, name: str) -> tuple[list[Blob], Limits]:
    """Return the files of a commit that a knowledge base reads, and the limits of its settings."""
    text = ""
    for blob in repository.files(commit, DEFAULT.files, settings.FILE):
        if blob.mode != LINK and blob.size <= DEFAULT.file_bytes:
            text = repository.contents([blob.id])[blob.id].decode(errors="replace")
    used, limits = settings.outline(text)
    try:
        files = [blob for blob in repository.files(commit, limits.files) if _wanted(blob, name)]
    except TooManyError:
        raise StateError(f"{name}: {limits.passed('files', 'too many names')}") from None
    return [
        blob
        for blob in files
        if used is None
        or "/" not in blob.path
        or blob.path.partition("/")[0] in used
        or is_picture(blob.path)
    ], limits


def _wanted(blob: Blob, name: str) -> bool:
    """Return whether a file can be part of a knowledge base.

    Raises StateError for a path outside of it.
    """
    parts = blob.path.split("/")
    if {"", ".", ".."} & {*parts} or "\\" in blob.path or PurePosixPath(blob.path).is_absolute():
        raise StateError(f"{name}: the revision has a file with the path {blob.path!r}")
    return not any(part.startswith(".") for part in parts)
