"""The spaces of French typography, which do not break a line before its punctuation."""

import re

NO_BREAK, NARROW = "\u00a0", "\u202f"
SPACES = {" ", NO_BREAK, NARROW}
GROUP = r"(?:(?<=(?<!\d)\d )|(?<=(?<!\d)\d\d )|(?<=(?<!\d)\d\d\d ))(?=\d{3}(?!\d))"
# Each begins with the space itself and goes on with what follows it, which few spaces pass: so texts are searched fast.
FRENCH_SPACES = (
    (re.compile(rf" (?=[;!?%€\d])(?:(?=[;!?])|(?<=\d )(?=[%€])|{GROUP})"), NARROW),
    (re.compile(" (?=:)"), NO_BREAK),
    (re.compile(r"\u00a0(?=[;!?])"), NARROW),
)


def set_spaces(text: str) -> str:
    """Replace plain spaces by those that do not break, and put one inside of each guillemet."""
    for pattern, space in FRENCH_SPACES:
        text = pattern.sub(space, text)
    first, *others = text.split("«")
    text = "".join([first, *(f"«{NO_BREAK}{part[part[:1] in SPACES :]}" for part in others)])
    *others, last = text.split("»")
    return "".join([*(f"{part[: len(part) - (part[-1:] in SPACES)]}{NO_BREAK}»" for part in others), last])
