"""Search words: the same cut for articles and questions, punctuation left out."""

from index.chinese.words import cut_content_words, cut_words, tag_words


def test_long_words_come_with_their_parts() -> None:
    assert cut_words("望湖区图书馆") == ["望", "湖区", "图书", "书馆", "图书馆"]


def test_article_and_question_are_cut_alike_whatever_script_and_width() -> None:
    assert cut_words("圖書館ＰＭ２．５") == cut_words("图书馆pm2.5")


def test_punctuation_and_emoji_are_not_words() -> None:
    assert cut_words("“，。！？%*\"'()😀\x00") == []


def test_content_words_are_distinct_and_leave_questions_words_out() -> None:
    assert cut_content_words("请问大桥和大桥在哪里？") == ["大桥"]


def test_question_without_topic_has_no_content_words() -> None:
    assert cut_content_words("请问是什么？") == []


def test_tags_cover_every_character() -> None:
    text = "周海平主持会议，2022年5月。"
    assert "".join(word for word, _ in tag_words(text)) == text
