"""Length and form, 是/否, premises and reasons, as they are asked of a chat model and come out of what it writes."""

from pathlib import Path

import pytest

from index.library import Library
from index.settings import Settings
from index.sync.sources import sync_paths
from qa.answer import Answer
from qa.asking import QuestionAnswering, question_answering_over
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


@pytest.mark.parametrize(
    ("question", "wish", "written", "text"),
    [
        ("用一句话说说银杉陶瓷厂的技改", "只写一句话。", "银杉陶瓷厂完成窑炉技改[1]。", "银杉陶瓷厂完成窑炉技改。[1]"),
        (
            "列表说明银杉陶瓷厂技改的情况",
            "一条一条列出，每条一行。",
            "- 银杉陶瓷厂完成窑炉技改[1]\n- 技改投资1200万元[1]\n",
            "银杉陶瓷厂完成窑炉技改[1]\n技改投资1200万元[2]",
        ),
        (
            "用表格列出银杉陶瓷厂的员工人数和投资",
            "写成表格，第一行是各列的名称，每行最后标出资料编号。",
            "| 项目 | 数值 |\n|---|---|\n| 员工 | 312人 [1] |\n| 技改投资 | 1200万元 [1] |\n",
            "员工：312人[1]\n技改投资：1200万元[2]",
        ),
    ],
)
def test_length_and_form_are_those_asked_for(
    kiln: QuestionAnswering, question: str, wish: str, written: str, text: str
) -> None:
    answer, wished = asked(kiln, question, written)
    assert wished.startswith(wish)
    assert (answer.text, answer.notes) == (text, ())


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
    ],
)
def test_yes_or_no_stands_in_front_where_the_sentences_say_so(
    kiln: QuestionAnswering, written: str, before: str
) -> None:
    answer, wished = asked(kiln, "银杉陶瓷厂的新窑对外开放参观吗？", written)
    assert wished.startswith("先写“是”或“否”，再写依据。")
    (statement,) = answer.statements
    assert (statement.text, statement.before) == ("新窑不对外开放参观。", before)


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
    ],
)
def test_extractive_answer_says_why_it_is_given_instead(kiln: QuestionAnswering, written: str, code: str) -> None:
    answer, _ = asked(kiln, "银杉陶瓷厂技改投资多少？", written)
    assert answer.statements[0].text == "技改投资1200万元，其中企业自筹900万元。"
    assert [note.facts["why"].code for note in answer.notes if note.code == "chat-instead"] == [code]
