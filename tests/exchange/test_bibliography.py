"""References and the knowledge base itself, as other programs for citations read them."""

from __future__ import annotations

import json
import re
import warnings
from functools import cache
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote

import jsonschema_rs
import pytest
import yaml
from hypothesis import given, strategies

from speckb.corpus import loading, settings
from speckb.exchange.exporting.about import About, about
from speckb.exchange.exporting.bibliography import bibtex, citation, csl, files
from speckb.exchange.exporting.references import Name, Reference, name_of, references
from tests.conftest import EPOCH, KNOWLEDGE, REPO, build
from tests.unit.gitrepo import GitRepo
from tests.unit.lending import Lending

if TYPE_CHECKING:
    from pathlib import Path

    from speckb.corpus.corpus import Corpus

CFF = REPO / "tests/vendor/citation-file-format-1.2.0.json"
WORK = "works/ALMANAC-7.md"
TYPE = '[speckb.bibliography]\ntype = "work"\n'
SETTINGS = f"""
{TYPE}[speckb.bibliography.fields]
date = "year"
"""
EVIL = (
    "a\\b {c} }{ ~d^ #1 $2 %3 &4 _5 \"q\" 'r' @x <y>"
    " \u00df\u0142\u4e2d \U0001f4a9, 50% \\end{document}"
)


