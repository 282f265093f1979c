"""Tables of data, as opposed to those that lay out a page."""

from selectolax.lexbor import LexborHTMLParser, LexborNode

FEWEST_ROWS, FEWEST_CELLS = 3, 2
LONGEST_CELL = 80
NO_WORDS = "h1, h2, h3, h4, h5, h6, li, blockquote, pre, hr, img"


def data_tables(tree: LexborHTMLParser) -> set[int]:
    """Return the ``mem_id`` of the tables of data: those with names for their columns, and rows of short cells."""
    named = {table.mem_id: table for table in map(_table_around, tree.css("th")) if table}
    data = {number for number, table in named.items() if _is_data(table)}
    return data | {table.mem_id for table in tree.css("table") if table.mem_id not in named and _is_grid(table)}


def _table_around(cell: LexborNode) -> LexborNode | None:
    node = cell.parent
    while node is not None and node.tag in {"tr", "thead", "tbody", "tfoot"}:
        node = node.parent
    return node if node is not None and node.tag == "table" else None


def _is_data(table: LexborNode) -> bool:
    """Whether a table has two rows or more of two cells or more, and holds nothing but words."""
    if (table.attributes.get("role") or "") == "presentation":
        return False
    if len(table.css("table")) > 1 or table.css(NO_WORDS):
        return False
    return len(table.css("tr")) > 1 and len(table.css("tr:first-child > *")) > 1


def _is_grid(table: LexborNode) -> bool:
    """Whether a table without names for its columns is one of data: even rows of cells, with a few words in each."""
    rows = [list(row.iter()) for row in _rows(table)]
    if len(rows) < FEWEST_ROWS or len(rows[0]) < FEWEST_CELLS or any(len(row) != len(rows[0]) for row in rows):
        return False
    if not _is_data(table):
        return False
    cells = [cell for row in rows for cell in row]
    texts = [[cell.text().strip() for cell in row] for row in rows]
    # A menu consists of links alone, and empty cells are space.
    return (
        all(len(text) <= LONGEST_CELL for row in texts for text in row)
        and all(sum(map(bool, row)) >= FEWEST_CELLS for row in texts)
        and 2 * sum(cell.css_first("a") is not None for cell in cells) <= len(cells)
    )


def _rows(table: LexborNode) -> list[LexborNode]:
    rows = []
    for part in table.iter():
        rows += [part] if part.tag == "tr" else [row for row in part.iter() if row.tag == "tr"]
    return rows
