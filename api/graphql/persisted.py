"""Documents that requests name instead of sending them: automatic persisted queries, and trusted documents by id.

Automatic: the protocol of Apollo's clients, https://www.apollographql.com/docs/apollo-server/performance/apq/.
Those that one worker has registered are known to all, where they share a store.
By id: the appendix of GraphQL over HTTP on persisted documents, ``documentId=sha256:...`` or an id of the manifest.
"""

import logging
import re
import sys
from collections.abc import Callable, Mapping
from hashlib import sha256
from typing import TYPE_CHECKING, Any

from cachetools import LRUCache
from starlette.exceptions import HTTPException

from api.graphql.request import GraphQLRequest
from api.trusted_documents import Trust
from schema.engine.errors import BAD_USER_INPUT, RequestErrors, error_with_code

if TYPE_CHECKING:
    from api.shared_store import SharedStore  # loads the driver of Redis, which most installations have no use for

log = logging.getLogger("liane.http")
NOT_FOUND = "PERSISTED_QUERY_NOT_FOUND"
FORBIDDEN = "FORBIDDEN"
MAX_BYTES = 8_000_000
"""How much memory registered documents may take."""
ENTRY_BYTES = 200  # what an entry takes besides its text
SHA_256 = re.compile(r"[0-9a-f]{64}")
SHARED_KEY = "liane:document:{}"
SHARED_SECONDS = 86_400
"""How long the shared store keeps a document after it was last sent."""


class UnknownDocument(RequestErrors):
    """A request names a document that is not known here; another worker may have registered it."""

    def __init__(self, hash_: str) -> None:
        # Apollo's clients look for this message before they send the text.
        super().__init__([error_with_code("PersistedQueryNotFound", NOT_FOUND)])
        self.hash = hash_


class PersistedDocuments:
    """The trusted documents, and those that clients have registered.

    Args:
        trusted: trusted documents by id.
        trust: whether other documents are executed.
        is_valid: whether a document can be executed; others are not registered.
        store: what the workers share, if anything.
    """

    def __init__(
        self,
        trusted: Mapping[str, str],
        trust: Trust,
        is_valid: Callable[[str], bool],
        store: "SharedStore | None" = None,
    ) -> None:
        self._trusted = {**trusted, **{f"sha256:{digest(text)}": text for text in trusted.values()}}
        self._trusted_texts = frozenset(trusted.values())
        self._trust = trust
        self._is_valid = is_valid
        self._store = store
        self._registered: LRUCache[str, str] = LRUCache(MAX_BYTES, lambda text: ENTRY_BYTES + sys.getsizeof(text))

    def text(self, request: GraphQLRequest) -> str:
        """Return the document that a request sends or names.

        Raises:
            HTTPException: it does neither, or both.
            UnknownDocument: no document is known by its hash; ``find`` may find it.
            RequestErrors: it is unknown by its id, is not trusted, or does not match its hash.
        """
        query, _, _, _, extensions = request
        if request.document_id is not None:
            if query is not None:
                raise HTTPException(400, "Send either 'query' or 'documentId'.")
            return self._find_trusted(request.document_id)
        if extensions and extensions.get("persistedQuery") is not None:
            return self._automatic(query, extensions["persistedQuery"])
        if query is None:
            raise HTTPException(400, "'query' is missing.")
        return self._check_trust(query)

    async def find(self, unknown: UnknownDocument) -> None:
        """Find a document that another worker has registered; then ``text`` knows it too.

        Raises:
            UnknownDocument: none has, or what is stored is not this document.
        """
        stored = None
        if self._store and self._trust is not Trust.ONLY and SHA_256.fullmatch(unknown.hash):
            stored = await self._store.get(SHARED_KEY.format(unknown.hash))
        if stored is None or sha256(stored).hexdigest() != unknown.hash or not self._register(stored.decode()):
            raise unknown

    def _find_trusted(self, id_: str) -> str:
        text = self._trusted.get(id_)
        if text is None:
            raise RequestErrors([error_with_code("No document is known by this id.", NOT_FOUND)])
        return text

    def _automatic(self, query: str | None, persisted_query: Any) -> str:
        if not isinstance(persisted_query, dict) or persisted_query.get("version") != 1:
            raise RequestErrors([error_with_code("Unsupported persisted query version", BAD_USER_INPUT)])
        hash_ = str(persisted_query.get("sha256Hash"))
        if query is None:
            text = self._registered.get(hash_) or self._trusted.get(f"sha256:{hash_}")
            if text is None:
                raise UnknownDocument(hash_)
            return text
        if digest(query) != hash_:
            raise RequestErrors([error_with_code("provided sha does not match query", BAD_USER_INPUT)])
        text = self._check_trust(query)
        if self._register(text) and self._store:
            self._store.put_soon(SHARED_KEY.format(hash_), text.encode(), SHARED_SECONDS)
        return text

    def _register(self, text: str) -> bool:
        """Keep a document in memory, unless it is very long or cannot be executed; return whether it is kept."""
        if len(text) >= MAX_BYTES // 8 or not self._is_valid(text):
            return False
        self._registered[digest(text)] = text
        return True

    def _check_trust(self, text: str) -> str:
        if self._trust is Trust.OFF or text in self._trusted_texts:
            return text
        if self._trust is Trust.ONLY:
            raise RequestErrors([error_with_code("Only trusted documents are answered here.", FORBIDDEN)])
        log.warning("not a trusted document: sha256:%s begins %r", digest(text), text[:80])
        return text


def digest(text: str) -> str:
    """Return the SHA-256 of a text, in lower-case hexadecimal digits."""
    return sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
