"""SVG files that run, lead elsewhere, read or never end; `HERE` marks the line of the finding."""

from __future__ import annotations

HERE = "▶"
NS = 'xmlns="http://www.w3.org/2000/svg"'
XLINK = 'xmlns:xlink="http://www.w3.org/1999/xlink"'


def svg(inner: str, more: str = "") -> str:
    """Return a picture with something in it."""
    return f"<svg {NS} {XLINK} {more}>\n{inner}\n</svg>"


def typed(declared: str) -> str:
    """Return a picture with a document type."""
    return f"{HERE}<!DOCTYPE svg {declared}>\n<svg {NS}>&x;</svg>"


def nested(levels: int, times: int) -> str:
    """Return groups that each repeat the one before them."""
    groups = [f'<g id="g{n}">' + f'<use href="#g{n - 1}"/>' * times + "</g>" for n in range(levels)]
    return svg('<path id="g-1" d="M0 0"/>' + "".join(groups))


HOSTILE = {
    # scripts
    "a script": svg("▶<script>alert(1)</script>"),
    "a script from elsewhere": svg('▶<script href="https://evil.example/x.js"/>'),
    "a script by a prefix": svg('▶<s:script xmlns:s="http://www.w3.org/2000/svg">1</s:script>'),
    "a script of HTML": svg('▶<script xmlns="http://www.w3.org/1999/xhtml">alert(1)</script>'),
    "a script in CDATA": svg("▶<script><![CDATA[alert(1)]]></script>"),
    "a script in a group": svg("<g>\n<g>\n▶<script/></g></g>"),
    "a script in capitals": svg("▶<SCRIPT>alert(1)</SCRIPT>"),
    "an event of the picture": f"▶<svg {NS} onload='alert(1)'/>",
    "an event of a shape": svg('▶<path d="M0 0" onclick="alert(1)"/>'),
    "an event in capitals": svg('▶<path d="M0 0" ONCLICK="alert(1)"/>'),
    "an event over two lines": svg('▶<path d="M0 0"\n onmouseover\n=\n"alert(1)"/>'),
    "an event of an animation": svg('▶<animate onbegin="alert(1)" attributeName="x"/>'),
    "a handler": svg('▶<handler xmlns:ev="http://www.w3.org/2001/xml-events">1</handler>'),
    # what moves and sets
    "an attribute set later": svg('▶<set attributeName="href" to="javascript:alert(1)"/>'),
    "an attribute animated": svg('▶<animate attributeName="href" values="javascript:alert(1)"/>'),
    "a transform animated": svg('▶<animateTransform attributeName="transform"/>'),
    "a motion": svg('▶<animateMotion path="M0 0"/>'),
    # links
    "a link": svg('▶<a href="https://evil.example"><path d="M0 0"/></a>'),
    "a link with a script": svg('▶<a href="javascript:alert(1)"/>'),
    "an old link with a script": svg('▶<a xlink:href="javascript:alert(1)"/>'),
    "a link by numbers": svg('▶<a href="&#106;avascript:alert(1)"/>'),
    "a view": svg('▶<view id="v" viewBox="0 0 1 1"/>'),
    # other things inside
    "HTML": svg('▶<foreignObject><b xmlns="http://www.w3.org/1999/xhtml">x</b></foreignObject>'),
    "HTML without its object": svg('▶<b xmlns="http://www.w3.org/1999/xhtml">x</b>'),
    "a frame": svg('▶<iframe xmlns="http://www.w3.org/1999/xhtml" src="https://evil.example"/>'),
    "an object": svg('▶<object data="https://evil.example"/>'),
    "an embedded file": svg('▶<embed src="https://evil.example"/>'),
    "mathematics": svg('▶<math xmlns="http://www.w3.org/1998/Math/MathML"/>'),
    "an element of no namespace": svg('▶<path xmlns="" d="M0 0"/>'),
    "metadata": svg("▶<metadata>x</metadata>"),
    "a film": svg('▶<video xmlns="http://www.w3.org/1999/xhtml" src="x"/>'),
    "a sound": svg('▶<audio href="https://evil.example/x.mp3"/>'),
    "an image from elsewhere": svg('▶<image href="https://evil.example/x.png"/>'),
    "an image of the machine": svg('▶<image href="file:///etc/hostname"/>'),
    "an image beside it": svg('▶<image href="../../secret.png"/>'),
    "an image within": svg('▶<image href="data:image/svg+xml;base64,PHN2Zy8+"/>'),
    "a filter with an image": svg('<g>\n▶<feImage href="https://evil.example/x.png"/></g>'),
    "a filter": svg('▶<filter id="f"><feTurbulence numOctaves="99999"/></filter>'),
    "a cursor": svg('▶<cursor href="https://evil.example/x.cur"/>'),
    "a font": svg('▶<font-face-uri href="https://evil.example/x.svg"/>'),
    "a profile of colors": svg('▶<color-profile href="https://evil.example/x.icc"/>'),
    # references
    "a shape of another file": svg('▶<use href="https://evil.example/x.svg#a"/>'),
    "an old reference to another file": svg('▶<use xlink:href="other.svg#a"/>'),
    "a shape of data": svg('▶<use href="data:image/svg+xml,x#a"/>'),
    "a reference behind a blank": svg('▶<use href=" https://evil.example/x.svg"/>'),
    "a reference that is empty": svg('▶<use href=""/>'),
    "a base": svg('▶<g xml:base="https://evil.example/"><use href="#a"/></g>'),
    "a color of another file": svg('▶<path fill="url(https://evil.example/x.svg#a)"/>'),
    "a color of another file in quotes": svg("▶<path fill=\"url('//evil.example/x#a')\"/>"),
    "a color of another file in capitals": svg('▶<path fill="URL(https://evil.example/x#a)"/>'),
    "a color by two addresses": svg('▶<path fill="url(#a) url(https://evil.example)"/>'),
    "a mask of another file": svg('▶<path mask="url(other.svg#m)"/>'),
    "a marker of another file": svg('▶<path marker-end="url(other.svg#m)"/>'),
    "a clip of another file": svg('▶<path clip-path="url(other.svg#m)"/>'),
    "a reference of another kind": svg('▶<path xlink:actuate="onLoad" d="M0 0"/>'),
    # styles
    "a style from elsewhere": svg('▶<path style="fill:url(https://evil.example/x.svg#a)"/>'),
    "a style with an escape": svg(r'▶<path style="fill:u\72l(https://evil.example/x)"/>'),
    "a style with a script": svg('▶<path style="width:expression(alert(1))"/>'),
    "a style with a set of images": svg(
        "▶<path style=\"fill:image-set('https://evil.example')\"/>"
    ),
    "a function with blanks": svg(f'▶<path style="fill:image{" " * 99}(x)"/>'),
    "a sheet imported": svg('<style>\n@import "https://evil.example/x.css";▶</style>'),
    "a sheet imported by address": svg("<style>@import url(//evil.example)▶</style>"),
    "a sheet with an address": svg("<style>.a{background:url(https://evil.example)}▶</style>"),
    "a sheet with an escape": svg(r"<style>@\69mport 'x'▶</style>"),
    "a sheet with a font": svg("<style>@font-face{src:url(//evil.example/x.woff)}▶</style>"),
    "a sheet with a font of data": svg("<style>@font-face{src:url(data:font/woff,x)}▶</style>"),
    "a sheet with a namespace": svg("<style>@namespace 'x';▶</style>"),
    "a sheet in CDATA": svg("<style><![CDATA[@import 'x';]]>▶</style>"),
    "a sheet in pieces": svg("<style>@imp<![CDATA[ort 'x';]]>▶</style>"),
    "a sheet by numbers": svg("<style>&#64;import 'x';▶</style>"),
    "a sheet that is linked": svg('▶<link rel="stylesheet" href="x.css"/>'),
    "a sheet with an element in it": svg("<style>▶<script/></style>"),
    # what comes before
    "a document type": f"▶<!DOCTYPE svg>\n<svg {NS}/>",
    "an entity": typed('[<!ENTITY x "y">]'),
    "an entity of a file": typed('[<!ENTITY x SYSTEM "file:///etc/hostname">]'),
    "entities that double": typed("[<!ENTITY a 'xx'><!ENTITY x '&a;&a;'>]"),
    "an entity of a parameter": typed('[<!ENTITY % x SYSTEM "https://evil.example/x.dtd"> %x;]'),
    "a type from elsewhere": typed('PUBLIC "x" "https://evil.example/svg.dtd"'),
    "an entity that nobody has": svg("▶&nbsp;"),
    "a sheet of another kind": f"▶<?xml-stylesheet href='//evil.example/x.css'?>\n<svg {NS}/>",
    "an instruction inside": svg("▶<?php echo 1 ?>"),
    "another encoding": f'▶<?xml version="1.0" encoding="UTF-7"?>\n<svg {NS}/>',
    "an encoding that lies": f'▶<?xml version="1.0" encoding="UTF-16"?>\n<svg {NS}/>',
    # no picture
    "a page": "▶<html><script>alert(1)</script></html>",
    "a page of XML": '▶<html xmlns="http://www.w3.org/1999/xhtml"/>',
    "a picture of no namespace": "▶<svg><path/></svg>",
    "a picture of another namespace": '▶<svg xmlns="http://www.w3.org/2000/svg/"/>',
    "another first element": f"▶<g {NS}/>",
    "nothing": "▶",
    "text": "▶hello",
    "an end that is missing": f"<svg {NS}>\n<g>\n▶",
    "two pictures": f"<svg {NS}/>\n▶<svg {NS}/>",
    "an attribute twice": svg('▶<path d="M0 0" d="M1 1"/>'),
    "an id twice": svg('<g id="a"/>\n▶<g id="a"/>'),
    # characters
    "a null": svg("▶\0"),
    "an escape": svg("<text>▶\x1b[31m</text>"),
    "writing turned round": svg("<text>▶\u202egvs.</text>"),
    "writing turned round by number": svg("<text>▶&#x202e;gvs.</text>"),
    "a line end of old": svg("<!--▶\r-->"),
    # too much
    "too deep": svg("<g>" * 60 + "</g>" * 60).replace("\n<g>", "\n▶<g>"),
    "too many": svg("<g/>" * 20_001).replace("\n<g/>", "\n▶<g/>"),
    "words without end": svg("<text>\n▶" + "x" * 20_001 + "</text>"),
    "a sheet without end": svg("<style>\n▶" + "x" * 50_000 + "</style>"),
    "repetition of repetition": nested(18, 2) + "▶",
    "repetition in a circle": svg('<g id="a"><use href="#b"/></g><g id="b"><use href="#a"/></g>')
    + "▶",
    "repetition of itself": svg('<g id="a"><use href="#a"/></g>') + "▶",
    "a long row of repetitions": nested(30, 1) + "▶",
    "patterns in patterns": svg(
        "".join(
            f'<pattern id="p{n}">' + f'<path fill="url(#p{n - 1})"/>' * 10 + "</pattern>"
            for n in range(7)
        )
        + '<path style="fill: url(#p6)"/>'
    )
    + "▶",
}
HARMLESS = {
    "shapes": svg('<path d="M0 0L1 1"/><circle r="1"/><rect width="1" height="1" rx="2"/>'),
    "words": svg(
        '<title>Flood</title><desc>Of 1920</desc><text x="1">f(x) @ &lt;a&gt; &#8222;</text>'
    ),
    "a gradient": svg(
        '<defs><linearGradient id="g"><stop offset="0" stop-color="#fff"/></linearGradient></defs>'
        '<rect fill="url(\'#g\')"/><rect style="fill:url(#g);stroke:rgb(1,2,3)"/>'
    ),
    "a symbol used twice": svg(
        '<symbol id="s"><path d="M0 0"/></symbol><use href="#s"/><use xlink:href="#s"/>'
    ),
    "a marker, a mask and a clip": svg(
        '<marker id="m"/><mask id="k"/><clipPath id="c"/>'
        '<path marker-end="url(#m)" mask="url(#k)" clip-path="url(#c)"/>'
    ),
    "a transform": svg('<g transform="translate(1, 2) rotate (45) scale(2)"/>'),
    "a sheet": svg("<style>.a { fill: rgb(1, 2, 3); font-family: 'Source Sans Pro' }</style>"),
    "a declaration": f'<?xml version="1.0" encoding="UTF-8" standalone="no"?>\n<svg {NS}/>',
    "a comment": svg("<!-- drawn by hand: <script> -->"),
    "what readers hear": svg('<g role="img" aria-label="f(x) by url(y)"/>', 'xml:lang="en"'),
    "lines as Windows ends them": svg("<g/>").replace("\n", "\r\n"),
    "a prefix of its own": '<s:svg xmlns:s="http://www.w3.org/2000/svg"><s:path d="M0 0"/></s:svg>',
}
