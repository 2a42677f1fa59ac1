"""Reader of the settings: `ubproject.toml`, and a JSON Schema for each type."""

from __future__ import annotations

import math
import tomllib
from dataclasses import replace
from datetime import date, time
from typing import TYPE_CHECKING, Any

from speckb.corpus.settings import bibliography, defaults, errors, keywords, verdicts
from speckb.corpus.settings.checks import problems, undeclared
from speckb.corpus.settings.file import ABSENT, MOST, SettingsError, limited, read, too_deep
from speckb.corpus.settings.model import (
    FILE,
    MATRIX_CAPTION,
    REASON,
    TITLE,
    Edition,
    LinkType,
    Listing,
    Settings,
)
from speckb.corpus.settings.schemas import path_of, read_schemas
from speckb.corpus.settings.types import EntryType
from speckb.corpus.settings.words import read_words
from speckb.errors import UsageError
from speckb.files.characters import described, in_data
from speckb.files.frontmatter import CHARACTER, LIMIT
from speckb.files.limits import DEFAULT, Limits
from speckb.files.toml_positions import loads, stopped
from speckb.language import ENGLISH, Catalogue, known

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from speckb.corpus.page import Fault
    from speckb.corpus.settings.file import SettingsFile
    from speckb.corpus.settings.shapes import Problem
    from speckb.corpus.settings.words import OwnWords


def load(root: Path, *, words_needed: bool = True) -> Settings:
    """Return the settings of the knowledge base in the folder `root`.

    Unless `words_needed`, the file of its own words may be missing.

    Raises UsageError where there is no knowledge base, and SettingsError where the settings or
    schemas are wrong, with all faults that can be told without mending others first.
    """
    try:
        file = read(root, FILE, DEFAULT)
    except ABSENT:
        raise UsageError(f"{root / FILE}: no such file; a knowledge base must have it") from None
    data = _data(file)
    faults = [*limited(file, errors.problems(data))]
    whole: Mapping[str, Any] = data
    words, own = Catalogue(), None
    if not faults:
        faults += limited(file, [*undeclared(data), *defaults.problems(data)])
        code = str(data.get("speckb", {}).get("language", ENGLISH))
        own, wrong = _own_words(root, file, data, code, needed=words_needed)
        faults += wrong
        words = known(code) | (own.catalogue if own else Catalogue())
        whole = defaults.filled(data, words)
    schemas, schema_files, wrong = read_schemas(root, file, whole, words)
    if faults := [*faults, *wrong]:
        raise SettingsError(faults)
    whole = defaults.linked(whole, schemas, words)
    found = replace(
        _settings(root, file, whole, schemas, words),
        data=data,
        catalogue=own,
        schema_files=schema_files,
    )
    if faults := [*limited(file, problems(found, whole["speckb"]))]:
        raise SettingsError(faults)
    return found


def _own_words(
    root: Path, file: SettingsFile, data: Mapping[str, Any], code: str, *, needed: bool
) -> tuple[OwnWords | None, list[Fault]]:
    """Return the catalogue of the knowledge base's own words, if there is one, and its faults."""
    settings = data.get("speckb", {})
    limits = Limits.raised(settings.get("limits", {}))
    try:
        return read_words(root, file, settings.get("words", ""), code, limits, needed=needed), []
    except SettingsError as error:
        return None, error.faults


def _data(file: SettingsFile) -> dict[str, Any]:
    try:
        data = loads(file.text)
    except tomllib.TOMLDecodeError as error:
        raise SettingsError([file.fault_at(*stopped(error, file.text))]) from None
    if deep := too_deep(data, DEFAULT.nesting):
        message = DEFAULT.passed("nesting", f"{len(deep)} levels")
        raise SettingsError([file.fault(message, deep, LIMIT)])
    if odd := [*limited(file, _odd(data))]:
        raise SettingsError(odd)
    hidden = [file.fault(described(letter), steps, CHARACTER) for steps, letter in in_data(data)]
    if hidden:
        raise SettingsError(hidden[:MOST])
    return data


def _odd(data: Any, path: tuple[str, ...] = ()) -> Iterator[Problem]:
    """Yield values of TOML that JSON does not have, and so no setting."""
    if isinstance(data, dict | list):
        parts = data.items() if isinstance(data, dict) else enumerate(data)
        for name, part in parts:
            yield from _odd(part, (*path, str(name)))
    elif isinstance(data, float) and not math.isfinite(data):
        yield [*path], f"{'.'.join(path)}: {data} is not a number that a setting can have"
    elif isinstance(data, date | time):
        yield [*path], f"{'.'.join(path)}: a date or time is not allowed; quote it if it is text"


