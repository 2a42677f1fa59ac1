"""XML and zip from strangers: a message about what would fill memory or leave the folder."""

from __future__ import annotations

import io
import stat
import struct
import warnings
import zipfile
from typing import TYPE_CHECKING

import pytest

from speckb.exchange.importing import bounded, safe_xml, safe_zip
from speckb.exchange.importing.source import BadFileError

if TYPE_CHECKING:
    from pathlib import Path

LAUGHS = b"""<?xml version="1.0"?>
<!DOCTYPE a [<!ENTITY b "haha"><!ENTITY c "&b;&b;&b;&b;&b;">]>
<a>&c;</a>"""
REFUSED = {
    "entities": (LAUGHS, "r.xml:2:13: a document type (<!DOCTYPE a>)"),
    "external": (b'<!DOCTYPE a SYSTEM "file:///etc/passwd"><a/>', "r.xml:1:40: a document type"),
    "parameter": (b'<!DOCTYPE a [<!ENTITY % b SYSTEM "x">%b;]><a/>', "document type"),
    "undefined": (b"<a>&b;</a>", "r.xml:1:4: not well-formed XML: undefined entity"),
    "include": (
        b'<a xmlns:x="http://www.w3.org/2001/XInclude"><x:include href="/etc/passwd"/></a>',
        "xi:include refers to another file",
    ),
    "deep": (b"<a>" * 101, "nested more than 100 deep"),
    "name": (b"<" + b"a" * 1001 + b"/>", "a name of 1,001 characters; at most 1,000"),
    "attribute name": (b"<a " + b"b" * 1001 + b"=''/>", "a name of 1,001 characters"),
    "attribute": (b"<a b='" + b"c" * 1_000_001 + b"'/>", "attribute b has 1,000,001 characters"),
    "attributes": (
        b"<a " + b" ".join(b"b%d=''" % n for n in range(501)) + b"/>",
        "501 attributes; at most 500",
    ),
    "elements": (b"<a>" + b"<b/>" * 1_000_000, "more than 1,000,000 elements"),
    "bytes": (b"<a>" + b" " * 20_000_000, "20,000,003 bytes of XML; at most 20,000,000"),
    "empty": (b"", "r.xml:1:1: not well-formed XML: no element found"),
    "text": (b"Requirements", "not well-formed XML: syntax error"),
    "encoding": (b"<?xml version='1.0' encoding='utf-7'?><a/>", "save the file as UTF-8"),
    "unknown": (b"<?xml version='1.0' encoding='utf-99'?><a/>", "unknown encoding"),
    "letters": (b"<a>\xff</a>", "r.xml:1:4: not well-formed XML: not well-formed (invalid token)"),
    "prefix": (b"<x:a/>", "unbound prefix"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_xml_is_refused(name: str) -> None:
    data, said = REFUSED[name]
    with pytest.raises(BadFileError) as caught:
        safe_xml.check(data, "r.xml")
    assert said in str(caught.value)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "windows-1252", "iso-8859-1"])
def test_xml_in_its_encoding_is_passed_on(encoding: str) -> None:
    class Texts:
        def __init__(self) -> None:
            self.found: list[str] = []

        def start(self, name: str, attributes: object, line: int) -> None:
            self.found.append(f"{name} {attributes} {line}")

        def end(self, name: str) -> None:
            self.found.append(f"/{name}")

        def text(self, data: str) -> None:
            self.found.append(data)

    declared = encoding.removesuffix("-sig")
    text = f"<?xml version='1.0' encoding='{declared}'?>\n<?p q?><a xmlns='u' b='ü'>é<!-- c --></a>"
    found = Texts()
    safe_xml.check(text.encode(encoding), "r.xml", handler=found)
    assert found.found == ["u a {'b': 'ü'} 2", "é", "/u a"]


def packed(
    *members: tuple[str | zipfile.ZipInfo, bytes], method: int = zipfile.ZIP_DEFLATED
) -> bytes:
    stream = io.BytesIO()
    with warnings.catch_warnings(), zipfile.ZipFile(stream, "w", method) as archive:
        warnings.simplefilter("ignore")  # names that occur twice
        for name, data in members:
            archive.writestr(name, data)
    return stream.getvalue()


def link(name: str) -> zipfile.ZipInfo:
    info = zipfile.ZipInfo(name)
    info.create_system = 3
    info.external_attr = (stat.S_IFLNK | 0o777) << 16
    return info


def encrypted() -> bytes:
    """An archive whose member says that it is encrypted, in its own header and in the list."""
    data = bytearray(packed(("a.xml", b"<a/>")))
    for mark, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        struct.pack_into("<H", data, data.index(mark) + offset, 1)
    return bytes(data)


