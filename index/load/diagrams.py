"""What is drawn from data in documents of Office: charts (.docx, .pptx) and diagrams (SmartArt)."""

from collections.abc import Iterator

from lxml.etree import _Element

from index.clean.lines import Line

_CHART = "{http://schemas.openxmlformats.org/drawingml/2006/chart}"
_DIAGRAM = "{http://schemas.openxmlformats.org/drawingml/2006/diagram}"
_DRAWN = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
_RELATIONS = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
_MAX_POINTS = 2000


def drawn_part(drawing: _Element) -> tuple[str, bool]:
    """Return the id of the part that holds the data of a drawing and whether this is a chart, '' if it has none."""
    for place in drawing.iter(f"{_CHART}chart", f"{_DIAGRAM}relIds"):
        is_chart = place.tag == f"{_CHART}chart"
        return place.get(f"{_RELATIONS}{'id' if is_chart else 'dm'}") or "", is_chart
    return "", False


def drawn_lines(data: _Element, *, is_chart: bool) -> Iterator[Line]:
    """Yield the lines of a chart or a diagram, given its data."""
    texts = _chart_lines(data) if is_chart else _diagram_lines(data)
    yield from (Line(text, True, row=is_chart and "；" in text) for text in texts)


def _chart_lines(space: _Element) -> Iterator[str]:
    """Yield the title of a chart and a line for each of its categories, with the values of all series."""
    yield from _lines_of(space.find(f"{_CHART}chart/{_CHART}title"))
    series = [(_name_of(one), _points(one, "cat", "xVal"), _points(one, "val", "yVal")) for one in _series(space)]
    names = {place: name for _, categories, _ in series for place, name in categories.items()}
    places = sorted({place for _, _, values in series for place in values} | set(names))
    for place in places[:_MAX_POINTS]:
        told = [(name, _as_number(values[place])) for name, _, values in series if place in values]
        cells = [names.get(place, ""), *(f"{name}：{value}" if name else value for name, value in told)]
        yield "；".join(filter(None, cells))


def _diagram_lines(model: _Element) -> Iterator[str]:
    """Yield the texts of a diagram (SmartArt), each followed by those below it."""
    texts = {
        point.get("modelId"): list(_lines_of(point))
        for point in model.iter(f"{_DIAGRAM}pt")
        if point.get("type", "node") in ("node", "asst", "doc")
    }
    links = [link for link in model.iter(f"{_DIAGRAM}cxn") if link.get("type", "parOf") == "parOf"]
    below: dict[str | None, list[str | None]] = {}
    for link in sorted(links, key=lambda link: int(link.get("srcOrd", "0"))):
        below.setdefault(link.get("srcId"), []).append(link.get("destId"))
    tops = [key for key in texts if not any(key in under for under in below.values())]
    pending = tops[::-1]
    while pending:
        key = pending.pop()
        yield from texts.pop(key, [])
        pending += [under for under in reversed(below.get(key, [])) if under in texts]


def _lines_of(element: _Element | None) -> Iterator[str]:
    for paragraph in () if element is None else element.iter(f"{_DRAWN}p"):
        text = "".join(run.text or "" for run in paragraph.iter(f"{_DRAWN}t"))
        if text.strip():
            yield " ".join(text.split())


def _series(space: _Element) -> list[_Element]:
    plotted = space.find(f"{_CHART}chart/{_CHART}plotArea")
    return [] if plotted is None else list(plotted.iter(f"{_CHART}ser"))


def _name_of(series: _Element) -> str:
    title = series.find(f"{_CHART}tx")
    return "" if title is None else " ".join("".join(v.text or "" for v in title.iter(f"{_CHART}v")).split())


def _points(series: _Element, *names: str) -> dict[int, str]:
    """Return the texts of the points of a series by their places; of categories in levels, the lowest."""
    found = next((one for name in names if (one := series.find(f"{_CHART}{name}")) is not None), None)
    if found is None:
        return {}
    lowest = next(found.iter(f"{_CHART}lvl"), found)
    return {
        int(point.get("idx", "0")): "".join(value.text or "" for value in point.iter(f"{_CHART}v")).strip()
        for point in lowest.iter(f"{_CHART}pt")
    }


def _as_number(text: str) -> str:
    try:
        return f"{float(text):.10g}"
    except ValueError:
        return text
