"""Renderer of an outline as HTML: a page of its own, or sections for another page or a feed.

The page has no scripts and needs no other file; light or dark follows the reader's system.
"""

from __future__ import annotations

import base64
import hashlib
from html import escape
from typing import TYPE_CHECKING

from speckb import language
from speckb.diff.outline import NONE
from speckb.language import _, ngettext
from speckb.terminal import printable

if TYPE_CHECKING:
    from collections.abc import Iterator

    from speckb.diff.outline import Block, Line, Outline, Section
    from speckb.diff.worddiff import Words

OPEN = 40
MOST = 60
TAGS = {"out": "del", "in": "ins"}
STYLE = """
:root { color-scheme: light dark; --text: #1c2024; --soft: #60646c; --ground: #fff; --box: #f4f5f7;
  --line: #d9dce1; --out: #8a1c1c; --out-ground: #ffe9e7; --in: #0b5a2b; --in-ground: #e2f5e8; }
@media (prefers-color-scheme: dark) {
  :root { --text: #e6e8eb; --soft: #a3a9b3; --ground: #131416; --box: #1c1e22; --line: #33373d;
    --out: #ffb4ab; --out-ground: #46201d; --in: #9be0b1; --in-ground: #173a24; } }
body { margin: 0 auto; max-width: 60rem; padding: 1.5rem 1rem 4rem; color: var(--text);
  background: var(--ground); font: 1rem/1.55 system-ui, sans-serif; overflow-wrap: anywhere; }
h1 { font-size: 1.6rem; line-height: 1.25; margin: 0 0 .5rem; }
h2 { font-size: 1.2rem; margin: 0; display: inline; }
h3 { font-size: 1rem; margin: 0 0 .25rem; }
.states, .count, .word, .none { color: var(--soft); }
.word, .name { font-weight: normal; }
ul { margin: 0; padding-left: 1.2rem; }
.summary { margin: 0 0 1.5rem; }
details { border-top: 1px solid var(--line); padding: .75rem 0; }
summary { cursor: pointer; }
.block { background: var(--box); border-radius: .4rem; margin: .75rem 0; padding: .6rem .9rem; }
.label { color: var(--soft); }
ins, .now { color: var(--in); background: var(--in-ground); }
del, .was { color: var(--out); background: var(--out-ground); }
ins, del, .now, .was { border-radius: .2rem; padding: 0 .15em; }
ins { text-decoration: underline; } .was { text-decoration: none; }
a { color: inherit; }
code { font-size: .92em; }
"""
HASH = base64.b64encode(hashlib.sha256(STYLE.encode()).digest()).decode()
POLICY = f"default-src 'none'; style-src 'sha256-{HASH}'; form-action 'none'; base-uri 'none'"


def webpage(found: Outline) -> str:
    """Return the outline as a complete HTML page."""
    title = _("What changed")
    code = language.code()
    body = "\n".join(_page(found, shown(title)))
    return f"""<!doctype html>
<html lang="{code}" dir="{language.direction(code)}">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="{POLICY}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{shown(title)}</title>
<style>{STYLE}</style>
</head>
<body>
<main>
{body}
</main>
</body>
</html>
"""


def shown(text: str) -> str:
    """Return text escaped for HTML, without bidirectional control characters."""
    return escape(printable(text))


def _page(found: Outline, title: str) -> Iterator[str]:
    yield f"<h1>{title}</h1>"
    # Translators: two states of the knowledge base that are compared
    states = shown(_("From {before} to {after}"))
    ends = {"before": f"<b>{shown(found.before)}</b>", "after": f"<b>{shown(found.after)}</b>"}
    yield f'<p class="states">{language.fill(states, ends)}</p>'
    yield '<ul class="summary">'
    for section in found.sections:
        yield f'<li><a href="#{section.name}">{shown(section.count)}</a></li>'
    yield from (f"<li>{shown(note)}</li>" for note in found.notes)
    yield "</ul>"
    for section in found.sections:
        yield from _section(section)


def _section(section: Section) -> Iterator[str]:
    is_open = " open" if sum(1 + len(block.lines) for block in section.blocks) <= OPEN else ""
    yield f'<details id="{section.name}"{is_open}><summary><h2>{shown(section.title)}</h2>'
    yield f'<span class="count">{shown(section.count)}</span></summary>'
    for block in section.blocks:
        yield from _block(block, "h3")
    yield "</details>"


def sections(found: Outline) -> Iterator[str]:
    """Yield the sections as plain HTML for another page or a feed, at most MOST blocks each."""
    for section in found.sections:
        yield f"<h3>{shown(section.title)}: {shown(section.count)}</h3>"
        for block in section.blocks[:MOST]:
            yield from _block(block, "h4")
        if len(section.blocks) > MOST:
            more = ngettext("and {n} more", "and {n} more", len(section.blocks) - MOST)
            yield f"<p>{shown(more)}</p>"


def _block(block: Block, heading: str) -> Iterator[str]:
    name = f' <code class="name">{shown(block.extra_name)}</code>' if block.extra_name else ""
    word = f'<span class="word">{shown(block.word)}</span>'
    yield f'<div class="block"><{heading}>{shown(block.title)}{name} {word}</{heading}>'
    if block.lines:
        yield "<ul>"
        yield from (f"<li>{_line(line)}</li>" for line in block.lines)
        yield "</ul>"
    yield "</div>"


def _line(line: Line) -> str:
    label = f'<span class="label">{shown(line.label)}:</span> ' if line.label else ""
    if line.words:
        return label + " ".join(map(_words, line.words))
    if not (line.was or line.now):
        return shown(line.label)
    nothing = f'<i class="none">{shown(_(NONE))}</i>'
    was = f'<span class="was">{shown(line.was)}</span>' if line.was else nothing
    now = f'<span class="now">{shown(line.now)}</span>' if line.now else nothing
    return f"{label}{was} \N{RIGHTWARDS ARROW} {now}"


def _words(words: Words) -> str:
    tag = TAGS.get(words.mark)
    return f"<{tag}>{shown(words.text)}</{tag}>" if tag else shown(words.text)
