"""The waits between wrong passwords, on a clock that the test controls."""

from ui.access.gate import (
    FIRST_WAIT_S,
    FORGOTTEN_AFTER_S,
    FREE_ATTEMPTS,
    FREE_ATTEMPTS_IN_TOTAL,
    LONGEST_WAIT_IN_TOTAL_S,
    LONGEST_WAIT_S,
    AttemptLimit,
)


class Clock:
    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


def fail_at_once(limit: AttemptLimit, clock: Clock, address: str) -> float:
    """Send a wrong password as soon as allowed; return the seconds that took."""
    wait_s = limit.take(address)
    if wait_s:
        clock.now += wait_s
        assert limit.take(address) == 0.0
    return wait_s


def test_waits_double_after_the_free_attempts_up_to_the_longest() -> None:
    clock = Clock()
    limit = AttemptLimit(clock)
    waits = [fail_at_once(limit, clock, "10.0.0.1") for _ in range(16)]
    assert waits[: FREE_ATTEMPTS + 3] == [0.0] * FREE_ATTEMPTS + [FIRST_WAIT_S, FIRST_WAIT_S * 2, FIRST_WAIT_S * 4]
    assert waits[-1] == LONGEST_WAIT_S


def test_attempt_while_waiting_is_refused_and_does_not_lengthen_the_wait() -> None:
    clock = Clock()
    limit = AttemptLimit(clock)
    for _ in range(FREE_ATTEMPTS):
        assert limit.take("10.0.0.1") == 0.0
    assert [limit.take("10.0.0.1") for _ in range(3)] == [FIRST_WAIT_S] * 3
    assert limit.take("10.0.0.2") == 0.0


def test_right_password_forgets_the_wrong_ones_of_its_address() -> None:
    limit = AttemptLimit(Clock())
    for _ in range(FREE_ATTEMPTS):
        assert limit.take("10.0.0.1") == 0.0
        limit.succeeded("10.0.0.1")
    assert limit.take("10.0.0.1") == 0.0


def test_many_addresses_together_slow_strangers_but_not_one_who_has_signed_in() -> None:
    limit = AttemptLimit(Clock())
    assert limit.take("10.9.9.9") == 0.0
    limit.succeeded("10.9.9.9")
    for number in range(FREE_ATTEMPTS_IN_TOTAL):
        assert limit.take(f"10.0.1.{number}") == 0.0
    assert 0 < limit.take("10.0.2.1") <= LONGEST_WAIT_IN_TOTAL_S
    assert limit.take("10.9.9.9") == 0.0


def test_one_ipv6_household_is_one_address() -> None:
    limit = AttemptLimit(Clock())
    for number in range(FREE_ATTEMPTS):
        assert limit.take(f"2001:db8:1:2::{number}") == 0.0
    assert limit.take("2001:db8:1:2:ffff::1") == FIRST_WAIT_S
    assert limit.take("2001:db8:1:3::1") == 0.0


def test_wrong_attempts_are_forgotten_after_a_while() -> None:
    clock = Clock()
    limit = AttemptLimit(clock)
    for _ in range(FREE_ATTEMPTS):
        limit.take("10.0.0.1")
    clock.now = FORGOTTEN_AFTER_S + 1
    assert limit.take("10.0.0.1") == 0.0
