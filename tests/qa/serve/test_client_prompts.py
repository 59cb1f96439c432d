"""What chat programs ask of their own accord is recognised by its kind and answered as what it is."""

import json
import tomllib
from collections.abc import Iterator

import openai
import pytest

from qa.conversation.turn import Turn
from qa.serve import client_prompts
from qa.serve.client_prompts import Purpose, make_tags, make_title, pattern_of, read_client_prompt
from tests.conftest import ROOT
from tests.qa.serve.conftest import QUESTION, READER_KEY, RunningServer

ENTRIES = tomllib.loads((ROOT / "qa" / "serve" / "client_prompts.toml").read_text(encoding="utf-8"))
HISTORY = f"<chat_history>\nUSER: {QUESTION}\nASSISTANT: 大桥全长2.86公里。[1]\n</chat_history>"
TRANSCRIPT = f"user: {QUESTION}\nassistant: 大桥全长2.86公里。[1]"


def task(order: str, form: str) -> str:
    """Return a prompt as Open WebUI frames it."""
    return f"### Task:\n{order}\n### Output:\nJSON format: {form}\n### Chat History:\n{HISTORY}"


TITLE = task("Generate a concise, 3-5 word title with an emoji summarizing the chat history.", '{ "title": "..." }')
TAGS = task("Generate 1-3 broad tags categorizing the main themes of the chat history.", '{ "tags": ["tag1"] }')
FOLLOW_UPS = task(
    "Suggest 3-5 relevant follow-up questions or prompts that the user might naturally ask next in this conversation "
    "as a **user**, based on the chat history, to help continue or deepen the discussion.",
    '{ "follow_ups": ["Question 1?"] }',
)
QUERIES = task(
    "Analyze the chat history to determine the necessity of generating search queries.", '{ "queries": ["query1"] }'
)
LOBE_ORDER = "你是一名擅长会话的助理，你需要将用户的会话总结为 10 个字以内的标题"
LOBE = f"{TRANSCRIPT}\n\n请总结上述对话为10个字以内的标题，不需要包含标点符号，输出语言语种为：zh-CN"
LOBE_ENGLISH = (
    "You are a professional conversation summarizer. Generate a concise title that captures the essence of the "
    "conversation."
)
CHERRY = (
    "你是一名擅长会话的助理，你需要将用户的会话总结为 10 个字以内的标题，标题语言与用户的首要语言一致，"
    "不要使用标点符号和其他特殊符号"
)
CHERRY_JSON = json.dumps(
    [{"role": "user", "mainText": QUESTION}, {"role": "assistant", "mainText": "2.86公里"}], ensure_ascii=False
)
CHATBOX = (
    "Based on the chat history, give this conversation a name.\nKeep it short - 10 characters max, no quotes.\n"
    f"Use 简体中文.\n\nHere's the conversation:\n\n```\n{QUESTION}\n\n---------\n\n大桥全长2.86公里。\n```\n\n"
    "Name this conversation in 10 characters or less.\nThe name is:"
)
NEXTCHAT = (
    "使用四到五个字直接返回这句话的简要主题，不要解释、不要标点、不要语气词、不要多余文本，不要加粗，如果没有主题，"
    "请直接返回“闲聊”"
)
NEXTCHAT_MEMORY = "简要总结一下对话内容，用作后续的上下文提示 prompt，控制在 200 字以内"
LOBE_MEMORY = (
    f"<chat_history>\n<user>{QUESTION}</user>\n<assistant>2.86公里[1]</assistant>\n</chat_history>\n\n"
    "Please summarize the above conversation and retain key information. The summarized content will be used as "
    "context for subsequent prompts, and should be limited to 400 tokens."
)
DIFY = (
    f"Human: {QUESTION}\nAssistant: 大桥全长2.86公里。[1]\n"
    "Please help me predict the three most likely questions that human would ask, and keep each question under 20 "
    "characters.\nMAKE SURE your output is the SAME language as the Assistant's latest response. The output must be an "
    'array in JSON format following the specified schema:\n["question1","question2","question3"]\n\nquestions:\n'
)
PICTURE = task(
    "Generate a detailed prompt for am image generation task based on the given language and context.",
    '{ "prompt": "..." }',
)
ASKED = (QUESTION,)


@pytest.mark.parametrize("name", ENTRIES)
def test_pattern_is_found_where_it_says_and_nowhere_else(name: str) -> None:
    entry = ENTRIES[name]
    assert {text: bool(pattern_of(name).search(text)) for text in (*entry["found"], *entry["not_found"])} == {
        **dict.fromkeys(entry["found"], True),
        **dict.fromkeys(entry["not_found"], False),
    }


@pytest.mark.parametrize(
    ("said", "purpose", "key"),
    [
        ([("user", TITLE)], Purpose.TITLE, "title"),
        ([("user", TAGS)], Purpose.TAGS, "tags"),
        ([("user", FOLLOW_UPS)], Purpose.FOLLOW_UPS, "follow_ups"),
        ([("user", QUERIES)], Purpose.QUERIES, "queries"),
        ([("system", LOBE_ORDER), ("user", LOBE)], Purpose.TITLE, ""),
        ([("system", LOBE_ENGLISH), ("user", TRANSCRIPT)], Purpose.TITLE, ""),
        ([("system", CHERRY), ("user", QUESTION)], Purpose.TITLE, ""),
        ([("system", CHERRY), ("user", CHERRY_JSON)], Purpose.TITLE, ""),
        ([("user", CHATBOX)], Purpose.TITLE, ""),
        ([("user", QUESTION), ("assistant", "2.86公里"), ("user", "请为这次对话生成标题")], Purpose.TITLE, ""),
        ([("user", QUESTION), ("assistant", "2.86公里"), ("user", NEXTCHAT)], Purpose.TITLE, ""),
        ([("user", QUESTION), ("assistant", "2.86公里"), ("system", NEXTCHAT_MEMORY)], Purpose.SUMMARY, ""),
        ([("system", "You summarize conversations."), ("user", LOBE_MEMORY)], Purpose.SUMMARY, ""),
        ([("user", DIFY)], Purpose.FOLLOW_UPS, ""),
        ([("user", PICTURE)], Purpose.PICTURE, "prompt"),
    ],
)
def test_prompt_is_recognised_with_the_questions_it_is_about(
    said: list[tuple[str, str]], purpose: Purpose, key: str
) -> None:
    prompt = read_client_prompt(said)
    assert prompt is not None
    assert (prompt.purpose, prompt.key, prompt.questions) == (purpose, key, ASKED)


