"""The `question` directive: a choice in prose, with who is left by it in the edition shown."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from docutils import nodes
from docutils.parsers.rst import directives
from sphinx.transforms.post_transforms import SphinxPostTransform
from sphinx.util.docutils import SphinxDirective

from speckb.corpus.choices import MEET, QUESTION, VALUES, Choice, choice, explorer_page, in_view
from speckb.corpus.settings.verdicts import CONDITIONAL
from speckb.language import N_, _
from speckb.sphinxext import freshness
from speckb.sphinxext.only import on_paper, on_screen
from speckb.sphinxext.pieces import paragraph, piece, sentence
from speckb.sphinxext.state import corpus_of, settings_of, view_of
from speckb.tables.choices import standings
from speckb.tables.fragments import entry_piece

if TYPE_CHECKING:
    from docutils.nodes import Element, Node
    from sphinx.application import Sphinx

    from speckb.corpus.corpus import Corpus

TITLE = "question-title"  # class of the line
# Translators: no entry is left by a choice.
NOBODY = N_("none")
NOT_ASKED = N_("not compared in this edition")


class question_title(nodes.General, nodes.Inline, nodes.TextElement):  # noqa: N801  as docutils
    """A question's title, on the site a link to the explorer; attributes: meet, values."""


class question_answer(nodes.General, nodes.Element):  # noqa: N801
    """Placeholder of a question's answer; attributes: meet, values."""


def connect(app: Sphinx) -> None:
    """Register the directive, its nodes and the transform."""
    app.add_directive(QUESTION, QuestionDirective)
    app.add_node(question_title)
    app.add_node(question_answer)
    app.add_post_transform(AnswerQuestions)


class QuestionDirective(SphinxDirective):
    """Directive for a question; the argument is its title, the content what else is to be said."""

    required_arguments = 1
    final_argument_whitespace = True
    has_content = True
    option_spec: ClassVar[dict[str, Any]] = {
        MEET: directives.unchanged_required,
        VALUES: directives.unchanged_required,
    }

    def run(self) -> list[Node]:
        """Return the title, the content and a placeholder: other entries can change the answer."""
        if reason := settings_of(self.env.app).lack(self.name):
            raise self.error(reason)
        options = {name: self.options.get(name, "") for name in (MEET, VALUES)}
        if not any(options.values()):
            raise self.error("{question} must have the option meet or values")
        recorded = f"{options[MEET]}\0{options[VALUES]}"
        freshness.uses(self.env, self.env.docname, QUESTION, recorded)
        content, messages = self.parse_inline(self.arguments[0])
        title = question_title("", "", *content, **options)
        found = nodes.container("", paragraph([title]), classes=[QUESTION])
        found += self.parse_content_to_nodes() if self.content else []
        found += question_answer(**options)
        self.set_source_info(found)
        return [found, *messages]


class AnswerQuestions(SphinxPostTransform):
    """Post-transform that fills in the answers, and makes the titles links."""

    default_priority = 5

    def run(self, **_: Any) -> None:
        """Replace the placeholders of this page."""
        corpus = view_of(self.app)
        for place in list(self.document.findall(question_answer)):
            place.replace_self(_answer(corpus, _asked(corpus, place)))
        for title in list(self.document.findall(question_title)):
            plain = paragraph([nodes.strong("", "", *title.children)], TITLE)
            shown: list[Node] = [plain]
            if address := self._address(_asked(corpus, title)):
                words = (child.deepcopy() for child in title.children)
                link = nodes.reference("", "", *words, refuri=address, internal=True)
                shown = [on_screen(paragraph([link], TITLE)), on_paper(plain)]
            title.parent.replace_self(shown)

    def _address(self, made: Choice | None) -> str:
        """Return the address of the explorer with a choice; empty where there is no such page."""
        if made is None or self.app.builder.format != "html":
            return ""
        page = explorer_page(corpus_of(self.app).whole)
        return f"{self.app.builder.get_relative_uri(self.env.docname, page)}#{made.address}"


def _asked(corpus: Corpus, place: Element) -> Choice | None:
    return in_view(corpus, choice(place[MEET], place[VALUES]))


def _answer(corpus: Corpus, made: Choice | None) -> Element:
    """Return who is left by a choice, in a line."""
    parts: list[Node] = []
    for one in standings(corpus, made) if made else ():
        if one.is_left:
            parts += [nodes.Text(_(", "))] if parts else []
            text = _("{entry} (under a condition)") if one.state == CONDITIONAL else "{entry}"
            parts += sentence(text, entry=piece(entry_piece(one.entry)))
    nothing = nodes.inline("", _(NOBODY if made else NOT_ASKED), classes=["unstated"])
    return paragraph(parts or [nothing], "answer")
