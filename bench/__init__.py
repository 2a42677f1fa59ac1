"""Benchmarks: `python -m bench` measures builds and checks of real and generated entries."""
