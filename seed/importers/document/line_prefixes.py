"""What stands before the lines of a block in Markdown: the marks and indents of the lists and quotations around it."""

from collections import Counter
from collections.abc import Sequence

from seed.importers.blocks import Block, BlockKind, Container

DEEPEST = {"li": 4, "quote": 3}


def list_marks(blocks: Sequence[Block]) -> dict[Container, str]:
    """Return the mark of every list item and quotation."""
    marks: dict[Container, str] = {}
    numbers: Counter[Container | None] = Counter()
    for block in blocks:
        owner: Container | None = None
        for container in block.containers:
            if container.kind in {"ul", "ol"}:
                owner = container
            elif container not in marks and container.kind == "quote":
                marks[container] = "> "
            elif container not in marks and owner is not None and owner.kind == "ol":
                marks[container] = f"{(owner.start or 0) + numbers[owner]}. "
                numbers[owner] += 1
            elif container not in marks:
                # Two lists that follow each other have different marks, or they would become one.
                marks[container] = "- " if owner is None or owner.number % 2 else "* "
    return marks


def containers_around(block: Block) -> list[Container]:
    """Return the quotations and list items around a block, as deep as readers still see a difference."""
    counts: Counter[str] = Counter()
    frames = []
    for container in block.containers:
        counts[container.kind] += 1
        if container.kind in DEEPEST and counts[container.kind] <= DEEPEST[container.kind]:
            frames.append(container)
    return frames


def prefixes(frames: Sequence[Container], marks: dict[Container, str], seen: set[Container]) -> tuple[str, str]:
    """Return the prefix of the first line of a block, and that of its other lines."""
    rest = [marks[frame] if frame.kind == "quote" else " " * len(marks[frame]) for frame in frames]
    first = [mark if frame in seen else marks[frame] for frame, mark in zip(frames, rest, strict=True)]
    return "".join(first), "".join(rest)


def is_tight(before: Block, block: Block, seen: set[Container]) -> bool:
    """Whether a block begins an item of the list that the block before it is in."""
    lists = {container for container in before.containers if container.kind in {"ul", "ol"}}
    frames = containers_around(block)
    text = before.kind is block.kind is BlockKind.TEXT
    return (
        text
        and bool(frames)
        and frames[-1].kind == "li"
        and frames[-1] not in seen
        and not lists.isdisjoint(block.containers)
    )