@pytest.fixture(autouse=True)
def dated(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", str(EPOCH))


@pytest.fixture
def lending(tmp_path: Path) -> Lending:
    """The second knowledge base, whose works are references with more fields."""
    found = Lending(tmp_path / "lending")
    found.write("ubproject.toml", found.text("ubproject.toml") + SETTINGS)
    schema = json.loads(found.text("schemas/work.json"))
    text = {"type": "string"}
    schema["properties"] |= {
        "authors": {"type": "array", "items": text},
        **dict.fromkeys(("number", "url", "doi", "publisher"), text),
    }
    schema["properties"]["year"] = text
    found.write("schemas/work.json", json.dumps(schema))
    return found


@cache
def main() -> Corpus:
    return loading.load(settings.load(KNOWLEDGE))


def work(lending: Lending, **fields: Any) -> Reference:
    """Return the reference that an entry with such fields is."""
    said = {"title": "Almanac", "year": "1931", **fields}
    head = yaml.safe_dump({"id": "ALMANAC-7", "section": "7", "mark": "A", **said})
    lending.write(WORK, f"---\n{head}---\n")
    (found,) = [one for one in references(lending.corpus()) if one.id == "ALMANAC-7"]
    return found


# What LaTeX makes of its commands for letters.
LETTERS = {
    "textbackslash{}": "\\",
    "textbraceleft{}": "{",
    "textbraceright{}": "}",
    "textasciitilde{}": "~",
    "textasciicircum{}": "^",
}


def plain(text: str) -> str:
    """Return the text that TeX shows: braces that it does not show are around the whole alone."""
    text = text.removeprefix("{").removesuffix("}") if text[:1] == "{" else text
    commands = "|".join(map(re.escape, LETTERS))
    return re.sub(rf"\\({commands}|[#$%&_])", lambda m: LETTERS.get(m[1], m[1]), text)


def read(data: bytes) -> dict[str, dict[str, Any]]:
    """Return entries of BibTeX as a library reads them, with the kind of each as `kind`."""
    library = pytest.importorskip("bibtexparser", reason="bibtexparser is not installed (peers)")
    found = library.parse_string(data.decode("utf-8"))
    assert found.failed_blocks == []
    authors = {one.key: one["author"].split(" and ") for one in found.entries if "author" in one}
    return {
        one.key: {"kind": one.entry_type, **{f.key: plain(f.value) for f in one.fields}}
        | ({"author": " and ".join(map(plain, authors[one.key]))} if one.key in authors else {})
        for one in found.entries
    }


def cited(data: bytes) -> list[str]:
    """Return items of CSL-JSON as a processor of citations prints them."""
    with warnings.catch_warnings():
        warnings.simplefilter("error")  # it warns of fields that it does not know
        citeproc = pytest.importorskip("citeproc", reason="citeproc-py is not installed (peers)")
        from citeproc.source.json import CiteProcJSON  # noqa: PLC0415  not installed everywhere

        items = json.loads(data)
        style = citeproc.CitationStylesStyle("harvard-cite-them-right", validate=False)
        made = citeproc.CitationStylesBibliography(
            style, CiteProcJSON(items), citeproc.formatter.plain
        )
        for one in items:
            made.register(citeproc.Citation([citeproc.CitationItem(one["id"])]))
        return [str(one) for one in made.bibliography()]


def valid(data: bytes) -> dict[str, Any]:
    """Return the data of a CITATION.cff that is valid."""
    found = yaml.safe_load(data)
    jsonschema_rs.validate(json.loads(CFF.read_text(encoding="utf-8")), found)
    assert isinstance(found, dict)
    return found


def test_every_reference_is_read_back_by_its_id() -> None:
    found = read(files(main())["references.bib"])
    entries = {entry.id: entry for entry in main().by_type["reference"]}
    assert found.keys() == entries.keys()
    for name, entry in entries.items():
        assert found[name]["title"] == entry.title
        assert found[name]["year"] == entry.meta["date"].split()[-1]
        assert found[name]["month"] == entry.meta["date"][:3].lower()
        assert len(found[name].get("author", "").split(" and ")) == len(
            entry.meta.get("authors", [""])
        )


def test_an_rfc_and_a_draft_are_as_the_tools_of_the_ietf_write_them() -> None:
    data = bibtex(references(main())).decode()
    entry = data[data.index("@misc{RFC2119,") :].partition("\n\n")[0]
    assert entry == (
        "@misc{RFC2119,\n"
        "  author = {Bradner, S.},\n"
        "  title = {{Key words for use in RFCs to Indicate Requirement Levels}},\n"
        "  series = {Request for Comments},\n"
        "  number = {2119},\n"
        "  howpublished = {BCP 14, RFC 2119},\n"
        "  publisher = {RFC Editor},\n"
        "  year = {1997},\n"
        "  month = mar,\n"
        "  doi = {10.17487/RFC2119},\n"
        "  url = {https://www.rfc-editor.org/rfc/rfc2119},\n"
        "}"
    )
    draft = read(data.encode())["draft-wing-sipping-srtp-key"]
    assert draft["kind"] == "techreport"
    assert draft["type"] == "Internet-Draft"
    assert draft["number"] == "draft-wing-sipping-srtp-key-04"
    assert draft["institution"] == "Internet Engineering Task Force"
    assert draft["note"] == "Work in Progress"


def test_a_processor_of_citations_prints_all_of_them() -> None:
    data = files(main())["references.json"]
    printed = cited(data)
    assert len(printed) == len(main().by_type["reference"])
    (bradner,) = [one for one in printed if one.startswith("Bradner")]
    assert bradner == (
        "Bradner, S. (1997) Key words for use in RFCs to Indicate Requirement Levels. Request for"
        " Comments 2119. RFC Editor. Available at: https://doi.org/10.17487/RFC2119."
    )


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("D. Wing", Name("Wing", "D.")),
        ("D. Wing (editor)", Name("Wing", "D.")),
        ("H. Schulzrinne, Ed.", Name("Schulzrinne", "H.")),
        ("A.B. Roach", Name("Roach", "A.B.")),
        ("S. G. Murillo", Name("Murillo", "S. G.")),
        ("J.-P. van der Berg", Name("van der Berg", "J.-P.")),
        ("\u0141. K\u0105dziela", Name("K\u0105dziela", "\u0141.")),
        ("Wing, Dan", Name("Wing", "Dan")),
        ("Dan Wing", Name("Dan Wing")),
        ("NIST", Name("NIST")),
        ("The editors", Name("The editors")),
        ("St. John's University", Name("St. John's University")),
        ("A. Smith and B. Jones", Name("A. Smith and B. Jones")),
    ],
)
def test_a_name_is_that_of_a_person_or_of_an_organization(text: str, name: Name) -> None:
    assert name_of(text) == name


