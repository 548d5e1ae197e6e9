"""Under which licences the installed packages stand: ``python -m tests.licences``.

What is bundled with the course's own code must let a council use and pass it on. A licence that is
not on the list below is no verdict: it waits for a person to read it, who adds it here with the
reason, or looks for another package.
"""

from __future__ import annotations

import re
import sys
import sysconfig
from collections.abc import Iterable
from importlib.metadata import PackageMetadata, distributions

ALLOWED = {
    "0BSD": "permissive",
    "Apache-2.0": "permissive",
    "BSD": "permissive, in two clauses or three",
    "BSD-2-Clause": "permissive",
    "BSD-3-Clause": "permissive",
    "CC0-1.0": "permissive",
    "ISC": "permissive",
    "MIT": "permissive",
    "MPL-2.0": "asks only that changes to its own files are shared, and we change none",
    "PSF-2.0": "permissive",
    "Zlib": "permissive",
}
"""Licences that are fine for any package, by their SPDX names, and why."""

EXCEPTIONS = {
    "axe-playwright-python": "MIT, as its own file says, with axe-core under MPL-2.0; tests only",
    "docutils": "in the public domain and under BSD and PSF licences, but for an Emacs file under "
    "the GPL that is no part of what is installed",
    "pyphen": "offers GPL, LGPL or MPL 1.1, and we take the MPL; it splits words into syllables "
    "when the reading grade is measured, and is not passed on with a site",
}
"""Packages that a person looked at, and what they found."""

OURS = "evidence-course"
"""What the others come with, and no package that we take in."""

_NAMES = {
    "2-clause bsd": "BSD-2-Clause",
    "apache 2.0": "Apache-2.0",
    "apache software license": "Apache-2.0",
    "bsd": "BSD",
    "bsd 3-clause license": "BSD-3-Clause",
    "bsd license": "BSD",
    "isc license (iscl)": "ISC",
    "mit license": "MIT",
    "mozilla public license 2.0 (mpl 2.0)": "MPL-2.0",
    "python software foundation license": "PSF-2.0",
}
"""What packages write for an SPDX name, in small letters."""


def licence(metadata: PackageMetadata) -> str:
    """The licence that a package states, as an SPDX expression as far as one can say."""
    expression = metadata.get("License-Expression")
    if expression:
        return expression
    classified = [
        each.split(" :: ")[-1]
        for each in metadata.get_all("Classifier") or []
        if each.startswith("License ::")
    ]
    stated = (metadata.get("License") or "").strip().splitlines()[:1]
    names = classified or stated
    return " AND ".join(_NAMES.get(name.lower(), name) for name in names) or "none stated"


def is_allowed(expression: str) -> bool:
    """Whether one of the choices that an expression offers is on the list, with all its parts."""
    choices = re.split(r"\s+OR\s+", expression)
    return any(
        all(part in ALLOWED for part in re.split(r"\s+AND\s+", choice)) for choice in choices
    )


def unknown(packages: Iterable[PackageMetadata]) -> list[str]:
    """A line for each package whose licence nobody has allowed yet, in the order of their names."""
    found = {}
    for metadata in packages:
        name, expression = metadata["Name"], licence(metadata)
        if name.lower() not in EXCEPTIONS and not is_allowed(expression):
            found[name.lower()] = f"{name} {metadata['Version']}: {expression}"
    return [found[name] for name in sorted(found)]


def installed() -> list[PackageMetadata]:
    """What every installed package says of itself, but for our own.

    Setuptools puts what it brings along on the path of whoever imports it: only the environment's
    own folders are looked at.
    """
    folders = sorted({sysconfig.get_path("purelib"), sysconfig.get_path("platlib")})
    found = [each.metadata for each in distributions(path=folders)]
    return [each for each in found if each["Name"] != OURS]


def main() -> int:
    """List every licence, then what a person has to look at; 1 if there is any."""
    packages = installed()
    for name, expression in sorted({(each["Name"], licence(each)) for each in packages}):
        reason = EXCEPTIONS.get(name.lower())
        print(f"{name}: {expression}{f' (allowed: {reason})' if reason else ''}")
    waiting = unknown(packages)
    if waiting:
        print("\nLook at these, then allow them in tests/licences.py with a reason:")
        print("\n".join(waiting))
    return 1 if waiting else 0


if __name__ == "__main__":
    sys.exit(main())
