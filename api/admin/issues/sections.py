"""A section made two, and two made one, in the form of an issue: nothing is written anew, and nothing is lost.

What stays where it is keeps its id. What a text names goes with the text: a work, a person or an organisation by its
names, a source by its address.
"""

import re
from collections.abc import Callable, Collection, Sequence

from api.admin.forms.fields import REFERENCE
from api.admin.forms.texts import ID, LABEL, Texts
from schema.pictures import size_in
from schema.text import fold, render

EMPTY_LINES = re.compile(r"(\n[ \t]*\n+)")
FENCE = "```"
LONGEST_HEADING = 100
DRESSED = re.compile(r"#{1,6}\s+(?P<sharp>.+?)\s*#*|(?P<stars>\*\*|__)(?P<bold>[^*_]+)(?P=stars)")
"""A paragraph that is a heading: by signs before it, or bold as a whole."""
PICTURE = re.compile(r"!\[(?P<alt>[^\]]*)\]\(<?(?P<address>[^)>\s]+)>?[^)]*\)")
LISTED = ("people", "organizations")
STRENGTH = ("PICK", "SUBJECT", "REFERENCE")

Names = Callable[[Collection[str], Sequence[str]], Sequence[Collection[str]]]
"""Tells of each of some texts which works it names, of those with some slugs."""


def paragraphs(text: str) -> list[str]:
    """Return the parts of a Markdown text between which it can be divided: what empty lines part, code as a whole."""
    first, *others = EMPTY_LINES.split(text.strip("\n"))
    parts = [first]
    for gap, part in zip(others[::2], others[1::2], strict=True):
        if parts[-1].count(FENCE) % 2:
            parts[-1] += gap + part
        else:
            parts.append(part)
    return [part for part in parts if part.strip()]


def paragraph_at(text: str, place: int) -> int:
    """Return the number of the paragraph of a text that a place is in, from 0; a place before one is in that one."""
    return len(paragraphs(f"{text[:place]}.")) - 1


def split(sections: list[Texts], place: int, paragraph: int, names: Names) -> bool:
    """Let a section end before one of its paragraphs, which begins a new one after it; return whether it can.

    Args:
        sections: those of a form.
        place: which is divided, from 0.
        paragraph: the number of the paragraph, from 1: one has to stay.
        names: tells which works a text names.
    """
    if not 0 <= place < len(sections):
        return False
    section = sections[place]
    parts = paragraphs(section["body"])
    if not 0 < paragraph < len(parts):
        return False
    first, second = parts[:paragraph], parts[paragraph:]
    heading, rest = _heading_of(second)
    texts = "\n\n".join(first), "\n\n".join(second)
    new = {**dict.fromkeys(section, ""), **{name: [] for name, value in section.items() if isinstance(value, list)}}
    new |= {"heading": heading, "body": "\n\n".join(rest)}
    here = {**section, "body": texts[0]}
    _divide_works(here, new, texts, names)
    for name in LISTED:
        _divide(here, new, name, [_names(each[REFERENCE + LABEL], texts) for each in section[name]])
    _divide(here, new, "sources", [(each["url"] in texts[0], each["url"] in texts[1]) for each in section["sources"]])
    sections[place : place + 1] = [here, new]
    return True


def merge(sections: list[Texts], place: int) -> bool:
    """Let a section take in the one after it; return whether there is one."""
    if not 0 <= place < len(sections) - 1:
        return False
    section, other = sections[place], sections.pop(place + 1)
    is_empty = not section["body"].strip()
    if is_empty and not section["heading"].strip():
        section["heading"] = other["heading"]
    elif other["heading"].strip():
        other = {**other, "body": f"### {other['heading'].strip()}\n\n{other['body']}"}
    bodies = [each["body"].strip("\n") for each in (section, other)]
    section["body"] = "\n\n".join(body for body in bodies if body.strip())
    if not section["column"]:
        section |= {name: other[name] for name in ("column", f"column{LABEL}")}
    _merge_works(section, other)
    for name in LISTED:
        _merge(section, other, name, REFERENCE)
    _merge(section, other, "sources", "url")
    section["keyFigures"] = [*section["keyFigures"], *other["keyFigures"]]
    return True


def move(sections: list[Texts], place: int, by: int) -> bool:
    """Move a section by some places; return whether it can be."""
    if not (0 <= place < len(sections) and 0 <= place + by < len(sections)):
        return False
    sections.insert(place + by, sections.pop(place))
    return True


def lead(issue: Texts, place: int, paragraph: int) -> bool:
    """Let a paragraph of a section lead the issue: a picture as its cover, words as its standfirst, where it has none.

    A section of which nothing is left goes; return whether it can be.

    Args:
        issue: the texts of a form.
        place: of the section, from 0.
        paragraph: the number of the paragraph, from 0.
    """
    section = issue["sections"][place]
    parts = paragraphs(section["body"])
    if not 0 <= paragraph < len(parts):
        return False
    part = parts.pop(paragraph)
    if picture := PICTURE.fullmatch(part.strip()):
        if issue["cover"]["url"]:
            return False
        width, height = size_in(picture["address"].rpartition("/")[2]) or ("", "")
        issue["cover"] |= {"url": picture["address"], "alt": picture["alt"], "width": str(width), "height": str(height)}
    elif issue["standfirst"].strip():
        return False
    else:
        issue["standfirst"] = render(part).text
    section["body"] = "\n\n".join(parts)
    if not any(section[name] for name in ("heading", "column", "body", "recommendations", "sources", "keyFigures")):
        issue["sections"].pop(place)
    return True


def _heading_of(parts: Sequence[str]) -> tuple[str, Sequence[str]]:
    """Return the heading with which some paragraphs begin, and the others; none where they do not begin with one."""
    found = DRESSED.fullmatch(parts[0].strip())
    if found is None or len(parts[0]) > LONGEST_HEADING:
        return "", parts
    return (found["sharp"] or found["bold"]).strip(" *_"), parts[1:]


def _divide_works(here: Texts, new: Texts, texts: tuple[str, str], names: Names) -> None:
    works = here["recommendations"]
    named = names([each["work"] for each in works], texts)
    _divide(here, new, "recommendations", [tuple(each["work"] in part for part in named) for each in works])


def _divide(here: Texts, new: Texts, name: str, named: Sequence[tuple[bool, ...]]) -> None:
    """Let those go that only the second text names, without their ids: they are those of the section they were in."""
    items = list(zip(here[name], named, strict=True))
    here[name] = [item for item, (first, second) in items if first or not second]
    new[name] = [{**item, ID: ""} for item, (first, second) in items if second and not first]


def _names(label: str, texts: tuple[str, str]) -> tuple[bool, ...]:
    return tuple(bool(label) and fold(label) in fold(text) for text in texts)


def _merge_works(section: Texts, other: Texts) -> None:
    """Add the works of another section; one that both recommend has the stronger role, and a reason if there is one."""
    here = {each["work"]: each for each in section["recommendations"]}
    for each in other["recommendations"]:
        known = here.get(each["work"])
        if known is None:
            section["recommendations"].append({**each, ID: ""})
            continue
        known["role"] = min(known["role"], each["role"], key=STRENGTH.index)
        if each["reason"] and each["reason"] != known["reason"]:
            known["reason"] = "\n".join(filter(None, [known["reason"], each["reason"]]))


def _merge(section: Texts, other: Texts, name: str, key: str) -> None:
    known = {each[key] for each in section[name]}
    section[name] = [*section[name], *({**each, ID: ""} for each in other[name] if each[key] not in known)]
