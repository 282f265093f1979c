"""Hyphens that stand for dashes, and dots that stand for an ellipsis."""

import re

from api.website.typography.marks import (
    BLOCK,
    CLOSERS,
    GREATER,
    LESS,
    OPENERS,
    QUOTATION_MARKS,
    after,
    before,
    is_space,
    sign_at,
)

HYPHENS = re.compile(f"--(?<![-<!{LESS}]--)-?(?![->{GREATER}])")
ENDS = CLOSERS | QUOTATION_MARKS
DOTS = re.compile(r"\.\.\.(?<!\.\.\.\.)(?!\.)")
EN_DASH, EM_DASH = "–", "—"


def set_dashes(text: str) -> str:
    """Replace two and three hyphens by dashes; those of a command's options, of arrows and of rules stay."""
    return HYPHENS.sub(_dash, text) if "--" in text else text


def set_ellipses(text: str) -> str:
    """Replace three dots by an ellipsis; more of them are leaders and stay."""
    return DOTS.sub("…", text) if "..." in text else text


def _dash(match: re.Match[str]) -> str:
    text = match.string
    sign = sign_at(text, before(text, match.start()))
    next_sign = sign_at(text, after(text, match.end() - 1))
    begins, ends = is_space(sign) or sign in OPENERS, is_space(next_sign) or next_sign in ENDS
    if begins and not ends:
        return match[0]
    spaced = begins and sign != BLOCK
    if len(match[0]) == len("--") and (spaced or (sign.isdecimal() and next_sign.isdecimal())):
        return EN_DASH
    return EM_DASH
