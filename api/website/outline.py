"""The headings of a text as a part of its page: none is deeper than the one above it by more than a level.

Authors choose levels by size. Who reads by headings takes a missing one for a part that was missed.
"""

import re

HEADING = re.compile(r"<(/?)h([1-6])(?=[ >])")
DEEPEST = 6


def outline(html: str, first: int) -> str:
    """Return sanitised HTML whose headings begin at a level, and lie within one another as they did.

    Args:
        html: the sanitised HTML of a text.
        first: the level below what stands above the text.
    """
    above: list[int] = []

    def renumber(tag: re.Match[str]) -> str:
        if not tag[1]:
            while above and above[-1] >= int(tag[2]):
                above.pop()
            above.append(int(tag[2]))
        return f"<{tag[1]}h{min(first + len(above) - 1, DEEPEST)}"

    return HEADING.sub(renumber, html)
