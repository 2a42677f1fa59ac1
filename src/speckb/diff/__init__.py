"""Semantic diff of two states of a knowledge base.

The pipeline: `states` loads two corpora; `content` reduces each to records, with field values and
prose in normal form (`normalize`); `compare` finds the differences, after it has applied renames
(`renames`, `replay_rename`), and gives them readable labels (`labels`); `consequences` compares the
computed tables and verdicts. The result is a `Diff` (`model`). `data` writes it as JSON; `outline`
arranges it for readers, and `text`, `markdown` and `webpage` render the outline.

Only `states` and `images` read files.
"""
