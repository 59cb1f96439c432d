"""A library's own words and aliases, and that rjieba cuts what jieba would."""

import io
import re
import warnings
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import pytest

from index.chinese.dictionary import UserDictionary, read_dictionary
from index.chinese.folding import fold_text
from index.chinese.sentences import split_sentences
from index.chinese.words import (
    cut_words,
    everyday_names_in,
    holds_name,
    in_words_of,
    names_beside,
    tag_words,
    use_dictionary,
    with_aliases,
    words_version,
)
from index.errors import SettingsError

SAMPLES = Path(__file__).parents[3] / "articles"
OWN = """\
# 本馆自己的词
澜青算法 300 nz
许青禾 nr
望湖湿地

区一院 = 望湖区第一人民医院
PM两点五 ＝ 细颗粒物 = PM2.5
"""


@pytest.fixture
def own(tmp_path: Path) -> Iterator[UserDictionary]:
    path = tmp_path / "dictionary.txt"
    path.write_text(OWN, encoding="utf-8")
    dictionary = read_dictionary(path)
    yield dictionary
    use_dictionary(UserDictionary())


def sentences() -> list[str]:
    """Return the sentences of the sample articles, folded."""
    found = []
    for path in sorted(SAMPLES.rglob("*.*")):
        if path.suffix in (".txt", ".md", ".html", ".jsonl"):
            text = fold_text(re.sub(r"<[^>]*>", "", path.read_text(encoding="utf-8", errors="replace")))
            found += [text[s.start : s.end] for line in text.splitlines() for s in split_sentences(line)]
    return found


def jieba_itself(lines: str = "") -> Any:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        import jieba
    tokenizer = jieba.Tokenizer()
    tokenizer.FREQ, tokenizer.total = tokenizer.gen_pfdict(tokenizer.get_dict_file())
    tokenizer.initialized = True
    tokenizer.load_userdict(io.StringIO(lines))
    return tokenizer


@pytest.mark.parametrize("with_own_words", [False, True])
def test_real_sentences_are_cut_as_jieba_cuts_them(own: UserDictionary, with_own_words: bool) -> None:
    tokenizer = jieba_itself(
        "\n".join([*own.lines, *(f"{n} nz" for g in own.aliases for n in g)]) if with_own_words else ""
    )
    use_dictionary(own if with_own_words else UserDictionary())
    texts = [*sentences(), "许青禾在区一院用澜青算法测望湖湿地的细颗粒物"]
    assert len(texts) > 100
    for text in texts:
        known = _chinese(tokenizer.cut_for_search(text, HMM=False))
        guessed = [word for word in _chinese(tokenizer.cut_for_search(text, HMM=True)) if word not in known]
        assert _chinese(cut_words(text)) == known + guessed


def _chinese(words: Iterable[str]) -> list[str]:
    """Return the words of Chinese characters: numbers and Latin words, 2023-08-15, are cut a little otherwise."""
    return [word for word in words if re.match(r"[\u4e00-\u9fff]", word)]


def test_own_words_are_cut_whole_and_tagged(own: UserDictionary) -> None:
    assert "澜青算法" not in cut_words("澜青算法由许青禾提出")
    use_dictionary(own)
    assert {"澜青算法", "许青禾"} <= set(cut_words("澜青算法由许青禾提出"))
    assert dict(tag_words("许青禾在区一院"))["许青禾"] == "nr"
    use_dictionary(UserDictionary())
    assert "澜青算法" not in cut_words("澜青算法由许青禾提出")


def test_aliases_stand_for_each_other(own: UserDictionary) -> None:
    assert with_aliases("区一院在哪") == "区一院在哪"
    assert not holds_name("望湖区第一人民医院搬迁", "区一院")
    use_dictionary(own)
    assert with_aliases("区一院在哪") == "区一院（望湖区第一人民医院）在哪"
    assert with_aliases("细颗粒物浓度") == "细颗粒物（pm两点五，pm2.5）浓度"
    assert names_beside("望湖区第一人民医院") == ("区一院",)
    assert holds_name("望湖区第一人民医院搬迁", "区一院") and not holds_name("人民医院搬迁", "区一院")


def test_thing_of_everyday_life_is_asked_in_the_words_of_the_text() -> None:
    assert in_words_of("品种：番茄；本周：3.78", "西红柿这礼拜多少钱") == "番茄本周多少钱"
    assert in_words_of("西红柿炒蛋", "西红柿怎么炒") == "西红柿怎么炒"
    assert "番茄" in names_beside("西红柿")


def test_name_that_is_cut_in_parts_is_one_name_and_chance_characters_are_none() -> None:
    assert everyday_names_in("插排哪里买") == ("插排",)
    assert everyday_names_in("我妈拉肚子挂水多少钱") == ("拉肚子", "挂水")
    assert everyday_names_in("服务工作怎么样") == (), "务工 stands across two words"
    assert in_words_of("插线板每个20元", "插排多少钱") == "插线板多少钱"


def test_index_depends_on_the_dictionary(own: UserDictionary) -> None:
    plain = words_version()
    use_dictionary(own)
    assert words_version().startswith(f"{plain}+")


def test_no_file_is_an_empty_dictionary(tmp_path: Path) -> None:
    assert read_dictionary(tmp_path / "none.txt") == UserDictionary()


@pytest.mark.parametrize("line", ["= 第一人民医院", "区一院 =", "，。"])
def test_line_that_is_no_word_is_named(tmp_path: Path, line: str) -> None:
    path = tmp_path / "dictionary.txt"
    path.write_text(f"澜青算法\n{line}\n", encoding="utf-8")
    with pytest.raises(SettingsError, match=f"用户词典 {path} 第 2 行是"):
        read_dictionary(path)


def test_file_that_is_not_utf8_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "dictionary.txt"
    path.write_bytes("澜青算法".encode("gbk"))
    with pytest.raises(SettingsError, match="应是 UTF-8 编码的文本文件"):
        read_dictionary(path)
