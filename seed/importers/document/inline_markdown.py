"""The Markdown of words on lines: emphasis, code, links and pictures, without a sign that is read as another.

Markdown's own signs are used where CommonMark is certain to read them, and its inline HTML elsewhere.
"""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from functools import reduce
from itertools import groupby
from xml.sax.saxutils import quoteattr

from seed.importers.blocks import Hyperlink, Picture, Span, one_line
from seed.importers.document.markdown_escape import URL, escape, escape_line_start, spell, target
from seed.importers.links import clean_link

NO_SECOND_LINE = re.compile(r"=|[-:|]+[-:|\s]*$")
# What would end a piece of code, or a link around it.
NO_CODE_SIGNS = re.compile(r"[`\n\[\]]")
BOLD_HTML, EM_HTML = ("<strong>", "</strong>"), ("<em>", "</em>")


def inline(spans: Sequence[Span], *, in_table: bool = False) -> str:
    """Return the Markdown of words on one or more lines."""
    out = ""
    seen = (span for span in spans if span.text or span.picture)
    groups = [(link, list(group)) for link, group in groupby(seen, key=lambda span: span.link)]
    for position, (link, group) in enumerate(groups):
        following = groups[position + 1][1] if position + 1 < len(groups) else []
        after = text_like(following)
        piece = _linked(group, link) if link else _marked(group, out[-1:], after[:1], link_urls=True)
        out = _joined(out, piece)
    if in_table:
        out = re.sub(r"(?<!\\)\|", r"\\|", out.replace("\n", " "))
    return _lines(out)


def text_like(spans: Iterable[Span]) -> str:
    """Return the words of spans, with a sign where an image stands."""
    return "".join("!" if span.picture else span.text for span in spans)


def spelled(spans: Iterable[Span]) -> str:
    """Return the Markdown of words on one line, with their links and images, in which no sign can be a mark."""
    pieces = []
    for link, group in groupby(spans, key=lambda span: span.link):
        words = "".join(_picture(span.picture) if span.picture else spell(span.text) for span in group)
        pieces.append(f"[{words}](<{target(link.url)}>)" if link and words.strip() else words)
    return "".join(pieces).strip()


def _linked(group: list[Span], link: Hyperlink) -> str:
    """Return the Markdown of one link; white space at its ends moves outside."""
    text = "".join(span.text for span in group)
    if not text.strip() and not any(span.picture for span in group):
        return text
    lead = text[: len(text) - len(text.lstrip(" \n"))] if not group[0].picture else ""
    tail = text[len(text.rstrip(" \n")) :] if not group[-1].picture else ""
    inner = _marked(_stripped(group), "[", "]")
    return f"{lead}[{inner}](<{target(link.url)}>){tail}"


def _stripped(group: list[Span]) -> list[Span]:
    kept = list(group)
    while kept and not kept[0].picture:
        text = kept[0].text.lstrip(" \n")
        if text:
            kept[0] = kept[0]._replace(text=text)
            break
        kept.pop(0)
    while kept and not kept[-1].picture:
        text = kept[-1].text.rstrip(" \n")
        if text:
            kept[-1] = kept[-1]._replace(text=text)
            break
        kept.pop()
    return kept


def _marked(group: Sequence[Span], before: str, after: str, *, link_urls: bool = False) -> str:
    out = ""
    runs = [(mark, list(run)) for mark, run in groupby(group, key=_mark)]
    for position, ((strong, em, code, mark), run) in enumerate(runs):
        following = text_like(runs[position + 1][1]) if position + 1 < len(runs) else after
        text = "".join(span.text for span in run)
        pictures = any(span.picture for span in run)
        if code and not NO_CODE_SIGNS.search(text) and text.strip() and not pictures:
            bare = text.strip(" ")
            lead, tail = text[: len(text) - len(text.lstrip(" "))], text[len(text.rstrip(" ")) :]
            out += f"{lead}`{bare}`{tail}"
            continue
        marked = reduce(
            _joined, (_picture(span.picture) if span.picture else _words(span.text, link_urls) for span in run), ""
        )
        tag = "code" if code and text.strip() and not pictures else mark
        outside = ("", "") if tag else ((out or before)[-1:], following[:1])
        marked = _wrapped(marked, *outside, strong=strong, em=em)
        out = _joined(out, _in_tag(marked, tag) if tag else marked)
    return out


def _joined(before: str, piece: str) -> str:
    """Join two pieces; a "!" before a link would make an image of it."""
    return f"{before[:-1]}\\!{piece}" if before.endswith("!") and piece.startswith("[") else before + piece


def _mark(span: Span) -> tuple[bool, bool, bool, str]:
    # Code shows no emphasis inside, and two pieces of code side by side would be read as one with signs within.
    return (False, False, True, "") if span.code and not span.picture else (span.strong, span.em, False, span.mark)


def _words(text: str, link_urls: bool) -> str:  # noqa: FBT001 (passed on)
    if not link_urls:
        return escape(text)
    pieces, end = [], 0
    for url in URL.finditer(text):
        leads_to = clean_link(url[0]) or url[0]
        pieces += [escape(text[end : url.start()]), f"[{escape(url[0])}](<{target(leads_to)}>)"]
        end = url.end()
    return reduce(_joined, [*pieces, escape(text[end:])], "")


def _picture(picture: Picture) -> str:
    sides = {"width": picture.width, "height": picture.height}
    size = "".join(f' {side}="{pixels}"' for side, pixels in sides.items() if pixels)
    if size:
        url, alt = (quoteattr(part) for part in (picture.url, one_line(picture.alt)))
        return f"<img src={url} alt={alt}{size}>"
    return f"![{escape(one_line(picture.alt))}](<{target(picture.url)}>)"


def _wrapped(marked: str, before: str, after: str, *, strong: bool, em: bool) -> str:
    """Put emphasis around words: ``*`` where CommonMark is certain to read it, tags where it may not."""
    core = marked.strip()
    if not (strong or em) or not core:
        return marked
    lead, tail = marked[: len(marked) - len(marked.lstrip())], marked[len(marked.rstrip()) :]
    before, after = (lead or before)[-1:], (tail or after)[:1]
    if _opens(before, core[0]) and _opens(after, core[-1]):
        sign = "*" * (2 * strong + em)
        return f"{lead}{sign}{core}{sign}{tail}"
    opening = (BOLD_HTML[0] if strong else "") + (EM_HTML[0] if em else "")
    closing = (EM_HTML[1] if em else "") + (BOLD_HTML[1] if strong else "")
    return f"{lead}{opening}{core}{closing}{tail}"


def _in_tag(marked: str, tag: str) -> str:
    """Put a tag of HTML around words, for which Markdown has no sign."""
    core = marked.strip(" \n")
    lead, tail = marked[: len(marked) - len(marked.lstrip(" \n"))], marked[len(marked.rstrip(" \n")) :]
    return f"{lead}<{tag}>{core}</{tag}>{tail}" if core else marked


def _opens(outside: str, inside: str) -> bool:
    """Whether CommonMark is certain to read a mark between a sign outside and one inside."""
    if outside == "*":
        return False
    return inside.isalnum() or not outside or outside.isspace() or unicodedata.category(outside)[0] in "PS"


def _lines(text: str) -> str:
    """Make line breaks hard, and escape marks at the beginning of lines."""
    # White space of any kind ends a paragraph for Markdown, and a break before it would be read as a sign.
    kept = [escape_line_start(line.strip(" ")) for line in text.split("\n") if line.strip()]
    kept[1:] = [f"\\{line}" if NO_SECOND_LINE.match(line) else line for line in kept[1:]]
    return "\\\n".join(kept)
