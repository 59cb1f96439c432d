"""The rate of one caller, by a clock the test turns."""

from qa.serve import callers as rate
from qa.serve.callers import RateLimiter


class Clock:
    """Seconds, turned by hand."""

    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


def test_burst_then_the_rate_then_full_again() -> None:
    clock = Clock()
    limiter = RateLimiter(60, clock)
    assert [limiter.take("a") for _ in range(11)] == [0] * 10 + [1]
    clock.now = 0.9
    assert limiter.take("a") == 1
    clock.now = 1.0
    assert (limiter.take("a"), limiter.take("a")) == (0, 1)
    clock.now = 1000.0
    assert [limiter.take("a") for _ in range(11)] == [0] * 10 + [1]


def test_callers_do_not_count_for_each_other() -> None:
    limiter = RateLimiter(6, Clock())
    assert (limiter.take("a"), limiter.take("a"), limiter.take("b")) == (0, 10, 0)


def test_slow_rate_says_how_long_to_wait() -> None:
    limiter = RateLimiter(1, Clock())
    assert (limiter.take("a"), limiter.take("a")) == (0, 60)


def test_memory_is_bounded_and_the_longest_unseen_are_forgotten() -> None:
    limiter = RateLimiter(6, Clock())
    for number in range(rate.MAX_CALLERS):
        limiter.take(str(number))
    assert limiter.take("0") == 10
    limiter.take("one more")
    assert (limiter.take("0"), limiter.take("1")) == (10, 0)
