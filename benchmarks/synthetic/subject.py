"""What a made-up module is about, and the words that it draws from."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

CROPS = (
    "beans", "peas", "kale", "leeks", "beets", "chard", "oats", "plums", "pears", "figs",
    "grapes", "mint", "thyme", "sage", "dill", "garlic", "onions", "carrots", "cress", "sprouts",
)  # fmt: skip
METHODS = (
    "mulch", "compost", "shade", "fleece", "a drip line", "wood ash", "lime", "straw",
    "a wind break", "an early start",
)  # fmt: skip
PEOPLE = ("Ann", "Dev", "Kim", "Lou", "Max", "Nia", "Pat", "Sam", "Tom", "Zoe")
_STARTS = ("Alder", "Birch", "Brook", "Cold", "Elm", "Fox", "Hay", "Long", "Mill", "Stone", "Thorn")
_ENDS = ("by", "combe", "den", "field", "ford", "ham", "hurst", "ley", "stead", "ton", "well")
SENTENCES = (
    "In {place} they tried {method} on half of the beds.",
    "The other half had no {method} at all.",
    "{person} drew lots for each bed, so luck chose and not a person.",
    "Then all of them were left to grow in the same way.",
    "Some {crop} do well in a wet year with no help.",
    "If you look at one good bed, you may see what you hope to see.",
    "Count the beds that did well, and count those that did not.",
    "A bed in the sun and a bed in the shade are not alike.",
    "{person} asked what the {crop} would have done without {method}.",
    "Nobody can see that for the same bed.",
    "So we need a group of beds to compare with.",
    "The first plot in {place} lay by the wall and was warm.",
    "Slugs came in May and took a few plants from each side.",
    "{person} wrote the count down each week, in the same book.",
    "A small test can miss a real gain.",
    "A big test can still be unfair.",
    "Ask who chose the beds, and how.",
    "The {crop} by the gate had the best soil from the start.",
    "If those beds get the {method}, the test is lost before it begins.",
    "Luck alone will make two groups differ a little.",
    "How far apart must they be before you act on it?",
    "Think of the cost too, and of the time that {method} takes.",
    "In a dry spring the gap may grow, and in a wet one it may close.",
    "{place} is one town, and yours may have other soil.",
    "It helps to say how many in each hundred, and not just more or less.",
    "The neighbours of {person} had heard that {method} always works.",
    "They had seen it once, in one good year.",
    "What did they not see?",
    "They did not see the beds that failed and were dug up.",
    "A plan that says what to count, before you count, keeps you honest.",
    "{person} told the club what went wrong as well as what went right.",
    "That is how the next test gets better.",
    "If you can, let someone else do the count.",
    "They should not know which bed had the {method}.",
    "It is fine to say that we do not know yet.",
    "To find no gain is not the same as to find harm.",
)


@dataclass(frozen=True)
class Subject:
    """One made-up module: its number from 1, and all that is drawn from it."""

    number: int

    @property
    def crop(self) -> str:
        """What grows."""
        return CROPS[(self.number - 1) % len(CROPS)]

    @property
    def method(self) -> str:
        """What is done to it."""
        return METHODS[(self.number - 1) // len(CROPS) % len(METHODS)]

    @property
    def slug(self) -> str:
        """The module's name in the three folders."""
        return f"{self.method.split()[-1]}-{self.crop}-{self.number:03d}"

    @property
    def title(self) -> str:
        """The question that the lesson answers."""
        return f"Does {self.method} help {self.crop}?"

    @property
    def trial(self) -> str:
        """The record of its trial."""
        return f"trial_{self.number:03d}"

    @property
    def heights(self) -> str:
        """The record of its second study."""
        return f"heights_{self.number:03d}"

    @property
    def approach(self) -> str:
        """The record of what it tries."""
        return f"method-{self.number:03d}"

    @property
    def guide(self) -> str:
        """A source without figures."""
        return f"guide-{self.number:03d}"

    @property
    def outcomes(self) -> dict[str, str]:
        """What the lesson teaches, by name."""
        return {
            f"{self.slug}.compare": f"say what {self.method} for {self.crop} must be compared with",
            f"{self.slug}.count": f"count how many {self.crop} in each hundred did well",
            f"{self.slug}.doubt": f"name one thing that could fool you about {self.method}",
        }

    @property
    def misconceptions(self) -> dict[str, dict[str, str]]:
        """The wrong ideas behind its wrong answers."""
        return {
            f"seen-once-{self.number:03d}": {
                "belief": f"I saw {self.method} work on {self.crop} once, so it works.",
                "truth": "One good bed may be luck. Count many, and compare.",
            },
            f"more-beds-{self.number:03d}": {
                "belief": f"More beds of {self.crop} make an unfair test fair.",
                "truth": "More beds cure bad luck. They do not cure a bad choice of beds.",
            },
        }

    @cached_property
    def place(self) -> str:
        """A town that is not there."""
        chance = self.chance("place")
        return f"{chance.choice(_STARTS)}{chance.choice(_ENDS)}"

    @cached_property
    def counts(self) -> tuple[int, int, int]:
        """Beds in each group; how many did well with the method; and without it."""
        chance = self.chance("counts")
        beds = chance.randrange(120, 400, 10)
        usual = round(beds * chance.uniform(0.3, 0.5))
        return beds, usual + round(beds * chance.choice((0.22, 0.2, 0.02, -0.18))), usual

    def chance(self, what: str) -> random.Random:
        """Random numbers that depend on the module and on what they are for."""
        return random.Random(f"{what} of module {self.number}")

    def paragraph(self, name: str, sentences: int = 5) -> str:
        """Some plain sentences; another ``name`` gives others."""
        return " ".join(self.said(self.chance(name).sample(SENTENCES, sentences)))

    def said(self, sentences: Sequence[str]) -> list[str]:
        """Sentences about this module."""
        person = self.chance("person").choice(PEOPLE)
        names = {"crop": self.crop, "method": self.method, "place": self.place, "person": person}
        return [sentence.format(**names) for sentence in sentences]
