"""Plain text as Markdown: rendered, it shows the same words again, and its addresses are links."""

import re

URL = re.compile(r"https?://[^\s<>|\"«»“”]*[^\s<>|\"«»“”.,;:!?)\]'’…]")
INLINE = re.compile(r"[\\`*_\[\]<>]|&(?=#?\w+;)")
LINE_START = re.compile(r"(#{1,6}(?=\s|$)|[-+](?=\s|$)|-(?=[-\s]*$)|~(?=~~))|(\d{1,9})([.)])(?=\s|$)")


def paragraph(text: str) -> str:
    """Give the Markdown of one paragraph that holds ``text``; its white space becomes single spaces.

    No-break spaces stay, as French typography needs them.
    """
    text = one_line(text)
    pieces, end = [], 0
    for url in URL.finditer(text):
        pieces += [escape(text[end : url.start()]), f"[{escape(url[0])}](<{target(url[0])}>)"]
        end = url.end()
    return escape_line_start("".join([*pieces, escape(text[end:])]))


def one_line(text: str) -> str:
    """Join the lines of ``text`` and collapse its breaking white space."""
    return re.sub(r"[ \t\n]+", " ", text).strip()


def escape(text: str) -> str:
    """Escape what Markdown would read as a mark inside a line."""
    return INLINE.sub(r"\\\g<0>", text)


def escape_line_start(line: str) -> str:
    """Escape what Markdown would read as a mark at the beginning of a line."""
    found = LINE_START.match(line)
    if not found:
        return line
    return f"\\{line}" if found[1] else f"{found[2]}\\{found[3]}{line[found.end() :]}"


def target(url: str) -> str:
    """Give an address as it stands between the ``<`` and ``>`` of a link."""
    return re.sub(r"[\\&]", lambda sign: f"\\{sign[0]}", url)
