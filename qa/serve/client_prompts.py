"""Prompts that chat programs send on their own beside a person's questions: for a title, tags, next questions or a
summary of the conversation.

They are recognised by their instruction and the conversation with it, and answered in the form they ask for, from the
person's own questions and the cited articles. They are never searched as if a person had asked them.
"""

import json
import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Any

from index.chinese.words import STOP_WORDS, tag_words
from index.messages import sentence
from index.snapshot import Filters
from qa.answer import Answer
from qa.conversation.remarks import replied
from qa.earlier import EarlierTurns
from qa.suggest import questions_to_follow

_FILE = Path(__file__).with_name("client_prompts.toml")
MAX_INSTRUCTION_CHARS = 4000
"""Longer texts are not a program's instructions but pasted text."""
DEFAULT_TITLE_CHARS, MOST_TITLE_CHARS = 16, 40
CHARS_A_WORD = 2
MAX_TAGS, MAX_FOLLOW_UPS = 3, 3
MAX_SUMMARY_CHARS = 200
_HISTORY = re.compile(r"<chat_history>(.*?)</chat_history>", re.DOTALL | re.IGNORECASE)
_FENCE = re.compile(r"^```[a-z]*\n(.*?)^```\s*$", re.DOTALL | re.MULTILINE)
_SPEAKER = re.compile(
    r"^[ \t]*(?P<who>user|human|assistant|ai|bot|system|用户|助手|助理|AI)[ \t]*[:：]", re.IGNORECASE | re.MULTILINE
)
_PERSON = frozenset(("user", "human", "用户"))
_RULE = re.compile(r"^\s*-{5,}\s*$", re.MULTILINE)
_LENGTH = re.compile(
    r"(?P<count>\d{1,2})(?:\s*[-–~到至]\s*(?P<most>\d{1,2}))?[\s-]*(?:个)?(?P<unit>字|characters?|chars?|words?|词)",
    re.IGNORECASE,
)
_KEY = re.compile(r'"(title|tags|follow_ups|queries|text|summary|prompt)"\s*:')
_ARRAY = re.compile(r"\barray in JSON|JSON array|JSON ?(?:格式的?)?数组", re.IGNORECASE)
_TAGGED_SPEECH = re.compile(r"<(?P<who>user|human|assistant|ai)>(?P<said>.*?)</(?P=who)>", re.DOTALL | re.IGNORECASE)
_POLITE = re.compile(r"^(?:请问|请|你好|您好|麻烦)[，,！!\s]*|[？?。！!，,；;\s]+$")
_ASKING = re.compile(r"[多几何哪谁]")
_TOPIC_TAGS = ("nr", "ns", "nt", "nz", "n", "vn")
_NAME_TAGS = ("nr", "ns", "nt", "nz")


class Purpose(Enum):
    """What a program asks for; the value is the key in its JSON."""

    TITLE = "title"
    TAGS = "tags"
    FOLLOW_UPS = "follow_ups"
    QUERIES = "queries"
    COMPLETION = "text"
    SUMMARY = "summary"
    PICTURE = "prompt"


_PATTERNS = {
    Purpose.COMPLETION: "completion",
    Purpose.PICTURE: "picture",
    Purpose.QUERIES: "queries",
    Purpose.FOLLOW_UPS: "follow_ups",
    Purpose.TAGS: "tags",
    Purpose.TITLE: "title",
    Purpose.SUMMARY: "summary",
}
"""In order of precedence: an instruction for tags may mention the title."""


@dataclass(frozen=True)
class ClientPrompt:
    """A prompt made by a program. `questions` are those of its conversation, oldest first; `key` is the key of the JSON
    it wants, '' for plain text or a bare array (`is_array`); `max_chars` is the longest title."""

    purpose: Purpose
    questions: tuple[str, ...]
    key: str = ""
    max_chars: int = DEFAULT_TITLE_CHARS
    is_array: bool = False


