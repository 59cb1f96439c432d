"""Words a sentence needs to stand alone."""

from index.article import Article, Paragraph
from qa.answer import Quote
from qa.reader.candidates import find_missing_words

TEXT = "市长张涛到青岚县调研。他要求加快进度。该县已投入两亿元。会后，大家参观了工地。产量增长。"
ARTICLE = Article("a", "张涛到青岚县调研", None, "", "", "", (Paragraph(1, TEXT),))


def _quote(sentence: str) -> Quote:
    start = TEXT.index(sentence)
    return Quote(ARTICLE, 1, start, start + len(sentence))


def test_pronoun_gets_the_last_name() -> None:
    assert find_missing_words(_quote("他要求加快进度。")) == "张涛"


def test_meeting_gets_the_title() -> None:
    assert find_missing_words(_quote("会后，大家参观了工地。")) == "张涛到青岚县调研"


def test_whole_sentence_gets_nothing() -> None:
    assert find_missing_words(_quote("产量增长。")) == ""


def test_thing_whose_name_begins_like_a_persons_is_no_person() -> None:
    text = "白礁灯塔建于清末。老符在白礁灯塔守了半生。他说，缺水最苦。"
    article = Article("a", "守灯人", None, "", "", "", (Paragraph(1, text),))
    start = text.index("他说")
    assert "白礁" not in find_missing_words(Quote(article, 1, start, len(text)))
