"""HTML and reStructuredText as Markdown: the site shows the same text, and the rest is told."""

from __future__ import annotations

import random

import pytest
from docutils import nodes
from docutils.core import publish_doctree
from myst_parser.docutils_ import Parser

from speckb.exchange.importing import html_tree, markup
from speckb.exchange.importing.source import BadFileError

MYST = {
    "myst_enable_extensions": ["colon_fence", "deflist"],
    "myst_disable_syntax": ["html_block", "html_inline", "front_matter"],
    "report_level": 5,
    "file_insertion_enabled": False,
    "raw_enabled": False,
}

HTML = {
    "<p>The <b>desk</b> <i>lends</i> <code>a`b</code>.</p>": "The **desk** *lends* ``a`b``.",
    "<div>one<br/>two<br/></div>": "one\\\ntwo",
    "<b>a</b><i>b</i>": "**a**_b_",
    "<b>a</b><b>b</b> <b> </b>c": "**ab** c",
    "<b>one<br/>two</b>": "**one**\\\n**two**",
    "<ul><li>a<ul><li>b</li></ul></li><li><p>c</p><p>d</p></li></ul>": "- a\n  - b\n- c\n\n  d",
    "<ul><li>a</li></ul><ul><li>b</li></ul>": "- a\n\n* b",
    "<ol start='3'><li>a</li><li>b</li></ol>": "3. a\n4. b",
    "<h1>T</h1><p>a</p><h3>U #</h3>": "## T\n\na\n\n### U \\#",
    "<p>1. a</p><p># b</p><p>- c</p><p>(d)=</p>": "1\\. a\n\n\\# b\n\n\\- c\n\n\\(d)=",
    "a_b _c_ *d* [e](f) &lt;b&gt; &amp;amp; {g}`h`": (
        "a_b \\_c\\_ \\*d\\* \\[e\\](f) \\<b> \\&amp; \\{g}\\`h\\`"
    ),
    "H<sub>2</sub>O, x<sup>2</sup>": "H{sub}`2`O, x{sup}`2`",
    "<pre class='code python'>if a:\n    '```'\n</pre>": "````python\nif a:\n    '```'\n````",
    "<a href='https://a.example/(b c)'>d</a>": "[d](https://a.example/%28b%20c%29)",
    "<a href='https://a.example'>https://a.example</a>": "<https://a.example>",
    "<dl><dt>a</dt><dd>b</dd></dl>": "a\n:   b",
    "<table><tr><th>a</th><th>b|c</th></tr><tr><td>1</td><td><p>x</p><p>y</p></td></tr></table>": (
        "```{list-table}\n:header-rows: 1\n\n* - a\n  - b|c\n* - 1\n  - x\n\n    y\n```"
    ),
    "<table><tr>loose<td>a</td></tr></table>": "```{list-table}\n* - loose\n  - a\n```",
    "a &nbsp;b": "a \xa0b",
    "<!-- a -->b<?c d?>": "b",
    "": "",
}
TOLD = {
    "<img src='a.png' alt='A slip'/>": ("A slip", "picture 'a.png' was left out"),
    "<object data='a.rtf' type='application/rtf'>A</object>": (
        "A",
        "embedded object 'a.rtf' (application/rtf) was left out",
    ),
    "<table><tr><td colspan='2'>a</td></tr><tr><td>b</td><td>c</td></tr></table>": (
        "```{list-table}\n* - a\n  -\n* - b\n  - c\n```",
        "merged cells of a table were split; all but the first are empty",
    ),
    "<table><tr><td rowspan='2'>a</td><td>b</td></tr><tr><td>c</td></tr></table>": (
        "```{list-table}\n* - a\n  - b\n* -\n  - c\n```",
        "merged cells of a table were split; all but the first are empty",
    ),
    "<a href='javascript:x'>a</a>": (
        "a",
        "the link to 'javascript:x' became plain text; allowed: http, https, mailto",
    ),
    "<del>a</del>": ("a", "struck-through text became plain text"),
    "<span style='color: red'>a</span>": ("a", "the style 'color: red' was left out"),
    "<blink>a</blink>": ("a", "<blink> became plain text"),
    "<script>a</script>b": ("b", "<script> was left out"),
    "<ol type='a'><li>b</li></ol>": ("1. b", "letters or Roman numerals of a list became numbers"),
    'x<b>"a"</b>y': ('x"a"y', "bold or italics within a word were left out"),
}
RST = {
    "The **desk** *lends* ``a``.": "The **desk** *lends* `a`.",
    "* a\n* b\n\n  c": "- a\n- b\n\n  c",
    "| a\n| b": "a\\\nb",
    ".. note::\n\n   A *slip*.": "```{note}\nA *slip*.\n```",
    ".. code-block:: python\n\n   a = 1": "```python\na = 1\n```",
    "`a <https://b.example>`_": "[a](https://b.example)",
    "=== ===\na   b\n=== ===\n1   2\n=== ===": (
        "```{list-table}\n:header-rows: 1\n\n* - a\n  - b\n* - 1\n  - 2\n```"
    ),
    "A plain text, no more (really).\nTwo lines.": "A plain text, no more (really). Two lines.",
}
RST_TOLD = {
    ":ref:`a <b>` c": (
        ":ref:\\`a \\<b>\\` c",
        'line 1: Unknown interpreted text role "ref".',
    ),
    "a\n\n.. b:: c\n\n   d": (
        "a\n\n```\n.. b:: c\n\n   d\n```",
        'line 3: Unknown directive type "b".',
    ),
    ".. include:: /etc/passwd": (
        "```\n.. include:: /etc/passwd\n```",
        'line 1: "include" directive disabled.',
    ),
    ".. raw:: html\n\n   <b>": (
        "```\n.. raw:: html\n\n   <b>\n```",
        'line 1: "raw" directive disabled.',
    ),
    ".. csv-table::\n   :file: /etc/passwd": (
        "```\n.. csv-table::\n   :file: /etc/passwd\n```",
        'line 1: File and URL access deactivated; ignoring "csv-table" directive.',
    ),
    "an *open": ("an \\*open", "line 1: Inline emphasis start-string without end-string."),
    "a [1]_\n\n.. [1] b": ("a \\[1\\]\n\n\\[1\\] b", "a footnote became plain text"),
    ":math:`a_b`": ("`a_b`", "a formula became code"),
    ".. image:: a.png\n   :alt: b": ("b", "picture 'a.png' was left out"),
}


