"""Sign-ins end when idle, after the longest time, and when closed; the test controls the clock."""

import pytest

from tests.ui.access.test_attempts import Clock
from ui.access.gate import Role, SignIns


def test_sign_in_ends_after_resting_but_not_while_it_is_used() -> None:
    clock = Clock()
    sign_ins = SignIns(idle_s=10, longest_s=100, clock=clock)
    token = sign_ins.open(Role.READER, "seal")
    for _ in range(5):
        clock.now += 9
        assert sign_ins.use(token) is not None
    clock.now += 10.1
    assert sign_ins.use(token) is None
    clock.now -= 10
    assert sign_ins.use(token) is None, "what has ended does not come back"


def test_sign_in_ends_after_its_longest_time_however_it_is_used() -> None:
    clock = Clock()
    sign_ins = SignIns(idle_s=10, longest_s=30, clock=clock)
    token = sign_ins.open(Role.LIBRARIAN, "seal")
    ages = []
    while sign_ins.use(token):
        ages.append(clock.now)
        clock.now += 8
    assert ages == [0, 8, 16, 24]


def test_closed_unknown_and_empty_tokens_are_nobody() -> None:
    sign_ins = SignIns(idle_s=10, longest_s=30)
    token, other = sign_ins.open(Role.READER, ""), sign_ins.open(Role.READER, "")
    assert token != other
    sign_ins.close(token)
    assert [sign_ins.use(known) is None for known in (token, "", token[:-1], other[:-1] + "é")] == [True] * 4
    assert sign_ins.use(other) is not None


def test_a_flood_of_sign_ins_drops_the_oldest(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ui.access.gate.MAX_SIGN_INS", 100)
    sign_ins = SignIns(idle_s=10, longest_s=30)
    first = sign_ins.open(Role.READER, "")
    last = [sign_ins.open(Role.READER, "") for _ in range(100)][-1]
    assert sign_ins.use(first) is None
    assert sign_ins.use(last) is not None
