"""Small ReqIF documents as the common tools write them, by hand."""

from __future__ import annotations

from html import escape

REQIF = "http://www.omg.org/spec/ReqIF/20110401/reqif.xsd"
XHTML = "http://www.w3.org/1999/xhtml"


def value(form: str, key: str, text: str) -> str:
    """Return a value of an attribute; that of an enumeration is a list of identifiers."""
    about = f"<ATTRIBUTE-DEFINITION-{form}-REF>{key}</ATTRIBUTE-DEFINITION-{form}-REF>"
    definition = f"<DEFINITION>{about}</DEFINITION>"
    if form == "XHTML":
        inner = f"{definition}\n<THE-VALUE>{text}</THE-VALUE>"
        return f"<ATTRIBUTE-VALUE-XHTML>{inner}</ATTRIBUTE-VALUE-XHTML>"
    if form == "ENUMERATION":
        refs = "".join(f"<ENUM-VALUE-REF>{one}</ENUM-VALUE-REF>" for one in text.split())
        inner = f"<VALUES>{refs}</VALUES>{definition}"
        return f"<ATTRIBUTE-VALUE-ENUMERATION>{inner}</ATTRIBUTE-VALUE-ENUMERATION>"
    quoted = escape(text).replace("\n", "&#10;")
    return f'<ATTRIBUTE-VALUE-{form} THE-VALUE="{quoted}">{definition}</ATTRIBUTE-VALUE-{form}>'


def attribute(form: str, key: str, name: str, datatype: str = "", more: str = "") -> str:
    """Return the definition of an attribute."""
    reference = f"DATATYPE-DEFINITION-{form}-REF"
    kind = f"<TYPE><{reference}>{datatype or form}</{reference}></TYPE>"
    tag = f"ATTRIBUTE-DEFINITION-{form}"
    return f'<{tag} IDENTIFIER="{key}" LONG-NAME="{name}"{more}>{kind}</{tag}>'


def thing(key: str, kind: str, *values: str) -> str:
    """Return an object."""
    return (
        f'<SPEC-OBJECT IDENTIFIER="{key}" LAST-CHANGE="2026-01-01T00:00:00Z">\n'
        f"<VALUES>{''.join(values)}</VALUES>"
        f"<TYPE><SPEC-OBJECT-TYPE-REF>{kind}</SPEC-OBJECT-TYPE-REF></TYPE></SPEC-OBJECT>\n"
    )


def relation(key: str, source: str, target: str, values: str = "") -> str:
    """Return a relation of the type `rt`."""
    ends = "".join(
        f"<{end}><SPEC-OBJECT-REF>{one}</SPEC-OBJECT-REF></{end}>"
        for end, one in (("SOURCE", source), ("TARGET", target))
    )
    return (
        f'<SPEC-RELATION IDENTIFIER="{key}">{values}'
        f"<TYPE><SPEC-RELATION-TYPE-REF>rt</SPEC-RELATION-TYPE-REF></TYPE>{ends}</SPEC-RELATION>\n"
    )


def node(key: str, *inner: str) -> str:
    """Return a place of an object in a specification."""
    below = f"<CHILDREN>{''.join(inner)}</CHILDREN>" if inner else ""
    about = f"<OBJECT><SPEC-OBJECT-REF>{key}</SPEC-OBJECT-REF></OBJECT>"
    return f'<SPEC-HIERARCHY IDENTIFIER="h-{key}">{about}{below}</SPEC-HIERARCHY>'


