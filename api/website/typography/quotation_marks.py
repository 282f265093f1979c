"""Straight quotation marks, apostrophes and primes: what each is, and how each language prints it."""

import re
from dataclasses import dataclass, field

from api.website.typography.marks import (
    BLOCK,
    CLOSING,
    INNER_CLOSING,
    INNER_OPENING,
    OPENERS,
    OPENING,
    after,
    before,
    is_space,
    sign_at,
)

BEFORE_QUOTATIONS = OPENERS | {*"«“„‹‘‚", OPENING, INNER_OPENING}
APOSTROPHE, PRIME, DOUBLE_PRIME = "’", "′", "″"
# Outer and inner marks, opening and closing.
LOW = "„“‚‘"
ANGLED = "«»“”"
CURLED = "“”‘’"
QUOTATION_MARKS = {
    **dict.fromkeys(("de", "cs", "sk", "sl", "bg", "is", "lt", "et"), LOW),
    **dict.fromkeys(("fr", "es", "it", "el", "ca", "gl", "pt-pt"), ANGLED),
    **dict.fromkeys(("de-ch", "it-ch"), "«»‹›"),
    **dict.fromkeys(("ru", "uk", "be"), "«»„“"),
    **dict.fromkeys(("pl", "ro"), "„”«»"),
    **dict.fromkeys(("nb", "nn", "no"), "«»‘’"),
    **dict.fromkeys(("sv", "fi"), "””’’"),
    "hu": "„”»«",
    "da": "“”‘’",
    "ja": "「」『』",
}
"""All others have those of English."""
IN_WORDS = re.compile(r"'(?:(?<=\w')|(?<=\w\0'))(?=\0{0,2}\w)")
THOUSANDS = re.compile(r"'(?<=\d')(?=\d{3}(?!\d))")
MINUTES = re.compile(r"'(?<=\d')(?=\d)")
FEET_AND_INCHES = re.compile(r"'(?<=\d')( ?\d{1,2}(?:[.,]\d{1,3})?)(?:\"|'')(?!\w)")
SECONDS = re.compile(r"''(?<=\d'')(?!\w)")
LEFT_OUT = re.compile(r"'(?<!\w')(?=(?:\d\ds?|n|tis|twas|til|till|em|cause|bout|cos)\b)", re.IGNORECASE)
"""What begins with an apostrophe: '68, the '90s, rock 'n' roll, 'tis."""
SIGN = re.compile(f"[\"'«»“”„{BLOCK}]")


def set_quotation_marks(text: str) -> str:
    """Replace straight signs by apostrophes, primes, and marks that a language then chooses.

    A quotation ends with its block. A single sign is a quotation mark where it has a partner, else an apostrophe.
    """
    if "'" in text:
        text = FEET_AND_INCHES.sub(rf"{PRIME}\1{DOUBLE_PRIME}", text)
        text = SECONDS.sub(DOUBLE_PRIME, text)
        text = THOUSANDS.sub(APOSTROPHE, text)
        text = MINUTES.sub(PRIME, text)
        text = IN_WORDS.sub(APOSTROPHE, text)
        text = LEFT_OUT.sub(APOSTROPHE, text)
    return Quotations(text).replaced() if "'" in text or '"' in text else text


def choose_quotation_marks(text: str, language: str) -> str:
    """Replace the marks that ``set_quotation_marks`` has set by those of a language.

    Args:
        text: the text.
        language: a BCP 47 tag in lower case.
    """
    marks = QUOTATION_MARKS.get(language) or QUOTATION_MARKS.get(language.partition("-")[0], CURLED)
    for mark, sign in zip((OPENING, CLOSING, INNER_OPENING, INNER_CLOSING), marks, strict=True):
        text = text.replace(mark, sign)
    return text


@dataclass
class Quotations:
    """One pass through a text's quotation marks, straight and curled, with those that are open."""

    text: str
    open: list[str] = field(default_factory=list)
    """The double ones."""
    single: int | None = None
    """Where in ``signs`` a single sign is that may open a quotation."""
    signs: list[tuple[int, str]] = field(default_factory=list)
    """Where each straight sign is, and what replaces it."""

    def replaced(self) -> str:
        """Return the text with its straight signs replaced."""
        for match in SIGN.finditer(self.text):
            self._read(match[0], match.start())
        pieces, end = list[str](), 0
        for position, sign in self.signs:
            pieces += self.text[end:position], sign
            end = position + 1
        return "".join([*pieces, self.text[end:]])

    def _read(self, sign: str, position: int) -> None:
        if sign == BLOCK:
            self.open.clear()
            self.single = None
        elif sign == '"':
            self._double(position)
        elif sign == "'":
            self._single(position)
        elif sign in "«„" or (sign == "“" and self.open[-1:] != ["„"]):
            self.open.append(sign)
        elif self.open:
            self.open.pop()

    def _double(self, position: int) -> None:
        sign, next_sign = self._neighbours(position)
        if sign.isdecimal() and not self.open:
            self.signs.append((position, DOUBLE_PRIME))
        elif self._opens(sign, next_sign):
            self.signs.append((position, INNER_OPENING if len(self.open) % 2 else OPENING))
            self.open.append('"')
        else:
            if self.open:
                self.open.pop()
            self.signs.append((position, INNER_CLOSING if len(self.open) % 2 else CLOSING))

    def _opens(self, sign: str, next_sign: str) -> bool:
        """Whether a double sign opens a quotation, by the signs around it; between spaces, where none is open."""
        if is_space(next_sign):
            return is_space(sign) and not self.open
        return is_space(sign) or sign in BEFORE_QUOTATIONS or (sign == APOSTROPHE and next_sign.isalnum())

    def _single(self, position: int) -> None:
        sign, next_sign = self._neighbours(position)
        may_close = not is_space(sign) and not next_sign.isalnum()
        if may_close and self.single is not None:
            opening, _ = self.signs[self.single]
            self.signs[self.single] = (opening, INNER_OPENING)
            self.signs.append((position, INNER_CLOSING))
            self.single = None
        elif sign.isdecimal() and may_close:
            self.signs.append((position, PRIME))
        else:
            if not is_space(next_sign) and (is_space(sign) or sign in BEFORE_QUOTATIONS):
                self.single = len(self.signs)
            self.signs.append((position, APOSTROPHE))

    def _neighbours(self, position: int) -> tuple[str, str]:
        """Return the signs around a position; one before that was replaced already is what replaced it."""
        previous = before(self.text, position)
        sign = sign_at(self.text, previous)
        if self.signs and self.signs[-1][0] == previous:
            sign = self.signs[-1][1]
            if self.single == len(self.signs) - 1:
                sign = INNER_OPENING
        return sign, sign_at(self.text, after(self.text, position))
