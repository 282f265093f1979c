"""Colours as content writes them."""

import re

NO_COLOR = "A colour is # and six of 0 to 9 and a to f, such as #0b3d2c."

COLOR = re.compile(r"#[0-9A-Fa-f]{6}")
"""Red, green and blue in hexadecimal, as CSS has it and as browsers' colour inputs give it."""
