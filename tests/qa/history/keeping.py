"""Keep a turn so many times in one conversation, saying the number of each.

Run as `python -m tests.qa.history.keeping ADDRESS TIMES`.
"""

import sys

from index.article import Span
from qa.answer import DraftAnswer, DraftStatement, Passage, Quote, Timings
from qa.check.verify import make_answer
from qa.conversation.turn import Turn
from qa.history.opening import open_history
from tests.qa.conftest import BRIDGE


def first_turn() -> Turn:
    """Return the turn that is kept."""
    quote = Quote(BRIDGE, 1, 0, len(BRIDGE.paragraphs[0].text))
    draft = DraftAnswer((DraftStatement(quote.text, (quote,)),))
    passage = Passage(1, 0.9, 1, BRIDGE, (Span(1, quote.start, quote.end),))
    return Turn(make_answer("澄青大桥全长多少米？", draft, [passage], Timings(1.0, 2.0, 3.0)))


def main() -> None:
    conversations = open_history(sys.argv[1]).conversations
    for _ in range(int(sys.argv[2])):
        sys.stdout.write(f"{conversations.add('shared', first_turn(), 'me')}\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
