"""The format is detected by the content; the name counts only where the content could be either."""

from pathlib import Path

import pytest

from seed.importers.formats.detection import detect

FIXTURES = Path(__file__).parents[3] / "fixtures"
FORMATS = {".html": "html", ".eml": "eml", ".md": "markdown", ".txt": "text"}
FILES = sorted(path for path in FIXTURES.rglob("*") if path.suffix in FORMATS and "archives" not in path.parts)


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_every_fixture_is_told_without_its_name(path: Path) -> None:
    assert detect(path.read_bytes()) == FORMATS[path.suffix]
    assert detect(b"\xef\xbb\xbf" + path.read_bytes().replace(b"\r\n", b"\n"), "x.bin") == FORMATS[path.suffix]


@pytest.mark.parametrize(
    ("data", "format"),
    [
        (b"<!DOCTYPE html><p>a", "html"),
        (b"  \n<!-- a --><HTML>", "html"),
        (b"<?xml version='1.0'?><!DOCTYPE html><html/>", "html"),
        (b"<table><tr><td>a</td></tr></table>", "html"),
        ("<html><p>\u00e9t\u00e9</p>".encode("utf-16"), "html"),
        (b"<div>\n\n## a\n\n</div>", "markdown"),
        (b"a < b and c > d", "text"),
        (b"From a@b.test Fri Jan 1\nFrom: a@b.test\nMessage-ID: <x>\n\nhi", "eml"),
        (b"Title: a\nDate: 2024-01-01\n\nb", "markdown"),
        (b"From: Paris\nTo: London\n\na letter", "text"),
        (b"# a", "markdown"),
        (b"a\n===\n\nb", "markdown"),
        (b"a | b | # c | d", "text"),
        (b"A title\n\nOnly words.", "text"),
    ],
)
def test_the_format_is_told_by_its_signs(data: bytes, format: str) -> None:  # noqa: A002
    assert detect(data) == format


def test_plain_words_in_a_markdown_file_are_markdown() -> None:
    assert detect(b"A title\n\nOnly words.", "a.md") == "markdown"
