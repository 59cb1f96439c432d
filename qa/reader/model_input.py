"""Question and passage as the token sequence the reader was trained on."""

from dataclasses import dataclass

from index.embed.tokenizer import TextTokenizer

MAX_TOKENS = 320
MAX_QUESTION_TOKENS = 64
# Passages longer than one sequence are read in windows that share this many tokens, so that no answer is cut in two.
WINDOW_OVERLAP_TOKENS = 80
TITLE_SEPARATOR = "。"
BEGIN_ID, PAD_ID, END_ID = 0, 1, 2


@dataclass(frozen=True)
class ReaderInput:
    """<s> question </s></s> title。passage </s>.

    A span may use the tokens from `first` on; offsets[i] is the half-open character span of token first + i in the
    passage.
    """

    ids: list[int]
    first: int
    offsets: list[tuple[int, int]]


def encode_windows(tokenizer: TextTokenizer, question: str, passage: str, title: str = "") -> list[ReaderInput]:
    """The passage in one sequence, or in overlapping windows when it is too long; each repeats question and title."""
    asked = tokenizer.encode(question).ids[:MAX_QUESTION_TOKENS]
    head = title + TITLE_SEPARATOR if title else ""
    told = tokenizer.encode(head + passage)
    title_tokens = sum(end <= len(head) for _, end in told.offsets) if head else 0
    title_tokens = min(title_tokens, MAX_QUESTION_TOKENS)
    # A token that spans title and text, or lies in a title longer than its room, counts as the text's first.
    ids = told.ids[title_tokens:]
    offsets = [(max(0, start - len(head)), end - len(head)) for start, end in told.offsets[title_tokens:]]
    before = [BEGIN_ID, *asked, END_ID, END_ID, *told.ids[:title_tokens]]
    room = MAX_TOKENS - len(before) - 1
    windows = []
    for at in range(0, max(1, len(ids) - WINDOW_OVERLAP_TOKENS), room - WINDOW_OVERLAP_TOKENS):
        windows.append(ReaderInput([*before, *ids[at : at + room], END_ID], len(before), offsets[at : at + room]))
    return windows
