"""The components a browser draws with: their scripts and style sheets are files, which it fetches once and keeps.

Streamlit sends a component's script with its data whenever the component is drawn, which was nine tenths of what a
question sent. The script it is given here is a few lines that load the file.
"""

import hashlib
import json
from functools import cache
from typing import Any

import streamlit as st
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from ui.drawing import address_of, read_assets

ASSETS = {
    "account": ("account.css", "elements.js", "account.js"),
    "answer": (
        "chat/answer_view.css",
        "chat/citation_view.css",
        "forms/form_view.css",
        "elements.js",
        "chat/turn_actions.js",
        "chat/citation_view.js",
        "forms/collect.js",
        "forms/form_view.js",
        "chat/answer_view.js",
    ),
    "article": ("article_view.css", "elements.js", "article_view.js"),
    "conversations": ("conversations/sidebar.css", "conversations/sidebar.js"),
    "frame": ("elements.js", "back.js", "keys.js", "language/streamlit_words.js", "frame.js"),
    "upload": ("library/upload.css", "elements.js", "library/upload.js"),
}
"""The files each component is made of."""
_LOADER = """
const { default: draw, sheet } = await import(new URL(ADDRESS, location.origin))
export default function (given) {
  const root = given.parentElement.getRootNode()
  if (!root.adoptedStyleSheets.includes(sheet)) root.adoptedStyleSheets.push(sheet)
  return draw(given)
}
"""


def component(name: str, *, isolate_styles: bool = True) -> Any:
    """Return Streamlit's component that draws with the assets of this name."""
    address = address_of(f"/drawn/{name}.js?version={_version(name)}")  # another one whenever the files change
    loader = _LOADER.replace("ADDRESS", json.dumps(address))
    return st.components.v2.component(f"yinju_{name}", js=loader, isolate_styles=isolate_styles)


def component_routes() -> list[Route]:
    """Return the routes of the scripts."""
    return [Route(address_of("/drawn/{name}.js"), _send_script, methods=["GET"])]


async def _send_script(request: Request) -> Response:
    """Send a script, to be kept if it is the version asked for: another server may be newer or older."""
    name = request.path_params["name"]
    if name not in ASSETS:
        return Response(status_code=404)
    is_asked_for = request.query_params.get("version") == _version(name)
    kept = "public, max-age=31536000, immutable" if is_asked_for else "no-store"
    return Response(_script(name), media_type="text/javascript", headers={"cache-control": kept})


@cache
def _script(name: str) -> str:
    """Return a component's module, which exports its style `sheet` too."""
    styles, script = (read_assets(*(file for file in ASSETS[name] if file.endswith(kind))) for kind in (".css", ".js"))
    return f"export const sheet = new CSSStyleSheet()\nsheet.replaceSync({json.dumps(styles)})\n{script}"


@cache
def _version(name: str) -> str:
    return hashlib.sha256(_script(name).encode()).hexdigest()[:16]
