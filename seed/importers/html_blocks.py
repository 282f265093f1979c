"""From HTML to blocks: a walk over the parsed page that keeps every word and how a reader sees it."""

import re
import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from selectolax.lexbor import LexborHTMLParser, LexborNode

from seed.importers.blocks import SPACES, Block, BlockKind, Container, Hyperlink, Picture, Span, paragraphs
from seed.importers.css import UNSEEN_TAGS, ComputedStyle, look_of, sheet_styles, style_of
from seed.importers.data_tables import data_tables
from seed.importers.decoding import LONGEST_TEXT, is_blank
from seed.importers.links import clean_link
from seed.importers.parsed_issue import Reason, Unreadable
from seed.importers.wordlist import wordset

BLOCK_TAGS = wordset(
    "address article aside blockquote body caption center dd details dialog dir div dl dt fieldset figcaption "
    "figure footer form frameset h1 h2 h3 h4 h5 h6 header hgroup hr html legend li listing main menu nav ol "
    "optgroup option p plaintext pre search section select summary table tbody td tfoot th thead tr ul xmp"
)
BOXES = wordset("td th div section article aside li table body")
INLINE_SHOWN_AS_BLOCK = frozenset({"block", "table", "table-cell", "table-row", "list-item", "flex", "grid"})
CODE_TAGS = frozenset({"code", "kbd", "samp", "tt"})
LEVELS = {f"h{level}": level for level in range(1, 7)}
# A page is refused when reading it would take more than seconds: its tags, those that are never closed, and the copies
# of unclosed formatting that an HTML parser has to make in each block.
MOST_TAGS, DEEPEST, MOST_COPIES, MOST_NODES = 50_000, 20_000, 300_000, 1_000_000
# Parsers compare each attribute with all others of its tag.
WHOLE_TAG = re.compile(r"""<[a-zA-Z](?:"[^"]*+"|'[^']*+'|[^>"']++|["'])*+""")
VALUE = re.compile(r"""="[^"]*+"|='[^']*+'""")
LONG_TAG, MOST_ATTRIBUTES = 10_000, 2_000
TAG = re.compile(r"<(/?)([a-zA-Z]+)")
FORMATTING = wordset("a b big code em font i nobr s small strike strong tt u")
MARK = re.compile(rf"<(?:{'|'.join(FORMATTING)})\b[^>]*", re.IGNORECASE)
NEVER_DEEP = wordset("p li td tr th br img hr input meta link option dt dd tbody thead col area base wbr o")
MOST_CONTAINERS = 30
TINY = 2
# An image that carries nothing but space.
SPACER = re.compile(r"spacer|blank|transparent|/clear\.gif|separat", re.IGNORECASE)
PIXEL = re.compile(
    r"/open(?:\.php|\.aspx)?(?:[/?]|$)|/(?:o|wf/open|e2t|pixel|beacon|trk?|tracking?)/|pixel\.(?:gif|png)",
    re.IGNORECASE,
)
CONTROL = re.compile("[\x00-\x08\x0b\x0e-\x1f\x7f-\x9f\u2028\u2029]")


@dataclass
class ParsedContent:
    """A parsed page: its blocks in reading order, and what its head says."""

    blocks: list[Block] = field(default_factory=list)
    title: str | None = None
    language: str | None = None
    warnings: list[str] = field(default_factory=list)
    numbers: int = 0


@dataclass(frozen=True)
class _Frame:
    """What holds inside an element."""

    look: ComputedStyle
    block: bool = True
    link: Hyperlink | None = None
    in_page: bool = False
    level: int = 0
    containers: tuple[Container, ...] = ()
    box: int = 0
    pre: bool = False
    code: bool = False


def parse_html(html: str, numbers: int = 0) -> ParsedContent:
    """Read a page, or a piece of one.

    Args:
        html: the page.
        numbers: how many links, lists and boxes the pieces before it have.

    Raises:
        Unreadable: it is built to take minutes.
    """
    _refuse_bombs(html)
    tree = LexborHTMLParser(html)
    walk = BlockBuilder(tree, numbers)
    if tree.root is not None:
        walk.run(tree.root)
    title = tree.css_first("head > title")
    page = tree.css_first("html")
    return ParsedContent(
        blocks=walk.blocks,
        title=" ".join(tidy(title.text()).split()) or None if title else None,
        language=_language(page.attributes.get("lang")) if page else None,
        warnings=walk.warnings(),
        numbers=walk.numbers,
    )


