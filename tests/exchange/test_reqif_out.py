"""ReqIF of whole knowledge bases: valid, whole, stable, and read by other tools."""

from __future__ import annotations

import importlib.util
import io
import json
import shutil
import subprocess
import sys
import zipfile
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any
from xml.etree import ElementTree as ET

import pytest
import reqif as library
import xmlschema
from hypothesis import given, strategies
from lxml import etree
from reqif.cli.cli_arg_parser import ValidateCommandConfig
from reqif.commands.validate.validate import ValidateCommand
from reqif.models.reqif_spec_object_type import ReqIFSpecObjectType
from reqif.parser import ReqIFParser

from speckb.cli.main import main
from speckb.corpus import loading, settings
from speckb.exchange import flat
from speckb.exchange.exporting import reqif as out
from speckb.exchange.exporting.dates import dates
from speckb.exchange.exporting.reqif import FOREIGN, GUIDE, NAME, TEXT
from speckb.exchange.exporting.reqif_attributes import (
    NO_XML,
    STRING,
    XHTML,
    Attribute,
    element,
    set_value,
)
from speckb.exchange.importing.reading import read
from speckb.tables.verdicts import judged, spoken
from tests.conftest import EPOCH, GERMAN, KNOWLEDGE, SECOND
from tests.unit.filled import fill
from tests.unit.gitrepo import GitRepo
from tests.unit.lending import CATALOGUE, LEND_1, PRIVACY, SLIPS, Lending

if TYPE_CHECKING:
    from collections.abc import Mapping

    from speckb.corpus.corpus import Corpus

# The schema of the OMG with its driver of XHTML, as the package has it.
SCHEMA = Path(library.__file__).parent / "reqif_schema" / "reqif.xsd"


def reqif(corpus: Corpus) -> bytes:
    return out.data(corpus, dates(corpus))


def reqifz(corpus: Corpus) -> bytes:
    return out.compressed(corpus, dates(corpus))


BASES = {"main": KNOWLEDGE, "second": SECOND, "german": GERMAN}
NS = {"r": "http://www.omg.org/spec/ReqIF/20110401/reqif.xsd"}
EVIL = "]]>&amp; <b>x</b> \"q\" 'a' *s* [l](javascript:x) \u00df \U0001f4a9 =1+1"


