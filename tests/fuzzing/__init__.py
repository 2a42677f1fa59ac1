"""Coverage-guided random input for every reader; `make fuzz` runs it, no test does."""
