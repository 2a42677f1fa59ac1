"""The language of the pages: Sphinx's own words, those of templates, and those of scripts."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

from babel.messages.extract import extract_javascript
from markupsafe import Markup, escape

from speckb import language
from speckb.sphinxext.sphinx_internals import is_given, speak
from speckb.sphinxext.state import settings_of, stop

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sphinx.application import Sphinx
    from sphinx.config import Config

STATIC = Path(__file__).parent / "theme" / "static"
# Sphinx names these languages by country.
NAMES = {"zh": "zh_CN", "zh_Hans": "zh_CN", "zh_Hant": "zh_TW"}


def connect(app: Sphinx) -> None:
    """Register the language of Sphinx, and the words of templates."""
    app.connect("config-inited", _set_language, priority=8)
    app.connect("builder-inited", _set_words)
    app.connect("html-page-context", _add_language, priority=410)


def _set_language(app: Sphinx, config: Config) -> None:
    code = settings_of(app).language
    name = code.replace("-", "_")
    name = NAMES.get(name, name)
    if is_given(config, "language") and config.language not in {code, name}:
        stop(
            f"conf.py: error: language is {config.language!r}, and the setting speckb.language"
            f" {code!r}; set it in ubproject.toml alone\nnothing was built"
        )
    config.language = name
    speak(app)


def _set_words(app: Sphinx) -> None:
    """Have templates take words from the engine's catalogue, and then from Sphinx's."""
    templates = getattr(app.builder, "templates", None)  # builders for HTML have one
    if templates is None:
        return

    def translated(text: str, /, **values: object) -> Markup:
        found = language._(text)
        found = app.translator.gettext(text) if found == text else found
        return _filled(found, values)

    def counted(one: str, many: str, number: int, /, **values: object) -> Markup:
        return _filled(language.ngettext(one, many, number), values)

    templates.environment.globals.update(_=translated, gettext=translated, ngettext=counted)


def _filled(text: str, values: dict[str, object]) -> Markup:
    """Return a text as HTML: a catalogue has none, a value only where it is Markup."""
    return Markup(language.fill(escape(text), {name: escape(v) for name, v in values.items()}))  # noqa: S704


def _add_language(
    app: Sphinx, _page: str, _template: str, context: dict[str, Any], _tree: Any
) -> None:
    code = settings_of(app).language
    context.update(language=code, html_tag=code, direction=language.direction(code))


def of_scripts() -> str:
    """Return the code that adds the words of the scripts, empty where they stay in English."""
    found = language.catalogue()
    if not found.texts:
        return ""
    texts = {text: found.texts[text] for text in _english_of_scripts() if text in found.texts}
    code = json.dumps(texts, ensure_ascii=True, sort_keys=True)
    return f"Object.assign(Words, {{ texts: {code}, form: n => Number({found.rule}) }});\n"


def _english_of_scripts() -> Iterator[str]:
    keywords = {"_": None, "ngettext": (1, 2)}
    for path in sorted(STATIC.glob("*.js")):
        with path.open("rb") as file:
            found = extract_javascript(file, keywords, [], {"parse_template_string": True})
            for _line, _function, message, _comments in found:
                yield message if isinstance(message, str) else message[0]
