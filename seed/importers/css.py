"""What a reader of a mail sees and how: the one place that decides it, from tags, style sheets and style attributes.

Only what matters for reading is looked at: whether an element is shown, and the size, weight, slant and capitals of its
letters. Rules inside ``@media`` are not: they say what other screens show.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from selectolax.lexbor import LexborHTMLParser, LexborNode, SelectolaxError

from seed.importers.blocks import BODY_SIZE
from seed.importers.wordlist import wordset

Style = dict[str, str]
LEGIBLE = 1.5
"""Letters of this many pixels and fewer are not there to be read."""
UNSEEN_TAGS = wordset(
    "script style head title template meta link base noframes iframe noembed datalist param source track area "
    "col colgroup input select-list"
)
SIZES = {"xx-small": 9, "x-small": 10, "small": 13, "medium": 16, "large": 18, "x-large": 24, "xx-large": 32}
FONT_SIZES = {"1": 10, "2": 13, "3": 16, "4": 18, "5": 24, "6": 32, "7": 48}
HEADING_SIZES = {"h1": 2.0, "h2": 1.5, "h3": 1.17, "h4": 1.0, "h5": 0.83, "h6": 0.75}
STRONG_TAGS = frozenset({"b", "strong"})
EM_TAGS = frozenset({"i", "em", "cite", "dfn", "var"})
LENGTH = re.compile(r"([\d.]+)\s*(px|pt|em|rem|%|ex)?$")
UNITS = {None: 1.0, "px": 1.0, "pt": 4 / 3, "rem": BODY_SIZE}
ZERO = re.compile(r"0(?:\.0+)?(?:px|pt|em|rem|%)?$")
READ = wordset(
    "display visibility opacity font-size font-weight font-style font text-transform max-height height width "
    "max-width overflow mso-hide"
)
COMMENT = re.compile(r"/\*.*?\*/|<!--|-->", re.DOTALL)
MOST_RULES = 500


@dataclass(frozen=True)
class ComputedStyle:
    """How the letters of an element are shown."""

    hidden: bool = False
    unseen: bool = False  # like ``hidden``, but an element inside may be shown again
    size: float = BODY_SIZE
    strong: bool = False
    em: bool = False
    upper: bool = False

    @property
    def shown(self) -> bool:
        """Tell whether a reader sees the letters."""
        return not self.hidden and not self.unseen and self.size > LEGIBLE


def look_of(
    tag: str, style: Mapping[str, str], attributes: Mapping[str, str | None], around: ComputedStyle
) -> ComputedStyle:
    """Give the look of an element.

    Args:
        tag: its name.
        style: what applies to it, of ``READ``.
        attributes: its own.
        around: the look of what it stands in.
    """
    size = around.size * HEADING_SIZES.get(tag, 1.0)
    if tag == "font" and attributes.get("size") in FONT_SIZES:
        size = FONT_SIZES[attributes["size"] or ""]
    look = replace(
        around,
        hidden=around.hidden or tag in UNSEEN_TAGS or "hidden" in attributes or _hides(style),
        size=size,
        strong=around.strong or tag in STRONG_TAGS,
        em=around.em or tag in EM_TAGS,
    )
    return _styled(look, style, around) if style else look


def _styled(look: ComputedStyle, style: Mapping[str, str], around: ComputedStyle) -> ComputedStyle:
    size = _size(style.get("font-size", ""), around.size)
    weight = style.get("font-weight", "")
    strong = look.strong
    if weight:
        strong = weight in {"bold", "bolder"} or (weight.isdigit() and int(weight) >= 600)  # noqa: PLR2004 (CSS's bold)
    slant = style.get("font-style", "")
    visibility = style.get("visibility", "")
    case = style.get("text-transform", "")
    return replace(
        look,
        unseen=visibility in {"hidden", "collapse"} if visibility else look.unseen,
        size=look.size if size is None else size,
        strong=strong,
        em=slant in {"italic", "oblique"} if slant else look.em,
        upper=case == "uppercase" if case else look.upper,
    )


def _hides(style: Mapping[str, str]) -> bool:
    if not style:
        return False
    if style.get("display") == "none" or style.get("mso-hide") == "all":
        return True
    if ZERO.match(style.get("max-height", "")) or ZERO.match(style.get("opacity", "")):
        return True
    clipped = "hidden" in style.get("overflow", "")
    return clipped and any(ZERO.match(style.get(side, "")) for side in ("height", "width", "max-width"))


def _size(value: str, around: float) -> float | None:
    if value in SIZES:
        return float(SIZES[value])
    found = LENGTH.match(value)
    if not found or found[1].count(".") > 1 or found[1] == ".":
        return None
    unit, number = found[2], float(found[1])
    if unit in UNITS:
        return number * UNITS[unit]
    return around * number / (100 if unit == "%" else 2 if unit == "ex" else 1)


def style_of(own: str, sheet: "Sheet | None") -> Style:
    """Give what applies to an element, by its style attribute and what the style sheets say of it."""
    normal, important = declarations(own) if own else ({}, {})
    if sheet is None:
        return normal | important
    return sheet.normal | normal | sheet.important | important


def declarations(text: str) -> tuple[Style, Style]:
    """Give the declarations that matter here, and those of them that are important; the last of a name counts."""
    normal: Style = {}
    important: Style = {}
    for declaration in text.split(";"):
        name, colon, value = declaration.partition(":")
        name = name.strip().lower()
        if not colon or name not in READ:
            continue
        value, bang, _ = value.strip().lower().partition("!")
        style = important if bang else normal
        style |= _shorthand(value) if name == "font" else {name: value.strip()}
    return normal, important


def _shorthand(value: str) -> Style:
    style: Style = {}
    for part in value.split():
        if part in {"bold", "bolder"} or part in {"600", "700", "800", "900"}:
            style["font-weight"] = part
        elif part == "italic":
            style["font-style"] = part
        elif LENGTH.match(part.partition("/")[0]) and not part.isdigit():
            style["font-size"] = part.partition("/")[0]
    return style


@dataclass
class Sheet:
    """What the style sheets say of one element."""

    normal: Style = field(default_factory=dict)
    important: Style = field(default_factory=dict)


def sheet_styles(tree: LexborHTMLParser) -> dict[int, Sheet]:
    """Give what the page's style sheets say about its elements, by their ``mem_id``; what comes later counts."""
    styles: dict[int, Sheet] = {}
    rules = 0
    for element in tree.css("style"):
        for selector, body in _rules(element.text(deep=True)):
            normal, important = declarations(body)
            rules += bool(normal or important)
            if not (normal or important) or rules > MOST_RULES:
                continue
            for node in _matching(tree, selector):
                sheet = styles.setdefault(node.mem_id, Sheet())
                sheet.normal |= normal
                sheet.important |= important
    return styles


def _matching(tree: LexborHTMLParser, selector: str) -> list[LexborNode]:
    # What depends on the reader's pointer or screen is never so when a mail is opened.
    if ":" in selector or selector.strip().startswith(("@", "*")) or len(selector) > 500:  # noqa: PLR2004
        return []
    try:
        return tree.css(selector)
    except (SelectolaxError, ValueError):
        return []


def _rules(sheet: str) -> list[tuple[str, str]]:
    """Give the selectors and bodies of the rules that are in no ``@`` rule."""
    found = []
    depth, start, selector = 0, 0, ""
    sheet = COMMENT.sub(" ", sheet)
    for brace in re.finditer(r"[{};]", sheet):
        at, sign = brace.start(), brace[0]
        if sign == "{":
            if depth == 0:
                selector, start = sheet[start:at].strip(), at + 1
            depth += 1
        elif sign == "}":
            depth = max(0, depth - 1)
            if depth == 0:
                if not selector.startswith("@"):
                    found.append((selector, sheet[start:at]))
                start = at + 1
        elif depth == 0:
            start = at + 1
    return found
