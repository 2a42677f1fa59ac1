"""The second knowledge base with claims: a leaflet in which candidates boast of themselves."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from tests.unit.lending import LEND_1

if TYPE_CHECKING:
    from tests.unit.lending import Lending

SETTINGS = """
[needs.links.claims]
outgoing = "Boasts of"
incoming = "Boasted of in"
target_types = ["candidate"]
[speckb.verdicts.claims]
"kept" = { counts_as = "met", reason = "So it says." }
"kept on Mondays" = { counts_as = "partly", reason = "A week has six other days." }
"no matter" = { reason = "Nothing is said." }
"""
TEXT = {"title": "Text", "type": "string", "minLength": 1}
FIELDS = ("claim", "specification", "section", "called", "reason", "evidence")
MADE = {
    "type": "object",
    "title": "Claims",
    "additionalProperties": {
        "type": "object",
        "required": ["claim"],
        "additionalProperties": False,
        "properties": dict.fromkeys(FIELDS, TEXT),
    },
}
LEAFLET = """\
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


def boast(
    lending: Lending, name: str = LEND_1, catalogue: str = "kept", circle: str = "kept"
) -> Lending:
    """Let a leaflet make claims about a demand."""
    if SETTINGS not in lending.text("ubproject.toml"):
        lending.write("ubproject.toml", lending.text("ubproject.toml") + SETTINGS)
        schema = json.loads(lending.text("schemas/demand.json"))
        schema["properties"]["claims"] = MADE
        lending.write("schemas/demand.json", json.dumps(schema, indent=2))
    before, _, after = lending.text(name).removeprefix("---\n").partition("---\n")
    before = before.partition("claims:\n")[0]
    leaflet = LEAFLET.format(catalogue=catalogue, circle=circle)
    lending.write(name, f"---\n{before}{leaflet}{after}")
    return lending
