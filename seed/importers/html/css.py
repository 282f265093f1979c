"""What a reader of a mail sees and how, computed from tags, style sheets and style attributes.

Only what matters for reading is computed: whether an element is visible, and the size, weight, slant and capitals of
its letters. Rules inside ``@media`` are passed over: they are for other screens.

No library: tinycss2 reads the same declarations, but takes a third to twice the time of reading a styled letter on top,
and would need bounds of its own against long sheets and nested braces.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from selectolax.lexbor import LexborHTMLParser, LexborNode, SelectolaxError

from seed.importers.blocks import BODY_SIZE
from seed.importers.wordlist import wordset

Declarations = dict[str, str]
"""The value of each declared property."""
LEGIBLE = 1.5
"""Letters of this many pixels and fewer are not meant to be read."""
HIDDEN_TAGS = wordset(
    "script style head title template meta link base noframes noembed datalist param source track area "
    "col colgroup select-list"
)
SIZES = {"xx-small": 9, "x-small": 10, "small": 13, "medium": 16, "large": 18, "x-large": 24, "xx-large": 32}
FONT_SIZES = {"1": 10, "2": 13, "3": 16, "4": 18, "5": 24, "6": 32, "7": 48}
HEADING_SIZES = {"h1": 2.0, "h2": 1.5, "h3": 1.17, "h4": 1.0, "h5": 0.83, "h6": 0.75}
STRONG_TAGS = frozenset({"b", "strong"})
EM_TAGS = frozenset({"i", "em", "cite", "dfn", "var"})
LENGTH = re.compile(r"([\d.]+)\s*(px|pt|em|rem|%|ex)?$")
UNITS = {None: 1.0, "px": 1.0, "pt": 4 / 3, "rem": BODY_SIZE}
ZERO = re.compile(r"0(?:\.0+)?(?:px|pt|em|rem|%)?$")
PROPERTIES = wordset(
    "display visibility opacity font-size font-weight font-style font text-transform max-height height width "
    "max-width overflow background background-color border-radius padding"
)
COMMENT = re.compile(r"/\*.*?\*/|<!--|-->", re.DOTALL)
MOST_RULES = 500
# What senders call a part that stands there a second time, for another screen.
SCREEN_CLASSES = ", ".join(
    f"[class*='{screen}{sign}{word}' i], [class*='{word}{sign}{screen}' i]"
    for screen in ("mobile", "desktop", "phone")
    for word in ("only", "hide", "hidden", "show", "visible")
    for sign in ("-", "_", "")
)


@dataclass(frozen=True)
class ComputedStyle:
    """How the letters of an element are shown."""

    hidden: bool = False
    visibility_hidden: bool = False  # unlike ``hidden``, it may be undone for an element inside
    size: float = BODY_SIZE
    strong: bool = False
    em: bool = False
    upper: bool = False

    @property
    def visible(self) -> bool:
        """Whether a reader sees the letters."""
        return not self.hidden and not self.visibility_hidden and self.size > LEGIBLE


def computed_style(
    tag: str, declared: Mapping[str, str], attributes: Mapping[str, str | None], parent: ComputedStyle
) -> ComputedStyle:
    """Compute the style of an element.

    Args:
        tag: its name.
        declared: the ``PROPERTIES`` declared for it.
        attributes: its own.
        parent: the style of the element around it.
    """
    size = parent.size * HEADING_SIZES.get(tag, 1.0)
    if tag == "font" and attributes.get("size") in FONT_SIZES:
        size = FONT_SIZES[attributes["size"] or ""]
    style = replace(
        parent,
        hidden=parent.hidden or tag in HIDDEN_TAGS or "hidden" in attributes or _hides(declared),
        size=size,
        strong=parent.strong or tag in STRONG_TAGS,
        em=parent.em or tag in EM_TAGS,
    )
    return _with_declared(style, declared, parent) if declared else style


def _with_declared(style: ComputedStyle, declared: Mapping[str, str], parent: ComputedStyle) -> ComputedStyle:
    size = _size(declared.get("font-size", ""), parent.size)
    weight = declared.get("font-weight", "")
    strong = style.strong
    if weight:
        strong = weight in {"bold", "bolder"} or (weight.isdigit() and int(weight) >= 600)  # noqa: PLR2004 (CSS's bold)
    slant = declared.get("font-style", "")
    visibility = declared.get("visibility", "")
    case = declared.get("text-transform", "")
    return replace(
        style,
        visibility_hidden=visibility in {"hidden", "collapse"} if visibility else style.visibility_hidden,
        size=style.size if size is None else size,
        strong=strong,
        em=slant in {"italic", "oblique"} if slant else style.em,
        upper=case == "uppercase" if case else style.upper,
    )


def _hides(declared: Mapping[str, str]) -> bool:
    if not declared:
        return False
    if declared.get("display") == "none":
        return True
    if ZERO.match(declared.get("max-height", "")) or ZERO.match(declared.get("opacity", "")):
        return True
    clipped = "hidden" in declared.get("overflow", "")
    return clipped and any(ZERO.match(declared.get(side, "")) for side in ("height", "width", "max-width"))


def looks_like_button(declared: Mapping[str, str]) -> bool:
    """Whether a link has a ground of its own and room around its words."""
    ground = declared.get("background-color") or declared.get("background") or ""
    coloured = bool(ground) and not ground.startswith(("none", "transparent", "inherit", "initial"))
    return coloured and any(name in declared for name in ("padding", "border-radius"))


def _size(value: str, parent_size: float) -> float | None:
    if value in SIZES:
        return float(SIZES[value])
    length = LENGTH.match(value)
    if not length or length[1].count(".") > 1 or length[1] == ".":
        return None
    unit, number = length[2], float(length[1])
    if unit in UNITS:
        return number * UNITS[unit]
    return parent_size * number / (100 if unit == "%" else 2 if unit == "ex" else 1)


def declared_style(attribute: str, sheet: "SheetDeclarations | None") -> Declarations:
    """Return the declarations that apply to an element: those of its style attribute and of the style sheets."""
    normal, important = parse_declarations(attribute) if attribute else ({}, {})
    if sheet is None:
        return normal | important
    return sheet.normal | normal | sheet.important | important


def parse_declarations(text: str) -> tuple[Declarations, Declarations]:
    """Return the normal and the important declarations of ``PROPERTIES``; the last of a name counts."""
    normal: Declarations = {}
    important: Declarations = {}
    for declaration in text.split(";"):
        name, colon, value = declaration.partition(":")
        name = name.strip().lower()
        if not colon or name not in PROPERTIES:
            continue
        value, bang, _ = value.strip().lower().partition("!")
        declarations = important if bang else normal
        declarations |= _shorthand(value) if name == "font" else {name: value.strip()}
    return normal, important


def _shorthand(value: str) -> Declarations:
    declarations: Declarations = {}
    for part in value.split():
        if part in {"bold", "bolder"} or part in {"600", "700", "800", "900"}:
            declarations["font-weight"] = part
        elif part == "italic":
            declarations["font-style"] = part
        elif LENGTH.match(part.partition("/")[0]) and not part.isdigit():
            declarations["font-size"] = part.partition("/")[0]
    return declarations


@dataclass
class SheetDeclarations:
    """What the style sheets declare for one element."""

    normal: Declarations = field(default_factory=dict)
    important: Declarations = field(default_factory=dict)


def sheet_declarations(tree: LexborHTMLParser) -> dict[int, SheetDeclarations]:
    """Return what the page's style sheets declare for its elements, by their ``mem_id``; the last rule counts."""
    by_element: dict[int, SheetDeclarations] = {}
    rules = 0
    for element in tree.css("style"):
        for selector, body in _rules(element.text(deep=True)):
            if selector.startswith("@"):
                continue
            normal, important = parse_declarations(body)
            rules += bool(normal or important)
            if not (normal or important) or rules > MOST_RULES:
                continue
            for node in _matching(tree, selector):
                sheet = by_element.setdefault(node.mem_id, SheetDeclarations())
                sheet.normal |= normal
                sheet.important |= important
    return by_element


