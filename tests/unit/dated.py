"""The small base with three editions: a value changes in 1931, a field in 1950."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from tests.unit.lending import SLIPS

if TYPE_CHECKING:
    from tests.unit.lending import Lending

SETTINGS = "ubproject.toml"
PAPER = "draft-example-library-lending-00"
EDITIONS = f"""
[speckb.editions.1911]
title = "The paper"
date = "1911-04-01"
document = "{PAPER}"
[speckb.editions.1931]
title = "The almanac"
date = "1931-01-01"
document = "almanac"
[speckb.editions.1950]
title = "Today"
date = "1950-05-05"
document = "almanac"
"""
ALMANAC = """\
---
id: almanac
title: The almanac of lending
summary: >-
  What is lent, year by year.
issued: 1931-01-01
writers:
  - name: C. Binder
    library: Upper valley
section_list: ["1", "2", "A.1"]
---
"""
VALUE = """\
  loan-privacy:
    value: seen-at-the-desk
    note: >-
      Whoever sorts the slips reads them.
"""
LATER_VALUE = f"""{VALUE}    later:
      - edition: "1931"
        document: almanac
        section: "2"
        value: sealed-envelope
        note: >-
          The slips travel in envelopes.
"""
LATER_FIELD = """\
later:
  - edition: "1950"
    document: almanac
    section: [A.1, "2"]
    days: 1.5
    note: >-
      The van calls each day.
---
"""


def date(lending: Lending) -> Lending:
    """Give a base editions, and return it."""
    text = lending.text(SETTINGS)
    lending.write(SETTINGS, text + EDITIONS)
    schema = json.loads(lending.text("schemas/paper.json"))
    schema["properties"]["section_list"] = {"type": "array", "items": {"type": "string"}}
    lending.write("schemas/paper.json", json.dumps(schema))
    lending.write("papers/almanac.md", ALMANAC)
    lending.change("index.md", "words\n", "words\npapers/almanac\n")
    lending.change(SLIPS, VALUE, LATER_VALUE)
    text = lending.text(SLIPS)
    lending.write(SLIPS, text.replace("\n---\n", f"\n{LATER_FIELD}", 1))
    return lending
