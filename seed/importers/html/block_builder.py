"""From HTML to blocks: a walk over the parsed page that keeps every word and how a reader sees it."""

import re
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

from selectolax.lexbor import LexborHTMLParser, LexborNode

from seed.importers.blocks import (
    LARGER,
    SPACES,
    Block,
    BlockKind,
    Container,
    Hyperlink,
    Picture,
    Span,
    has_words,
    is_blank,
    paragraphs,
    tidy,
)
from seed.importers.carried_pictures import CarriedPictures
from seed.importers.content import Metadata, ParsedContent
from seed.importers.decoding import LONGEST_TEXT
from seed.importers.html.css import (
    HIDDEN_TAGS,
    ComputedStyle,
    computed_style,
    declared_style,
    elements_of_one_screen,
    looks_like_button,
    sheet_declarations,
)
from seed.importers.html.data_tables import data_tables
from seed.importers.html.images import Pixel, read_image
from seed.importers.html.limits import refuse_bombs
from seed.importers.html.players import PLAYERS, read_player, replaces
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
MARKS = {"del": "del", "s": "del", "strike": "del", "sub": "sub", "sup": "sup"}
"""What is neither bold nor in italics, and changes what words say."""
LEVELS = {f"h{level}": level for level in range(1, 7)}
MOST_CONTAINERS = 30
MOST_NODES = 1_000_000


@dataclass(frozen=True)
class _Frame:
    """What holds for everything inside an element."""

    style: ComputedStyle
    block: bool = True
    link: Hyperlink | None = None
    place: str = ""
    level: int = 0
    containers: tuple[Container, ...] = ()
    cell_number: int = 0
    pre: bool = False
    code: bool = False
    mark: str = ""
    button: bool = False
    one_screen: bool = False


def parse_html(html: str, last_number: int = 0, carried: CarriedPictures | None = None) -> ParsedContent:
    """Parse a page, or a piece of one.

    Args:
        html: the page.
        last_number: the last number given to a link, a list or a box of the pieces before it.
        carried: the pictures that the letter carries inside, but for those in addresses of the page.

    Raises:
        Unreadable: it is built to take minutes.
    """
    refuse_bombs(html)
    tree = LexborHTMLParser(html)
    carried = carried or CarriedPictures()
    builder = BlockBuilder(tree, last_number, carried)
    if tree.root is not None:
        builder.run(tree.root)
    title = tree.css_first("head > title")
    page = tree.css_first("html")
    return ParsedContent(
        blocks=builder.blocks,
        metadata=Metadata(
            page_title=" ".join(tidy(title.text()).split()) or None if title else None,
            page_language=_language(page.attributes.get("lang")) if page else None,
        ),
        warnings=builder.warnings(),
        last_number=builder.last_number,
        pictures=carried.kept,
    )


def _language(lang: str | None) -> str | None:
    code = re.match(r"\s*([A-Za-z]{2})(?![A-Za-z])", lang or "")
    return code[1].lower() if code else None


