"""XML that is well-formed whatever the content says (XML 1.0, fifth edition)."""

import re
from xml.etree import ElementTree as ET

# All but the production Char: https://www.w3.org/TR/xml/#charsets. An escape of these would be no XML either.
FORBIDDEN = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def element(parent: ET.Element, name: str, text: str | None = None, **attributes: str) -> ET.Element:
    """Add an element; what XML cannot hold is left out of its text and attributes, the rest is escaped."""
    child = ET.SubElement(parent, name, {key: legible(value) for key, value in attributes.items()})
    child.text = None if text is None else legible(text)
    return child


def document(root: ET.Element) -> bytes:
    """Print a document in UTF-8, with its declaration and each element on a line of its own."""
    ET.indent(root, "")
    text: bytes = ET.tostring(root, encoding="utf-8", xml_declaration=True)
    return text


def legible(text: str) -> str:
    """Leave out the characters that XML cannot hold."""
    return FORBIDDEN.sub("", text)
