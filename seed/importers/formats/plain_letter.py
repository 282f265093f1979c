"""The plain part of a mail: not Markdown, but typed by the same habits, and drawn with signs.

Headings are underlined, stand between rules, or are in capitals; lines are broken where they grow too long. The rest is
read by a Markdown parser that knows neither indented code nor HTML: ``<HomePage>`` is a word.
"""

import re
from collections.abc import Iterator, Sequence
from functools import cache

from markdown_it import MarkdownIt

from schema.text import count_words
from seed.importers.blocks import Block, Span, one_line
from seed.importers.boilerplate.forwarding import is_header_line
from seed.importers.content import ParsedContent
from seed.importers.formats.grid_tables import BORDER, expand_grid_tables, join_broken_urls
from seed.importers.formats.template_code import without_fields
from seed.importers.formats.text import LONGEST_HEADING, in_capitals
from seed.importers.html.page import parse_html
from seed.importers.invisible import without_hyphenation
from seed.importers.parsed_issue import Reason, Unreadable

MOST_LINES = 50_000
RULE = re.compile(r"([=\-_*~#–—•.+^])(?:[ \t]?\1){2,}")
STRONG_RULES = frozenset("=#*")
FRAMED = re.compile(
    r"(?P<sign>={2,}|~{2,}|-{2,}|\*{3,}|_{2,}|\+{2,}|#{2,}|–{2,}|—{2,})[ \t]*(?P<words>[^ \t].*?)[ \t]*(?P=sign)"
)
MARKED = re.compile(r"(?:\*{2}|[=+~]{1,3}|>{2,})[ \t]+(?P<words>\S.*)")
# "Basse mer (https://...)" is how links look in plain text.
LINKED = re.compile(r"(?P<words>[^\[\]<>()]{1,150}?)[ \t]*[(<](?P<url>https?://[^\s<>()]+)[)>]")
NUMBERED = re.compile(r"\d{1,9}[.)][ \t]+\S")
LIST_ITEM = re.compile(r"[ \t]*(?:[-*+•‣▪◦●∙–]|\d{1,3}[.)])[ \t]")
BULLET = re.compile(r"^([ \t]*)[•‣▪◦●∙][ \t\u00a0]*(?=\S)")
ADDRESS = re.compile(r"<?https?://\S+")
SENTENCE_END = (".", ",", ";", "…", ":")
NARROW, WIDE = 50, 100
"""Texts whose longest line is shorter, or longer, than these were broken by nobody but their author."""
MOST_WRAPPED = 3
LEAST_QUOTED = 0.6
DEEPEST_QUOTATION = 5
MOST_SIGNATURE_LINES = 15
MARKS = (">", "#", "|", "```")
ARMOUR = re.compile(r"-----BEGIN PGP SIGNED MESSAGE-----\n(?:[A-Za-z-]+: [^\n]*\n)*\n")
SIGNATURE = re.compile(
    r"^-----BEGIN PGP SIGNATURE-----$.*?(?:^-----END PGP SIGNATURE-----$|\Z)", re.MULTILINE | re.DOTALL
)


def parse_plain_letter(text: str) -> ParsedContent:
    """Parse the plain part of a mail.

    Raises:
        Unreadable: it is built to take minutes.
    """
    if text.count("\n") > MOST_LINES:
        raise Unreadable(f"the text has more than {MOST_LINES:,} lines, which no newsletter has")
    text, taken = without_fields(_without_armour(without_hyphenation(text)))
    text, signature = _split_signature(_unquoted(text))
    if BORDER.search(text):
        text = expand_grid_tables(text)
    content = parse_html("\n".join(_html(text)))
    content.blocks += [Block(spans=[Span(line)], reason=Reason.FOOTER) for line in signature]
    content.blocks += [Block(spans=[Span(piece)], hidden=True, reason=Reason.MARKUP) for piece in taken]
    return content


