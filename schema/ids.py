"""What ids and slugs look like, and how ids are made.

An id is its type's prefix and a digest of the natural key, so that one file gives the same ids in every database.
"""

import re
from base64 import b32encode
from hashlib import sha256

from schema.engine.id_pattern import ID_CHARACTERS, MAX_ID_LENGTH

RECOMMENDATION_ID_PATTERN = re.compile(f"rec_{ID_CHARACTERS}{{1,{MAX_ID_LENGTH - len('rec_')}}}")
# Nothing that JSON escapes: slugs are printed as they are.
SLUG_CHARACTERS, MAX_SLUG_LENGTH = "[a-z0-9-]", 120
SLUG_PATTERN = re.compile(f"{SLUG_CHARACTERS}{{1,{MAX_SLUG_LENGTH}}}")
DIGEST_LENGTH = 16

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
    "imports": "imp",
}
"""Id prefixes by table name."""


def new_id(prefix: str, *natural_key: str) -> str:
    """Make an id from a natural key: ``new_id("iss", "my-slug")`` -> ``iss_`` and 16 letters or digits."""
    digest = sha256("\x1f".join(natural_key).encode()).digest()
    return f"{prefix}_{b32encode(digest).decode().lower()[:DIGEST_LENGTH]}"