@pytest.mark.parametrize(
    ("text", "date"),
    [
        ("1931", (1931,)),
        ("1931-02", (1931, 2)),
        ("1931-02-28", (1931, 2, 28)),
        ("February 1931", (1931, 2)),
        ("Feb. 1931", (1931, 2)),
        ("28 February 1931", (1931, 2, 28)),
        ("February 28, 1931", (1931, 2, 28)),
        ("1931-13", ()),
        ("1931-02-32", ()),
        ("about 1931", ()),
        ("1931 or 1932", ()),
        ("spring", ()),
    ],
)
def test_dates_are_read_or_kept_as_they_are(
    lending: Lending, text: str, date: tuple[int, ...]
) -> None:
    found = work(lending, year=text)
    assert found.date == date
    entry = read(bibtex([found]))["ALMANAC-7"]
    assert entry["year"] == (str(date[0]) if date else text)
    (item,) = json.loads(csl([found]))
    assert item["issued"] == ({"date-parts": [[*date]]} if date else {"literal": text})


def test_months_may_be_in_the_language_of_the_knowledge_base(lending: Lending) -> None:
    lending.change("ubproject.toml", "\n[speckb]\n", '\n[speckb]\nlanguage = "de"\n')
    assert work(lending, year="28. M\u00e4rz 1931").date == (1931, 3, 28)


def test_hostile_texts_are_text_in_tex(lending: Lending) -> None:
    found = work(
        lending, title=EVIL, authors=[EVIL.replace(",", ""), "X and Y"], publisher=EVIL, number=EVIL
    )
    data = bibtex([found])
    entry = read(data)["ALMANAC-7"]
    assert entry["title"] == entry["publisher"] == entry["number"] == EVIL
    text = data.decode()
    assert "author = {{a" in text
    assert " and {X and Y}}" in text
    assert text.count("{") == text.count("}")
    assert not re.search(r"(?<!\\)[#$%&~^]", text.partition("title")[2])


@given(strategies.text(strategies.characters(exclude_categories=["C", "Z"]), min_size=1))
def test_any_word_comes_back_from_bibtex(text: str) -> None:
    found = Reference("a", text, publisher=f"{text} {text}", authors=(Name(text),), url=text)
    entry = read(bibtex([found]))["a"]
    assert (entry["title"], entry["publisher"]) == (text, f"{text} {text}")
    assert unquote(entry["url"]) == unquote(text)


def test_an_address_is_to_the_letter_but_for_braces(lending: Lending) -> None:
    url = "https://a.example/x_y%20z~q?a=1&b=#f"
    assert f"url = {{{url}}}" in bibtex([work(lending, url=url)]).decode()
    text = bibtex([work(lending, url="https://a.example/}{\\")]).decode()
    assert "url = {https://a.example/%7D%7B%5C}" in text


def test_fields_that_the_settings_name_say_it(lending: Lending) -> None:
    found = work(lending, doi="10.1234/x", authors=["A. Reader; B. Lender"])
    assert found.doi == "10.1234/x"
    assert found.authors == (Name("Reader", "A."), Name("Lender", "B."))
    assert found.date == (1931,)
    lending.change("ubproject.toml", 'date = "year"', 'date = "year"\npublisher = "mark"')
    assert work(lending).publisher == "A"


def test_authors_may_be_groups_with_a_name(lending: Lending) -> None:
    lending.change("ubproject.toml", TYPE, TYPE.replace("work", "paper"))
    fields = 'date = "issued"\nauthor = "writers"'
    lending.change("ubproject.toml", 'date = "year"', fields)
    (found,) = references(lending.corpus())
    assert found.authors == (Name("Reader", "A."), Name("Lender", "B."))
    assert found.date == (1999, 2, 28)


def test_without_the_setting_there_are_no_references(tmp_path: Path) -> None:
    found = files(Lending(tmp_path / "plain").corpus())
    assert {*found} == {"citation.bib", "citation.json", "CITATION.cff"}


def test_settings_that_name_what_is_not_there_are_told(lending: Lending) -> None:
    lending.change("ubproject.toml", TYPE, TYPE.replace("work", "works"))
    assert "speckb.bibliography.type: unknown name 'works'; did you mean 'work'?" in lending.said()
    lending.change("ubproject.toml", TYPE.replace("work", "works"), TYPE)
    lending.change("ubproject.toml", 'date = "year"', 'date = "yaer"')
    said = lending.said()
    assert "speckb.bibliography.fields.date: unknown name 'yaer'; did you mean 'year'?" in said
    line = lending.text("ubproject.toml").splitlines().index('date = "yaer"') + 1
    assert f"ubproject.toml:{line}:" in said
    lending.change("ubproject.toml", 'date = "yaer"', 'dates = "year"')
    assert "unknown setting 'dates'; did you mean 'date'?" in lending.said()


