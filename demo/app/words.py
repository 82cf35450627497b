"""Sizes and times as people read them. Pure, but for the time zone."""

from datetime import datetime, timedelta


def size_text(size: int) -> str:
    """`5.0 MiB`."""
    amount = float(size)
    for unit in ("B", "KiB", "MiB", "GiB", "TiB"):
        if amount < 1024 or unit == "TiB":
            break
        amount /= 1024
    return f"{size} B" if unit == "B" else f"{amount:.1f} {unit}"


def exact_size_text(size: int) -> str:
    """`5.0 MiB (5,242,880 bytes)`."""
    exact = "1 byte" if size == 1 else f"{size:,} bytes"
    return exact if size < 1024 else f"{size_text(size)} ({exact})"


def time_text(moment: datetime) -> str:
    """`2026-11-23 20:40`, by the clocks where the device is: AWS tells all times in UTC."""
    return f"{moment.astimezone():%Y-%m-%d %H:%M}"


def header_pairs(text: str) -> list[tuple[str, str]]:
    """`Name: value` lines. Raises ValueError for a line without a colon."""
    pairs: list[tuple[str, str]] = []
    for line in text.splitlines():
        if not line.strip():
            continue
        name, colon, content = line.partition(":")
        if not colon:
            raise ValueError(f"the header line {line!r} has no colon: write name: value")
        pairs.append((name.strip(), content.strip()))
    return pairs


def duration_text(span: timedelta) -> str:
    """`14 min 3 s`: the two largest units."""
    rest = int(abs(span.total_seconds()))
    amounts: list[tuple[int, str]] = []
    for size, name in ((31_536_000, "years"), (86_400, "d"), (3_600, "h"), (60, "min"), (1, "s")):
        amounts.append((rest // size, name))
        rest %= size
    first = next((at for at, (amount, _) in enumerate(amounts) if amount), 4)
    return " ".join(f"{amount} {name}" for amount, name in amounts[first : first + 2] if amount or first == 4)
