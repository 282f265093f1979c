"""What the steps of the pipeline work on: the blocks of a newsletter, and what is known of it."""

import datetime as dt
import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from seed.importers.blocks import Block, Picture
from seed.pictures.reading import PictureFile

EMAIL_ADDRESS = re.compile(r"[\w.+\-]{1,64}@[\w\-]{1,63}(?:\.[\w\-]{1,63}){1,8}")


@dataclass(frozen=True)
class Metadata:
    """What a newsletter's headers, front matter or HTML head say of it; what they do not say is None.

    ``authors`` are names; ``withheld`` says why the letter is not for all readers, if it is not. ``page_title`` and
    ``page_language`` are those of an HTML head. They count least, since templates set them.
    """

    title: str | None = None
    title_source: str | None = None
    date: dt.date | None = None
    date_source: str | None = None
    language: str | None = None
    standfirst: str | None = None
    number: int | None = None
    authors: tuple[str, ...] = ()
    cover: Picture | None = None
    slug: str | None = None
    withheld: str | None = None
    page_title: str | None = None
    page_language: str | None = None
    sender: str | None = None
    recipients: tuple[str, ...] = ()


@dataclass
class SectionBlocks:
    """The heading of a section, if it has one, and the blocks below it."""

    heading: Block | None
    blocks: list[Block]


@dataclass
class ParsedContent:
    """A newsletter as its format module parses it, and what the steps of the pipeline add to it.

    Attributes:
        blocks: its blocks in reading order; those with a reason are left out.
        metadata: what it says of itself, completed with what is found in the text.
        warnings: what the editor should know.
        last_number: the last number given to a link, a list or a box.
        first_line_is_title: whether its format puts the title on the first line.
        title_block: the block that shows the title, if there is one.
        sections: the visible blocks, by section.
        pictures: the pictures that it carries inside, by their address here.
    """

    blocks: list[Block] = field(default_factory=list)
    metadata: Metadata = field(default_factory=Metadata)
    warnings: list[str] = field(default_factory=list)
    last_number: int = 0
    first_line_is_title: bool = False
    title_block: Block | None = None
    sections: list[SectionBlocks] = field(default_factory=list)
    pictures: Mapping[str, PictureFile] = field(default_factory=dict)

    @property
    def visible_blocks(self) -> list[Block]:
        """Return the blocks that readers see and that are not left out."""
        return [block for block in self.blocks if not block.hidden and block.reason is None]
