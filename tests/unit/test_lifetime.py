"""When others are asked for, over the whole of a life, whatever its length."""

import random

import pytest

from aws4web._renewal.lifetime import Lifetime, Stage

ORDER = (Stage.FRESH, Stage.ADVISORY, Stage.MANDATORY)


@pytest.mark.parametrize(
    ("life", "advisory", "mandatory"),
    [
        (3600, 3300, 3540),
        (43200, 42900, 43140),
        (900, 600, 840),
        (600, 300, 540),
        (300, 150, 270),
        (60, 30, 54),
        (1, 0.5, 0.9),
    ],
)
def test_limits(life: float, advisory: float, mandatory: float) -> None:
    lifetime = Lifetime(1000.0, 1000.0 + life)
    for after, stage in (
        (0.0, Stage.FRESH),
        (advisory - 0.001, Stage.FRESH),
        (advisory + 0.001, Stage.ADVISORY),
        (mandatory - 0.001, Stage.ADVISORY),
        (mandatory + 0.001, Stage.MANDATORY),
        (life, Stage.MANDATORY),
        (life * 2, Stage.MANDATORY),
    ):
        assert lifetime.stage(1000.0 + after) is stage, after


def test_stages_follow_each_other_and_none_is_skipped() -> None:
    chance = random.Random(15)
    for _ in range(2000):
        obtained, life = chance.uniform(0, 4e9), 10 ** chance.uniform(0, 6)
        lifetime = Lifetime(obtained, obtained + life)
        seen = [lifetime.stage(obtained + life * step / 1000) for step in range(1001)]
        assert seen == sorted(seen, key=ORDER.index)
        assert set(seen) == set(ORDER) or life > 60_000, "of a long life the last minute is less than a step"
        assert lifetime.pause < life / 5, "a failed refresh is tried again in time"


def test_without_an_end() -> None:
    lifetime = Lifetime(0.0, None)
    assert lifetime.stage(1e12) is Stage.FRESH
    assert not lifetime.is_worth_replacing(1e12, 2e12)


def test_only_what_a_new_one_outlives_is_worth_it() -> None:
    chance = random.Random(16)
    for _ in range(2000):
        life = chance.uniform(10, 100_000)
        lifetime, now = Lifetime(0.0, life), chance.uniform(0, life)
        until = now + chance.uniform(0, 2 * life)
        if lifetime.is_worth_replacing(now, until):
            assert until > life, "these serve"
            assert until <= now + life, "others would not serve either"
            assert now > life / 10, "they are almost as good"
