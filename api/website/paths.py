"""Where the files of pages and cards are."""

from pathlib import Path

HERE = Path(__file__).parent
TEMPLATES = HERE / "templates"
STATIC = HERE / "static"
DOCS = next(folder for folder in (HERE / "docs", HERE.parents[1] / "docs") if folder.is_dir())
"""An installed package carries the documents in its own folder; a checkout has them at its root."""