@pytest.mark.parametrize(
    "said",
    [
        [("user", "给这篇文章起个标题")],
        [("user", "请总结上述对话")],
        [("user", "Can you generate a concise title for my essay?")],
        [("system", "You are a helpful assistant. Keep the conversation friendly."), ("user", QUESTION)],
        [("system", "你是文章助手，对话时先给结论。"), ("user", "这部话剧的对话和名称都是谁写的？")],
        [("user", "记者：大桥多长？\n主任：2.86公里。\n这段对话说的是哪座桥？")],
        [("user", "标签上要写哪些内容？")],
        [("user", QUESTION), ("assistant", "2.86公里"), ("user", "把上面的对话内容总结成一句话")],
        [("user", QUESTION), ("assistant", "2.86公里"), ("user", "这场对话会的主题是什么？不要解释")],
        [("user", "Human: 大桥多长？\nAssistant: 2.86公里\nHuman: 谁设计的？")],
        [("system", LOBE_ORDER)],
    ],
)
def test_what_a_person_asks_is_no_such_prompt(said: list[tuple[str, str]]) -> None:
    assert read_client_prompt(said) is None


def test_json_schema_names_the_key() -> None:
    schema = {"type": "json_schema", "json_schema": {"schema": {"type": "object", "properties": {"title": {}}}}}
    prompt = read_client_prompt([("system", LOBE_ENGLISH), ("user", TRANSCRIPT)], schema)
    assert prompt is not None and prompt.key == "title"


@pytest.mark.parametrize(
    ("questions", "most", "title"),
    [
        (("请问，芦荡中学的食堂几点开饭？",), 20, "芦荡中学的食堂几点开饭"),
        (("芦荡中学新建的学生食堂从哪一天开始供应早餐？",), 10, "芦荡中学新建的学生"),
        (("？", "芦荡中学有多少人"), 10, "芦荡中学有多少人"),
        ((), 10, ""),
    ],
)
def test_title_is_the_first_question_cut_between_words(questions: tuple[str, ...], most: int, title: str) -> None:
    assert make_title(questions, most) == title


def test_tags_are_names_first_and_each_once() -> None:
    assert make_tags(("公司的净利润是多少？", "上海大桥多长？", "上海大桥的公司")) == ("上海大桥", "公司", "净利润")


@pytest.fixture
def client(server: RunningServer) -> Iterator[openai.OpenAI]:
    with openai.OpenAI(base_url=f"{server.address}/v1", api_key=READER_KEY, max_retries=0) as opened:
        yield opened


def told(client: openai.OpenAI, text: str) -> str:
    completion = client.chat.completions.create(model="yinju", messages=[{"role": "user", "content": text}])
    message = completion.choices[0].message
    assert (message.status, message.citations) == ("replied", [])  # type: ignore[attr-defined]
    return message.content or ""


def test_title_and_tags_come_in_the_form_that_was_asked_for(client: openai.OpenAI) -> None:
    assert json.loads(told(client, TITLE)) == {"title": "澜青大桥全长多少公里"}
    assert json.loads(told(client, TAGS))["tags"][0] == "澜青大桥"
    assert json.loads(told(client, QUERIES)) == {"queries": []}
    assert told(client, CHATBOX) == "澜青大桥全长多少公里"
    assert json.loads(told(client, PICTURE)) == {"prompt": ""}
    assert told(client, LOBE_MEMORY) == f"此前问过：{QUESTION}"


def test_follow_ups_are_a_bare_array_where_one_is_asked_for(client: openai.OpenAI) -> None:
    asked = json.loads(told(client, DIFY))
    assert isinstance(asked, list)
    assert 1 <= len(asked) <= client_prompts.MAX_FOLLOW_UPS


def test_follow_ups_are_answered_by_the_articles_that_were_found(server: RunningServer, client: openai.OpenAI) -> None:
    asked = json.loads(told(client, FOLLOW_UPS))["follow_ups"]
    answering = server.service.answering
    found = {passage.article.id for passage in answering.ask(QUESTION).passages}
    assert 1 <= len(asked) <= client_prompts.MAX_FOLLOW_UPS
    assert QUESTION not in asked
    turns = [Turn(answering.ask(QUESTION))]
    for question in asked:
        assert answering.ask(question, history=turns).citations[0].quote.article.id in found


def test_title_is_streamed_too(client: openai.OpenAI) -> None:
    stream = client.chat.completions.create(
        model="yinju",
        messages=[{"role": "system", "content": LOBE_ORDER}, {"role": "user", "content": LOBE}],
        stream=True,
    )
    assert "".join(chunk.choices[0].delta.content or "" for chunk in stream) == "澜青大桥全长多少公里"
