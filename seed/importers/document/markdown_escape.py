"""Plain text as Markdown: rendered, it shows the same words again, and its addresses are links."""

import re

URL = re.compile(r"https?://[^\s<>|\"«»“”]*[^\s<>|\"«»“”.,;:!?)\]'’…]")
INLINE = re.compile(r"[\\`*_\[\]<>]|&(?=#?\w+;)")
SIGN = re.compile(r"[!-/:-@\[-`{-~]")
LINE_START = re.compile(r"(#{1,6}(?=\s|$)|[-+](?=\s|$)|-(?=[-\s]*$)|~(?=~~))|(\d{1,9})([.)])(?=\s|$)")


def escape(text: str) -> str:
    """Escape what Markdown would read as a mark inside a line."""
    return INLINE.sub(r"\\\g<0>", text)


def spell(text: str) -> str:
    """Return a text on one line in which no sign can be read as a mark, because each is written as its number."""
    return SIGN.sub(lambda sign: f"&#{ord(sign[0])};", " ".join(re.split(r"[ \t\n]+", text)))


def escape_line_start(line: str) -> str:
    """Escape what Markdown would read as a mark at the beginning of a line."""
    mark = LINE_START.match(line)
    if not mark:
        return line
    return f"\\{line}" if mark[1] else f"{mark[2]}\\{mark[3]}{line[mark.end() :]}"


def target(url: str) -> str:
    """Return an address as it stands between the ``<`` and ``>`` of a link."""
    return re.sub(r"[\\&]", lambda sign: f"\\{sign[0]}", url)