class BlockBuilder:
    """Builds the blocks of a page in a loop, since a page may be nested deeper than Python calls."""

    def __init__(self, tree: LexborHTMLParser, last_number: int, carried: CarriedPictures) -> None:
        self.blocks: list[Block] = []
        self._sheets = sheet_declarations(tree)
        self._data = data_tables(tree)
        base = tree.css_first("base[href]")
        self._base = base.attributes.get("href") if base else None
        self._spans: list[Span] = []
        self._hidden: list[Span] = []
        self._sizes: dict[float, int] = {}
        self.last_number = last_number
        self._linked: set[int] = set()
        self._table: Block | None = None
        self._pixels: set[str] = set()
        self._carried = carried
        self._lost_images = 0
        self._lost_links = 0
        self._players = 0
        self._page_letters = 0
        self._places: list[str] = []
        self._text_frame: _Frame | None = None
        self._ids: list[str] = []
        self._buttons: list[bool] = []
        self._one_screen = elements_of_one_screen(tree)
        self._word_list: Container | None = None

    def warnings(self) -> list[str]:
        """Return what the editor should know of images and links that could not be kept."""
        warnings = []
        if self._lost_images:
            warnings.append(f"{self._lost_images} image(s) were not kept, since they have no address on the web")
        for reason, count in Counter(self._carried.refused).items():
            warnings.append(f"{count} image(s) that the letter carries were not kept: {reason}")
        if self._players:
            warnings.append(f"{self._players} embedded player(s) became links")
        if self._lost_links:
            warnings.append(f"{self._lost_links} link(s) were not kept, since their addresses lead nowhere")
        return warnings

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
        """Whether nothing below a node is text for readers."""
        tag = node.tag or ""
        if tag in HIDDEN_TAGS or tag in {"-comment", "!doctype"}:
            return True
        return tag == "span" and "mso-list" in (node.attributes.get("style") or "") and not _has_words(node)

    def _enter(self, node: LexborNode, around: _Frame) -> _Frame:
        tag, attributes = node.tag or "", node.attributes
        declared = declared_style(attributes.get("style") or "", self._sheets.get(node.mem_id))
        style = computed_style(tag, declared, attributes, around.style)
        display = declared.get("display", "")
        block = tag in BLOCK_TAGS and display not in {"inline", "contents"}
        block = block or (display in INLINE_SHOWN_AS_BLOCK and tag not in {"img", "br"}) or tag in PLAYERS
        if block:
            self._flush(around)
        if name := attributes.get("id") or (tag == "a" and attributes.get("name")):
            self._ids.append(name)
        self._special(node, tag, style, around)
        if tag in PLAYERS and replaces(node):
            style = replace(style, hidden=True)
        frame = self._frame(tag, attributes, style, around, block=block)
        one_screen = around.one_screen or node.mem_id in self._one_screen
        button = around.button or (tag in {"a", "button"} and looks_like_button(declared))
        return replace(frame, one_screen=one_screen, button=button) if one_screen or button else frame

    def _frame(
        self, tag: str, attributes: dict[str, str | None], style: ComputedStyle, around: _Frame, *, block: bool
    ) -> _Frame:
        link, place = around.link, around.place
        if tag == "a" and attributes.get("href"):
            address = attributes["href"] or ""
            url = clean_link(address, self._base)
            link = Hyperlink(self._number(), url) if url else None
            self._lost_links += url is None and address.strip()[:4].lower() == "http"
            place = address.strip()[1:] if address.strip().startswith("#") else ""
        level = LEVELS.get(tag, around.level)
        if attributes.get("role") == "heading":
            level = min(6, _whole_number(attributes.get("aria-level"), 2))
        return _Frame(
            style=style,
            block=block,
            link=link,
            place=place,
            level=level,
            containers=(around.containers + self._containers(tag, attributes))[:MOST_CONTAINERS],
            cell_number=self._number() if tag in BOXES else around.cell_number,
            pre=around.pre or tag in {"pre", "listing", "xmp", "plaintext"},
            code=around.code or tag in CODE_TAGS,
            mark=MARKS.get(tag, around.mark),
        )

    def _containers(self, tag: str, attributes: dict[str, str | None]) -> tuple[Container, ...]:
        if tag in {"ul", "menu", "dir"}:
            return (Container("ul", self._number()),)
        if tag == "ol":
            return (Container("ol", self._number(), _whole_number((attributes.get("start") or "")[:9], 1)),)
        if tag == "li":
            return (Container("li", self._number()),)
        if tag in {"blockquote", "figcaption"}:
            return (Container("quote" if tag == "blockquote" else "caption", self._number()),)
        if tag == "p" and "MsoListParagraph" in (attributes.get("class") or ""):
            # A word processor's list: paragraphs that carry their own bullets.
            self._word_list = self._word_list or Container("ul", self._number())
            return (self._word_list, Container("li", self._number()))
        if tag in BLOCK_TAGS and tag not in {"tr", "td"}:
            self._word_list = None
        return ()

    def _special(self, node: LexborNode, tag: str, style: ComputedStyle, around: _Frame) -> None:
        if tag == "br" and style.visible:
            self._spans.append(Span("\n"))
        elif tag == "hr" and style.visible:
            self.blocks.append(Block(BlockKind.RULE, containers=around.containers, cell_number=around.cell_number))
        elif tag == "img":
            self._image(node.attributes, style, around)
        elif tag in PLAYERS and style.visible:
            self._player(node, around)
        elif tag == "input" and style.visible and node.attributes.get("type") == "checkbox":
            self._spans.append(Span("☑ " if "checked" in node.attributes else "☐ "))
        elif tag == "table" and self._table is None and style.visible and node.mem_id in self._data:
            has_header = all(
                cell.tag == "th" or cell.css_first("b, strong") for cell in node.css("tr")[0].css("td, th")
            )
            self._table = Block(
                BlockKind.TABLE, containers=around.containers, cell_number=around.cell_number, has_header=has_header
            )
        elif tag == "tr" and self._table is not None:
            self._table.rows.append([])

    def _leave(self, tag: str, frame: _Frame, around: _Frame) -> None:
        if self._table is not None and tag in {"td", "th"}:
            self._cell(self._table, head=tag == "th")
        elif self._table is not None and tag == "caption":
            caption, self._spans = self._spans, []
            self.blocks += [Block(spans=self._once(part)) for part in paragraphs(caption)]
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
        if not frame.style.visible:
            self._hidden.append(Span(text.replace("\n", " ")))
            return
        style = frame.style
        if text.strip():
            if self._text_frame and self._another_size(style.size):
                self._flush(self._text_frame)
            self._text_frame = frame
            self._buttons.append(frame.button)
            if frame.place:
                self._page_letters += len(text.strip())
                self._places.append(frame.place)
            self._sizes[style.size] = self._sizes.get(style.size, 0) + len(text.strip())
        strong = style.strong and not frame.level
        self._spans.append(Span(text, strong, style.em, frame.code, frame.link, mark=frame.mark))

    def _another_size(self, size: float) -> bool:
        """Whether words of this size begin a line below one of clearly larger or smaller letters."""
        if self._table is not None or not self._spans or self._spans[-1].text[-1:] != "\n":
            return False
        before = max(self._sizes, key=lambda letters: self._sizes[letters]) if self._sizes else size
        return max(size, before) > LARGER * min(size, before)

    def _image(self, attributes: dict[str, str | None], style: ComputedStyle, around: _Frame) -> None:
        found = read_image(attributes, style, self._base, self._carried)
        if isinstance(found, Pixel):
            self._pixel(found.url, around)
        elif isinstance(found, Picture):
            self._spans.append(Span("", link=around.link, picture=found))
        else:
            self._lost_images += found

    def _player(self, node: LexborNode, around: _Frame) -> None:
        """Put a link where an embedded player is."""
        if player := read_player(node, self._base):
            link = Hyperlink(self._number(), player.url)
            self._players += 1
            self._spans.append(Span(player.title, link=link))
            self._flush(around)

    def _pixel(self, url: str, around: _Frame) -> None:
        address = url.partition("?")[0].partition("#")[0]
        if address not in self._pixels:
            self._pixels.add(address)
            self.blocks.append(
                Block(spans=[Span(address)], cell_number=around.cell_number, hidden=True, reason=Reason.TRACKER)
            )

    def _cell(self, table: Block, *, head: bool) -> None:
        words = [span for part in paragraphs(self._spans) for span in (*part, Span(" "))][:-1]
        words = [span._replace(text=span.text.replace("\n", " ")) for span in words]
        self._spans = []
        if not table.rows:
            table.rows.append([])
        if head and not (table.has_header and len(table.rows) == 1):
            words = [span._replace(strong=True) for span in words]
        table.rows[-1].append(self._once(words))

    def _flush(self, frame: _Frame) -> None:
        """End the current block."""
        if self._table is not None:
            if self._spans:
                self._spans.append(Span("\n\n"))
            return
        if self._hidden:
            self._flush_hidden(frame)
        spans, self._spans = self._spans, []
        sizes, self._sizes = self._sizes, {}
        letters = sum(len(span.text.strip()) for span in spans)
        in_page, self._page_letters = 2 * self._page_letters > letters, 0
        self._text_frame = None
        buttons, self._buttons = self._buttons, []
        places, self._places = self._places, []
        if not spans:
            return
        size = max(sizes, key=lambda letters: sizes[letters]) if sizes else frame.style.size
        code = frame.pre and all(span.code or not span.text.strip() for span in spans)
        for part in [spans] if code else paragraphs(spans):
            if any(span.picture for span in part) or not is_blank("".join(span.text for span in part)):
                block = Block(
                    BlockKind.CODE if code else BlockKind.TEXT,
                    self._once(part),
                    level=frame.level,
                    size=size,
                    upper=frame.style.upper,
                    containers=frame.containers,
                    cell_number=frame.cell_number,
                    in_page=in_page,
                    places=tuple(dict.fromkeys(places)),
                    ids=tuple(self._ids),
                    card=frame.link.url if frame.block and frame.link else "",
                    button=frame.button or (bool(buttons) and all(buttons)),
                    one_screen=frame.one_screen,
                )
                self._ids.clear()
                self.blocks.append(block)

    def _flush_hidden(self, frame: _Frame) -> None:
        spans, self._hidden = self._hidden, []
        for part in paragraphs(spans):
            if has_words(part):
                self.blocks.append(Block(spans=part, cell_number=frame.cell_number, hidden=True))

    def _once(self, spans: list[Span]) -> list[Span]:
        """Keep a link in the first block of its anchor only: an anchor around a whole card is one link."""
        kept = [span._replace(link=None) if span.link and span.link.number in self._linked else span for span in spans]
        self._linked.update(
            span.link.number for span in kept if span.link and (span.picture or not is_blank(span.text))
        )
        return kept

    def _number(self) -> int:
        self.last_number += 1
        return self.last_number


def _steps(root: LexborNode, passed_over: Callable[[LexborNode], bool]) -> Iterator[tuple[LexborNode, bool]]:
    """Yield every node twice, entering and leaving it, without those passed over."""
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


def _whole_number(value: str | None, default: int) -> int:
    return int(value) if value and value.isdecimal() and value.isascii() else default
