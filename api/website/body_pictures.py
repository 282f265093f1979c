"""The pictures of a text: asked over https, of the size that is known, with their captions, alone or side by side.

What comes in is sanitised HTML: it has ``<`` and ``>`` in no attribute, and a paragraph holds no other.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from itertools import groupby

from schema.text import count_words

TALLEST = 720
"""A picture is at most so many pixels high, so that most screens show it whole."""
WIDEST_INLINE = 200
"""A wider picture does not stand in a line of words."""
NARROWEST_FOR_WORDS = 96
"""In the place of a narrower picture, the words of one that never comes would be cut."""
MOST_CAPTION_WORDS = 40
PICTURE = re.compile(r"<img [^>]*>")
PARAGRAPH = re.compile(r"<p>(.*?)</p>", re.DOTALL)
PICTURED = re.compile(r"<(h[1-6])>(?=(?:<a [^>]*>)?<img [^>]*>(?:</a>)?</\1>)")
BARE = re.compile(r"^<img [^>]*>$", re.MULTILINE)
BREAK = re.compile(r"<br>\s*")
OPENING, CLOSING = re.compile(r"<(?!/|img |br>|wbr>|hr>)"), re.compile(r"</")
TAG = re.compile(r"<[^>]*>")
SIDE = re.compile(r' (width|height)="([^"]*)"')
ALT = re.compile(r' alt="([^"]+)"')
PIXELS = re.compile(r"[0-9]{1,5}")
INSECURE = re.compile(r' src="http://', re.IGNORECASE)
LEADING = re.compile(r"((?:<a [^>]*><img [^>]*></a>\s*|<img [^>]*>\s*)+)(.+)", re.DOTALL)
ONLY_EMPHASIS = re.compile(r"<em>(?:(?!</em>).)*</em>", re.DOTALL)
SIDES = 2
LAZY = ' loading="lazy" decoding="async" referrerpolicy="no-referrer">'


def show_pictures(html: str, base_url: str) -> str:
    """Return sanitised HTML whose pictures are ready to be shown.

    They load as readers come near, and do not tell their host who reads.

    Args:
        html: the sanitised HTML of a text.
        base_url: the public URL of this site, whose own pictures are asked as they are.
    """
    if "<img " not in html:
        return html
    html = PARAGRAPH.sub(lambda paragraph: "\n".join(arrange(paragraph[1])), html)
    html = PICTURED.sub(r'<\1 class="pictured">', html)
    html = BARE.sub(lambda picture: figure(picture[0]), html)
    return PICTURE.sub(lambda picture: prepare(picture[0], base_url), html)


def askable(url: str, base_url: str) -> str | None:
    """Return the address that a page asks a picture of: https, or of this site; None where there is none."""
    if url.startswith(f"{base_url}/"):
        return url
    scheme, _, rest = url.partition("://")
    return f"https://{rest}" if rest and scheme.lower() in {"http", "https"} else None


def arrange(content: str) -> Iterator[str]:
    """Yield the figures and paragraphs that a paragraph's lines make, in order."""
    if "<img " not in content:
        yield f"<p>{content}</p>"
        return
    runs = [(only, list(lines)) for only, lines in groupby(lines_of(content), key=is_only_pictures)]
    match runs:
        case [(True, [*pictures, last]), (False, lines)] if count_words(" ".join(lines)) <= MOST_CAPTION_WORDS:
            yield from map(figure, pictures)
            yield figure(last, "<br>".join(lines))
        case _:
            for only, lines in runs:
                yield from map(figure, lines) if only else [f"<p>{'<br>'.join(lines)}</p>"]


def lines_of(content: str) -> Iterator[str]:
    """Yield the lines of a paragraph; no line ends inside an element, or between a picture and words beside it."""
    line = ""
    for piece in BREAK.split(content):
        line = f"{line}<br>\n{piece}" if line else piece
        if len(OPENING.findall(line)) == len(CLOSING.findall(line)):
            yield from apart(line.strip())
            line = ""
    if line:
        yield line


def apart(line: str) -> Iterable[str]:
    """Return a line as it is, or a picture that opens it apart from its caption or from the words that follow it."""
    parts = LEADING.fullmatch(line)
    if parts and words_of(parts[2]) and (ONLY_EMPHASIS.fullmatch(parts[2]) or is_wide(parts[1])):
        return parts[1].strip(), parts[2]
    return (line,)


def is_only_pictures(line: str) -> bool:
    """Whether a line shows pictures and no words."""
    return "<img " in line and not words_of(line)


def words_of(html: str) -> str:
    """Return the text of HTML without the white space around it."""
    return TAG.sub("", html).strip()


def is_wide(html: str) -> bool:
    """Whether the first picture of a piece of HTML is known to be too wide for a line of words."""
    return sizes(PICTURE.findall(html)[0]).get("width", 0) > WIDEST_INLINE


def figure(pictures: str, caption: str = "") -> str:
    """Return a picture, or some side by side, with their caption."""
    count = pictures.count("<img ")
    row = f'<div class="row">{pictures}</div>' if count > 1 else pictures
    return f"<figure>{row}{f'<figcaption>{caption}</figcaption>' if caption else ''}</figure>"


def sizes(picture: str) -> dict[str, int]:
    """Return the width and height that a picture's tag states, in pixels, each only if it is a number above 0."""
    stated = {side: int(value) for side, value in SIDE.findall(picture) if PIXELS.fullmatch(value)}
    return {side: pixels for side, pixels in stated.items() if pixels}


def prepare(picture: str, base_url: str) -> str:
    """Return a picture's tag with an address that a page may ask, a size that fits it, and when to load it."""
    known = sizes(picture)
    match known:
        case {"width": width, "height": height} if height > TALLEST:
            known = {"width": max(1, round(width * TALLEST / height)), "height": TALLEST}
    tag = SIDE.sub("", picture)
    if f'src="{base_url}/' not in tag:
        tag = INSECURE.sub(' src="https://', tag, count=1)
    return place(tag[:-1] + "".join(f' {side}="{pixels}"' for side, pixels in known.items()) + LAZY, known)


def place(picture: str, known: Mapping[str, int]) -> str:
    """Return a picture in its place, which an empty one of its size keeps, with its words below.

    Where it never comes they stand there. They are not the picture's own: a browser would show its sign beside them.
    """
    sized = len(known) == SIDES
    empty, words = "", ALT.search(picture)
    if "width" in known:
        width, height = known["width"], known["height"] if sized else known["width"]
        empty = f'<svg width="{width}" height="{height}" viewBox="0 0 {width} {height}" aria-hidden="true"></svg>'
    if words:
        picture = picture.replace(words[0], ' alt=""', 1)
    label = f' role="img" aria-label="{words[1]}"' if words else ""
    narrow = known.get("width", NARROWEST_FOR_WORDS) < NARROWEST_FOR_WORDS
    kind = f"place{'' if sized else ' unsized'}{' narrow' if narrow else ''}"
    return f'<span class="{kind}"{label}>{empty}<span>{picture}</span></span>'
