"""The second knowledge base with claims: a leaflet in which candidates boast of themselves."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.unit.lending import Lending

SETTINGS = """
[needs.types.boast]
title = "Boast"
prefix = ""
[needs.links.claims]
outgoing = "Boasts of"
incoming = "Boasted of in"
target_types = ["candidate"]
[needs.links.answers]
outgoing = "Answers"
incoming = "Answered by"
target_types = ["demand"]
[speckb.types.boast]
folder = "boasts"
[speckb.verdicts.claims]
"kept" = { counts_as = "met", reason = "So it says." }
"kept on Mondays" = { counts_as = "partly", reason = "A week has six other days." }
"no matter" = { reason = "Nothing is said." }
"""
TEXT = {"title": "Text", "type": "string", "minLength": 1}
MADE = {
    "type": "object",
    "title": "Claims",
    "additionalProperties": {
        "type": "object",
        "required": ["claim"],
        "properties": dict.fromkeys(("claim",), TEXT),
    },
}
SCHEMA = {
    "title": "Boast",
    "type": "object",
    "required": ["id", "title"],
    "properties": {
        **{"id": TEXT, "title": TEXT, "claims": MADE},
        "answers": {"title": "Answers", "type": "array", "items": TEXT},
    },
}
LEAFLET = """\
---
id: leaflet
title: The leaflet
answers: [LEND-1]
claims:
  union-catalogue:
    claim: {catalogue}
    specification: The leaflet
    section: Page 2
    reason: We seal every slip.
    evidence: https://desk.example/leaflet
  swap-circle:
    claim: {circle}
    specification: The leaflet
    section: Page 3
    called: TRUST
    reason: We are all friends.
    evidence: https://desk.example/leaflet
---
"""


def boast(lending: Lending) -> Lending:
    """Let a leaflet make claims about LEND-1."""
    lending.write("ubproject.toml", lending.text("ubproject.toml") + SETTINGS)
    lending.write("schemas/boast.json", json.dumps(SCHEMA))
    lending.page("boasts/index.md", "# Boasts\n\n```{entries} boast\n```\n")
    lending.write("boasts/leaflet.md", LEAFLET.format(catalogue="kept", circle="kept"))
    return lending
