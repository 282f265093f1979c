"""The manifest of trusted documents, which a frontend's build writes, and how far trust goes."""

from collections.abc import Iterable
from enum import StrEnum
from pathlib import Path
from typing import Any

import orjson


class Trust(StrEnum):
    """What becomes of documents that are not trusted: they are answered, answered and logged, or refused."""

    OFF = "off"
    LOGGED = "logged"
    ONLY = "only"


class BadManifest(ValueError):
    """A file is no manifest of trusted documents."""


def read_manifest(path: Path) -> dict[str, str]:
    """Read the documents that a build tool wrote down, by their ids.

    It is one of: an object of texts by id, as graphql-codegen (``persistedDocuments``) and Relay (``persistConfig``)
    write it; or Apollo's ``{"format": "apollo-persisted-query-manifest", "operations": [{"id", "body"}]}``.

    Raises:
        BadManifest: it is neither, or cannot be read.
    """
    try:
        manifest = orjson.loads(path.read_bytes())
        pairs: Iterable[Any] = manifest.items()
        if isinstance(manifest.get("operations"), list):
            pairs = [(operation["id"], operation["body"]) for operation in manifest["operations"]]
        documents = dict(pairs)
    except (OSError, ValueError, TypeError, KeyError, AttributeError) as error:
        raise BadManifest(str(path)) from error
    if not all(isinstance(text, str) for pair in documents.items() for text in pair):
        raise BadManifest(str(path))
    return documents
