"""Documents that requests name instead of sending them: automatic persisted queries, and trusted documents by id.

Automatic: the protocol of Apollo's clients, https://www.apollographql.com/docs/apollo-server/performance/apq/.
By id: the appendix of GraphQL over HTTP on persisted documents, ``documentId=sha256:...`` or an id of the manifest.
"""

import logging
import sys
from collections.abc import Callable, Mapping
from hashlib import sha256
from typing import Any

from cachetools import LRUCache

from api.graphql.manifest import Trust
from api.graphql.request import GraphQLRequest, NotAnswered
from schema.engine.engine import RequestErrors
from schema.engine.errors import BAD_USER_INPUT, coded

log = logging.getLogger("liane.http")
NOT_FOUND = "PERSISTED_QUERY_NOT_FOUND"
FORBIDDEN = "FORBIDDEN"
KEPT_BYTES = 8_000_000
ENTRY_BYTES = 200  # what keeping a text costs besides the text


class Documents:
    """The documents that are known before they are asked for, and those that clients have registered.

    Args:
        trusted: texts by id.
        trust: what becomes of others.
        valid: tells whether a text can be executed; others are not kept.
    """

    def __init__(self, trusted: Mapping[str, str], trust: Trust, valid: Callable[[str], bool]) -> None:
        self._trusted = {**trusted, **{f"sha256:{digest(text)}": text for text in trusted.values()}}
        self._trusted_texts = frozenset(trusted.values())
        self._trust = trust
        self._valid = valid
        self._registered: LRUCache[str, str] = LRUCache(KEPT_BYTES, lambda text: ENTRY_BYTES + sys.getsizeof(text))

    def text(self, request: GraphQLRequest) -> str:
        """Give the document that a request sends or names.

        Raises:
            NotAnswered: it does neither, or both.
            RequestErrors: the document is not known, not trusted or not what its hash says.
        """
        query, _, _, _, extensions = request
        if request.document_id is not None:
            if query is not None:
                raise NotAnswered(400, "Send either 'query' or 'documentId'.")
            return self._known(request.document_id, "No document is known by this id.")
        if extensions and extensions.get("persistedQuery") is not None:
            return self._automatic(query, extensions["persistedQuery"])
        if query is None:
            raise NotAnswered(400, "'query' is missing.")
        return self._admitted(query)

    def _known(self, id_: str, message: str) -> str:
        text = self._trusted.get(id_)
        if text is None:
            raise RequestErrors([coded(message, NOT_FOUND)])
        return text

    def _automatic(self, query: str | None, persisted: Any) -> str:
        if not isinstance(persisted, dict) or persisted.get("version") != 1:
            raise RequestErrors([coded("Unsupported persisted query version", BAD_USER_INPUT)])
        stated = str(persisted.get("sha256Hash"))
        if query is None:
            # The message is what Apollo's clients look for before they send the text.
            return self._registered.get(stated) or self._known(f"sha256:{stated}", "PersistedQueryNotFound")
        if digest(query) != stated:
            raise RequestErrors([coded("provided sha does not match query", BAD_USER_INPUT)])
        text = self._admitted(query)
        if len(text) < KEPT_BYTES // 8 and self._valid(text):
            self._registered[stated] = text
        return text

    def _admitted(self, text: str) -> str:
        if self._trust is Trust.OFF or text in self._trusted_texts:
            return text
        if self._trust is Trust.ONLY:
            raise RequestErrors([coded("Only trusted documents are answered here.", FORBIDDEN)])
        log.warning("not a trusted document: sha256:%s begins %r", digest(text), text[:80])
        return text


def digest(text: str) -> str:
    """Give the SHA-256 of a text, in lower-case hexadecimal digits."""
    return sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
