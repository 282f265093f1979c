"""Which pages are refused: those whose parsing would take more than seconds."""

import re

from seed.importers.parsed_issue import Unreadable
from seed.importers.wordlist import wordset

# A page is refused when reading it would take more than seconds: its tags, those that are never closed, and the copies
# of unclosed formatting that an HTML parser has to make in each block.
MOST_TAGS, DEEPEST, MOST_COPIES = 50_000, 20_000, 300_000
# Parsers compare each attribute with all others of its tag.
WHOLE_TAG = re.compile(r"""<[a-zA-Z](?:"[^"]*+"|'[^']*+'|[^>"']++|["'])*+""")
VALUE = re.compile(r"""="[^"]*+"|='[^']*+'""")
LONG_TAG, MOST_ATTRIBUTES = 10_000, 2_000
TAG = re.compile(r"<(/?)([a-zA-Z]+)")
FORMATTING = wordset("a b big code em font i nobr s small strike strong tt u")
FORMATTING_TAG = re.compile(rf"<(?:{'|'.join(FORMATTING)})\b[^>]*", re.IGNORECASE)
NEVER_DEEP = wordset("p li td tr th br img hr input meta link option dt dd tbody thead col area base wbr o")


def refuse_bombs(html: str) -> None:
    """Raise Unreadable for a page that is built to keep a parser busy."""
    if html.count("<") > MOST_TAGS:
        raise Unreadable(f"the page has more than {MOST_TAGS:,} tags, which no newsletter has")
    long_tags = (tag[0] for tag in WHOLE_TAG.finditer(html) if len(tag[0]) > LONG_TAG)
    if any(len(re.findall(r"[\s/=]+", VALUE.sub("=", tag))) > MOST_ATTRIBUTES for tag in long_tags):
        raise Unreadable("a tag of the page has more attributes than any newsletter's")
    tags = [(closing, name.lower()) for closing, name in TAG.findall(html)]
    open_blocks = deepest = formatting = most_formatting = 0
    for closing, name in tags:
        step = -1 if closing else 1
        if name in FORMATTING:
            formatting = max(0, formatting + step)
            most_formatting = max(most_formatting, formatting)
        elif name not in NEVER_DEEP:
            open_blocks = max(0, open_blocks + step)
            deepest = max(deepest, open_blocks)
    blocks = sum(name not in FORMATTING for _, name in tags)
    if most_formatting * blocks > MOST_COPIES:  # of tags that are alike, parsers copy three
        most_formatting = min(most_formatting, 3 * len(set(FORMATTING_TAG.findall(html))))
    if deepest > DEEPEST or most_formatting * blocks > MOST_COPIES:
        raise Unreadable("the page's tags are nested too deeply for a newsletter")
