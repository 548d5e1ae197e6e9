"""The check of licences: what packages state, and who has to look."""

from __future__ import annotations

from email.message import Message
from typing import cast

import pytest

from tests import licences


def package(name: str, **fields: str | list[str]) -> licences.PackageMetadata:
    told = Message()
    told["Name"], told["Version"] = name, "1.0"
    for field, value in fields.items():
        for each in value if isinstance(value, list) else [value]:
            told[field.replace("_", "-")] = each
    return cast(licences.PackageMetadata, told)


@pytest.mark.parametrize(
    ("fields", "stated"),
    [
        ({"License_Expression": "Apache-2.0 OR BSD-2-Clause"}, "Apache-2.0 OR BSD-2-Clause"),
        ({"Classifier": ["License :: OSI Approved :: MIT License"], "License": "see file"}, "MIT"),
        ({"Classifier": ["Topic :: Education"], "License": "BSD License\n\nText"}, "BSD"),
        ({}, "none stated"),
    ],
)
def test_what_a_package_states_is_read_in_each_of_its_ways(
    fields: dict[str, str | list[str]], stated: str
) -> None:
    assert licences.licence(package("x", **fields)) == stated


@pytest.mark.parametrize(
    ("expression", "allowed"),
    [
        ("MIT", True),
        ("BSD-3-Clause AND MIT", True),
        ("GPL-3.0-only OR MIT", True),
        ("GPL-3.0-only", False),
        ("MIT AND GPL-2.0-or-later", False),
        ("(MIT)", False),
        ("none stated", False),
    ],
)
def test_a_choice_is_enough_and_every_part_counts(expression: str, allowed: bool) -> None:
    assert licences.is_allowed(expression) is allowed


def test_what_nobody_has_looked_at_is_listed_by_name() -> None:
    packages = [
        package("Zeta", License_Expression="AGPL-3.0-only"),
        package("alpha"),
        package("pyphen"),
        package("fine", License_Expression="ISC"),
    ]
    assert licences.unknown(packages) == ["alpha 1.0: none stated", "Zeta 1.0: AGPL-3.0-only"]


def test_somebody_has_looked_at_everything_that_is_locked() -> None:
    assert licences.unknown(licences.installed()) == []