def document(objects: str, relations: str, nodes: str, attributes: str, more: str = "") -> str:
    """Return a document with one type of objects, `t`, and one of relations, `rt`."""
    datatypes = "".join(
        f'<DATATYPE-DEFINITION-{form} IDENTIFIER="{form}" LONG-NAME="{form}"/>'
        for form in ("STRING", "XHTML", "INTEGER", "REAL", "BOOLEAN", "DATE")
    )
    words = "".join(
        f'<ENUM-VALUE IDENTIFIER="w{n}" LONG-NAME="{word}">'
        f'<PROPERTIES><EMBEDDED-VALUE KEY="{n}" OTHER-CONTENT=""/></PROPERTIES></ENUM-VALUE>'
        for n, word in enumerate(("must", "may &amp; can", "must not"))
    )
    return f"""<?xml version="1.0" encoding="UTF-8"?>
<REQ-IF xmlns="{REQIF}" xmlns:reqif-xhtml="{XHTML}" xmlns:x="http://www.w3.org/2001/XMLSchema">
<!-- a comment -->
<THE-HEADER><REQ-IF-HEADER IDENTIFIER="_h"><COMMENT/><TITLE>T</TITLE></REQ-IF-HEADER></THE-HEADER>
<CORE-CONTENT><REQ-IF-CONTENT>
<DATATYPES>{datatypes}<DATATYPE-DEFINITION-ENUMERATION IDENTIFIER="words" LONG-NAME="Words">
<SPECIFIED-VALUES>{words}</SPECIFIED-VALUES></DATATYPE-DEFINITION-ENUMERATION></DATATYPES>
<SPEC-TYPES><!-- another -->
<SPEC-OBJECT-TYPE IDENTIFIER="t" LONG-NAME="Requirement Type">
<SPEC-ATTRIBUTES>{attributes}</SPEC-ATTRIBUTES></SPEC-OBJECT-TYPE>
<SPEC-RELATION-TYPE IDENTIFIER="rt" LONG-NAME="satisfies">
<SPEC-ATTRIBUTES>{attribute("STRING", "why", "Why")}</SPEC-ATTRIBUTES></SPEC-RELATION-TYPE>
<SPECIFICATION-TYPE IDENTIFIER="st"/></SPEC-TYPES>
<SPEC-OBJECTS>
{objects}</SPEC-OBJECTS>
<SPEC-RELATIONS>{relations}</SPEC-RELATIONS>
<SPECIFICATIONS><SPECIFICATION IDENTIFIER="s" LONG-NAME="Lending">
<TYPE><SPECIFICATION-TYPE-REF>st</SPECIFICATION-TYPE-REF></TYPE>
<CHILDREN>{nodes}</CHILDREN></SPECIFICATION></SPECIFICATIONS>
</REQ-IF-CONTENT></CORE-CONTENT>
<TOOL-EXTENSIONS><x:any a="b">text<x:VALUES/></x:any></TOOL-EXTENSIONS>{more}
</REQ-IF>
"""


def doors() -> str:
    """Return a document like those of DOORS: headings, integer ids, XHTML with a prefix."""
    attributes = "".join(
        (
            attribute("INTEGER", "a-id", "ReqIF.ForeignID"),
            attribute("XHTML", "a-text", "ReqIF.Text"),
            attribute("XHTML", "a-chapter", "ReqIF.ChapterName"),
            attribute("ENUMERATION", "a-word", "Keyword", "words"),
            attribute("ENUMERATION", "a-words", "Keywords", "words", ' MULTI-VALUED="true"'),
            attribute("REAL", "a-real", "Cost"),
            attribute("BOOLEAN", "a-true", "Approved"),
            attribute("DATE", "a-date", "Since"),
            attribute("STRING", "a-note", "Note"),
        )
    )
    chapter = value("XHTML", "a-chapter", "<reqif-xhtml:div>Desks &amp;c</reqif-xhtml:div>")
    text = (
        "<reqif-xhtml:div>A slip <reqif-xhtml:b>shall</reqif-xhtml:b> be kept_.<reqif-xhtml:br/>"
        '<reqif-xhtml:object data="a.rtf" type="application/rtf"><reqif-xhtml:object data="a.png"'
        ' type="image/png">OLE Object</reqif-xhtml:object></reqif-xhtml:object></reqif-xhtml:div>'
    )
    first = (
        value("INTEGER", "a-id", "12"),
        value("XHTML", "a-text", text),
        value("ENUMERATION", "a-word", "w0"),
        value("ENUMERATION", "a-words", "w0 w1"),
        value("REAL", "a-real", "1.5"),
        value("BOOLEAN", "a-true", "true"),
        value("DATE", "a-date", "2026-09-30T00:00:00Z"),
        value("STRING", "a-note", "two\nlines *kept*"),
    )
    second = (
        value("INTEGER", "a-id", "13"),
        value("XHTML", "a-text", f'<div xmlns="{XHTML}">&lt;b&gt;</div>'),
        value("ENUMERATION", "a-words", ""),
        value("STRING", "a-note", ""),
    )
    objects = (
        thing("_3", "t", *second)
        + thing("_1", "t", value("INTEGER", "a-id", "11"), chapter)
        + thing("_2", "t", *first)
        + thing("_4", "t", value("INTEGER", "a-id", "14"))
    )
    why = f"<VALUES>{value('STRING', 'why', 'to be fair')}</VALUES>"
    relations = relation("r1", "_3", "_2", why) + relation("r2", "_3", "_9")
    return document(objects, relations, node("_1", node("_2"), node("_3")), attributes)
