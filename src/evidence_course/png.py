"""How large a PNG picture is, read from its first bytes. Standard library only."""

from __future__ import annotations

import struct

_HEAD = struct.Struct(">8s4x4sII")


def size(data: bytes) -> tuple[int, int] | None:
    """Width and height in pixels of the picture in ``data``; nothing, if it is no PNG."""
    if len(data) < _HEAD.size:
        return None
    signature, chunk, width, height = _HEAD.unpack_from(data)
    return (width, height) if (signature, chunk) == (b"\x89PNG\r\n\x1a\n", b"IHDR") else None
