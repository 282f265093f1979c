"""From HTML to blocks: what begins and ends them, every word kept, and how a reader sees it."""

from collections import Counter
from dataclasses import replace

from selectolax.lexbor import LexborHTMLParser, LexborNode

from seed.importers.blocks import (
    LARGER,
    SPACES,
    Block,
    BlockKind,
    Hyperlink,
    Picture,
    Span,
    has_words,
    is_blank,
    paragraphs,
    tidy,
)
from seed.importers.carried_pictures import CarriedPictures
from seed.importers.decoding import LONGEST_TEXT
from seed.importers.html.css import ComputedStyle
from seed.importers.html.data_tables import data_tables
from seed.importers.html.frames import Frame, Frames
from seed.importers.html.images import Pixel, read_image
from seed.importers.html.players import PLAYERS, read_player, replaces
from seed.importers.html.walk import steps
from seed.importers.parsed_issue import Reason, Unreadable

MOST_NODES = 1_000_000


class BlockBuilder:
    """Builds the blocks of a page."""

    def __init__(self, tree: LexborHTMLParser, last_number: int, carried: CarriedPictures) -> None:
        self.blocks: list[Block] = []
        self._data = data_tables(tree)
        base = tree.css_first("base[href]")
        self._base = base.attributes.get("href") if base else None
        self._frames = Frames(tree, self._base, last_number)
        self._spans: list[Span] = []
        self._hidden: list[Span] = []
        self._sizes: dict[float, int] = {}
        self._linked: set[int] = set()
        self._table: Block | None = None
        self._pixels: set[str] = set()
        self._carried = carried
        self._lost_images = 0
        self._players = 0
        self._page_letters = 0
        self._places: list[str] = []
        self._text_frame: Frame | None = None
        self._ids: list[str] = []
        self._buttons: list[bool] = []

    @property
    def last_number(self) -> int:
        """The last number that was given to a link, a list or a box."""
        return self._frames.last_number

    def warnings(self) -> list[str]:
        """Return what the editor should know of images and links that could not be kept."""
        warnings = []
        if self._lost_images:
            warnings.append(f"{self._lost_images} image(s) were not kept, since they have no address on the web")
        for reason, count in Counter(self._carried.refused).items():
            warnings.append(f"{count} image(s) that the letter carries were not kept: {reason}")
        if self._players:
            warnings.append(f"{self._players} embedded player(s) became links")
        if self._frames.lost_links:
            warnings.append(f"{self._frames.lost_links} link(s) were not kept, since their addresses lead nowhere")
        return warnings

    def run(self, root: LexborNode) -> None:
        """Walk over all nodes below ``root``."""
        frames = [Frame(ComputedStyle())]
        for count, (node, entering) in enumerate(steps(root)):
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

    def _enter(self, node: LexborNode, around: Frame) -> Frame:
        tag, attributes = node.tag or "", node.attributes
        look = self._frames.look(node, around)
        if look.block:
            self._flush(around)
        if name := attributes.get("id") or (tag == "a" and attributes.get("name")):
            self._ids.append(name)
        self._special(node, tag, look.style, around)
        if tag in PLAYERS and replaces(node):
            look = look._replace(style=replace(look.style, hidden=True))
        return self._frames.inside(node, look, around)

    def _special(self, node: LexborNode, tag: str, style: ComputedStyle, around: Frame) -> None:
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

    def _leave(self, tag: str, frame: Frame, around: Frame) -> None:
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

    def _text(self, text: str, frame: Frame) -> None:
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

    def _image(self, attributes: dict[str, str | None], style: ComputedStyle, around: Frame) -> None:
        found = read_image(attributes, style, self._base, self._carried)
        if isinstance(found, Pixel):
            self._pixel(found.url, around)
        elif isinstance(found, Picture):
            self._spans.append(Span("", link=around.link, picture=found))
        else:
            self._lost_images += found

    def _player(self, node: LexborNode, around: Frame) -> None:
        """Put a link where an embedded player is."""
        if player := read_player(node, self._base):
            link = Hyperlink(self._frames.number(), player.url)
            self._players += 1
            self._spans.append(Span(player.title, link=link))
            self._flush(around)

    def _pixel(self, url: str, around: Frame) -> None:
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

    def _flush(self, frame: Frame) -> None:
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

    def _flush_hidden(self, frame: Frame) -> None:
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
