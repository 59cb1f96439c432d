"""Length and form, 是/否, premises and reasons, as they are asked of a chat model and come out of what it writes."""

from pathlib import Path

import pytest

from index.library import Library
from index.settings import Settings
from index.sync.sources import sync_paths
from qa.answer import Answer, Form
from qa.asking import QuestionAnswering, question_answering_over
from qa.running import SentText, StatementChecked, finished_answer
from qa.wanted import without_length
from tests.qa.chat_server import Reply, chat_server
from tests.toy_embedder import ToyEmbedder
from tests.toy_reader import ToyReader

KILN = """银杉陶瓷厂技改完成
发布时间：2023-09-02　来源：银杉日报
9月1日，银杉陶瓷厂完成窑炉技改，天然气用量下降三成。
技改投资1200万元，其中企业自筹900万元。
由于老窑炉热效率低，工厂决定改用辊道窑。
新窑不对外开放参观。
厂里共有员工312人，其中女工120人。技改期间没有员工下岗。
"""


@pytest.fixture(scope="module")
def kiln(tmp_path_factory: pytest.TempPathFactory) -> QuestionAnswering:
    folder = tmp_path_factory.mktemp("kiln")
    (folder / "窑.txt").write_text(KILN, encoding="utf-8")
    library = Library.open(folder / "library", ToyEmbedder())
    sync_paths(library, [Path(folder / "窑.txt")])
    return question_answering_over(library, Settings(), ToyReader())


def asked(kiln: QuestionAnswering, question: str, *replies: str) -> tuple[Answer, str]:
    """Return the answer, and what the prompt asks beside the question."""
    with chat_server(*(Reply((text,)) for text in (*replies, "资料中没有答案。"))) as server:
        settings = Settings(chat=server.settings(retries=0))
        answer = question_answering_over(kiln.library, settings, ToyReader()).ask(question)
        prompts = [request["messages"][1]["content"] for request in server.requests]
    prompt = next(text for text in prompts if "句末标出资料编号。" in text and "改正" not in text)
    return answer, prompt.split("句末标出资料编号。")[-1].split("\n")[0]


NO_TABLE = "没有画成表格：每一行单独一条，好核对各自的出处。"


@pytest.mark.parametrize(
    ("question", "wish", "written", "text", "note"),
    [
        (
            "用一句话说说银杉陶瓷厂的技改",
            "只写一句话。",
            "银杉陶瓷厂完成窑炉技改[1]。",
            "银杉陶瓷厂完成窑炉技改。[1]",
            "",
        ),
        (
            "列表说明银杉陶瓷厂技改的情况",
            "一条一条列出，每条一行。",
            "- 银杉陶瓷厂完成窑炉技改[1]\n- 技改投资1200万元[1]\n",
            "银杉陶瓷厂完成窑炉技改[1]\n技改投资1200万元[2]",
            "",
        ),
        (
            "列表说明银杉陶瓷厂技改的情况",  # written in prose all the same
            "一条一条列出，每条一行。",
            "银杉陶瓷厂完成窑炉技改[1]。技改投资1200万元[1]。",
            "银杉陶瓷厂完成窑炉技改。[1]\n技改投资1200万元。[2]",
            "",
        ),
        (
            "请分两点介绍银杉陶瓷厂的技改",
            "写成2点，每点一行，每点只写一句话。",
            "1. 银杉陶瓷厂完成窑炉技改[1]。天然气用量下降三成[1]。\n2. 技改投资1200万元[1]。\n3. 员工共312人[1]。",
            "银杉陶瓷厂完成窑炉技改。[1]天然气用量下降三成。[1]\n技改投资1200万元。[2]",
            "",
        ),
        (
            "分三点介绍银杉陶瓷厂的技改",  # an item whose last sentence is struck still ends its line
            "写成3点，每点一行，每点只写一句话。",
            "1. 银杉陶瓷厂完成窑炉技改[1]。天然气用量下降八成[1]。\n2. 技改投资1200万元[1]。",
            "银杉陶瓷厂完成窑炉技改。[1]\n技改投资1200万元。[2]",
            "对话模型写的话中有 1 句在文章里找不到依据，没有算作回答。问题要 3 点，有依据的只写出了 2 点。",
        ),
        (
            "用两句话说说银杉陶瓷厂的技改",
            "最多写2句话。",
            "银杉陶瓷厂完成窑炉技改[1]。技改投资1200万元[1]。员工共312人[1]。",
            "银杉陶瓷厂完成窑炉技改。[1]技改投资1200万元。[2]",
            "",
        ),
        (
            "30字以内介绍银杉陶瓷厂的技改",
            "全文不超过30个字。",
            "银杉陶瓷厂完成窑炉技改[1]。技改投资1200万元[1]。新窑不对外开放参观[1]。员工共312人[1]。",
            "银杉陶瓷厂完成窑炉技改。[1]技改投资1200万元。[2]",
            "问题要求 30 字以内，只列出了放得下的整句。",
        ),
        (
            "介绍银杉陶瓷厂的技改，不超过十个字",
            "全文不超过10个字。",
            "银杉陶瓷厂完成窑炉技改[1]。技改投资1200万元[1]。",
            "银杉陶瓷厂完成窑炉技改。[1]",
            "问题要求 10 字以内，最前面的一句就有 12 字，句子没有截断。",
        ),
        (
            "用表格列出银杉陶瓷厂的员工人数和投资",
            "写成表格，第一行是各列的名称，每行最后标出资料编号。",
            "| 项目 | 数值 |\n|---|---|\n| 员工 | 312人 [1] |\n| 技改投资 | 1200万元 [1] |\n",
            "员工：312人[1]\n技改投资：1200万元[2]",
            NO_TABLE,
        ),
    ],
)
def test_length_and_form_are_those_asked_for(
    kiln: QuestionAnswering, question: str, wish: str, written: str, text: str, note: str
) -> None:
    answer, wished = asked(kiln, question, written)
    assert wished.startswith(wish)
    assert (answer.text, answer.note) == (text, note)
    assert answer.form is (Form.LIST if "\n" in text else None)


