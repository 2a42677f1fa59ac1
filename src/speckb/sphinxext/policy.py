"""Content-Security-Policy of the site's pages: a browser runs and loads files of the site alone.

A page has no inline script and no inline style, so that one which is smuggled into it does nothing.
Sizes of pictures and columns are the exception that docutils leaves: it writes them as `style`
attributes. The policy of such a page names the hash of each, and of no other style.
"""

from __future__ import annotations

import base64
import hashlib
import re
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from sphinx.application import Sphinx

# `file:` is for a site that is opened from its folder, where 'self' means nothing to Firefox. On a
# page from a server it allows nothing: browsers do not let such a page load local files.
SITE = "'self' file:"
STYLE_SOURCE = "style-src"
DIRECTIVES = {
    "default-src": "'none'",
    "script-src": SITE,
    STYLE_SOURCE: SITE,
    "img-src": f"{SITE} data:",  # the icons in furo's style sheet
    "connect-src": "'self'",  # the socket of the live preview
    "form-action": SITE,  # the search
    "frame-src": "'none'",
    "object-src": "'none'",
    "base-uri": "'none'",
}
SIZE = re.compile(r"(?:width|height): [\d.]+(?:%|[a-z]+);?(?: height: [\d.]+(?:%|[a-z]+);)?")
STYLE = re.compile(r' style="([^"]*)"')


def connect(app: Sphinx) -> None:
    """Register the policy as a value of every page's template."""
    app.connect("html-page-context", _add_policy)


def policy(body: str = "") -> str:
    """Return the policy of a page with this HTML."""
    styles = {style for style in STYLE.findall(body) if SIZE.fullmatch(style)}
    sizes = sorted(f"'sha256-{_digest(style)}'" for style in styles)
    allowed = {STYLE_SOURCE: " ".join([SITE, "'unsafe-hashes'", *sizes])} if sizes else {}
    return "; ".join(f"{name} {sources}" for name, sources in (DIRECTIVES | allowed).items())


def _digest(text: str) -> str:
    return base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()


def _add_policy(
    _app: Sphinx, _page: str, _template: str, context: dict[str, Any], _tree: Any
) -> None:
    context["policy"] = policy(context.get("body", ""))
