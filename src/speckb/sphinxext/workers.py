"""Worker processes of a build, in place of Sphinx's `ParallelTasks`.

Sphinx ignores an error of a worker that it notices while it starts another one: the build succeeds
without the worker's pages. Here each error ends the build, and so does a worker that is killed.
Workers end with their build, however that ends.
"""

from __future__ import annotations

import multiprocessing
import os
import sys
import traceback
from collections import deque
from dataclasses import dataclass
from multiprocessing.connection import wait
from threading import Thread
from typing import TYPE_CHECKING, Any

import sphinx.builders
from sphinx.errors import SphinxParallelError
from sphinx.util import logging

if TYPE_CHECKING:
    from collections.abc import Callable
    from multiprocessing.connection import Connection

    from docutils import nodes
    from sphinx.application import Sphinx
    from sphinx.environment import BuildEnvironment

PAGE, EXIT, ERROR, DONE = "page", "exit", "error", "done"


class KilledError(SphinxParallelError):
    """A worker process ended without a word."""

    def __init__(self) -> None:
        message = "a worker process ended without a result: it was killed, or memory ran out"
        super().__init__(message, "")


class _Place:
    """The page that this process reads or writes, and the pipe to the process that is told."""

    page = ""
    pipe: Connection | None = None


def connect(app: Sphinx) -> None:
    """Put the workers in Sphinx's place; note each page that is begun, to name it in errors."""
    # the name in the module whose functions use it; there is no setting
    sphinx.builders.ParallelTasks = Workers  # type: ignore[assignment, attr-defined]
    _Place.page, _Place.pipe = "", None
    app.connect("source-read", lambda _app, page, _text: _begin(page), priority=1)
    app.connect("env-updated", _end)
    app.connect("doctree-resolved", lambda _app, _tree, page: _begin(page), priority=1)
    app.connect("html-page-context", _begin_writing, priority=1)
    app.connect("html-collect-pages", _end)
    app.connect("build-finished", _name_page, priority=1)


def _begin(page: str) -> None:
    _Place.page = page
    if _Place.pipe is not None:
        _Place.pipe.send((PAGE, page, []))


def _begin_writing(
    _app: Sphinx, page: str, _template: str, _context: Any, tree: nodes.document | None
) -> None:
    if tree is not None:
        _begin(page)


def _end(_app: Sphinx, _env: BuildEnvironment | None = None) -> list[Any]:
    _Place.page = ""
    return []  # no page to write besides


def _name_page(app: Sphinx, error: Exception | None) -> None:
    """Say at which file an error stopped the build; Sphinx says what the error is."""
    if error is not None and _Place.page:
        path = app.env.doc2path(_Place.page, base=False)
        print(f"\nspeckb: {path}: the build stopped at this page", file=sys.stderr)


@dataclass(slots=True)
class _Task:
    """A function, its argument, and what is done with its result."""

    function: Callable[..., Any]
    argument: Any
    receive: Callable[[Any, Any], Any] | None
    process: Any = None
    page: str = ""


class Workers:
    """Runs tasks in at most `number` forked processes; has the interface of `ParallelTasks`."""

    def __init__(self, number: int) -> None:
        self._number = max(1, number)
        self._waiting: deque[_Task] = deque()
        self._running: dict[Connection, _Task] = {}

    def add_task(
        self,
        function: Callable[..., Any],
        argument: Any = None,
        receive: Callable[[Any, Any], Any] | None = None,
    ) -> None:
        """Queue a task; `receive` gets its argument and its result. Raises what a task raised."""
        self._waiting.append(_Task(function, argument, receive))
        self._advance(timeout=0)

    def join(self) -> None:
        """Wait until all tasks are done. Raises what a task raised."""
        while self._running:
            self._advance(timeout=None)

    def terminate(self) -> None:
        """End all workers."""
        self._waiting.clear()
        for pipe, task in self._running.items():
            task.process.kill()
            task.process.join()
            pipe.close()
        self._running.clear()

    def _advance(self, timeout: float | None) -> None:
        try:
            ready = {*wait([*self._running], timeout)} if self._running else set()
            for pipe in [one for one in self._running if one in ready]:
                self._read(pipe)
            while self._waiting and len(self._running) < self._number:
                self._start(self._waiting.popleft())
        except BaseException:
            self.terminate()
            raise

    def _start(self, task: _Task) -> None:
        receiving, sending = multiprocessing.Pipe(duplex=False)
        context = multiprocessing.get_context("fork")
        # a daemon: where this process ends in an orderly way, Python ends it
        task.process = context.Process(target=_work, args=(sending, task), daemon=True)
        task.process.start()
        sending.close()
        self._running[receiving] = task

    def _read(self, pipe: Connection) -> None:
        """Take one message of a worker."""
        task = self._running[pipe]
        try:
            kind, value, logs = pipe.recv()
        except (EOFError, OSError):
            _Place.page = task.page
            raise KilledError from None
        if kind == PAGE:
            task.page = value
            return
        if kind == EXIT:
            raise SystemExit(value)
        if kind == ERROR:
            _Place.page = task.page
            raise SphinxParallelError(*value)
        for record in logs:
            logging.getLogger(__name__).handle(record)
        if task.receive:
            task.receive(task.argument, value)
        del self._running[pipe]
        task.process.join()
        pipe.close()


def _work(pipe: Connection, task: _Task) -> None:
    """Do a task in a worker and send its result."""
    Thread(target=_end_with_parent, daemon=True).start()
    _Place.page, _Place.pipe = "", pipe
    collector = logging.LogCollector()
    try:
        with collector.collect():
            given = () if task.argument is None else (task.argument,)
            result = task.function(*given)
        logging.convert_serializable(collector.logs)
        pipe.send((DONE, result, collector.logs))
    except SystemExit as ended:  # it has said why
        pipe.send((EXIT, ended.code, []))
    except BaseException as error:
        reason = "".join(traceback.format_exception_only(error)).strip()
        pipe.send((ERROR, (reason, traceback.format_exc()), []))


def _end_with_parent() -> None:
    """End this process when the build's process has ended, by whatever."""
    parent = multiprocessing.parent_process()
    if parent is not None:
        wait([parent.sentinel])
        os._exit(1)