@pytest.mark.parametrize(
    "question",
    [
        "分两点介绍银杉陶瓷厂的技改",
        "20字以内说说银杉陶瓷厂的技改",
        "列表说明银杉陶瓷厂的技改",
        "一句话说说银杉陶瓷厂的技改",
    ],
)
def test_text_that_was_sent_is_the_beginning_of_the_text_in_the_end(kiln: QuestionAnswering, question: str) -> None:
    reply = Reply(
        ("1. 银杉陶瓷厂完成窑炉技改[1]。天然气", "用量下降三成[1]。\n2. 技改投资1200万元", "[1]。\n3. 员工共312人[1]。")
    )
    with chat_server(reply) as server:
        settings = Settings(chat=server.settings(retries=0))
        events = list(question_answering_over(kiln.library, settings, ToyReader()).stream(question))
    sent, answer = SentText(), finished_answer(iter(events))
    for event in events:
        if isinstance(event, StatementChecked):
            sent.add(event.statement)
    assert sent.text
    assert answer.text.startswith(sent.text)


@pytest.mark.parametrize(
    ("question", "text", "note"),
    [
        ("银杉陶瓷厂有多少员工？用一句话回答", "厂里共有员工312人，其中女工120人。[1]", ""),
        (
            "银杉陶瓷厂有多少员工？新窑对外开放参观吗？用一句话回答",  # of two parts: both stay
            "厂里共有员工312人，其中女工120人。[1]〔新窑对外开放参观吗：否〕新窑不对外开放参观。[2]",
            "",
        ),
        (
            "用表格列出银杉陶瓷厂的技改投资和员工",
            "技改投资1200万元，其中企业自筹900万元。[1]\n"
            "9月1日，银杉陶瓷厂完成窑炉技改，天然气用量下降三成。[2]\n技改期间没有员工下岗。[3]\n"
            "厂里共有员工312人，其中女工120人。[4]",
            NO_TABLE,
        ),
        (
            "10字以内回答：银杉陶瓷厂有多少员工？",
            "厂里共有员工312人，其中女工120人。[1]",
            "问题要求 10 字以内，最前面的一句就有 20 字，句子没有截断。",
        ),
    ],
)
def test_articles_own_sentences_are_held_to_length_and_form_too(
    kiln: QuestionAnswering, question: str, text: str, note: str
) -> None:
    answer = kiln.ask(question)
    assert (answer.text, answer.note) == (text, note)
    with chat_server(Reply(status=500)) as server:
        settings = Settings(chat=server.settings(retries=0))
        instead = question_answering_over(kiln.library, settings, ToyReader()).ask(question)
    assert instead.text == text


@pytest.mark.parametrize(
    "written", ["新窑开放参观。技改投资1200万元[1]。员工共312人[1]。", "技改投资1200万元[1]。\n员工共312人[1]。"]
)
def test_one_sentence_is_one_supported_sentence(kiln: QuestionAnswering, written: str) -> None:
    answer, _ = asked(kiln, "用一句话说说银杉陶瓷厂的技改", written)
    assert [statement.text for statement in answer.statements if statement.is_supported] == ["技改投资1200万元。"]


