"""Whatever comes, it is read or refused in one line, within seconds, and never with a traceback."""

import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from selectolax.lexbor import LexborHTMLParser

from schema.text import render
from seed.importers import FORMATS, ParsedIssue, Unreadable, read

pytestmark = pytest.mark.long

FIXTURES = Path(__file__).parents[2] / "fixtures"
LETTERS = [path.read_bytes() for path in sorted(FIXTURES.rglob("*")) if path.suffix in {".html", ".eml", ".md", ".txt"}]
MEGABYTES = 300
SECONDS = 15  # of the processor, of which others that run at the same time take none; each takes under two
MIME = b"From: a@b.test\nMIME-Version: 1.0\n"
PART = b"--x\nContent-Type: text/html\n\n<p>mot</p>\n"
BOMBS = {
    "nested div": b"<html>" + b"<div>" * 10_000 + b"mot",
    "nested table": b"<html>" + b"<table><tr><td>" * 5_000 + b"mot",
    "nested list": b"<html>" + b"<ul><li>" * 5_000 + b"mot",
    "nested quotation": b"<html>" + b"<blockquote>" * 5_000 + b"mot",
    "nested bold": b"<html>" + b"<b>" * 10_000 + b"mot",
    "formatting that every block repeats": b"<html><p>"
    + b"".join(b"<b id=%d>" % n for n in range(300))
    + b"<p>mot" * 6_000
    + b"</b>" * 300,
    "style sheet": b"<html><style>" + b".a .b{display:none}" * 60_000 + b"</style>" + b"<p class=a>mot" * 12_000,
    "many parts": MIME + b"Content-Type: multipart/mixed; boundary=x\n\n" + PART * 1000 + b"--x--",
    "quoted-printable": MIME
    + b"Content-Type: text/html\nContent-Transfer-Encoding: quoted-printable\n\nmot"
    + b"=C3=A9=\n" * 1_200_000,
    "parts of nothing": MIME + b"Content-Type: multipart/mixed; boundary=x\n\n" + b"--x\n\nmot\n" * 900_000,
    "headers": MIME + b"".join(b"X-%d: a\n" % n for n in range(800_000)) + b"\nmot",
    "attributes": b"<html><p title='>' " + b" ".join(b"a%d" % n for n in range(300_000)) + b">mot",
    "cells": b"mot|" * 140_000,
    "quotations": b"# mot\n\n" + b"> mot\n\n" * 80_000,
    "tags": b"<html>mot" + b"<td>" * 950_000,
    "long header": MIME + b"Content-Type: text/plain" + b";a=b" * 100_000 + b"\n\nmot",
    "yaml aliases": b"---\na: &a [x]\n" + b"".join(b"b%d: &b%d [*a,*a]\n" % (n, n) for n in range(99)) + b"---\n# mot",
    "yaml brackets": b"---\na: " + b"[" * 10_000 + b"\n---\n# mot",
    "brackets": b"# mot\n\n" + b"[" * 20_000,
    "grid": b"# mot\n\n+---+---+\n" + b"| a | b |\n" * 20_000 + b"+---+---+\n",
    "headings of all sizes": b"<html>"
    + b"".join(b"<p style='font-size:%dpx'>mot %d</p>" % (size, size) for size in range(30, 20_000)),
    "headings that are images": b"<html>mot"
    + b"".join(
        b"<h%d><img alt=mot%d src=http://a.b/%d></h%d>" % (level, n, n, level) for n in range(4_000) for level in (2, 3)
    ),
    "headings in capitals": b"mot|" + b"".join(b"MOT A%d|" % n for n in range(19_000)),
    "same paragraph": b"<html>" + b"<p>un deux trois quatre cinq six sept huit neuf dix onze douze</p>" * 5_000,
}
# Without its limit each of these takes more memory, or minutes.
HEAVY = [
    *("parts of nothing", "headers", "cells", "quotations", "tags"),
    "formatting that every block repeats",
]
SIGNS = b"<>/=\"'&;:-#*_[]()|+\n\0\xff\xe9"
SCHEMES = ("javascript:", "data:", "vbscript:", "file:")


