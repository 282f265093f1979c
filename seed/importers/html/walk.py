"""The nodes of a page in reading order, without those that no reader sees as text."""

from collections.abc import Iterator

from selectolax.lexbor import LexborNode

from seed.importers.html.css import HIDDEN_TAGS


def steps(root: LexborNode) -> Iterator[tuple[LexborNode, bool]]:
    """Yield every node twice, entering and leaving it, in a loop: a page may be nested deeper than Python calls."""
    node = root
    while True:
        down = None
        if not _is_passed_over(node):
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


def _is_passed_over(node: LexborNode) -> bool:
    """Whether nothing below a node is text for readers."""
    tag = node.tag or ""
    if tag in HIDDEN_TAGS or tag in {"-comment", "!doctype"}:
        return True
    return tag == "span" and "mso-list" in (node.attributes.get("style") or "") and not _has_words(node)


def _has_words(node: LexborNode) -> bool:
    return any(char.isalnum() for char in node.text(deep=True))