def read_client_prompt(
    said: Sequence[tuple[str, str]], response_format: Mapping[str, Any] | None = None
) -> ClientPrompt | None:
    """Return the prompt in these messages (role and text, oldest first) if a program made them, else None.

    It needs both an instruction and a conversation: a person who asks for an article's title sends no conversation in
    the question, and a system prompt contains no such instruction.
    """
    user = [text for role, text in said if role == "user"]
    if not user:
        return None
    schema_key = _schema_key(response_format)
    orders = "\n".join(text for role, text in said if role in ("system", "developer"))
    last = user[-1]
    if (tagged := _HISTORY.search(last)) is not None:
        instruction = last[: tagged.start()] + last[tagged.end() :]
        return _prompt(_purpose_of(instruction), instruction, _questions(tagged[1]), schema_key)
    instruction, conversation = _parted(last)
    if conversation and (purpose := _purpose_of(instruction)) is not None:
        return _prompt(purpose, f"{orders}\n{instruction}", _questions(conversation), schema_key)
    if (purpose := _purpose_of(orders)) is not None:
        told = [question for text in user for question in _questions(_parted(text)[1] or text)]
        return _prompt(purpose, orders, tuple(told), schema_key)
    if len(user) > 1 and len(last) <= MAX_INSTRUCTION_CHARS // 4 and (purpose := _purpose_of(last)) is not None:
        return _prompt(purpose, last, tuple(user[:-1]), schema_key)
    return None


def answer_client_prompt(prompt: ClientPrompt, earlier: EarlierTurns) -> Answer:
    """Return what the program wants as a reply, without statements or citations. Raises LibraryError."""
    match prompt.purpose:
        case Purpose.TITLE:
            told: Any = make_title(prompt.questions, prompt.max_chars)
        case Purpose.TAGS:
            told = list(make_tags(prompt.questions))
        case Purpose.FOLLOW_UPS:
            told = list(_follow_ups(prompt.questions, earlier))
        case Purpose.QUERIES:
            told = []  # every question is already searched as it is
        case Purpose.SUMMARY:  # only of the questions: a client is not trusted about the answers
            told = f"此前问过：{'；'.join(prompt.questions)}"[:MAX_SUMMARY_CHARS] if prompt.questions else ""
        case Purpose.COMPLETION | Purpose.PICTURE:
            told = ""
    in_form = json.dumps(told, ensure_ascii=False) if prompt.is_array else _in_form(told, prompt.key)
    return replied("", sentence(in_form), 0.0)


def make_title(questions: Sequence[str], max_chars: int = DEFAULT_TITLE_CHARS) -> str:
    """Return a title from the first question's own words, cut between words."""
    first = next((bare for question in questions if (bare := _POLITE.sub("", " ".join(question.split())))), "")
    if len(first) <= max_chars:
        return first
    title = ""
    for word, _ in tag_words(first):
        if title and len(title) + len(word) > max_chars:
            break
        title += word
    return title[:max_chars].rstrip("，、：；,:; 的")


def make_tags(questions: Sequence[str]) -> tuple[str, ...]:
    """Return the names and things in the questions, names first, in order."""
    named: list[str] = []
    things: list[str] = []
    for question in questions:
        before = ""
        for word, tag in tag_words(question):
            if before in _NAME_TAGS and (tag == "n" or tag in _NAME_TAGS) and not _ASKING.match(word):
                named[-1] += word  # 澜青 and 大桥 are one name
                tag = ""
            elif tag in _TOPIC_TAGS and len(word) > 1 and word not in STOP_WORDS and not _ASKING.match(word):
                (named if tag in _NAME_TAGS else things).append(word)
            else:
                tag = ""
            before = tag
    return tuple(dict.fromkeys([*named, *things]))[:MAX_TAGS]


def _follow_ups(questions: Sequence[str], earlier: EarlierTurns) -> Iterator[str]:
    turns = earlier.turns(questions, Filters())
    cited = [article for turn in reversed(turns) for article in turn.articles]
    found = [passage.article for turn in reversed(turns) for passage in turn.answer.passages]
    articles = {article.id: article for article in [*cited, *found]}
    return questions_to_follow(
        list(articles.values()), questions, lambda question: earlier.ask_without_chat(question, turns), MAX_FOLLOW_UPS
    )


def _in_form(told: Any, key: str) -> str:
    if key:
        return json.dumps({key: told}, ensure_ascii=False)
    return "\n".join(told) if isinstance(told, list) else str(told)


