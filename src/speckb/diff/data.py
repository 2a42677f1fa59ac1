"""JSON renderer of a diff; the format is described in `diff.schema.json`."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from speckb.diff.model import ABSENT

if TYPE_CHECKING:
    from speckb.diff.model import Change, Consequences, Diff, FieldChange
    from speckb.rules.finding import Finding

VERSION = 1


def as_json(diff: Diff, before: str, after: str) -> str:
    """Return the complete diff as JSON, so that one state can be made from the other.

    `before` or `after` is left out for a field that is missing in that state.
    """
    data = {
        "version": VERSION,
        "from": before,
        "to": after,
        "changes": [_change(change) for change in diff.changes],
        "consequences": _consequences(diff.consequences) if diff.consequences else None,
        "findings": {
            "new": [_finding(finding) for finding in diff.new],
            "solved": [_finding(finding) for finding in diff.solved],
        },
        "errors": {"from": diff.errors[0], "to": diff.errors[1]},
    }
    return json.dumps(data, indent=2, ensure_ascii=False)


def _change(change: Change) -> dict[str, Any]:
    found: dict[str, Any] = {
        "sort": change.sort,
        "type": change.type or None,
        "id": change.id,
        "status": change.status,
        "title": change.title,
        "former": change.former or None,
        "fields": [_field(field) for field in change.fields],
    }
    if change.prose:
        found["prose"] = {"before": change.prose.before, "after": change.prose.after}
    return found


def _field(field: FieldChange) -> dict[str, Any]:
    sides = {"before": field.before, "after": field.after}
    return {
        "path": list(field.path),
        "kind": field.kind,
        "label": field.label,
        **{name: value for name, value in sides.items() if value is not ABSENT},
        "was": list(field.was),
        "now": list(field.now),
    }


def _consequences(found: Consequences) -> dict[str, Any]:
    return asdict(found)


def _finding(finding: Finding) -> dict[str, Any]:
    return {
        "rule": finding.rule,
        "severity": finding.severity,
        "path": finding.place.path,
        "line": finding.place.line,
        "column": finding.place.column,
        "message": finding.message,
    }
