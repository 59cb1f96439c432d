"""The XLM-R unigram tokenizer of the bundled model: built from its pieces, loaded from its folder."""

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from tokenizers import AddedToken, Regex, Tokenizer, decoders, models, normalizers, pre_tokenizers, processors

from index.errors import ModelError
from index.messages import Message

FILE_NAME = "tokenizer.json"
BEGIN, PAD, END, UNKNOWN, MASK = "<s>", "<pad>", "</s>", "<unk>", "<mask>"
# What SentencePiece's nmt_nfkc rules do beyond NFKC: control characters are dropped, unusual spaces become spaces, and
# the full-width tilde, which NFKC would change, is kept (by way of a private-use character).
_CONTROLS = "[\\x01-\\x08\\x0b\\x0e-\\x1f\\x7f\\x8f\\x9f]"
_SPACES = "[\\t\\n\\x0c\\r\\u1680\\u200b-\\u200f\\u2028\\u2029\\u2581\\ufeff\\ufffd]"
# The vocabulary has the special tokens as pieces of probability 1; text that spells one must not become it.
_SPELT_SPECIAL = "<(?=(/?s|pad|unk|mask)>)"
_TILDE, _TILDE_CARRIER = "～", "\ue0ff"


def build_tokenizer(pieces: list[tuple[str, float]], unknown_id: int) -> Tokenizer:
    """A tokenizer over these (piece, log probability) pairs; one text: <s> a </s>, a pair: <s> a </s></s> b </s>."""
    tokenizer = Tokenizer(models.Unigram(pieces, unk_id=unknown_id, byte_fallback=False))
    tokenizer.normalizer = normalizers.Sequence([
        normalizers.Replace(Regex(_CONTROLS), ""),
        normalizers.Replace(Regex(_SPACES), " "),
        normalizers.Replace(_TILDE, _TILDE_CARRIER),
        normalizers.NFKC(),
        normalizers.Replace(_TILDE_CARRIER, _TILDE),
        normalizers.Replace(Regex(" {2,}"), " "),
        normalizers.Replace(Regex(_SPELT_SPECIAL), "〈"),
    ])  # fmt: skip
    tokenizer.pre_tokenizer = pre_tokenizers.Sequence([
        pre_tokenizers.WhitespaceSplit(),
        pre_tokenizers.Metaspace(replacement="▁", prepend_scheme="always"),
    ])  # fmt: skip
    tokenizer.decoder = decoders.Metaspace(replacement="▁", prepend_scheme="always")
    ids = {piece: number for number, (piece, _) in enumerate(pieces)}
    tokenizer.add_special_tokens([AddedToken(token, special=True) for token in (BEGIN, PAD, END, UNKNOWN)])
    tokenizer.add_special_tokens([AddedToken(MASK, special=True, lstrip=True)])
    tokenizer.post_processor = processors.TemplateProcessing(
        single=f"{BEGIN} $A {END}",
        pair=f"{BEGIN} $A {END} {END} $B {END}",
        special_tokens=[(BEGIN, ids[BEGIN]), (END, ids[END])],
    )
    return tokenizer


@dataclass(frozen=True)
class TokenizedText:
    """Ids without special tokens; offsets: their half-open character spans in the text."""

    ids: list[int]
    offsets: list[tuple[int, int]]


class TextTokenizer:
    """Text -> tokens. Text that spells a special token, such as </s>, is read as plain text."""

    def __init__(self, tokenizer: Tokenizer) -> None:
        self._tokenizer = tokenizer

    def encode(self, text: str) -> TokenizedText:
        """The text's tokens, without special tokens."""
        encoding = self._tokenizer.encode(text, add_special_tokens=False)
        return TokenizedText(encoding.ids, encoding.offsets)


def load_tokenizer(model_folder: Path) -> TextTokenizer:
    """The tokenizer of a model folder, shared by all callers (it takes 300 MB). ModelError if there is none."""
    path = model_folder / FILE_NAME
    try:
        found = path.stat()
        return _load(path, found.st_mtime_ns, found.st_size)
    except Exception as error:  # the library raises bare Exception for every fault
        facts = {"file": FILE_NAME, "folder": model_folder}
        raise ModelError(Message("model-tokenizer-missing", facts)) from error


@lru_cache(maxsize=2)  # the one in use and, during a change of model, the new one
def _load(path: Path, mtime_ns: int, size: int) -> TextTokenizer:
    """Read the file; the arguments make a changed file a cache miss."""
    tokenizer = Tokenizer.from_file(str(path))
    tokenizer.encode_special_tokens = True
    tokenizer.no_padding()
    tokenizer.no_truncation()
    return TextTokenizer(tokenizer)