def _prompt(
    purpose: Purpose | None, instruction: str, questions: Sequence[str], schema_key: str
) -> ClientPrompt | None:
    if purpose is None:
        return None
    has_key = _KEY.search(instruction) is not None
    is_array = not has_key and not schema_key and _ARRAY.search(instruction) is not None
    is_json = not is_array and (has_key or "json" in instruction.lower())
    key = schema_key or (purpose.value if is_json else "")
    return ClientPrompt(purpose, tuple(questions), key, _most_chars(instruction), is_array)


def _purpose_of(instruction: str) -> Purpose | None:
    if not instruction.strip() or len(instruction) > MAX_INSTRUCTION_CHARS:
        return None
    return next((purpose for purpose, name in _PATTERNS.items() if pattern_of(name).search(instruction)), None)


def _most_chars(instruction: str) -> int:
    """Return the longest title that the instruction allows, counting a word as two Chinese characters."""
    found = _LENGTH.search(instruction)
    if found is None:
        return DEFAULT_TITLE_CHARS
    count = int(found["most"] or found["count"])
    is_words = found["unit"].lower().startswith(("word", "词"))
    return min(max(count * (CHARS_A_WORD if is_words else 1), 4), MOST_TITLE_CHARS)


def _schema_key(response_format: Mapping[str, Any] | None) -> str:
    """Return the name of the single text property in a JSON schema, '' if there is no such schema."""
    schema: Any = response_format or {}
    for name in ("json_schema", "schema", "properties"):
        schema = schema.get(name) if isinstance(schema, Mapping) else None
    return next(iter(schema), "") if isinstance(schema, Mapping) else ""


def _parted(text: str) -> tuple[str, str]:
    """Split a text into its instruction and its conversation, '' if there is none."""
    if (fenced := _FENCE.search(text)) is not None:
        return text[: fenced.start()] + text[fenced.end() :], fenced[1]
    if _turns_of_json(text):
        return "", text
    speakers = list(_SPEAKER.finditer(text))
    if not speakers:
        return text, ""
    before, told = text[: speakers[0].start()], text[speakers[0].start() :]
    # After the last turn the instruction continues: from a line that is one, or after an empty line.
    last = speakers[-1].end() - len(before)
    for line in re.finditer(r"(?<=\n).+", told):
        if line.start() > last and _purpose_of(line.group()) is not None:
            return f"{before}\n{told[line.start() :]}", told[: line.start()]
    body, _, after = told.rpartition("\n\n")
    return (f"{before}\n{after}", body) if body and not _SPEAKER.search(after) else (before, told)


def _questions(conversation: str) -> tuple[str, ...]:
    """Return the person's messages in a conversation written as one text."""
    if turns := _turns_of_json(conversation):
        return turns
    if speeches := list(_TAGGED_SPEECH.finditer(conversation)):
        return tuple(
            said["said"].strip() for said in speeches if said["who"].lower() in _PERSON and said["said"].strip()
        )
    speakers = [*_SPEAKER.finditer(conversation), None]
    if len(speakers) > 1:
        found = []
        for speaker, following in pairwise(speakers):
            if speaker is not None and speaker["who"].lower() in _PERSON:
                end = following.start() if following is not None else len(conversation)
                found.append(conversation[speaker.end() : end].strip())
        return tuple(filter(None, found))
    return tuple(filter(None, (part.strip() for part in _RULE.split(conversation)[::2])))


def _turns_of_json(text: str) -> tuple[str, ...]:
    if not text.lstrip().startswith("["):
        return ()
    try:
        turns = json.loads(text)
    except ValueError:
        return ()
    said = [turn for turn in turns if isinstance(turn, dict) and str(turn.get("role", "")).lower() == "user"]
    texts = [turn.get("content") or turn.get("mainText") or turn.get("text") for turn in said]
    return tuple(text for text in texts if isinstance(text, str) and text.strip())


@cache
def pattern_of(name: str) -> re.Pattern[str]:
    """Return the pattern of an entry of client_prompts.toml."""
    table = tomllib.loads(_FILE.read_text(encoding="utf-8"))
    return re.compile(table[name]["pattern"], re.IGNORECASE)
