"""A library's own words, names and aliases: a file in jieba's user dictionary format, read at start.

# a word, optionally with its frequency and part of speech
澜青算法 300 nz
许青禾 nr
# an alias and its full name; each finds what is said about the other
区一院 = 望湖区第一人民医院
"""

import io
import re
import warnings
from dataclasses import dataclass
from hashlib import blake2b
from itertools import chain
from pathlib import Path

from index.chinese.folding import fold_text
from index.errors import SettingsError
from index.messages import Message

_ALIAS_TAG = "nz"
"""Part of speech of an alias: a proper name of another kind than people, places and organisations."""
_SIGNS_ONLY = re.compile(r"[\W_]+")


@dataclass(frozen=True)
class KnownWord:
    """A word with its frequency and jieba's part-of-speech tag, '' if not given."""

    text: str
    frequency: int
    tag: str


@dataclass(frozen=True)
class UserDictionary:
    """Folded words in jieba's format, one a line, and groups of names for the same thing, the full name last."""

    lines: tuple[str, ...] = ()
    aliases: tuple[tuple[str, ...], ...] = ()

    @property
    def digest(self) -> str:
        """A digest of the dictionary, '' if empty: a change means that articles must be segmented again."""
        text = "\n".join(chain(self.lines, map("=".join, self.aliases)))
        return blake2b(text.encode(), digest_size=8).hexdigest() if text else ""

    def known_words(self) -> list[KnownWord]:
        """Return the words with frequencies: without a given one, jieba's own that keeps the word whole."""
        if not self.lines and not self.aliases:
            return []
        names = dict.fromkeys(chain.from_iterable(self.aliases))
        lines = [*self.lines, *(f"{name} {_ALIAS_TAG}" for name in names)]
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # jieba's invalid string escapes, and old pkg_resources
            import jieba
        tokenizer = jieba.Tokenizer()
        # Not `initialize`: it loads a marshalled dictionary from the temporary folder, where anybody may put one.
        tokenizer.FREQ, tokenizer.total = tokenizer.gen_pfdict(tokenizer.get_dict_file())
        tokenizer.initialized = True
        tokenizer.load_userdict(io.StringIO("\n".join(lines)))
        words = dict.fromkeys(re.sub(r"( [0-9]+)?( [a-z]+)?$", "", line) for line in lines)
        return [KnownWord(word, tokenizer.FREQ[word], tokenizer.user_word_tag_tab.get(word, "")) for word in words]


def read_dictionary(path: Path) -> UserDictionary:
    """Return the dictionary in `path`, an empty one if there is no such file.

    Raises SettingsError, naming the line, for a file that is not UTF-8 or a line that is neither word nor alias.
    """
    try:
        text = path.read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        return UserDictionary()
    except (OSError, UnicodeDecodeError) as error:
        raise SettingsError(Message("dictionary-unreadable", {"file": path})) from error
    words, aliases = [], []
    for number, line in enumerate(text.splitlines(), 1):
        line = fold_text(line.partition("#")[0]).strip()
        names = [name.strip() for name in re.split("[=＝]", line)]
        if line and any(not name or _SIGNS_ONLY.fullmatch(name) for name in names):
            facts = {"file": path, "number": number, "line": repr(line)}
            raise SettingsError(Message("dictionary-line", facts))
        if len(names) > 1:
            aliases.append(tuple(dict.fromkeys(names)))
        elif line:
            words.append(" ".join(line.split()))
    return UserDictionary(tuple(words), tuple(group for group in aliases if len(group) > 1))
