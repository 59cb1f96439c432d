"""Documents of formats that no one writes by hand, made from small descriptions."""

from collections.abc import Callable

MADE_DOCUMENTS: dict[str, Callable[[], bytes]] = {}
