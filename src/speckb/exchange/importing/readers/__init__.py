"""Readers of the files of other tools, one module each; all run in a child process with limits."""