@pytest.mark.parametrize("text", HTML)
def test_html_is_markdown(text: str) -> None:
    assert markup.html(text, "here") == (HTML[text], [])


@pytest.mark.parametrize("text", TOLD)
def test_what_markdown_has_not_is_told(text: str) -> None:
    found, remarks = markup.html(text, "here")
    assert (found, [(one.place, one.message) for one in remarks]) == (
        TOLD[text][0],
        [("here", TOLD[text][1])],
    )


@pytest.mark.parametrize("text", RST)
def test_rst_is_markdown(text: str) -> None:
    assert markup.rst(text, "here") == (RST[text], [])


@pytest.mark.parametrize("text", RST_TOLD)
def test_what_rst_has_besides_is_told(text: str) -> None:
    found, remarks = markup.rst(text, "here")
    assert (found, [one.message for one in remarks]) == (RST_TOLD[text][0], [RST_TOLD[text][1]])


def test_plain_text_keeps_lines_and_signs() -> None:
    assert markup.plain("a *b*\n# c\n\n\nd_e") == "a \\*b\\*\\\n\\# c\n\nd_e"
    assert shown(markup.plain("a *b*\n# c\n\n\nd_e")) == "a*b*#cd_e"


def test_hostile_texts_are_refused_or_code() -> None:
    with pytest.raises(BadFileError, match="here: HTML with elements nested more than 100 deep"):
        markup.html("<div>" * 101, "here")
    with pytest.raises(BadFileError, match="here: a table of more than 20,000 cells"):
        markup.html(f"<table>{'<tr><td colspan=999>a</td></tr>' * 200}</table>", "here")
    with pytest.raises(BadFileError, match="here: a text of 200,001 characters"):
        markup.html("a" * 200_001, "here")
    found, remarks = markup.rst(f"*a* {'b' * 10_000}", "here")
    assert found.startswith("```\n*a* bbb")
    assert remarks[0].message == "a line of more than 10,000 characters became code"
    bomb = "\n".join(f".. |a{n}| replace:: {f'|a{n - 1}| ' * 9}" for n in range(1, 9))
    found, _ = markup.rst(f"|a8|\n\n.. |a0| replace:: haha\n{bomb}", "here")
    assert len(found) < 100_000


