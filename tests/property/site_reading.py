"""What the site reads in a text, and what differs in the quick reading of the same text."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any, ClassVar
from urllib.parse import unquote

from docutils.parsers.rst import Directive, directives
from markdown_it.renderer import RendererHTML
from myst_parser.config.main import MdParserConfig
from myst_parser.parsers.directives import parse_directive_text
from myst_parser.parsers.mdit import create_md_parser

from speckb.corpus.prose import Prose
from speckb.corpus.prose.forms import UNTITLED, WITHOUT_OPTIONS
from speckb.files.frontmatter import Source
from speckb.sphinxext.sanitize import MYST

if TYPE_CHECKING:
    from collections.abc import Iterable

SITE = create_md_parser(
    MdParserConfig(
        enable_extensions=MYST["myst_enable_extensions"],  # type: ignore[arg-type]
        disable_syntax=MYST["myst_disable_syntax"],  # type: ignore[arg-type]
    ),
    RendererHTML,  # type: ignore[arg-type]
)
CODE = {"code", "code-block"}
Facts = Counter[tuple[str, ...]]


class Titled(Directive):
    """A directive with an argument, as MyST reads its text."""

    optional_arguments = 1
    final_argument_whitespace = True
    has_content = True
    option_spec: ClassVar[dict[str, Any]] = {"name": directives.unchanged}


class Untitled(Titled):
    """A directive without an argument."""

    optional_arguments = 0


class Bare(Untitled):
    """A directive without options."""

    option_spec: ClassVar[dict[str, Any]] = {}


class SiteReading:
    """Directives, roles, headings and labels that the site reads in a text, and its links."""

    def __init__(self, text: str) -> None:
        self.facts: Facts = Counter()
        self.links: set[str] = set()
        self.env: dict[str, Any] = {}
        self.read(text)
        self.defined = {unquote(r["href"]) for r in self.env.get("references", {}).values()}
        self.defined |= {unquote(r["href"]) for r in self.env.get("duplicate_refs", ())}

    def read(self, text: str) -> None:
        tokens = SITE.parse(f"{text}\n", self.env)
        for place, token in enumerate(tokens):
            if token.type in {"fence", "colon_fence"}:
                self.fence(token)
            elif token.type == "inline":
                self.inline(token.children or [])
            elif token.type == "heading_open":
                self.facts["heading", token.tag, tokens[place + 1].content] += 1
            elif token.type == "myst_target":
                self.facts["label", token.content] += 1

    def fence(self, token: Any) -> None:
        name, _, argument = token.info.strip().partition(" ")
        if name.startswith("{") and name.endswith("}"):
            name = name[1:-1]
            self.facts["directive", name] += 1
            if name not in CODE:
                kind = Titled if name not in UNTITLED else Untitled
                kind = Bare if name in WITHOUT_OPTIONS else kind
                read = parse_directive_text(kind, argument, token.content)
                for words in read.arguments:
                    self.inline(SITE.parseInline(words, self.env)[0].children or [])
                self.read("\n".join(read.body))
        elif token.type == "colon_fence":
            self.read(token.content)

    def inline(self, tokens: Iterable[Any]) -> None:
        for token in tokens:
            if token.type == "myst_role":
                self.facts["role", token.meta["name"]] += 1
            elif token.type in {"link_open", "image"}:
                self.links.add(unquote(str(token.attrs.get("href", token.attrs.get("src")))))
            self.inline(token.children or [])


def quick_facts(prose: Prose) -> Facts:
    """Return the facts of the quick reading, as those of a SiteReading."""
    facts: Facts = Counter(("directive", use.name) for use in prose.directives)
    facts += Counter(("role", use.name) for use in prose.roles)
    facts += Counter(("heading", f"h{h.depth}", h.text) for h in prose.headings)
    return facts + Counter(("label", prose.text[slice(*at)]) for at in prose.labels)


def differences(text: str) -> tuple[list[Any], list[Any]]:
    """Return what the quick reading misses, and what it finds that the site does not read.

    Any definition of a label counts as a link, also of one that has another or is not used. What
    the site refuses to link, such as `javascript:`, is a link to be reported.
    """
    site, prose = SiteReading(text), Prose(Source(text, body=text))
    facts, links = quick_facts(prose), {use.target for use in prose.links}
    missed = [*(site.facts - facts), *((site.links | site.defined) - links)]
    more = {link for link in links - site.links - site.defined if SITE.validateLink(link)}
    return missed, [*(facts - site.facts), *more]
