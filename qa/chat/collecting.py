"""A chat model's text collected without streaming: all of it, or why it did not finish."""

import threading
from dataclasses import dataclass

from index.errors import ChatModelError
from index.messages import Message
from qa.chat.model import ChatModel
from qa.chat.prompt import Prompt, is_repeating


@dataclass(frozen=True)
class Written:
    """What a model wrote. `failure` is why it did not finish, or None; `was_cut`: it reached the token limit."""

    text: str
    was_cut: bool = False
    failure: Message | None = None


def collect(model: ChatModel, prompt: Prompt, cancel: threading.Event | None) -> Written:
    """Return everything that a model writes, without streaming it."""
    text = ""
    pieces = model.stream(prompt.system, prompt.user, cancel)
    try:
        while True:
            text += next(pieces)
            if is_repeating(text):
                return Written(text, failure=Message("chat-repeats"))
    except StopIteration as end:
        return Written(text, was_cut=bool(end.value))
    except ChatModelError as error:
        return Written(text, failure=error.message)
    finally:
        pieces.close()