def outline(text: str) -> tuple[set[str] | None, Limits]:
    """Return the top-level folders that settings name, and the limits that they set.

    The folders are None, and the limits the defaults, where the settings cannot be read.
    """
    try:
        own = defaults.filled(loads(text))["speckb"]
        paths = [kind["folder"] for kind in own["types"].values()]
        paths += [*own.get("pages", Settings.pages), own.get("reviews", "")]
        folders = {"schemas", *(path.partition("/")[0] for path in paths)}
        return folders, Limits.raised(own.get("limits", {}))
    except (tomllib.TOMLDecodeError, LookupError, TypeError, AttributeError):
        return None, DEFAULT


def _settings(
    root: Path,
    file: SettingsFile,
    data: Mapping[str, Any],
    schemas: Mapping[str, Any],
    words: Catalogue,
) -> Settings:
    needs, own = data["needs"], data["speckb"]
    types = {
        name: EntryType(
            name=name,
            title=needs["types"][name]["title"],
            folder=options["folder"],
            schema=schemas[name],
            plural=options.get("plural", ""),
            has_schema_file="fields" not in options and (root / path_of(name)).exists(),
            declares_fields="fields" in options or (root / path_of(name)).exists(),
            strip=tuple(options.get("strip", ())),
            card=tuple(options.get("card", ())),
            linked_by=tuple(options.get("linked_by", ())),
            editorial=tuple(options.get("editorial", ())),
            order_by=tuple(options.get("order_by", options.get("group_by", ()))),
            group_by=tuple(options.get("group_by", ())),
            list_columns=tuple(options.get("list_columns", ())),
            print_parts=tuple(options.get("print_parts", ())),
            print_fields=tuple(options.get("print_fields", ())),
            **{key: options[key] for key in ("text", "heading", "print") if key in options},
        )
        for name, options in own["types"].items()
    }
    links = {
        name: LinkType(
            name=name,
            outgoing=link["outgoing"],
            incoming=link["incoming"],
            targets=tuple(link.get("target_types", ())),
            editorial=name in own.get("editorial_links", ()),
            across=name in own.get("links_across_editions", ()),
        )
        for name, link in needs["links"].items()
    }
    reason = {"reason": words.text(REASON)}
    listings = {
        name: Listing(name, **{**reason, **table, "columns": tuple(table["columns"])})
        for name, table in own.get("tables", {}).items()
    }
    editions = tuple(
        Edition(name, **{**said, "opens": tuple(said.get("opens", ()))})
        for name, said in own.get("editions", {}).items()
    )
    edition = own.get("edition", editions[-1].id if editions else "")
    titles = {"title": words.text(TITLE), "matrix_caption": words.text(MATRIX_CAPTION)}
    plain = (
        "title",
        "author",
        "license",
        "language",
        "words",
        "source",
        "unstated",
        "edit_url",
        "editors_page",
        "site_url",
        "releases",
        "matrix_caption",
        "reviews",
        "editor_schemas",
        "removed",
    )
    return Settings(
        root=root,
        file=file,
        types=types,
        links=links,
        listings=listings,
        editions=editions,
        edition=edition,
        severities=own.get("rules", {}),
        id_regex=needs.get("id_regex", ""),
        pages=tuple(own.get("pages", Settings.pages)),
        keywords=keywords.chosen(
            own.get("keywords", [keywords.BCP14]), own.get("language", Settings.language)
        ),
        search_last=tuple(own.get("search_last", ())),
        trace=tuple(own.get("trace", {}).get("links", ())),
        trace_caption=own.get("trace", {}).get("caption", ""),
        verdicts=verdicts.read(own.get("verdicts", {}), words),
        bibliography=bibliography.read(own.get("bibliography", {}), schemas),
        pdf_name=own.get("pdf", {}).get("name", Settings.pdf_name),
        pdf_edition=own.get("pdf", {}).get("edition", edition),
        paper=own.get("pdf", {}).get("paper", Settings.paper),
        pdf_fonts={
            role: tuple(names) for role, names in own.get("pdf", {}).get("fonts", {}).items()
        },
        pdf_abstract=_paragraphs(own.get("pdf", {}).get("abstract", "")),
        pdf_keywords=tuple(own.get("pdf", {}).get("keywords", ())),
        pdf_license=own.get("pdf", {}).get("license", Settings.pdf_license),
        pdf_report=own.get("pdf", {}).get("report", Settings.pdf_report),
        pdf_leave_out=tuple(own.get("pdf", {}).get("leave_out", ())),
        limits=Limits.raised(own.get("limits", {})),
        **{**titles, **{name: own[name] for name in plain if name in own}},
    )


def _paragraphs(text: str) -> tuple[str, ...]:
    """Return the paragraphs of a text, each in one line."""
    return tuple(" ".join(part.split()) for part in text.split("\n\n") if part.strip())