def tidy(text: str) -> str:
    """Give text as it may be stored: composed accents, no control characters."""
    if text.isascii() and text.isprintable():
        return text
    return unicodedata.normalize("NFC", CONTROL.sub(" ", text))


def _language(given: str | None) -> str | None:
    found = re.match(r"\s*([A-Za-z]{2})(?![A-Za-z])", given or "")
    return found[1].lower() if found else None


def _refuse_bombs(html: str) -> None:
    if html.count("<") > MOST_TAGS:
        raise Unreadable(f"the page has more than {MOST_TAGS:,} tags, which no newsletter has")
    long_tags = (tag[0] for tag in WHOLE_TAG.finditer(html) if len(tag[0]) > LONG_TAG)
    if any(len(re.findall(r"[\s/=]+", VALUE.sub("=", tag))) > MOST_ATTRIBUTES for tag in long_tags):
        raise Unreadable("a tag of the page has more attributes than any newsletter's")
    tags = [(closing, name.lower()) for closing, name in TAG.findall(html)]
    open_blocks = deepest = marks = most_marks = 0
    for closing, name in tags:
        step = -1 if closing else 1
        if name in FORMATTING:
            marks = max(0, marks + step)
            most_marks = max(most_marks, marks)
        elif name not in NEVER_DEEP:
            open_blocks = max(0, open_blocks + step)
            deepest = max(deepest, open_blocks)
    blocks = sum(name not in FORMATTING for _, name in tags)
    if most_marks * blocks > MOST_COPIES:  # of marks that are alike, parsers copy three
        most_marks = min(most_marks, 3 * len(set(MARK.findall(html))))
    if deepest > DEEPEST or most_marks * blocks > MOST_COPIES:
        raise Unreadable("the page's tags are nested too deeply for a newsletter")


