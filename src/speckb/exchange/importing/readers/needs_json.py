"""Reader of `needs.json`, which sphinx-needs writes."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

from speckb.exchange.importing import json_text, markup
from speckb.exchange.importing.source import BadFileError, Record, Relation, Remark, Source
from speckb.suggest import instead

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

OWN = re.compile(r'"(?:current_version|versions|needs_schema)"\s*:')
FIRST = ("id", "title", "status", "tags", "content")
# Fields of sphinx-needs, of all its versions, that say how a need is shown or where it stands.
NO_CONTENT = frozenset(
    [
        "type",
        "type_name",
        "type_prefix",
        "type_color",
        "type_style",
        "docname",
        "doctype",
        "lineno",
        "lineno_content",
        "collapse",
        "hide",
        "hide_status",
        "hide_tags",
        "layout",
        "style",
        "is_external",
        "is_import",
        "is_modified",
        "modifications",
        "is_need",
        "is_part",
        "id_parent",
        "id_complete",
        "id_prefix",
        "target_id",
        "full_title",
        "external_url",
        "external_css",
        "jinja_content",
        "template",
        "pre_template",
        "post_template",
        "pre_content",
        "post_content",
        "has_dead_links",
        "has_forbidden_dead_links",
        "constraints_results",
        "constraints_passed",
        "constraints_error",
        "sections",
        "section_name",
        "signature",
        "parent_need",
        "content_node",
        "content_id",
        "diagram",
        "query",
        "url_postfix",
        "delete",
        "parts",
    ]
)
Fields = dict[str, dict[str, Any]]


def is_own(path: Path) -> bool:
    """Return whether a file looks like `needs.json`."""
    head = json_text.head(path)
    return head.lstrip().startswith("{") and bool(OWN.search(head)) and '"project"' in head


def read(path: Path) -> Source:
    """Return the needs of the current version."""
    return _Reader(path).source()


class _Reader:
    """Reads one file; the messages of its methods name it and the need."""

    def __init__(self, path: Path) -> None:
        self.name = path.name
        self.remarks: list[Remark] = []
        data = json_text.loaded(path)
        version, found = self._version(data)
        self.needs = self._object(found.get("needs"), f"versions.{version}.needs")
        schema = found.get("needs_schema") or {}
        schema = self._object(schema, f"versions.{version}.needs_schema")
        about = self._object(schema.get("properties") or {}, "needs_schema.properties")
        self.fields: Fields = {name: one for name, one in about.items() if isinstance(one, dict)}

    def source(self) -> Source:
        """Return all needs that are defined here."""
        records = []
        elsewhere = 0
        for key, need in self.needs.items():
            need = self._object(need, f"need {key}")  # noqa: PLW2901
            if need.get("is_external"):
                elsewhere += 1
                continue
            records.append(self._record(key, need))
        if elsewhere:
            self.remarks.append(
                Remark(self.name, f"{elsewhere} external needs of other projects were left out")
            )
        words = {
            name: tuple(str(word) for word in one["enum"] if word is not None)
            for name, one in self.fields.items()
            if isinstance(one.get("enum"), list)
        }
        return Source(
            "needs", tuple(records), tuple(self.remarks), "id", words, attributes=tuple(self.fields)
        )

    def _version(self, data: Any) -> tuple[str, Mapping[str, Any]]:
        """Return the current version, or the only one."""
        versions = self._object(self._object(data, "the file").get("versions"), "versions")
        current = str(data.get("current_version", ""))
        if current not in versions:
            if len(versions) != 1:
                raise BadFileError(
                    f"{self.name}: current_version is {current!r}{instead(current, versions)}"
                )
            current = next(iter(versions))
        others = [name for name in versions if name != current]
        if others:
            self.remarks.append(
                Remark(
                    self.name, f"version {current!r} was read; others: {', '.join(others)[:200]}"
                )
            )
        return current, self._object(versions[current], f"versions.{current}")

    def _object(self, value: Any, what: str) -> dict[str, Any]:
        if not isinstance(value, dict):
            kind = "nothing" if value is None else type(value).__name__
            raise BadFileError(f"{self.name}: {what} must be an object, not {kind}")
        return value

    def _record(self, key: str, need: Mapping[str, Any]) -> Record:
        place = f"{self.name}: need {key}"
        if str(need.get("id", key)) != key:
            raise BadFileError(f"{place}: its id is {need['id']!r}; key and id must be the same")
        links = self._links(need)
        whole = {**self._defaults(), **need, "id": key}
        values: dict[str, Any] = {}
        for name in dict.fromkeys((*FIRST, *whole)):
            if name in links or name in NO_CONTENT or name.endswith("_back"):
                continue
            value = self._value(whole.get(name), name, place)
            if name == "content" and value and _is_rst(need):
                value, remarks = markup.rst(str(value), place)
                self.remarks += remarks
            if value not in (None, "", []):
                values[name] = value
        if parts := self._parts(need, place):
            values["parts"] = parts
        if need.get("pre_content") or need.get("post_content"):
            self.remarks.append(Remark(place, "text of a template around the content was left out"))
        relations = [
            self._relation(name, target, place) for name in links for target in links[name]
        ]
        group = tuple(str(one) for one in reversed(self._list(need, "sections", place)))
        return Record(
            place,
            str(need.get("type") or ""),
            values,
            tuple(relations),
            group,
            ("content",) if "content" in values else (),
        )

    def _defaults(self) -> dict[str, Any]:
        return {
            name: one["default"]
            for name, one in self.fields.items()
            if one.get("default") not in (None, "", [], {}) and one.get("field_type") != "links"
        }

    def _links(self, need: Mapping[str, Any]) -> dict[str, list[str]]:
        """Return targets by the name of the link, by the schema or by what leads back."""
        place = f"{self.name}: need {need.get('id', '')}"
        if any(one.get("field_type") == "links" for one in self.fields.values()):
            names = [k for k, one in self.fields.items() if one.get("field_type") == "links"]
        else:
            names = [k for k in need if k == "links" or f"{k}_back" in need]
        return {name: [str(one) for one in self._list(need, name, place)] for name in names}

    def _list(self, need: Mapping[str, Any], name: str, place: str) -> list[Any]:
        value = need.get(name) or []
        if not isinstance(value, list) or any(isinstance(one, dict | list) for one in value):
            raise BadFileError(f"{place}: {name} must be a list of texts")
        return value

    def _value(self, value: Any, name: str, place: str) -> Any:
        """Return a value as text, number, truth or list of texts."""
        if isinstance(value, list) and not any(isinstance(one, dict | list) for one in value):
            return [str(one) for one in value if one is not None]
        if isinstance(value, dict | list) and value:
            self.remarks.append(Remark(place, f"{name} has inner values; it became JSON"))
            return json.dumps(value, ensure_ascii=False)
        return value or None if isinstance(value, dict | list) else value

    def _parts(self, need: Mapping[str, Any], place: str) -> list[str]:
        """Return the parts of a need as texts `id: content`."""
        parts = self._object(need.get("parts") or {}, f"need {need.get('id', '')}: parts")
        if parts:
            self.remarks.append(Remark(place, "its parts became a list of texts, 'id: content'"))
        return [
            f"{key}: {self._object(part, f'{place}: part {key}').get('content') or ''}".rstrip(": ")
            for key, part in parts.items()
        ]

    def _relation(self, kind: str, target: str, place: str) -> Relation:
        need, _, part = target.partition(".")
        if part and target not in self.needs and need in self.needs:
            self.remarks.append(
                Remark(place, f"its link to part {part!r} of {need} became one to {need}")
            )
            return Relation(kind, need)
        return Relation(kind, target)


def _is_rst(need: Mapping[str, Any]) -> bool:
    return str(need.get("doctype") or ".rst") not in {".md", ".markdown", ".myst"}