def _without_armour(text: str) -> str:
    """Return a text without the marks around what is signed with PGP."""
    if "-----BEGIN PGP" not in text:
        return text
    text = SIGNATURE.sub("", text)
    signed = ARMOUR.search(text)
    return (
        text[: signed.start()] + re.sub(r"^- (?=-)", "", text[signed.end() :], flags=re.MULTILINE) if signed else text
    )


def _unquoted(text: str) -> str:
    """Return a text without the signs of a quotation around nearly all of it, as answers and forwards have them."""
    for _ in range(DEEPEST_QUOTATION):
        lines = text.split("\n")
        quoted = sum(line.startswith(">") for line in lines)
        if quoted <= LEAST_QUOTED * sum(bool(line.strip()) for line in lines):
            return text
        text = "\n".join(re.sub(r"^> ?", "", line) for line in lines)
    return text


def _split_signature(text: str) -> tuple[str, list[str]]:
    """Split a text at ``-- ``, below which a mail program puts who writes."""
    lines = text.rstrip("\n").split("\n")
    start = next((index for index in range(len(lines) - 1, -1, -1) if lines[index] == "-- "), None)
    if start is None or len(lines) - start > MOST_SIGNATURE_LINES:
        return text, []
    return "\n".join(lines[:start]), [line.strip() for line in lines[start + 1 :] if line.strip()]


def _html(text: str) -> Iterator[str]:
    """Yield the HTML of headings, and of what stands between them."""
    lines = [line.expandtabs(4).rstrip() for line in join_broken_urls(text.split("\n"))]
    width = _width(lines)
    environment: dict[str, object] = {}
    waiting: list[str] = []
    index = 0
    while index < len(lines):
        level, words, length = _heading(lines, index)
        if length:
            yield _render(waiting, width, environment)
            waiting = []
            words = LINKED.sub(r"[\g<words>](<\g<url>>)", words) if LINKED.fullmatch(words) else words
            yield f"<h{level}>{_markdown().renderInline(words, environment)}</h{level}>" if words else "<hr>"
        else:
            waiting.append(lines[index])
        index += max(1, length)
    yield _render(waiting, width, environment)


def _heading(lines: Sequence[str], index: int) -> tuple[int, str, int]:
    """Return the level and the words of the heading at a line, and how many lines it takes; 0 lines for none.

    A rule that heads nothing has no words.
    """
    line = lines[index].strip()
    if not line or _quoted_or_code(lines[index]):
        return 0, "", 0
    if rule := RULE.fullmatch(line):
        level = 1 if rule[1] in STRONG_RULES else 2
        inner = _words_between_rules(lines, index)
        return (level, one_line(" ".join(inner)), len(inner) + 2) if inner else (level, "", 1)
    below = lines[index + 1].strip() if index + 1 < len(lines) else ""
    alone = (
        bool(MARKED.match(line))
        or index == 0
        or not lines[index - 1].strip()
        or bool(RULE.fullmatch(lines[index - 1].strip()))
    )
    if alone and (rule := RULE.fullmatch(below)) and len(line) <= LONGEST_HEADING and rule[1] not in "•.+":
        return (1 if rule[1] in STRONG_RULES else 2), _undressed(line), 2
    if (
        alone
        and len(line) <= LONGEST_HEADING
        and (framed := FRAMED.fullmatch(line))
        and any(map(str.isalpha, framed["words"]))
    ):
        return 2, framed["words"], 1
    return _capitals(lines, index) if alone else (0, "", 0)


def _words_between_rules(lines: Sequence[str], index: int) -> list[str]:
    """Return the one or two lines between the rule at a line and the same rule below them."""
    for length in (1, 2):
        inner = [line.strip() for line in lines[index + 1 : index + 1 + length]]
        end = lines[index + 1 + length].strip() if index + 1 + length < len(lines) else ""
        if all(inner) and RULE.fullmatch(end) and end[:1] == lines[index].strip()[:1]:
            short = sum(map(len, inner)) <= LONGEST_HEADING and not inner[-1].endswith((".", ",", ";"))
            frame = lines[index].strip()[0] + "|"
            inner = [each.strip(frame).strip() or each for each in inner]
            return inner if short and not any(map(RULE.fullmatch, inner)) else []
    return []


