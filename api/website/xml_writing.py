"""XML that is well-formed whatever the content says (XML 1.0, fifth edition)."""

import re
from xml.etree import ElementTree as ET

# All but the production Char: https://www.w3.org/TR/xml/#charsets. An escape of these would be no XML either.
FORBIDDEN = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def add_element(parent: ET.Element, name: str, text: str | None = None, **attributes: str) -> ET.Element:
    """Add an element; its text and attributes are escaped, characters that XML cannot hold are left out."""
    child = ET.SubElement(parent, name, {key: strip_forbidden(value) for key, value in attributes.items()})
    child.text = None if text is None else strip_forbidden(text)
    return child


def serialize(root: ET.Element) -> bytes:
    """Return a document in UTF-8, with its declaration and each element on a line of its own."""
    ET.indent(root, "")
    text: bytes = ET.tostring(root, encoding="utf-8", xml_declaration=True)
    return text


def strip_forbidden(text: str) -> str:
    """Return a text without the characters that XML cannot hold."""
    return FORBIDDEN.sub("", text)