def elements_of_one_screen(tree: LexborHTMLParser) -> set[int]:
    """Return the ``mem_id`` of the elements that only some screens show, by a style sheet or by their class."""
    hidden = {node.mem_id for node in tree.css(SCREEN_CLASSES)}
    rules = 0
    for element in tree.css("style"):
        for media, inner in _rules(element.text(deep=True)):
            for selector, body in _rules(inner) if media.lower().startswith("@media") else ():
                normal, important = parse_declarations(body)
                rules += 1
                if rules <= MOST_RULES and _hides(normal | important):
                    hidden.update(node.mem_id for node in _matching(tree, selector))
    return hidden


def _matching(tree: LexborHTMLParser, selector: str) -> list[LexborNode]:
    # What depends on the reader's pointer or screen is not true when a mail is opened.
    if ":" in selector or selector.strip().startswith(("@", "*")) or len(selector) > 500:  # noqa: PLR2004
        return []
    try:
        return tree.css(selector)
    except (SelectolaxError, ValueError):
        return []


def _rules(sheet: str) -> list[tuple[str, str]]:
    """Return the selectors and bodies of the outermost rules, ``@`` rules among them."""
    rules = []
    depth, start, selector = 0, 0, ""
    sheet = COMMENT.sub(" ", sheet)
    for brace in re.finditer(r"[{};]", sheet):
        end, sign = brace.start(), brace[0]
        if sign == "{":
            if depth == 0:
                selector, start = sheet[start:end].strip(), end + 1
            depth += 1
        elif sign == "}":
            depth = max(0, depth - 1)
            if depth == 0:
                rules.append((selector, sheet[start:end]))
                start = end + 1
        elif depth == 0:
            start = end + 1
    return rules
