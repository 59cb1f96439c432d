"""What official documents say of themselves in forms: the names of their fields, each under its usual one."""

from collections.abc import Mapping

from index.chinese.vocabulary import groups_of, words_of

NAME_OF: Mapping[str, str] = {name: group[0] for group in groups_of("official.names") for name in group}
"""The name each name of a field is kept under: 文号 -> 发文字号."""
_SURE = frozenset(words_of("official.sure"))


def is_sure_name(name: str) -> bool:
    """Return whether only documents have a field of this name: 发文字号 and 案号, not 有效期."""
    return name in _SURE
