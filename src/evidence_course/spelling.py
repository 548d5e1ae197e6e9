"""The word that somebody may have meant. Standard library only: notebooks need it too."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

FEW = 12
"""How many known words a message lists."""

SLUG_LENGTH = 40
"""How many characters a slug may have."""


def did_you_mean(word: object, known: Iterable[str]) -> str:
    """``: did you mean 'x'?``, or the known words where few, or nothing."""
    words = sorted(set(known))
    few = f": use one of {', '.join(words)}" if 0 < len(words) <= FEW else ""
    return near(word, words) or few


def near(word: object, known: Iterable[str]) -> str:
    """``: did you mean 'x'?`` where a known word is close, else nothing."""
    close = closest(word, known)
    return f": did you mean '{close[0]}'?" if close else ""


def closest(word: object, known: Iterable[str]) -> list[str]:
    """The known word that is most like a word, if one is."""
    from difflib import get_close_matches  # takes longer to import than all else here

    return get_close_matches(str(word), sorted(known), n=1, cutoff=0.72)


def as_slug(text: str) -> str:
    """The slug that is most like a text: ``Fire Safety 2`` gives ``fire-safety-2``.

    Nothing, if the text has no letter of the English alphabet.
    """
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    words = re.sub(r"[^a-z0-9]+", "-", plain).lstrip("-0123456789")
    return words[:SLUG_LENGTH].rstrip("-")
