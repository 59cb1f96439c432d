"""What asks the articles nothing gets a short reply, and a question beside it is still asked."""

import pytest

from qa.answer import Status
from qa.asking import QuestionAnswering
from qa.conversation.follow_up import stand_alone
from qa.conversation.remarks import reply_to, without_remarks
from qa.conversation.turn import Turn

REMARKS = {
    "reply-thanks": ["谢谢", "谢谢！", "多谢你的解答", "非常感谢", "好的，谢谢啦", "辛苦了", "thanks", "謝謝"],
    "reply-praise": ["回答得不错", "说得很清楚", "太棒了！", "你真厉害", "很好", "没错"],
    "reply-blame": ["不对", "你答错了", "答非所问", "回答得不准确", "胡说八道"],
    "reply-greeting": ["你好", "您好！", "早上好", "在吗？", "hello", "大家好"],
    "reply-farewell": ["再见", "拜拜", "先这样吧"],
    "reply-understood": ["好的", "知道了", "嗯", "原来如此", "OK", "没事了"],
    "reply-who": ["你是谁", "你叫什么名字？", "你好，你是谁？", "你是机器人吗", "介绍一下你自己", "who are you"],
    "reply-ability": ["你能做什么", "我可以问什么？", "你会什么", "你有什么功能", "help"],
    "reply-chat": ["讲个笑话", "给我写首诗吧", "你多大了", "陪我聊聊天"],
}
QUESTIONS = """
谢谢参与活动的有哪些人？ 感谢信是谁写的 谢春生是谁 好人好事有几件 你好图书馆几点开门 在吗啡治疗中要注意什么
再见面是什么时候 错在哪里 为什么不好 怎么用 有什么功能 怎么办 他是谁 这是什么 讲了什么故事 谁写的这首诗
OK集团在哪里 知道谁得奖了吗 没有多少人参加吗 为什么这样做 机器人大赛冠军是谁 你是哪年说的话 好吃的面馆在哪
不行的话怎么退款 可以带狗吗 强在哪里 算了多少钱 对面是什么楼
""".split()


@pytest.mark.parametrize(("code", "text"), [(code, text) for code, texts in REMARKS.items() for text in texts])
def test_remark_is_replied_to(code: str, text: str) -> None:
    reply = reply_to(text, [])
    assert reply is not None and reply.code == code


@pytest.mark.parametrize("text", [*QUESTIONS, "", "？", "谢" * 50, "晚枫路"])
def test_question_is_no_remark(text: str) -> None:
    assert reply_to(text, []) is None
    assert without_remarks(text) == text


@pytest.mark.parametrize(
    ("text", "question"),
    [
        ("你好，图书馆几点开门？", "图书馆几点开门？"),
        ("好的谢谢，那票价呢", "那票价呢"),
        ("不对，我问的是2023年", "我问的是2023年"),
        ("嗯嗯。谢谢！他是谁？", "他是谁？"),
        ("你好请问几点开门", "请问几点开门"),
        ("几点开门？谢谢", "几点开门？谢谢"),
    ],
)
def test_remark_before_a_question_is_passed_over(text: str, question: str) -> None:
    assert without_remarks(text) == question


def test_what_was_asked_before_is_told_without_remarks(answering: QuestionAnswering) -> None:
    turns: list[Turn] = []
    for question in ("澄青大桥全长多少米？", "谢谢", "梨花节几号开幕？", "刚才我问的是什么"):
        turns.append(Turn(answering.ask(question, history=turns)))
    assert turns[1].answer.status is Status.REPLIED
    assert turns[-1].answer.text == "您刚才问的是“梨花节几号开幕？”，在那之前问过“澄青大桥全长多少米？”。"
    assert answering.ask("我刚才问了什么？").text == "在这个对话里您还没有问过问题。"


def test_reply_searches_nothing_and_is_kept_out_of_follow_ups(answering: QuestionAnswering, bridge: Turn) -> None:
    thanked = answering.ask("谢谢！", history=[bridge])
    assert (thanked.status, thanked.statements, thanked.citations, thanked.passages) == (Status.REPLIED, (), (), ())
    assert thanked.text == "不客气。还想知道什么，请接着问。"
    assert stand_alone("什么时候通车的？", [bridge, Turn(thanked)]) == stand_alone("什么时候通车的？", [bridge])


def test_last_answer_is_given_again(answering: QuestionAnswering, bridge: Turn) -> None:
    again = answering.ask("再说一遍", history=[bridge, Turn(answering.ask("谢谢", history=[bridge]))])
    assert (again.asked, again.statements) == (bridge.asked, bridge.answer.statements)
