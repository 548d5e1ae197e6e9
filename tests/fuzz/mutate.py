"""Ways to spoil a file: byte by byte, line by line, and value by value of its YAML or JSON."""

from __future__ import annotations

import json
import random
from collections.abc import Callable
from typing import Any

import yaml

BYTES = (
    b"\0",
    b"\r",
    b"\r\n",
    b"\t",
    b"\xff",
    b"\xef\xbb\xbf",
    b"\xe2\x80\xae",
    b"\xf3\xa0\x81\x81",
    b"'",
    b'"',
    b"`",
    b"```{",
    b"{",
    b"}",
    b"[",
    b"]",
    b"](",
    b": ",
    b"- ",
    b"#",
    b"|",
    b">",
    b"<",
    b"<script>",
    b"&a ",
    b"*a",
    b"!!x ",
    b"%",
    b"@",
    b"$$",
    b"\\",
    b"---\n",
    b"+++ core\n",
    b"...\n",
    b"=======\n",
    b"<<<<<<< x\n",
)
TEXTS = (
    "",
    " ",
    "\n",
    "x" * 3000,
    "../../etc/passwd",
    "C:\\x",
    "javascript:alert(1)",
    "<script>",
    "{{ x }}",
    "{value}`a.b.c`",
    "{result}`x/y`",
    "{term}`x <y>`",
    "{source}``",
    "```{quiz} x\n:use: y\n```",
    "```{interactive} beds\n:result: x\n```",
    "$\\frac{$",
    "# x",
    "> " * 60,
    "- " * 60,
    "*" * 500,
    "[" * 500,
    "|a|\n|-|\n|b|",
    "٣",
    "é́",
    "🙂",
    "2026-13-45",
    "0x10",
    "1e400",
    "NaN",
    "?",
    "a.b",
    "soil.test-soil",
    "soil-001",
)
NUMBERS: tuple[Any, ...] = (0, -1, 1, 2, 8, 9, 1e9, 1e308, -1e308, 5e-324, 0.1, 10**14, 10**15, 1.5)
OTHERS: tuple[Any, ...] = (None, True, False, [], {}, [[]], [None], {"x": None}, {"": ""}, [1, "a"])

Spoiler = Callable[[random.Random, bytes], bytes]


def _place(dice: random.Random, data: bytes) -> int:
    return dice.randint(0, len(data))


def put_bytes(dice: random.Random, data: bytes) -> bytes:
    at = _place(dice, data)
    return data[:at] + dice.choice(BYTES) + data[at:]


def put_byte(dice: random.Random, data: bytes) -> bytes:
    at = _place(dice, data)
    return data[:at] + bytes([dice.randrange(256)]) + data[at + dice.randint(0, 1) :]


def cut(dice: random.Random, data: bytes) -> bytes:
    start = _place(dice, data)
    return data[:start] + data[start + dice.choice((1, 2, 10, 100, 1000)) :]


def end_early(dice: random.Random, data: bytes) -> bytes:
    return data[: _place(dice, data)]


def double(dice: random.Random, data: bytes) -> bytes:
    start = _place(dice, data)
    piece = data[start : start + dice.choice((1, 5, 40, 400))]
    at = _place(dice, data)
    return data[:at] + piece * dice.choice((1, 1, 2, 30)) + data[at:]


def change_lines(dice: random.Random, data: bytes) -> bytes:
    lines = data.split(b"\n")
    one, other = dice.randrange(len(lines)), dice.randrange(len(lines))
    change = dice.randrange(4)
    if change == 0:
        lines[one], lines[other] = lines[other], lines[one]
    elif change == 1:
        del lines[one]
    elif change == 2:
        lines[one] = b" " * dice.choice((1, 2, 4)) + lines[one]
    else:
        lines[one] = lines[one].lstrip()
    return b"\n".join(lines)


def change_ends(dice: random.Random, data: bytes) -> bytes:
    lines = data.split(b"\n")
    return b"".join(line + dice.choice((b"\n", b"\r\n", b"\r\n", b"\n\n")) for line in lines)


def put_text(dice: random.Random, data: bytes) -> bytes:
    lines = data.split(b"\n")
    lines.insert(dice.randint(0, len(lines)), dice.choice(TEXTS).encode())
    return b"\n".join(lines)


def change_value(dice: random.Random, data: bytes) -> bytes:
    """A value, a name or an item of a YAML or JSON file, or of front matter, made another."""
    head, body, tail = _parts(data)
    try:
        tree = yaml.load(body.decode(), Loader=yaml.CSafeLoader)
    except (yaml.YAMLError, ValueError):
        return put_bytes(dice, data)
    for _ in range(dice.choice((1, 1, 1, 2, 5))):
        tree = _changed(dice, tree)
    if data.lstrip().startswith(b"{"):
        return json.dumps(tree, indent=1, default=str).encode()
    text: str = yaml.safe_dump(tree, allow_unicode=dice.random() < 0.5, sort_keys=False)
    return head + text.encode() + tail


def _parts(data: bytes) -> tuple[bytes, bytes, bytes]:
    if not data.startswith(b"---\n") or b"\n---" not in data[4:]:
        return b"", data, b""
    end = data.index(b"\n---", 4) + 1
    return data[:4], data[4:end], data[end:]


def _changed(dice: random.Random, tree: Any) -> Any:
    """The tree with one change, at a random depth."""
    if isinstance(tree, dict) and tree and dice.random() < 0.85:
        return _changed_group(dice, tree)
    if isinstance(tree, list) and tree and dice.random() < 0.85:
        return _changed_list(dice, tree)
    kind = dice.random()
    if kind < 0.5:
        return dice.choice(TEXTS)
    return dice.choice(NUMBERS) if kind < 0.7 else dice.choice(OTHERS)


def _changed_group(dice: random.Random, tree: dict[Any, Any]) -> dict[Any, Any]:
    name = dice.choice(list(tree))
    change = dice.random()
    if change < 0.75:
        return {**tree, name: _changed(dice, tree[name])}
    if change < 0.85:
        return {key: value for key, value in tree.items() if key != name}
    other = dice.choice((*TEXTS, *NUMBERS, None, f"{name}x"))
    return {(other if key == name else key): value for key, value in tree.items()}


def _changed_list(dice: random.Random, tree: list[Any]) -> list[Any]:
    at = dice.randrange(len(tree))
    change = dice.random()
    if change < 0.75:
        return [*tree[:at], _changed(dice, tree[at]), *tree[at + 1 :]]
    if change < 0.85:
        return [*tree[:at], *tree[at + 1 :]]
    return [*tree, *([tree[at]] * dice.choice((1, 2, 20)))]


SPOILERS: tuple[Spoiler, ...] = (
    *(put_bytes, put_byte, cut, end_early, double, change_lines, change_ends, put_text),
    *([change_value] * 8),
)


def spoil(dice: random.Random, data: bytes) -> bytes:
    """The data with one to three faults in it."""
    for _ in range(dice.choice((1, 1, 1, 2, 3))):
        data = dice.choice(SPOILERS)(dice, data)
    return data
