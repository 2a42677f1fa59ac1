"""Types of entries, and the roles that they have in a comparison."""

from __future__ import annotations

from dataclasses import dataclass
from string import Formatter
from typing import TYPE_CHECKING, Any

from speckb import SETTINGS
from speckb.corpus.schema_parts import constants, plain
from speckb.language import _, either, noun

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

CRITERION = frozenset({"values", "measure"})  # fields that make a type one of criteria
PAGE, LIST, TABLE, NONE = "page", "list", "table", "none"  # how the PDF has an entry


@dataclass(frozen=True, repr=False)
class EntryType:
    """A type of entries: the folder of their files, their JSON Schema, and how they are named.

    The title for all of them is `plural`. Where there is no schema file, the settings declare the
    fields. `text` and `heading` are patterns for an entry's name in prose and on its page. `strip`
    lists the fields and links that a page has on top, as the last edition has them; `card` the
    fields that it shows first, `linked_by` the links of which at least one must lead to each entry,
    `editorial` the fields that no document has. `order_by` are fields by which entries are sorted
    before document and section. Lists and the navigation group them by `group_by`, the outer group
    first; a list has the columns `list_columns`. The PDF has each entry in the form `print`, with
    the parts `print_parts` and the fields and links `print_fields`, or all where these are empty.
    """

    name: str
    title: str
    folder: str
    schema: Mapping[str, Any]
    text: str = "{title}"
    heading: str = "{title}"
    strip: tuple[str, ...] = ()
    card: tuple[str, ...] = ()
    linked_by: tuple[str, ...] = ()
    editorial: tuple[str, ...] = ()
    order_by: tuple[str, ...] = ()
    group_by: tuple[str, ...] = ()
    list_columns: tuple[str, ...] = ()
    print: str = PAGE
    print_parts: tuple[str, ...] = ()
    print_fields: tuple[str, ...] = ()
    plural: str = ""
    has_schema_file: bool = True
    declares_fields: bool = True  # in a file or in the settings

    @property
    def schema_path(self) -> str:
        """The path of the file that declares the fields, from the root."""
        return f"schemas/{self.name}.json" if self.has_schema_file else SETTINGS

    @property
    def properties(self) -> Mapping[str, Any]:
        """The JSON Schema of each field of the front matter."""
        properties: Mapping[str, Any] = self.schema.get("properties", {})
        return properties

    @property
    def name_field(self) -> str:
        """The field that names an entry in tables: the first of the pattern `text`, or `id`."""
        fields = fields_of(self.text)
        return fields[0] if fields and fields[0] != "title" else "id"

    def __repr__(self) -> str:
        """Return the name: what pages show of entries is compared as text, and knows the type."""
        return f"EntryType({self.name!r})"

    def label(self, name: str) -> str:
        """Return a field's title by the schema, or its name."""
        return str(self.properties.get(name, {}).get("title", name))

    def word(self, name: str, value: object) -> str:
        """Return a field's value as readers see it: its title by the schema, or the value."""
        titles = (
            title for word, title in constants(self.properties.get(name, {})) if word == value
        )
        shown = plain(value)
        is_truth = self.properties.get(name, {}).get("type") == "boolean"
        return next(titles, _(shown) if is_truth else shown)


@dataclass(frozen=True, slots=True)
class Role:
    """The types that have a role, such as to be compared: none, one, or several."""

    types: tuple[EntryType, ...]

    @property
    def names(self) -> tuple[str, ...]:
        """The names of the types."""
        return tuple(kind.name for kind in self.types)

    @property
    def name(self) -> str:
        """The name of a column that has entries with this role."""
        return "-or-".join(self.names)

    @property
    def title(self) -> str:
        """The title of such a column."""
        return _(", ").join(kind.title for kind in self.types)

    @property
    def noun(self) -> str:
        """What an entry with this role is called in a sentence."""
        return either([noun(kind.title) for kind in self.types])

    def __contains__(self, kind: EntryType) -> bool:
        return kind.name in self.names

    def __iter__(self) -> Iterator[EntryType]:
        return iter(self.types)

    def __bool__(self) -> bool:
        return bool(self.types)


def fields_of(form: str) -> list[str]:
    """Return the names of fields in a format such as `text`, in their order."""
    return [name for _, name, _, _ in Formatter().parse(form) if name]
