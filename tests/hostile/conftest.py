"""Fixtures of the tests with hostile input: those of the unit tests."""

from tests.unit.conftest import lending

__all__ = ["lending"]
