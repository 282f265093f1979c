"""Plain text as Markdown: rendered, it shows the same words again, and its addresses are links."""

import re

from seed.importers.blocks import one_line

URL = re.compile(r"https?://[^\s<>|\"«»“”]*[^\s<>|\"«»“”.,;:!?)\]'’…]")
INLINE = re.compile(r"[\\`*_\[\]<>]|&(?=#?\w+;)")
LINE_START = re.compile(r"(#{1,6}(?=\s|$)|[-+](?=\s|$)|-(?=[-\s]*$)|~(?=~~))|(\d{1,9})([.)])(?=\s|$)")


def paragraph(text: str) -> str:
    """Return the Markdown of one paragraph that holds ``text``; its white space becomes single spaces.

    No-break spaces stay, as French typography needs them.
    """
    text = one_line(text)
    pieces, end = [], 0
    for url in URL.finditer(text):
        pieces += [escape(text[end : url.start()]), f"[{escape(url[0])}](<{target(url[0])}>)"]
        end = url.end()
    return escape_line_start("".join([*pieces, escape(text[end:])]))


def escape(text: str) -> str:
    """Escape what Markdown would read as a mark inside a line."""
    return INLINE.sub(r"\\\g<0>", text)


def escape_line_start(line: str) -> str:
    """Escape what Markdown would read as a mark at the beginning of a line."""
    mark = LINE_START.match(line)
    if not mark:
        return line
    return f"\\{line}" if mark[1] else f"{mark[2]}\\{mark[3]}{line[mark.end() :]}"


def target(url: str) -> str:
    """Return an address as it stands between the ``<`` and ``>`` of a link."""
    return re.sub(r"[\\&]", lambda sign: f"\\{sign[0]}", url)
