"""Mapping files that somebody's slip, editor, merge or malice has spoiled, from seeds."""

from __future__ import annotations

import random
from collections.abc import Callable

__all__ = ["SPOILERS", "spoiled"]

Spoiler = Callable[[bytes, random.Random], bytes]

SNIPPETS = (
    "\t", "\x00", "\ufeff", "\u2028", "&a ", "*a", "<<: *a", "!!python/object/apply:os.system [id]", "!!binary x",
    "!!set {a}", "!!timestamp 2026-01-01", "? [a, b]\n: c\n", "--- \n", "...\n", "%YAML 1.1\n", "{", "[", "]", "}",
    ": ", "- ", "|", ">-", "'", '"', '"\\ud800"', "@", "`", "#", "\r", "null", "~", "-1", "1e999", ".nan", ".inf",
    "0x1F", "9" * 5_000, "2026-13-45", "12:30:45", "true", "{}", "[]", "''", "- - - - x",
)  # fmt: skip
VALUES = (
    "", "null", "7", "-7.5", "true", "[]", "{}", "[a, b]", "{from: X}", "{from: {from: X}}", "[[[]]]", "2026-01-01",
    "!x y", '"\\ud83d"', '"\\0"', '"\\e[31m"', "{object: X}", "{1: 2}", "{[a]: b}", "each.", ".", "a.b.c.d", "'*'",
    "9" * 400, ".nan", "'" + "x" * 3_000 + "'", "../../etc/passwd", "Europe", "[null]", "{null: null}", "{? {a: b}: c}",
)  # fmt: skip
KEYS = (
    "object", "records", "record", "fields", "from", "push", "when", "each", "with", "map", "phrases", "default",
    "transform", "unmapped", "to", "prefix", "locale", "zone", "constant", "omit", "replaces", "optional", "in",
    "except", "like", "field", "rule", "shorten", "reference_roles", "else", "currency",
)  # fmt: skip


def _bytes(text: bytes, draw: random.Random) -> bytes:
    spoiled = bytearray(text)
    for _ in range(draw.randint(1, 8)):
        at = draw.randrange(len(spoiled))
        spoiled[at : at + draw.choice((0, 1, 1, 3))] = draw.randbytes(draw.randint(0, 3))
    return bytes(spoiled)


def _cut(text: bytes, draw: random.Random) -> bytes:
    return text[: draw.randrange(len(text))] + text[draw.randrange(len(text)) :]


def _snippet(text: bytes, draw: random.Random) -> bytes:
    at = draw.randrange(len(text) + 1)
    return text[:at] + draw.choice(SNIPPETS).encode("utf-8", "surrogatepass") + text[at:]


def _lines(text: bytes, draw: random.Random) -> bytes:
    lines = text.splitlines(keepends=True)
    for _ in range(draw.randint(1, 4)):
        at = draw.randrange(len(lines))
        way = draw.randrange(4)
        if way == 0:
            lines.insert(draw.randrange(len(lines)), lines[at])
        elif way == 1 and len(lines) > 1:
            del lines[at]
        elif way == 2:
            lines[at] = b" " * draw.randint(0, 9) + lines[at].lstrip()
        else:
            lines[at] = lines[at].replace(b"  ", b"\t", 1)
    return b"".join(lines)


def _value(text: bytes, draw: random.Random) -> bytes:
    """The value of some key is another."""
    lines = text.decode().splitlines()
    spots = [n for n, line in enumerate(lines) if ": " in line]
    for at in draw.sample(spots, min(len(spots), draw.randint(1, 3))):
        name, _, _ = lines[at].partition(": ")
        lines[at] = f"{name}: {draw.choice(VALUES)}"
    return "\n".join(lines).encode()


def _key(text: bytes, draw: random.Random) -> bytes:
    """A line more, whose key is known, somewhere it does not belong."""
    lines = text.decode().splitlines()
    for _ in range(draw.randint(1, 3)):
        at = draw.randrange(len(lines))
        indent = len(lines[at]) - len(lines[at].lstrip())
        lines.insert(at + 1, " " * indent + f"{draw.choice(KEYS)}: {draw.choice(VALUES)}")
    return "\n".join(lines).encode()


def _inline(text: bytes, draw: random.Random) -> bytes:
    """A value within braces is another."""
    parts = text.decode().split(": ")
    at = draw.randrange(1, len(parts)) if len(parts) > 1 else 0
    tail = parts[at].find(",")
    parts[at] = draw.choice(VALUES) + (parts[at][tail:] if tail >= 0 else "\n")
    return ": ".join(parts).encode()


def _deep(text: bytes, draw: random.Random) -> bytes:
    depth = draw.choice((5, 29, 31, 500, 20_000))
    sign = draw.choice((("[", "]"), ("{a: ", "}"), ("- ", ""), ("? ", "")))
    return text + b"\nmore: " + (sign[0] * depth + "x" + sign[1] * draw.choice((0, depth))).encode() + b"\n"


def _bomb(text: bytes, draw: random.Random) -> bytes:
    """Each line stands for ten of the line before: a few hundred bytes that mean gigabytes."""
    lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x, x]"]
    lines += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 10)}]" for n in range(1, draw.randint(2, 12))]
    return "\n".join(lines).encode() + b"\n" + text if draw.random() < 0.5 else text + b"\n" + "\n".join(lines).encode()


def _huge(text: bytes, draw: random.Random) -> bytes:
    long = draw.choice(("k", "ü", "x y ", "'")) * draw.choice((1_025, 50_000, 300_000))
    way = draw.randrange(3)
    if way == 0:
        return text + f"\n{long}: 1\n".encode()
    if way == 1:
        return text + b"\n? |\n  " + long.encode() + b"\n: 1\n"
    return text + b"\n" + b"".join(f"key{n}: {n}\n".encode() for n in range(draw.choice((50, 2_000))))


def _encoding(text: bytes, draw: random.Random) -> bytes:
    said = text.decode().replace("object", draw.choice(("object", "öbject", "object ")))
    return said.encode(draw.choice(("utf-16", "utf-16-le", "utf-32", "latin-1", "utf-8-sig", "utf-7", "cp037")))


def _noise(text: bytes, draw: random.Random) -> bytes:
    return draw.randbytes(draw.choice((0, 1, 7, 500))) if draw.random() < 0.5 else bytes(draw.choices(text, k=300))


SPOILERS: tuple[Spoiler, ...] = (
    _bytes, _cut, _snippet, _lines, _value, _key, _inline, _deep, _bomb, _huge, _encoding, _noise,
)  # fmt: skip


def spoiled(text: bytes, seed: int) -> bytes:
    """A file after a slip or two; each kind comes by turns."""
    draw = random.Random(seed)
    found = SPOILERS[seed % len(SPOILERS)](text, draw)
    try:
        return draw.choice(SPOILERS[:7])(found, draw) if draw.random() < 0.25 and len(found) < 100_000 else found
    except (UnicodeDecodeError, ValueError, IndexError):  # the second slip finds nothing to hold on to
        return found