def shown(markdown: str) -> str:
    """Return the text that MyST shows, without blanks."""
    tree = publish_doctree(markdown, parser=Parser(), settings_overrides=MYST)
    assert not [*tree.findall(nodes.problematic)]
    for message in [*tree.findall(nodes.system_message), *tree.findall(nodes.raw)]:
        message.parent.remove(message)  # on levels of headings; breaks of lines are raw
    return "".join("".join(one.split()) for one in tree.findall(nodes.Text))


def text_of(html: str) -> str:
    """Return the text that HTML shows, without blanks."""
    return "".join(html_tree.tree(html, lambda _: None).get_text().split())


BLOCKS = "p div ul ol li table tr td th pre blockquote h1 h3 dl dt dd section caption".split()
INLINE = "b i em strong code a span sub sup img object q del u br".split()
WORDS = [
    *("foo", "a_b", "*", "_x_", "**", "# ", "- ", "1. ", "1) ", "> ", "| ", "---", "===", "`"),
    *("``", "[x](y)", "&amp;", "&lt;b&gt;", "&amp;lt;", "{x}", "\\", "\n", " ", "  ", ":::"),
    *("(l)=", "%", "+++", "!", "~~~", ": ", "é", "\u00a0", "$x$", ".", "[^1]", "[^1]: y"),
    *("http://x.example", "&#35; ", "\t", "<!-- c -->", '"', "'", "(", ")", "FIXME"),
]


def made_html(chance: random.Random, depth: int = 0) -> str:
    """Return HTML by chance, valid or not."""
    parts = []
    for _ in range(chance.randint(0, 3)):
        if depth > 3 or chance.random() < 0.5:
            parts.append(chance.choice(WORDS))
            continue
        tag = chance.choice(BLOCKS if chance.random() < 0.5 else INLINE)
        about = ""
        if tag == "a":
            about = f" href='{chance.choice(['http://x.y', 'javascript:x', 'http://x/(z) a'])}'"
        elif tag in {"td", "th"} and chance.random() < 0.3:
            about = " rowspan='2' colspan='3'"
        closed = f"</{tag}>" if chance.random() < 0.9 else ""
        parts.append(f"<{tag}{about}>{made_html(chance, depth + 1)}{closed}")
    return "".join(parts)


@pytest.mark.parametrize("start", range(0, 200, 50))
def test_any_html_is_shown_with_its_text(start: int) -> None:
    for seed in range(start, start + 50):
        html = made_html(random.Random(seed))
        found, remarks = markup.html(html, "here")
        assert shown(found) == text_of(html), html
        assert not [one for one in remarks if "all markup" in one.message], html


PIECES = [
    *("foo", "*em*", "**st**", "``l``", "`r`_", "`x <http://y>`_", ":ref:`a`", "|s|", "\n"),
    *("\n\n", "\n   ", "* ", "1. ", "- a\n", "| l\n", ".. note::\n", ".. foo:: b\n\n   c\n"),
    *(".. [1] x\n", "[1]_", "[#]_", ".. |s| replace:: t\n", ".. _t: http://x\n", "===\n"),
    *(".. image:: a.png\n", ".. include:: /etc/passwd\n", ".. csv-table:: t\n\n   a,b\n"),
    *("+-+-+\n|a|b|\n+-+-+\n", "::\n\n   code\n", ":f: v\n", ":math:`y`", ".. contents::\n"),
    *("\\", "<b>", "_x", "__", "&", "é", ".. figure:: a\n\n   cap\n", "term\n  def\n"),
    *(">>> x\n", ".. topic:: T\n\n   b\n", ".. unicode:: 0xA0\n", ".. default-role:: foo\n"),
]


@pytest.mark.parametrize("start", range(0, 100, 50))
def test_any_rst_becomes_markdown(start: int) -> None:
    for seed in range(start, start + 50):
        chance = random.Random(seed)
        text = "".join(chance.choice(PIECES) for _ in range(chance.randint(1, 12)))
        found, remarks = markup.rst(text, "here")
        assert "/etc/passwd" not in found or "include" in found
        shown(found)
        words = [word for word in ("foo", "em", "code") if word in text]
        assert all(word in found for word in words), (text, found, remarks)


def test_escaped_text_is_shown_as_it_is() -> None:
    signs = "\\`*_{}[]()#+-.!|<>&~:%=\"'$^@/;,? ab1\u00e9"
    chance = random.Random(1)
    for _ in range(500):
        text = "".join(chance.choice(signs) for _ in range(chance.randint(1, 12))).strip()
        assert shown(markup.escaped(text)) == "".join(text.split()), text
