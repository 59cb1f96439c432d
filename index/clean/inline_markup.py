"""Superscripts, subscripts and ruby annotations as equivalent plain text: 10⁵, CO2, 鼋（yuán）."""

import re

_RAISED = str.maketrans("0123456789+-−=()nia", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻⁼⁽⁾ⁿⁱᵃ")
_REFERENCE = re.compile(r"\s*[\[［【〔]\s*(?:\d{1,3}(?:\s*[-–,，、]\s*\d{1,3})*|注|註|来源请求|a-z)\s*[\]］】〕]\s*")
_READABLE_RAISED = re.compile(r"[0-9+\-−=()n]{1,6}")
_NO_POWER = re.compile(r"(?:®|™|©|SM|TM|st|nd|rd|th)", re.IGNORECASE)
_BEFORE_POWER = re.compile(r"[\dA-Za-zμμΩ℃㎡)）]$|[米里秒克升]$")


def is_reference_mark(raised: str, before: str) -> bool:
    """Return whether raised text is a note's mark, not a power: [1], or a bare number after a Chinese word."""
    text = raised.strip()
    if _REFERENCE.fullmatch(text):
        return True
    return re.fullmatch(r"[\d*†‡①-⑳,，\-]{1,7}", text) is not None and not _BEFORE_POWER.search(before.rstrip())


def raise_text(raised: str) -> str:
    """Return a superscript as text: in superscript characters if they exist, else after a caret (e^x)."""
    text = raised.strip()
    if not text or _NO_POWER.fullmatch(text) or re.fullmatch(r"[（(].*[)）]|[\u4e00-\u9fff，。；：]+", text):
        return raised
    if _READABLE_RAISED.fullmatch(text):
        return text.translate(_RAISED)
    return f"^{text}" if len(text) <= 6 else f"（{text}）"


def annotate(reading: str) -> str:
    """Return a ruby annotation's reading in the form that follows its base text."""
    reading = reading.strip().strip("()（）").strip()
    return f"（{reading}）" if reading else ""
