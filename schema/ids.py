"""Ids: a type's prefix and a digest of what names the thing, so that one file gives the same ids in every database."""

import re
from base64 import b32encode
from hashlib import sha256

ID = re.compile(r"[A-Za-z0-9_-]{1,64}")
LENGTH = 16

PREFIXES = {
    "issues": "iss",
    "columns": "col",
    "sections": "sec",
    "recommendations": "rec",
    "works": "wrk",
    "people": "per",
    "organizations": "org",
    "publication": "pub",
    "affiliations": "aff",
    "credits": "crd",
    "availability": "avl",
    "external_ids": "ext",
    "links": "lnk",
    "sources": "src",
    "key_figures": "fig",
    "tags": "tag",
}
"""Table name to id prefix."""


def new_id(prefix: str, *natural_key: str) -> str:
    """Make the id of what ``natural_key`` names: ``new_id("iss", "my-slug")`` -> ``iss_`` and 16 letters or digits."""
    digest = sha256("\x1f".join(natural_key).encode()).digest()
    return f"{prefix}_{b32encode(digest).decode().lower()[:LENGTH]}"