@pytest.mark.parametrize("name", BOMBS)
def test_a_bomb_is_read_or_refused_in_seconds(name: str) -> None:
    begin = time.process_time()
    try:
        assert "mot" in str(read(BOMBS[name], "a")) or name == "same paragraph"
    except Unreadable as refusal:
        assert "\n" not in str(refusal)  # noqa: PT017 - reading is just as good an end
    assert time.process_time() - begin < SECONDS


@pytest.mark.skipif(sys.platform != "linux", reason="the peak is read from /proc")
def test_no_bomb_takes_much_memory() -> None:
    program = f"""if True:
        from tests.seed.importers import test_hostile as here
        for bomb in {HEAVY}:
            with here.suppress(here.Unreadable):
                here.read(here.BOMBS[bomb], "a")
        # Not getrusage: that counts what the process was before it became this program.
        print(here.Path("/proc/self/status").read_text().split("VmHWM:")[1].split()[0])
    """
    peak = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert int(peak.stdout) < MEGABYTES * 1024


def harmless(issue: ParsedIssue) -> bool:
    """Whether nothing of what is kept can run."""
    nodes = [node for part in issue.sections for node in LexborHTMLParser(render(part.markdown).html).css("*")]
    links = [url for part in issue.sections for url in part.links]
    links += [value or "" for node in nodes for name, value in node.attributes.items() if name in {"href", "src"}]
    runs = any(node.tag in {"script", "iframe", "svg", "object"} for node in nodes)
    handles = any(name.startswith("on") for node in nodes for name in node.attributes)
    return not runs and not handles and not any(url.strip().lower().startswith(SCHEMES) for url in links)


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    st.sampled_from(LETTERS),
    st.lists(
        st.tuples(
            st.floats(0, 1),
            st.integers(0, 60),
            st.binary(max_size=8) | st.sampled_from([*map(bytes, zip(SIGNS, strict=True))]),
        ),
        max_size=12,
    ),
    st.sampled_from(["auto", *FORMATS]),
)
def test_a_broken_letter_is_read_or_refused(
    letter: bytes,
    wounds: list[tuple[float, int, bytes]],
    format: str,  # noqa: A002
) -> None:
    for place, length, instead in wounds:
        at = int(place * len(letter))
        letter = letter[:at] + instead + letter[at + length :]
    try:
        assert harmless(read(letter, "a", format))
    except Unreadable as refusal:
        assert str(refusal)  # noqa: PT017 - reading is just as good an end


@settings(max_examples=200, deadline=None)
@given(st.one_of(st.binary(max_size=400), st.text(max_size=200).map(str.encode)), st.sampled_from(list(FORMATS)))
def test_anything_at_all_is_read_or_refused(data: bytes, format: str) -> None:  # noqa: A002
    try:
        read(data, "a", format)
    except Unreadable as refusal:
        assert str(refusal)  # noqa: PT017 - reading is just as good an end


@settings(max_examples=100, deadline=None)
@given(st.lists(st.sampled_from([
    "<script>alert(1)</script>", "<a href='javascript:alert(1)'>a</a>", "<a href=' java\tscript:alert(1)'>b</a>",
    "<img src=x onerror=alert(1)>", "<svg onload=alert(1)>c</svg>", "<a href='data:text/html,x'>d</a>",
    "&lt;script&gt;alert(1)&lt;/script&gt;", "[e](javascript:alert(1))", "<iframe srcdoc='<script>'></iframe>",
    "<img src='javascript:alert(1)' alt='](javascript:alert(1))'>", "`<script>`", "<p title='\"><script>'>f</p>",
]), min_size=1), st.sampled_from(["html", "markdown"]))  # fmt: skip
def test_nothing_that_is_kept_can_run(pieces: list[str], format: str) -> None:  # noqa: A002
    with suppress(Unreadable):
        assert harmless(read("mot\n\n".join(pieces).encode(), "a", format))
