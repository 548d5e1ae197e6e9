"""Pictures and downloads that no page shows any more are taken away: Sphinx only ever adds."""

from __future__ import annotations

from pathlib import Path

from sphinx.application import Sphinx


def _take_away(app: Sphinx, exception: Exception | None) -> None:
    if exception is not None:
        return
    for folder, files in (("_images", app.env.images), ("_downloads", app.env.dlfiles)):
        wanted = {Path(app.outdir, folder, name) for _, name in files.values()}
        for path in Path(app.outdir, folder).rglob("*"):
            if path.is_file() and path not in wanted:
                path.unlink()


def setup(app: Sphinx) -> None:
    """Look when everything is written."""
    app.connect("build-finished", _take_away)
