"""Ranges that are asked for together."""

from random import Random

from aws4web.fs._ranges import merged


def test_merging() -> None:
    assert [each[:2] for each in merged([(0, 10), (20, 30), (100, 110)], 10)] == [(0, 30), (100, 110)]
    assert [each[:2] for each in merged([(0, 10), (20, 30)], 9)] == [(0, 10), (20, 30)]
    assert merged([(5, 5), (7, 3)], 100) == []
    assert [each[:2] for each in merged([(20, 30), (0, 100), (50, 60)], 0)] == [(0, 100)]
    mib = 2**20
    assert len(merged([(at * mib, (at + 1) * mib) for at in range(64)], 0)) == 4  # no more than 16 MiB


def test_every_range_is_in_its_block() -> None:
    random = Random(1)
    for _ in range(200):
        ranges = [(first, first + random.randrange(50)) for first in (random.randrange(1000) for _ in range(20))]
        blocks = merged(ranges, random.randrange(40))
        held = {index: block for block in blocks for index in block.wanted}
        for index, (first, after) in enumerate(ranges):
            if after > first:
                assert held[index].first <= first
                assert after <= held[index].after