BAD_ARCHIVES = {
    "bomb": (
        packed(("a.xml", bytes(1_000_000))),
        "member 'a.xml': unpacks to more than 200 times",
    ),
    "members": (packed(*((f"{n}", b"") for n in range(5001))), "more than 5,000 members"),
    "parent": (packed(("../a.xml", b"")), "member '../a.xml': not a plain path inside"),
    "inner parent": (packed(("a/../../b", b"")), "not a plain path"),
    "absolute": (packed(("/etc/passwd", b"")), "not a plain path"),
    "drive": (packed(("C:a", b"")), "not a plain path"),
    "backslash": (packed(("..\\a", b"")), "not a plain path"),
    "control": (packed(("a\x1bb", b"")), "not a plain path"),
    "link": (packed((link("a"), b"/etc/passwd")), "a link or a device"),
    "twice": (packed(("a.xml", b"1"), ("A.xml", b"2")), "the name occurs twice"),
    "encrypted": (encrypted(), "encrypted; save the file without a password"),
    "method": (packed(("a", b"b"), method=zipfile.ZIP_LZMA), "packed by method 14"),
    "no archive": (b"<a/>", "not a zip archive"),
    "empty": (b"", "not a zip archive"),
}


@pytest.mark.parametrize("name", BAD_ARCHIVES)
def test_archive_is_refused(name: str) -> None:
    data, said = BAD_ARCHIVES[name]
    with pytest.raises(BadFileError) as caught:
        safe_zip.opened(data, "r.zip")
    assert str(caught.value).startswith("r.zip")
    assert said in str(caught.value)


def test_total_of_an_archive_is_limited() -> None:
    data = packed(*((f"{n}", bytes(1000)) for n in range(4)))
    with pytest.raises(BadFileError, match=r"^r.zip: unpacks to 0.004 MB; at most 0.003 MB"):
        safe_zip.opened(data, "r.zip", safe_zip.ZipLimits(total=3000))
    with pytest.raises(BadFileError, match=r"'0': unpacks to 0.001 MB; at most 0.0005 MB"):
        safe_zip.opened(data, "r.zip", safe_zip.ZipLimits(single=500))


def test_damaged_archives_give_messages() -> None:
    data = packed(("a.xml", b"<a>" + bytes(range(256)) * 20), ("b/c.xml", b"<a/>"))
    whole = safe_zip.opened(data, "r.zip")
    assert safe_zip.unpacked(whole, "b/c.xml", "r.zip") == b"<a/>"
    for place in range(0, len(data), 3):
        for bad in (data[:place], data[:place] + bytes([data[place] ^ 0xFF]) + data[place + 1 :]):
            try:
                archive = safe_zip.opened(bad, "r.zip")
                for name in archive.namelist():
                    safe_zip.unpacked(archive, name, "r.zip")
            except BadFileError as error:
                assert str(error).startswith("r.zip")  # noqa: PT017  most, not all, are refused


def test_member_larger_than_it_says_is_not_unpacked() -> None:
    data = bytearray(packed(("a", b"b" * 90_000)))
    struct.pack_into("<I", data, data.index(b"PK\x01\x02") + 24, 10)
    struct.pack_into("<I", data, data.index(b"PK\x03\x04") + 22, 10)
    with pytest.raises(BadFileError, match="damaged"):
        safe_zip.unpacked(safe_zip.opened(bytes(data), "r.zip"), "a", "r.zip")


def test_text_is_read_in_its_encoding(tmp_path: Path) -> None:
    file = tmp_path / "a.txt"
    for encoding in ("utf-8", "utf-8-sig", "utf-16"):
        file.write_bytes("é\r\nb\rc".encode(encoding))
        assert bounded.text(file) == "é\nb\nc"
    for data, said in (
        ("a\nb\né".encode("cp1252"), "a.txt:3: not UTF-8"),
        (b"a\n\0", "a.txt:2: a NUL character"),
        (b"\xff\xfea", "a.txt:1: not UTF-16"),
    ):
        file.write_bytes(data)
        with pytest.raises(BadFileError, match=said):
            bounded.text(file)
    with pytest.raises(BadFileError, match=r"a.txt: larger than 2e-06 MB"):
        bounded.content(file, most=2)
    with pytest.raises(BadFileError, match=r"b.txt: No such file"):
        bounded.content(tmp_path / "b.txt")
    with pytest.raises(BadFileError, match="not a regular file"):
        bounded.content(tmp_path)