class BlockBuilder:
    """The walk itself; it goes step by step, since a page may be nested deeper than Python calls."""

    def __init__(self, tree: LexborHTMLParser, numbers: int) -> None:
        self.blocks: list[Block] = []
        self._styles = sheet_styles(tree)
        self._data = data_tables(tree)
        base = tree.css_first("base[href]")
        self._base = base.attributes.get("href") if base else None
        self._spans: list[Span] = []
        self._hidden: list[Span] = []
        self._sizes: dict[float, int] = {}
        self.numbers = numbers
        self._linked: set[int] = set()
        self._table: Block | None = None
        self._in_page = False
        self._pixels: set[str] = set()
        self._inner_images = 0
        self._word_list: Container | None = None

    def warnings(self) -> list[str]:
        """Tell what could not be kept."""
        if not self._inner_images:
            return []
        return [f"{self._inner_images} image(s) were not kept, since they have no address on the web"]

    def run(self, root: LexborNode) -> None:
        """Walk over all nodes below ``root``."""
        frames = [_Frame(ComputedStyle())]
        for count, (node, entering) in enumerate(_steps(root, self._passed_over)):
            if count > MOST_NODES:
                raise Unreadable("the page is built of too many parts for a newsletter")
            if node.tag == "-text":
                if entering:
                    self._text(node.text_content or "", frames[-1])
            elif node.is_element_node:
                if entering:
                    frames.append(self._enter(node, frames[-1]))
                else:
                    self._leave(node.tag or "", frames.pop(), frames[-1])
        self._flush(frames[0])
        if sum(len(block.text) for block in self.blocks) > LONGEST_TEXT:
            raise Unreadable(f"the text is too long: more than {LONGEST_TEXT:,} characters is no newsletter")

    def _passed_over(self, node: LexborNode) -> bool:
        """Tell whether nothing below a node is text for readers."""
        tag = node.tag or ""
        if tag in UNSEEN_TAGS or tag in {"-comment", "!doctype"}:
            return True
        return tag == "span" and "mso-list" in (node.attributes.get("style") or "") and not _has_words(node)

    def _enter(self, node: LexborNode, around: _Frame) -> _Frame:
        tag, attributes = node.tag or "", node.attributes
        style = style_of(attributes.get("style") or "", self._styles.get(node.mem_id))
        look = look_of(tag, style, attributes, around.look)
        display = style.get("display", "")
        block = tag in BLOCK_TAGS and display not in {"inline", "contents"}
        block = block or (display in INLINE_SHOWN_AS_BLOCK and tag not in {"img", "br"})
        if block:
            self._flush(around)
        self._special(node, tag, look, around)
        return self._frame(tag, attributes, look, around, block=block)

    def _frame(
        self, tag: str, attributes: dict[str, str | None], look: ComputedStyle, around: _Frame, *, block: bool
    ) -> _Frame:
        link, in_page = around.link, around.in_page
        if tag == "a" and attributes.get("href"):
            address = attributes["href"] or ""
            url = clean_link(address, self._base)
            link = Hyperlink(self._number(), url) if url else None
            in_page = address.strip().startswith("#") and len(address.strip()) > 1
        level = LEVELS.get(tag, around.level)
        if attributes.get("role") == "heading":
            level = (
                min(6, int(given))
                if (given := attributes.get("aria-level") or "2").isdecimal() and given.isascii()
                else 2
            )
        return _Frame(
            look=look,
            block=block,
            link=link,
            in_page=in_page,
            level=level,
            containers=(around.containers + self._containers(tag, attributes))[:MOST_CONTAINERS],
            box=self._number() if tag in BOXES else around.box,
            pre=around.pre or tag in {"pre", "listing", "xmp", "plaintext"},
            code=around.code or tag in CODE_TAGS,
        )

    def _containers(self, tag: str, attributes: dict[str, str | None]) -> tuple[Container, ...]:
        if tag in {"ul", "menu", "dir"}:
            return (Container("ul", self._number()),)
        if tag == "ol":
            start = attributes.get("start") or "1"
            return (Container("ol", self._number(), int(start[:9]) if start.isdecimal() and start.isascii() else 1),)
        if tag == "li":
            return (Container("li", self._number()),)
        if tag == "blockquote":
            return (Container("quote", self._number()),)
        if tag == "p" and "MsoListParagraph" in (attributes.get("class") or ""):
            # A word processor's list: paragraphs that carry their own bullets.
            self._word_list = self._word_list or Container("ul", self._number())
            return (self._word_list, Container("li", self._number()))
        if tag in BLOCK_TAGS and tag not in {"tr", "td"}:
            self._word_list = None
        return ()

    def _special(self, node: LexborNode, tag: str, look: ComputedStyle, around: _Frame) -> None:
        if tag == "br" and look.shown:
            self._spans.append(Span("\n"))
        elif tag == "hr" and look.shown:
            self.blocks.append(Block(BlockKind.RULE, containers=around.containers, box=around.box))
        elif tag == "img":
            self._image(node.attributes, look, around)
        elif tag == "table" and self._table is None and look.shown and node.mem_id in self._data:
            named = all(cell.tag == "th" or cell.css_first("b, strong") for cell in node.css("tr:first-child > *"))
            self._table = Block(BlockKind.TABLE, containers=around.containers, box=around.box, named=named)
        elif tag == "tr" and self._table is not None:
            self._table.rows.append([])

    def _leave(self, tag: str, frame: _Frame, around: _Frame) -> None:
        if self._table is not None and tag in {"td", "th"}:
            self._cell(self._table)
        elif self._table is not None and tag == "table":
            table, self._table = self._table, None
            table.rows = [row for row in table.rows if row]
            if any(any(row) for row in table.rows):
                self.blocks.append(table)
            self._flush(frame)
        elif frame.block:
            self._flush(frame)

    def _text(self, text: str, frame: _Frame) -> None:
        text = tidy(text)
        text = text.replace("\t", "    ") if frame.pre else SPACES.sub(" ", text)
        if not frame.look.shown:
            self._hidden.append(Span(text.replace("\n", " ")))
            return
        look = frame.look
        if text.strip():
            self._in_page = self._in_page or frame.in_page
            self._sizes[look.size] = self._sizes.get(look.size, 0) + len(text.strip())
        self._spans.append(Span(text, look.strong and not frame.level, look.em, frame.code, frame.link))

    def _image(self, attributes: dict[str, str | None], look: ComputedStyle, around: _Frame) -> None:
        address = (attributes.get("src") or "").strip()
        style = style_of(attributes.get("style") or "", None)
        sides = [_pixels(attributes.get(side) or style.get(side)) for side in ("width", "height")]
        tiny = any(side is not None and side < TINY for side in sides) and all(
            side is None or side <= TINY for side in sides
        )
        if address[:4].lower() == "cid:" or address[:5].lower() == "data:":
            self._inner_images += not tiny
            return
        url = _image_address(address, self._base)
        self._inner_images += url is None and bool(address) and not tiny
        if url is None or (tiny and SPACER.search(url)):
            return
        if tiny or (PIXEL.search(url) and not attributes.get("alt") and (None in sides or not look.shown)):
            self._pixel(url, around)
        elif look.hidden or look.unseen:
            return
        elif not SPACER.search(url) or attributes.get("alt"):
            alt = " ".join(tidy(attributes.get("alt") or "").split())
            self._spans.append(Span("", link=around.link, picture=Picture(url, alt)))

    def _pixel(self, url: str, around: _Frame) -> None:
        address = url.partition("?")[0].partition("#")[0]
        if address not in self._pixels:
            self._pixels.add(address)
            self.blocks.append(Block(spans=[Span(address)], box=around.box, hidden=True, reason=Reason.TRACKER))

    def _cell(self, table: Block) -> None:
        words = [span for part in paragraphs(self._spans) for span in (*part, Span(" "))][:-1]
        words = [span._replace(text=span.text.replace("\n", " ")) for span in words]
        self._spans = []
        if not table.rows:
            table.rows.append([])
        table.rows[-1].append(self._once(words))

    def _flush(self, frame: _Frame) -> None:
        """End the block that is being read."""
        if self._table is not None:
            if self._spans:
                self._spans.append(Span("\n\n"))
            return
        if self._hidden:
            self._flush_hidden(frame)
        spans, self._spans = self._spans, []
        sizes, self._sizes = self._sizes, {}
        in_page, self._in_page = self._in_page, False
        if not spans:
            return
        size = max(sizes, key=lambda each: sizes[each]) if sizes else frame.look.size
        code = frame.pre and all(span.code or not span.text.strip() for span in spans)
        for part in [spans] if code else paragraphs(spans):
            if any(span.picture for span in part) or not is_blank("".join(span.text for span in part)):
                block = Block(
                    BlockKind.CODE if code else BlockKind.TEXT,
                    self._once(part),
                    level=frame.level,
                    size=size,
                    upper=frame.look.upper,
                    containers=frame.containers,
                    box=frame.box,
                    in_page=in_page,
                )
                self.blocks.append(block)

    def _flush_hidden(self, frame: _Frame) -> None:
        spans, self._hidden = self._hidden, []
        for part in paragraphs(spans):
            if any(char.isalnum() for span in part for char in span.text):
                self.blocks.append(Block(spans=part, box=frame.box, hidden=True))

    def _once(self, spans: list[Span]) -> list[Span]:
        """Keep a link in the first block of its anchor only: an anchor around a whole card is still one link."""
        kept = [span._replace(link=None) if span.link and span.link.number in self._linked else span for span in spans]
        self._linked.update(
            span.link.number for span in kept if span.link and (span.picture or not is_blank(span.text))
        )
        return kept

    def _number(self) -> int:
        self.numbers += 1
        return self.numbers


def _steps(root: LexborNode, passed_over: Callable[[LexborNode], bool]) -> Iterator[tuple[LexborNode, bool]]:
    """Give every node twice, entering and leaving it, without what is passed over."""
    node = root
    while True:
        down = None
        if not passed_over(node):
            yield node, True
            down = node.child
            if down is None:
                yield node, False
        while down is None:
            if node is root or node.mem_id == root.mem_id:
                return
            down = node.next
            if down is None:
                parent = node.parent
                if parent is None:
                    return
                node = parent
                yield node, False
        node = down


def _has_words(node: LexborNode) -> bool:
    return any(char.isalnum() for char in node.text(deep=True))


def _pixels(value: str | None) -> float | None:
    found = re.match(r"\s*(\d{1,5}(?:\.\d+)?)\s*(?:px|$)", value or "")
    return float(found[1]) if found else None


def _image_address(address: str, base: str | None) -> str | None:
    if "googleusercontent.com" in address and "#http" in address:
        # Google's mail reads images through its own servers and keeps the real address behind the sign #.
        address = address.partition("#")[2]
    if address[:7].lower() == "mailto:":
        return None
    return clean_link(address, base, unwrap=False)
