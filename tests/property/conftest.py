"""How Hypothesis searches: the same examples on every run; `--hypothesis-profile=search` digs."""

from __future__ import annotations

from hypothesis import HealthCheck, settings

SLOW = [HealthCheck.too_slow, HealthCheck.function_scoped_fixture]

settings.register_profile(
    "steady",
    derandomize=True,
    deadline=None,
    database=None,
    max_examples=150,
    suppress_health_check=SLOW,
)
settings.register_profile("search", deadline=None, max_examples=5000, suppress_health_check=SLOW)
settings.load_profile("steady")
