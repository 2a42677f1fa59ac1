"""Standard output and error; whether anybody reads them changes no exit status."""

from __future__ import annotations

import io
import os
import sys


class Output(io.TextIOWrapper):
    """A stream that accepts and drops what is written after its reader has gone (`| head -1`)."""

    gone = False

    def write(self, text: str) -> int:
        """Write a text, or drop it."""
        try:
            return super().write(text)
        except BrokenPipeError:
            self._drop()
            return len(text)

    def flush(self) -> None:
        """Write what is kept, or drop it."""
        try:
            super().flush()
        except BrokenPipeError:
            self._drop()

    def _drop(self) -> None:
        self.gone = True
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, self.fileno())
        os.close(nowhere)


def settle() -> None:
    """Put streams in place that are always there and take every letter, whatever their encoding."""
    for name in ("stdout", "stderr"):
        stream = getattr(sys, name)
        if stream is None:  # closed by whoever started the command
            setattr(sys, name, open(os.devnull, "w", encoding="utf-8"))  # noqa: PTH123, SIM115
        elif type(stream) is io.TextIOWrapper:
            line_by_line, encoding = stream.line_buffering, stream.encoding
            stream.flush()
            found = Output(stream.detach(), encoding, "backslashreplace", None, line_by_line)
            setattr(sys, name, found)


def gone() -> bool:
    """Return whether the reader of the output has gone."""
    return isinstance(sys.stdout, Output) and sys.stdout.gone