def test_the_knowledge_base_itself_can_be_cited(lending: Lending) -> None:
    lending.change(
        "ubproject.toml",
        "\n[speckb]\n",
        '\n[speckb]\ntitle = "Ways of lending: 50%"\nauthor = "Reader, Anna; The desk"\n'
        'license = "CC-BY-4.0"\nsite_url = "https://desk.example/lending/"\n'
        'pdf = { keywords = ["lending", "lending"], abstract = "One.\\n\\nTwo." }\n',
    )
    found = files(lending.corpus())
    assert valid(found["CITATION.cff"]) == {
        "cff-version": "1.2.0",
        "message": "If you use this knowledge base, please cite it as below.",
        "type": "dataset",
        "title": "Ways of lending: 50%",
        "authors": [{"family-names": "Reader", "given-names": "Anna"}, {"name": "The desk"}],
        "date-released": "2007-09-20",
        "url": "https://desk.example/lending/",
        "license": "CC-BY-4.0",
        "keywords": ["lending"],
        "abstract": "One.\n\nTwo.",
    }
    assert read(found["citation.bib"])["ways-of-lending-50-2007"] == {
        "kind": "misc",
        "author": "Reader, Anna and The desk",
        "title": "Ways of lending: 50%",
        "year": "2007",
        "month": "sep",
        "day": "20",
        "url": "https://desk.example/lending/",
    }
    assert cited(found["citation.json"]) == [
        "Reader, A. and The desk (2007) Ways of lending: 50%."
        " Available at: https://desk.example/lending/."
    ]


def test_without_an_author_the_title_stands_for_it(tmp_path: Path) -> None:
    corpus = Lending(tmp_path / "plain").corpus()
    assert valid(files(corpus)["CITATION.cff"])["authors"] == [{"name": "Knowledge base"}]
    given = about(corpus, title="T", author="E. Ditor", version="1.0")
    said = valid(citation(given))
    assert said["authors"] == [{"family-names": "Ditor", "given-names": "E."}]
    assert (said["title"], said["version"]) == ("T", "1.0")


def test_the_version_is_the_release_that_the_last_commit_is(lending: Lending) -> None:
    repository = GitRepo(lending.root)
    repository.commit(tag="v1.2")
    assert about(lending.corpus()).version == "1.2"
    repository.commit()
    assert about(lending.corpus()).version == ""


def test_hostile_texts_are_text_in_a_citation_file() -> None:
    evil = "x: y #z\n- &a *b !!python/object 'q' \"r\" \u2028 yes"
    found = About(evil, ["yes", "A. 1.0", "null"], "1.10", "2026-09-30", keywords=[evil])
    said = valid(citation(found))
    assert said["title"] == evil
    assert [one.get("name") for one in said["authors"]] == ["yes", "A. 1.0", "null"]
    assert said["version"] == "1.10"
    assert said["date-released"] == "2026-09-30"


def test_the_site_has_the_files_as_long_as_there_are_references(
    lending: Lending, tmp_path: Path
) -> None:
    lending.change("schemas/work.json", '"year": {"type": "string"}', '"year": {"type": "integer"}')
    lending.change("conf.py", 'version = release = "0.0"', 'version = release = "7.1"')
    out = tmp_path / "html"
    done = build(lending.root, out)
    assert done.status == 0, done.output[-2000:]
    found = files(lending.corpus())
    assert (out / "references.bib").read_bytes() == found["references.bib"]
    assert [*read((out / "references.bib").read_bytes())] == [
        entry.id for entry in lending.corpus().by_type["work"]
    ]
    assert (out / "references.json").read_bytes() == found["references.json"]
    said = valid((out / "CITATION.cff").read_bytes())
    assert said["title"] == "Ways of lending between libraries"
    assert said["authors"] == [{"name": "The lending desk"}]
    assert said["version"] == "7.1"
    (own,) = read((out / "citation.bib").read_bytes()).values()
    assert (own["version"], own["note"]) == ("7.1", "release 7.1")
    lending.change("ubproject.toml", SETTINGS, "")
    assert build(lending.root, out, fresh=False).status == 0
    assert not (out / "references.bib").exists()
    assert (out / "citation.json").exists()
