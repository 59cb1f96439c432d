"""Keys: which are accepted, and what they allow."""

import pytest

from index.errors import SettingsError
from index.settings import HttpSettings
from qa.serve.callers import Keys, Role

READER, OTHER, LIBRARIAN = "r" * 16, "another-key-of-a-reader", "l" * 20
KEYS = Keys.load(HttpSettings(), {"YINJU_READER_KEY": f"{READER}, {OTHER}", "YINJU_LIBRARIAN_KEY": LIBRARIAN})


@pytest.mark.parametrize(
    ("header", "role"),
    [
        (f"Bearer {READER}", Role.READER),
        (f"bearer {OTHER}", Role.READER),
        (f"Bearer  {LIBRARIAN} ", Role.LIBRARIAN),
        (f"Basic {READER}", None),
        (READER, None),
        ("Bearer", None),
        ("Bearer ", None),
        ("", None),
        (f"Bearer {READER}x", None),
        (f"Bearer {READER[:-1]}", None),
        (f"Bearer {READER},{OTHER}", None),
        ("Bearer é\udcff", None),
    ],
)
def test_only_a_whole_key_is_accepted(header: str, role: Role | None) -> None:
    caller = KEYS.find(header)
    assert (caller.role if caller else None) == role


def test_callers_are_told_apart_without_giving_the_key_away() -> None:
    names = [caller.name for _, caller in KEYS.callers]
    assert len(set(names)) == 3
    assert not any(key in name for key in (READER, OTHER, LIBRARIAN) for name in names)
    assert [name.split("-")[0] for name in names] == ["reader", "reader", "librarian"]


def test_key_of_both_kinds_is_a_librarians() -> None:
    for variables in ({"YINJU_READER_KEY": READER, "YINJU_LIBRARIAN_KEY": READER},):
        caller = Keys.load(HttpSettings(), variables).find(f"Bearer {READER}")
        assert caller is not None and caller.role is Role.LIBRARIAN


def test_without_keys_none_is_needed() -> None:
    assert not Keys.load(HttpSettings(), {"YINJU_READER_KEY": " , "}).are_set


def test_short_key_is_refused_and_not_repeated() -> None:
    with pytest.raises(SettingsError) as caught:
        Keys.load(HttpSettings(reader_key_variable="MY_KEY"), {"MY_KEY": f"{READER},guessable"})
    assert str(caught.value).startswith("环境变量 MY_KEY 里有一个密钥不到 16 个字符，请换成更长的随机密钥")
    assert "guessable" not in str(caught.value)


def test_keys_are_compared_in_constant_time(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every key is compared, by hmac, whichever fits: how long it takes tells nothing."""
    import hmac

    compared = []
    compare = hmac.compare_digest

    def watched(left: bytes, right: bytes) -> bool:
        compared.append((left, right))
        return compare(left, right)

    monkeypatch.setattr("qa.serve.callers.hmac.compare_digest", watched)
    for key in (READER, "nothing"):
        KEYS.find(f"Bearer {key}")
    assert len(compared) == 6
    assert {len(side) for pair in compared for side in pair} == {32}