@pytest.fixture(autouse=True)
def dated(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", str(EPOCH))


@pytest.fixture
def lending(tmp_path: Path) -> Lending:
    return Lending(tmp_path / "lending")


@cache
def base(name: str) -> Corpus:
    return loading.load(settings.load(BASES[name]))


@cache
def schema() -> xmlschema.XMLSchema:
    return xmlschema.XMLSchema(str(SCHEMA))


def faults(data: bytes) -> list[str]:
    return [str(error)[:500] for error in schema().iter_errors(io.BytesIO(data))]


class Read:
    """A document as the library reads it: objects by id, with values by the attribute's name."""

    def __init__(self, data: bytes) -> None:
        bundle = ReqIFParser.parse_from_string(data.decode("utf-8"))
        content = bundle.core_content.req_if_content
        words = {
            value.identifier: value.long_name
            for one in content.data_types
            for value in getattr(one, "values", None) or ()
        }
        self.content = content
        types = {one.identifier: one for one in content.spec_types}
        self.types = {
            one.long_name: {a.long_name: a for a in one.attribute_definitions}
            for one in types.values()
            if isinstance(one, ReqIFSpecObjectType)
        }

        def values(kind: Any, attributes: Any) -> dict[str, Any]:
            names = {a.identifier: a.long_name for a in kind.attribute_definitions or ()}
            return {
                names[one.definition_ref]: [words[word] for word in one.value]
                if isinstance(one.value, list)
                else one.value
                for one in attributes or ()
            }

        self.names: dict[str, str] = {}
        self.objects: dict[str, tuple[str, dict[str, Any]]] = {}
        for one in content.spec_objects:
            kind = types[one.spec_object_type]
            found = values(kind, one.attributes)
            self.names[one.identifier] = found.get(FOREIGN, "")
            self.objects[found.get(FOREIGN, one.identifier)] = (kind.long_name, found)
        self.relations = [
            (
                types[one.relation_type_ref].long_name,
                self.names[one.source],
                self.names[one.target],
                values(types[one.relation_type_ref], one.values),
            )
            for one in content.spec_relations
        ]


def shown(xhtml: str) -> str:
    """Return the text of XHTML with the line breaks that it shows."""
    top = etree.fromstring(f'<x xmlns:xhtml="http://www.w3.org/1999/xhtml">{xhtml}</x>')
    for line in [*top.iter("{*}br")]:
        line.tail = f"\n{line.tail or ''}"
    return "\n\n".join("".join(one.itertext()) for one in top.iter("{*}p"))


@pytest.mark.parametrize("name", BASES)
def test_a_document_is_valid_by_the_schema_and_its_references_lead_somewhere(
    name: str, tmp_path: Path
) -> None:
    data = reqif(base(name))
    assert faults(data) == []
    (tmp_path / "base.reqif").write_bytes(data)
    found = ValidateCommand._validate(
        ValidateCommandConfig(input_file=str(tmp_path / "base.reqif"), use_reqif_schema=False)
    )
    assert not found.has_any_errors()


@pytest.mark.parametrize("name", BASES)
def test_every_value_of_every_entry_is_in_it(name: str) -> None:
    corpus = base(name)
    made = Read(reqif(corpus))
    for kind in corpus.settings.types.values():
        columns = flat.columns(corpus, kind)
        own = made.types[kind.name]
        assert {*own} >= {FOREIGN, NAME, TEXT}
        for entry in corpus.by_type[kind.name]:
            found, values = made.objects[entry.id]
            assert found == kind.name
            for column, value in zip(columns, flat.row(entry, columns), strict=True):
                name = GUIDE.get(column.name, column.name)
                if name not in own:
                    assert column.name in corpus.settings.links
                elif value is None:
                    assert name not in values
                elif name == TEXT:
                    assert shown(values[name]) == value
                elif isinstance(values[name], list):
                    assert values[name] == (value if column.form == flat.LIST else [value])
                    assert own[name].multi_valued == (column.form == flat.LIST)
                else:
                    assert values[name] == flat.cell(value, column.form)


@pytest.mark.parametrize("name", BASES)
def test_links_are_relations_with_their_reasons(name: str) -> None:
    corpus = base(name)
    found = {(k, s, t): v.get("reason", "") for k, s, t, v in Read(reqif(corpus)).relations}
    links = [link for links in corpus.outgoing.values() for link in links]
    expected = {(link.kind, link.source, link.target): link.reason for link in links}
    assert expected
    assert {k: v for k, v in found.items() if k[0] != "verdict"} == expected


@pytest.mark.parametrize("name", BASES)
def test_an_import_into_an_empty_base_gives_the_same_export(
    name: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    root = tmp_path / "base"
    shutil.copytree(BASES[name], root, ignore=shutil.ignore_patterns(".*", "build", "src", "tests"))
    before = reqif(loading.load(settings.load(root)))
    for entry in loading.load(settings.load(root)).entries.values():
        (root / entry.path).unlink()
    (tmp_path / "all.reqif").write_bytes(before)
    assert main(["--root", str(root), "import", str(tmp_path / "all.reqif")]) == 0
    assert "written" in capsys.readouterr().out
    assert reqif(loading.load(settings.load(root))) == before


@pytest.mark.parametrize("name", BASES)
def test_our_own_reader_returns_the_same_entries(name: str, tmp_path: Path) -> None:
    corpus = base(name)
    path = tmp_path / "base.reqif"
    path.write_bytes(reqif(corpus))
    source = read(path)
    simple = corpus.settings.links.keys() - {"claims", "criteria", "assesses"}
    assert source.remarks == ()
    records = {record.values[source.ids]: record for record in source.records}
    assert [*records] == [e.id for group in corpus.by_type.values() for e in group]
    for kind in corpus.settings.types.values():
        columns = flat.columns(corpus, kind)
        for entry in corpus.by_type[kind.name]:
            record = records[entry.id]
            assert record.kind == kind.name
            expected = {
                GUIDE.get(column.name, column.name): (value, flat.cell(value, column.form))
                for column, value in zip(columns, flat.row(entry, columns), strict=True)
                if value is not None and column.name not in simple
            }
            found = {key: value for key, value in record.values.items() if key != "IDENTIFIER"}
            assert found.keys() == expected.keys()
            for key, forms in expected.items():
                assert found[key] in forms
            links = [
                (link.kind, link.target, link.reason)
                for link in corpus.outgoing[entry.id]
                if link.kind in simple and len(link.path) == 2
            ]
            assert [(one.kind, one.target, one.reason) for one in record.relations] == links


def test_verdicts_are_relations_with_word_conditions_and_reasons(tmp_path: Path) -> None:
    corpus = fill(Lending(tmp_path / "full")).corpus()
    data = reqif(corpus)
    assert faults(data) == []
    found = {(s, t): v for k, s, t, v in Read(data).relations if k == "verdict"}
    assert {*found} == {(a.id, b.id) for a in judged(corpus) for b in spoken(corpus)}
    assert found["union-catalogue", "LEND-1"]["word"] == ["met"]
    assert found["union-catalogue", "LEND-1"]["reasons"].startswith("loan-privacy = sealed")
    heir = found["village-shelf", "LEND-1"]
    assert heir["word"] == ["inherited"]
    assert "grew_from " in heir["reasons"]


def test_a_verdict_says_its_conditions(lending: Lending) -> None:
    lending.change(PRIVACY, "    met: [", "    conditional: [")
    value = "value: sealed-envelope\n"
    lending.change(CATALOGUE, value, f"{value}    condition: >-\n      {EVIL}\n")
    found = {s: v for k, s, _, v in Read(reqif(lending.corpus())).relations if k == "verdict"}
    assert found["union-catalogue"]["word"] == ["conditional"]
    assert found["union-catalogue"]["conditions"] == EVIL


def test_verdicts_are_there_for_each_edition() -> None:
    corpus = base("main")
    found = [v["edition"] for k, _, _, v in Read(reqif(corpus)).relations if k == "verdict"]
    assert {*found} == {known.id for known in corpus.settings.editions}
    last = corpus.views[-1]
    own = Read(reqif(last))
    assert {*own.objects} == {*last.entries}
    assert {v["edition"] for k, _, _, v in own.relations if k == "verdict"} == {last.edition}


def test_hostile_texts_come_back_to_the_letter(lending: Lending) -> None:
    evil = "\n\n".join([EVIL, "two\nlines\tand a tab"])
    lending.change(LEND_1, "title: Nobody else learns what is read", f"title: >-\n  {EVIL}")
    lines = "\n".join(f"  {line}" if line else "" for line in evil.split("\n"))
    lending.change(LEND_1, "statement: >-\n", f"statement: |-\n{lines}\n")
    lending.change(LEND_1, "A ledger that lies open", f"  {evil}\n\nA ledger that lies open")
    entry = lending.corpus().entries["LEND-1"]
    data = reqif(lending.corpus())
    assert faults(data) == []
    _, values = Read(data).objects["LEND-1"]
    assert values[NAME] == entry.title == EVIL
    assert shown(values[TEXT]) == entry.meta["statement"]
    assert entry.meta["statement"].startswith(evil)
    assert values["prose"] == entry.source.body.strip("\n")
    assert evil in values["prose"]


def test_a_character_that_xml_cannot_have_is_replaced(lending: Lending) -> None:
    lending.change(SLIPS, "title: Paper slips", 'title: "Paper\\uffffslips"')
    data = reqif(lending.corpus())
    assert Read(data).objects["paper-slips"][1][NAME] == "Paper\ufffdslips"


@given(strategies.text())
def test_any_text_comes_back_from_attributes_and_paragraphs(text: str) -> None:
    found = Attribute("a", "x", "", STRING, "d")
    top = element(None, "top")
    top.set("xmlns:xhtml", "http://www.w3.org/1999/xhtml")
    set_value(top, found, text)
    set_value(top, replace(found, kind=XHTML), text)
    string, xhtml = etree.fromstring(ET.tostring(top))
    assert string.get("THE-VALUE") == NO_XML.sub("\ufffd", text)
    value = etree.tostring(xhtml.find("THE-VALUE"), encoding="unicode")
    assert shown(value) == NO_XML.sub("\ufffd", text).replace("\r\n", "\n").replace("\r", "\n")


TYPED = """
[speckb.types.thing]
folder = "things"
group_by = ["colour"]
[speckb.types.thing.fields]
at = "date"
so = "boolean"
size = "number"
count = "integer"
colour = ["red", "dark: blue"]
"""


def typed(lending: Lending, **fields: str) -> Read:
    """Return what is read of a base that has things with typed fields, one with these values."""
    text = lending.text("ubproject.toml")
    if "[speckb.types.thing]" not in text:
        lending.write("ubproject.toml", f'{text}{TYPED}[needs.types.thing]\ntitle = "Thing"\n')
    values = {"at": "2026-02-28", "so": "true", "size": "2.5", "count": "-3"} | fields
    head = "".join(f"{name}: {value}\n" for name, value in values.items())
    lending.write("things/one.md", f"---\nid: one\ntitle: One\n{head}---\n")
    lending.write("things/two.md", "---\nid: two\ntitle: Two\ncolour: red\n---\n")
    lending.write("things/six.md", "---\nid: six\ntitle: Six\ncolour: 'dark: blue'\n---\n")
    data = reqif(lending.corpus())
    assert faults(data) == []
    return Read(data)


def test_dates_numbers_and_truth_are_typed(lending: Lending) -> None:
    made = typed(lending)
    kinds = {name: one.attribute_type.name for name, one in made.types["thing"].items()}
    assert [kinds[name] for name in ("at", "so", "size", "count", "colour")] == [
        "DATE",
        "BOOLEAN",
        "REAL",
        "INTEGER",
        "ENUMERATION",
    ]
    values = made.objects["one"][1]
    assert values["at"] == "2026-02-28T00:00:00Z"
    assert (values["so"], values["size"], values["count"]) == ("true", "2.5", "-3")


def test_a_value_that_is_no_word_or_number_makes_its_attribute_text(lending: Lending) -> None:
    lending.change(SLIPS, "value: seen-at-the-desk", "value: seen-nowhere")
    schema = json.loads(lending.text("schemas/candidate.json"))
    schema["properties"]["days"]["oneOf"] = [{"type": "number"}, {"type": "string"}]
    lending.write("schemas/candidate.json", json.dumps(schema))
    lending.change(SLIPS, "days: 9.5", "days: about nine")
    made = Read(reqif(lending.corpus()))
    own = made.types["candidate"]
    assert own["criteria.loan-privacy.value"].attribute_type.name == "STRING"
    assert own["criteria.offline-desk.value"].attribute_type.name == "ENUMERATION"
    values = made.objects["paper-slips"][1]
    assert values["criteria.loan-privacy.value"] == "seen-nowhere"
    assert values["days"] == "about nine"


def test_groups_are_headings_of_the_specification(lending: Lending) -> None:
    made = typed(lending)
    content = made.content
    (own,) = [one for one in content.specifications if one.long_name == "Thing"]

    def outline(nodes: Any) -> list[Any]:
        found = []
        for node in nodes or ():
            ((kind, values),) = [
                held
                for held in made.objects.values()
                if held[1].get(FOREIGN, "") == made.names[node.spec_object]
                and (made.names[node.spec_object] or held[0] == "heading")
                and (held[0] != "heading" or node.spec_object in made.objects)
                and (held[0] != "heading" or made.objects[node.spec_object] is held)
            ]
            name = values.get("ReqIF.ChapterName") or values[FOREIGN]
            found.append([name, *outline(node.children)] if kind == "heading" else name)
        return found

    assert outline(own.children) == [["red", "two"], ["dark: blue", "six"], "one"]


def identified(data: bytes) -> Mapping[str, bytes]:
    """Return each thing of a document as it is written, by identifier."""
    root = etree.fromstring(data)
    for hierarchy in root.iterfind(".//r:SPECIFICATION", NS):
        hierarchy.set("LAST-CHANGE", "")
    things = root.xpath("//*[@IDENTIFIER and not(descendant::*[@IDENTIFIER])]")
    return {one.get("IDENTIFIER"): etree.tostring(one, method="c14n") for one in things}


def test_a_change_of_one_entry_changes_its_own_date_and_no_identifier(
    lending: Lending, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("SOURCE_DATE_EPOCH")
    repository = GitRepo(lending.root)
    repository.commit()
    before = reqif(lending.corpus())
    assert reqif(lending.corpus()) == before
    lending.change("works/ALMANAC-7.md", "title: ", "title: The new ")
    repository.commit()
    after = reqif(lending.corpus())
    old, new = identified(before), identified(after)
    assert old.keys() == new.keys()
    changed = {new[name] for name in old if old[name] != new[name]}
    own = [one for one in changed if b"ALMANAC-7" in one]
    assert len(own) == 1
    assert b'LAST-CHANGE="2023-11-16T' in own[0]
    # Beside it the header, which has the date of the export, and the entry's place in the list.
    assert sorted(etree.fromstring(one).tag.partition("}")[2] for one in changed) == [
        "REQ-IF-HEADER",
        "SPEC-HIERARCHY",
        "SPEC-OBJECT",
    ]


def test_a_verdict_is_as_new_as_what_it_rests_on(
    lending: Lending, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("SOURCE_DATE_EPOCH")
    repository = GitRepo(lending.root)
    repository.commit()
    lending.change(CATALOGUE, "title: ", "title: The ")
    repository.commit()
    root = etree.fromstring(reqif(lending.corpus()))
    kinds = {
        one.get("IDENTIFIER"): one.get("LONG-NAME") for one in root.iter("{*}SPEC-RELATION-TYPE")
    }
    found = [
        one.get("LAST-CHANGE")[:10]
        for one in root.iter("{*}SPEC-RELATION")
        if kinds[one.findtext("r:TYPE/r:SPEC-RELATION-TYPE-REF", "", NS)] == "verdict"
    ]
    assert sorted(found) == ["2023-11-15", "2023-11-15", "2023-11-16"]


def test_what_is_not_committed_has_the_date_of_the_export(
    lending: Lending, monkeypatch: pytest.MonkeyPatch
) -> None:
    repository = GitRepo(lending.root)
    repository.commit()
    lending.change(SLIPS, "title: ", "title: The ")
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1800000000")
    root = etree.fromstring(reqif(lending.corpus()))
    found = [one.get("LAST-CHANGE")[:10] for one in root.iter("{*}SPEC-OBJECT")]
    assert found.count("2027-01-15") == 1
    assert found.count("2023-11-15") == len(found) - 1


def test_two_knowledge_bases_with_an_address_have_no_identifier_in_common(
    lending: Lending,
) -> None:
    before = identified(reqif(lending.corpus()))
    lending.change("ubproject.toml", "[speckb]\n", '[speckb]\nsite_url = "https://a.example/"\n')
    assert not before.keys() & identified(reqif(lending.corpus())).keys()


def test_the_zip_file_is_the_same_twice_and_has_the_document() -> None:
    data = reqifz(base("second"))
    assert data == reqifz(base("second"))
    with zipfile.ZipFile(io.BytesIO(data)) as packed:
        (member,) = packed.infolist()
        assert packed.read(member) == reqif(base("second"))
        assert member.date_time == (2007, 9, 20, 0, 0, 0)


@pytest.mark.skipif(
    importlib.util.find_spec("strictdoc") is None, reason="strictdoc is not installed (peers)"
)
@pytest.mark.parametrize("name", ["main", "second"])
def test_strictdoc_reads_it(name: str, tmp_path: Path) -> None:
    corpus = base(name)
    (tmp_path / "base.reqif").write_bytes(reqif(corpus))
    done = subprocess.run(
        [
            *(sys.executable, "-c", "from strictdoc.cli.main import main; main()"),
            *("convert", "base.reqif", "out"),
        ],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    texts = [path.read_text(encoding="utf-8") for path in (tmp_path / "out").glob("*.sdoc")]
    assert len(texts) == len(corpus.settings.types)
    found = {
        line.removeprefix("UID: ")
        for text in texts
        for line in text.splitlines()
        if line.startswith("UID: ")
    }
    assert found == {*corpus.entries}