@pytest.mark.parametrize(
    ("written", "before"),
    [
        ("否，新窑不对外开放参观[1]。", "否"),
        ("新窑不对外开放参观[1]。", "否"),
        ("是，新窑不对外开放参观[1]。", ""),  # the model and its sentence say the opposite: neither is said
        ("否。\n新窑不对外开放参观[1]。", "否"),  # it stands alone, in front of what it rests on
        ("否[1]。新窑不对外开放参观[1]。", "否"),
        ("是的。新窑不对外开放参观[1]。", ""),
        ("银杉陶瓷厂的新窑对外开放参观吗？新窑不对外开放参观[1]。", "否"),  # the question said again states nothing
    ],
)
def test_yes_or_no_stands_in_front_where_the_sentences_say_so(
    kiln: QuestionAnswering, written: str, before: str
) -> None:
    answer, wished = asked(kiln, "银杉陶瓷厂的新窑对外开放参观吗？", written)
    assert wished.startswith("先写“是”或“否”，再写依据。")
    (statement,) = answer.statements
    assert (statement.text, statement.before) == ("新窑不对外开放参观。", before)


@pytest.mark.parametrize(("written", "said"), [("否", "否"), ("不是。", "不是"), ("是[1]", "是")])
def test_yes_or_no_alone_is_no_statement(kiln: QuestionAnswering, written: str, said: str) -> None:
    with chat_server(Reply((written,))) as server:
        settings = Settings(chat=server.settings(retries=0))
        answer = question_answering_over(kiln.library, settings, ToyReader()).ask("新窑对外开放参观吗？")
        assert len(server.requests) == 1  # nothing of it can be put right
    assert answer.note == f"对话模型只写了“{said}”，没有写依据，这里给出的是文章原句。"
    assert answer.statements[0].text == "新窑不对外开放参观。"


@pytest.mark.parametrize(
    ("written", "is_supported"),
    [
        ("银杉陶瓷厂的技改不是2022年完成，而是2023年9月1日完成[1]。", True),
        ("银杉陶瓷厂的技改不是2022年完成，而是2023年9月2日完成[1]。", False),
        ("银杉陶瓷厂的技改不是2023年9月1日完成，而是2022年完成[1]。", False),
    ],
)
def test_premise_is_put_right_by_what_the_articles_say(
    kiln: QuestionAnswering, written: str, is_supported: bool
) -> None:
    answer, _ = asked(kiln, "银杉陶瓷厂2022年完成的技改花了多少钱？", "{}", f"{written}技改投资1200万元[1]。")
    assert [s.is_supported for s in answer.statements] == [is_supported, True]


def test_reason_that_stands_in_several_paragraphs_cites_them(kiln: QuestionAnswering) -> None:
    answer, _ = asked(kiln, "银杉陶瓷厂为什么要技改？", "由于老窑炉热效率低，银杉陶瓷厂完成窑炉技改，改用辊道窑[1]。")
    assert answer.statements[0].is_supported
    assert {citation.quote.paragraph for citation in answer.citations} == {1, 3}


def test_share_is_computed(kiln: QuestionAnswering) -> None:
    answer, _ = asked(kiln, "银杉陶瓷厂女工占多少？", "女工占38.5%（120÷312＝38.5%）[1]。")
    assert answer.text == "女工占38.5%。〔120÷312≈38.5%〕[1]"


@pytest.mark.parametrize(
    ("written", "code"),
    [
        ('{"answer": "技改投资三亿元", "citations": [1]}', "chat-other-form"),
        ('```json\n[{"text": "投资三亿元"}]\n```', "chat-other-form"),
        ("<answer>投资三亿元</answer>", "chat-other-form"),
        ("The renovation cost 300 million yuan [1].", "chat-other-language"),
        ("技改投资三亿元[1]。", "chat-unsupported"),
        ("[1]", "chat-wrote-nothing"),
        ("银杉陶瓷厂技改投资多少？", "chat-only-asked"),
    ],
)
def test_extractive_answer_says_why_it_is_given_instead(kiln: QuestionAnswering, written: str, code: str) -> None:
    answer, _ = asked(kiln, "银杉陶瓷厂技改投资多少？", written)
    assert answer.statements[0].text == "技改投资1200万元，其中企业自筹900万元。"
    assert [note.facts["why"].code for note in answer.notes if note.code == "chat-instead"] == [code]


@pytest.mark.parametrize(
    ("question", "bare"),
    [
        ("新窑开放参观吗？请控制在50字以内", "新窑开放参观吗？"),
        ("用不超过一百字介绍新窑", "介绍新窑"),
        ("新窑开放参观吗，80字内回答", "新窑开放参观吗"),
        ("标语不超过十个字的是哪条？", "标语不超过十个字的是哪条？"),
        (" 新窑有几座？", " 新窑有几座？"),
        ("50字以内", "50字以内"),
    ],
)
def test_length_is_no_part_of_what_is_searched(question: str, bare: str) -> None:
    assert without_length(question) == bare
