"""Mutation testing: small faults put into the engine, and which of them the tests notice."""
