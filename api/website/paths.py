"""Where the files are that pages and cards are made of."""

from pathlib import Path

HERE = Path(__file__).parent
TEMPLATES = HERE / "templates"
STATIC = HERE / "static"
DOCUMENTS = HERE.parents[1] / "docs"
"""Beside the packages, in a checkout and where the package is installed."""
