"""The manifest of trusted documents, which the build of a frontend writes, and whether other documents are executed."""

from collections.abc import Iterable
from enum import StrEnum
from pathlib import Path
from typing import Any

import orjson


class Trust(StrEnum):
    """Whether documents that are not trusted are executed, executed and logged, or refused."""

    OFF = "off"
    LOGGED = "logged"
    ONLY = "only"


class BadManifest(ValueError):
    """A file that is not a manifest of trusted documents."""


def read_manifest(path: Path) -> dict[str, str]:
    """Return the documents of a manifest by id.

    A manifest is one of: an object of documents by id, as graphql-codegen (``persistedDocuments``) and Relay
    (``persistConfig``) write it; or Apollo's
    ``{"format": "apollo-persisted-query-manifest", "operations": [{"id", "body"}]}``.

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
