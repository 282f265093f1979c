"""Who sends a request, and what of the content they ask to see: from its headers, the same way at every door.

Nobody is taken for somebody else: a key that is not valid is refused, and not ignored.
"""

from collections import Counter
from collections.abc import Callable, Mapping
from contextvars import ContextVar
from datetime import datetime

from api.identity import view_header
from api.identity.key_ring import NO_KEY, KeyRing
from api.identity.refusal import Refusal, forbidden, unauthenticated
from api.identity.view_header import parse_view
from schema.context import ANONYMOUS, Caller, Identity
from schema.visibility import PUBLISHED
from schema.vocabulary import Scope

AUTHORIZATION = b"authorization"
current_caller: ContextVar[Caller] = ContextVar("caller", default=ANONYMOUS)


class Identification:
    """Finds out who sends a request.

    Args:
        keys: the keys.
        clock: returns the current instant.
        own_origin: the origin of our own pages, which may send any key.
    """

    def __init__(self, keys: KeyRing, clock: Callable[[], datetime], own_origin: str) -> None:
        self.keys = keys
        self.refused: Counter[str] = Counter()
        """How many keys and views were refused, by code."""
        self._clock = clock
        self._own_origin = own_origin

    def __call__(self, headers: Mapping[bytes, bytes]) -> Caller:
        """Return who sends a request with these headers, and their view.

        Raises:
            Refusal: the key is not valid, or does not allow what is asked for.
        """
        authorization, view = headers.get(AUTHORIZATION), headers.get(view_header.NAME)
        if authorization is None and view is None:
            return ANONYMOUS
        try:
            return self._caller(authorization, view, headers)
        except Refusal as refusal:
            self.refused[refusal.code] += 1
            raise

    def _caller(self, authorization: bytes | None, view: bytes | None, headers: Mapping[bytes, bytes]) -> Caller:
        origin = headers.get(b"origin", b"").decode("latin-1")
        identity = Identity() if authorization is None else self._identity(authorization.decode("latin-1"), origin)
        if view is None:
            return Caller(identity)
        if Scope.READ_DRAFTS not in identity.scopes:
            raise forbidden("Liane-View takes a key with the scope READ_DRAFTS.")
        return Caller(identity, parse_view(view.decode("latin-1"), self._clock()))

    def _identity(self, authorization: str, origin: str) -> Identity:
        scheme, _, text = authorization.partition(" ")
        if scheme.lower() != "bearer":
            raise unauthenticated(NO_KEY)
        key = self.keys.check(text.strip())
        if origin and key.origins and origin not in {*key.origins, self._own_origin}:
            raise forbidden("This key may not be sent by pages of this origin.")
        return Identity(key.name, key.scopes, key)

    def require_valid(self, caller: Caller) -> None:
        """Check that a caller is still who they were when they sent their request.

        Raises:
            Refusal: their key is valid no longer.
        """
        if caller.identity.key:
            self.keys.require_valid(caller.identity.key)


def is_public(caller: Caller) -> bool:
    """Whether a caller sees what everybody sees."""
    return caller.view == PUBLISHED