def _capitals(lines: Sequence[str], index: int) -> tuple[int, str, int]:
    """Read a heading in capitals, which may be broken over some lines."""
    length = 0
    while index + length < len(lines) and in_capitals(lines[index + length]) and length < MOST_WRAPPED:
        length += 1
    words = one_line(" ".join(lines[index : index + length]))
    after = lines[index + length].strip() if index + length < len(lines) else ""
    if not length or len(words) > LONGEST_HEADING or words.endswith((".", ",", ";")) or _is_item(lines, index):
        return 0, "", 0
    if after and (count_words(words) == 1 or in_capitals(after)):
        return 0, "", 0
    return 2, words, length


def _is_item(lines: Sequence[str], index: int) -> bool:
    """Whether a line is an item of a list, not a heading with a number."""
    if not NUMBERED.match(lines[index]):
        return bool(LIST_ITEM.match(lines[index]))
    return any(NUMBERED.match(line) for line in [line for line in lines[index + 1 : index + 4] if line.strip()][:1])


def _undressed(line: str) -> str:
    marked = MARKED.fullmatch(line) or FRAMED.fullmatch(line)
    return re.sub(r"[ \t]*\*{2}$", "", marked["words"]) if marked else line


def _quoted_or_code(line: str) -> bool:
    return line.startswith((">", "```"))


def _width(lines: Sequence[str]) -> int:
    """Return the width at which a program broke the lines; 0 where it broke none."""
    longest = max((len(line) for line in lines if not ADDRESS.search(line)), default=0)
    return longest if NARROW <= longest <= WIDE else 0


def _render(lines: list[str], width: int, environment: dict[str, object]) -> str:
    if not any(lines):
        return ""
    numbered = _numbered_alone(lines)
    out: list[str] = []
    for index, line in enumerate(lines):
        text = BULLET.sub(r"\1- ", line)
        if index in numbered:
            text = re.sub(r"(?<=\d)(?=[.)])", r"\\", text, count=1)
        elif not _quoted_or_code(text):
            text = text.replace("\\", "\\\\")
        if index + 1 < len(lines) and line and lines[index + 1].strip() and _breaks(line, lines[index + 1], width):
            text += "  "
        out.append(text)
    return str(_markdown().render("\n".join(out), environment))


def _breaks(line: str, below: str, width: int) -> bool:
    """Whether the break between two lines is the author's: the first word of the second had had its place."""
    if line.startswith(">") and below.startswith(">"):
        line, below = line.lstrip("> "), below.lstrip("> ")
    if not line or not below.strip() or below.lstrip().startswith(MARKS) or line.startswith(MARKS):
        return False
    if LIST_ITEM.match(below):
        return False
    if is_header_line(below) or ADDRESS.match(below.lstrip()) or ADDRESS.fullmatch(line.strip()):
        return True
    return len(line) + 1 + len(below.split()[0]) <= width - 2 or not width


def _numbered_alone(lines: Sequence[str]) -> set[int]:
    """Return the numbered lines that are no items of a list: a text stands below them."""
    alone = set()
    for index, line in enumerate(lines):
        if not NUMBERED.match(line):
            continue
        following = [below for below in lines[index + 1 : index + 4] if below.strip()][:1]
        if not following or not (NUMBERED.match(following[0]) or following[0].startswith(" ")):
            previous = [above for above in lines[max(0, index - 3) : index] if above.strip()][-1:]
            if not previous or not NUMBERED.match(previous[0]):
                alone.add(index)
    return alone


@cache
def _markdown() -> MarkdownIt:
    """Return a parser of what people type: lists, quotations, emphasis, links."""
    rules = MarkdownIt("commonmark", {"html": False, "maxNesting": 40}).enable("table")
    return rules.disable(["code", "lheading", "hr", "html_block", "html_inline", "entity", "backticks"])
