"""Rules for files as such: encoding, place, front matter fences. Checked by the loader."""

from __future__ import annotations

from speckb.rules.rule import Group, Scope, reading_rule


@reading_rule("file-unreadable", Group.FILES, Scope.ONE_ENTRY)
def file_unreadable() -> None:
    """A file of the knowledge base can be read.

    Bad: a file that only its owner can read, checked by somebody else.
    Good: a file with the permissions of its neighbours.
    """


@reading_rule("file-kind", Group.FILES, Scope.ONE_ENTRY)
def file_kind() -> None:
    """Entries, pages and settings are regular files, not links, folders, pipes or devices.

    Bad: `works/ATLAS-3.md` as a symbolic link to `/home/reader/atlas.md`.
    Good: `works/ATLAS-3.md` with the text in it.
    """


@reading_rule("file-encoding", Group.FILES, Scope.ONE_ENTRY)
def file_encoding() -> None:
    """A file is UTF-8.

    Bad: a file that an old editor saved as Latin-1 or as UTF-16.
    Good: the same file saved as UTF-8.
    """


@reading_rule("file-character", Group.FILES, Scope.ONE_ENTRY)
def file_character() -> None:
    """A file has no invisible characters, and only usual line ends.

    Bad: a title with a line separator (U+2028), pasted from a word processor.
    Good: the same title with a space in its place.
    """


@reading_rule("merge-conflict", Group.FILES, Scope.ONE_ENTRY)
def merge_conflict() -> None:
    """No file has conflict markers of an unfinished merge.

    Bad: an entry with a line `<<<<<<< HEAD`.
    Good: the entry with the lines of one side.
    """


@reading_rule("setting-form", Group.FILES, Scope.WHOLE_CORPUS)
def setting_form() -> None:
    """The settings are valid TOML, with known settings, allowed values and consistent names.

    Bad: `card = ["yaer"]` for a type whose entries have a field `year`.
    Good: `card = ["year"]`.
    """


@reading_rule("schema-form", Group.FILES, Scope.WHOLE_CORPUS)
def schema_form() -> None:
    """The schema of a type is valid JSON, with known keywords and the required fields.

    Bad: `"type": ["string", "null"]` for a field.
    Good: `"type": "string"` for a field that is not in `required`.
    """


@reading_rule("file-limit", Group.FILES, Scope.WHOLE_CORPUS)
def file_limit() -> None:
    """The size, lines, nesting and number of files are within limits, which the settings can raise.

    Bad: `draws_on: [[[[[[[[[[[[[ATLAS-3]]]]]]]]]]]]]`, or a page of 5,000 lines.
    Good: `draws_on: [ATLAS-3]`, or two pages of 2,500 lines.
    """


@reading_rule("file-empty", Group.FILES, Scope.ONE_ENTRY)
def file_empty() -> None:
    """A file is not empty.

    Bad: a file of no bytes, or of white space only.
    Good: an entry with its front matter, or a page with its heading.
    """


@reading_rule("file-lost", Group.FILES, Scope.ONE_ENTRY, protects=False)
def file_lost() -> None:
    """The name of a Markdown file in a type's folder, or in one below it, ends in `.md`.

    Bad: `works/ATLAS-3.MD`.
    Good: `works/ATLAS-3.md`, or `works/maps/ATLAS-3.md`.
    """


@reading_rule("file-folder", Group.FILES, Scope.ONE_ENTRY)
def file_folder() -> None:
    """An entry is in the folder of its type.

    Bad: a work with all its fields in `demands/ATLAS-3.md`.
    Good: the same file as `works/ATLAS-3.md`.
    """


@reading_rule("front-matter-missing", Group.FILES, Scope.ONE_ENTRY)
def front_matter_missing() -> None:
    """An entry starts with front matter: a line of three dashes, and its fields.

    Bad:

        # Atlas of branches

    Good:

        ---
        id: ATLAS-3
        title: Atlas of branches
    """


@reading_rule("front-matter-open", Group.FILES, Scope.ONE_ENTRY)
def front_matter_open() -> None:
    """Front matter ends with a line of three dashes.

    Bad:

        year: 1920
        shelf: open

        A map of every branch.

    Good:

        year: 1920
        shelf: open
        ---

        A map of every branch.
    """


@reading_rule("front-matter-shape", Group.FILES, Scope.ONE_ENTRY)
def front_matter_shape() -> None:
    """Front matter is a list of `field: value` lines.

    Bad:

        ---
        - ATLAS-3
        - Atlas of branches
        ---

    Good:

        ---
        id: ATLAS-3
        title: Atlas of branches
    """


@reading_rule("id-file", Group.FILES, Scope.ONE_ENTRY)
def id_file() -> None:
    """A file is named after its entry's id.

    Bad: `id: ATLAS-4` in `works/ATLAS-3.md`.
    Good: `id: ATLAS-3` in `works/ATLAS-3.md`.
    """
