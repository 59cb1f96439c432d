"""The web app. Start it with `yinju web`, or with `streamlit run ui/app.py`.

The server imports this file for its routes; Streamlit runs it again whenever a page is drawn.
"""

import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

# Streamlit puts only this file's folder on the path; the packages are one level up.
if str(Path(__file__).resolve().parent.parent) not in sys.path:
    sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from streamlit.starlette import App

from ui.access.sign_in_routes import guards, sign_in_routes
from ui.access.web_guard import refuse_unguarded_address
from ui.components import component_routes
from ui.screen import draw_screen


@asynccontextmanager
async def _ending_answers(_: App) -> AsyncIterator[None]:
    """Let the server stop without waiting for answers that nobody will see."""
    yield
    from ui.session import stop_writing_answers  # loads the models' libraries, which a page has done by now

    stop_writing_answers()


if __name__ == "__main__":
    draw_screen()
else:
    refuse_unguarded_address()
    app = App(
        Path(__file__).resolve(),
        routes=[*sign_in_routes(), *component_routes()],
        middleware=guards(),
        lifespan=_ending_answers,
    )
