"""The part of a request's context that the engine uses; resolvers may need more."""

from collections.abc import Mapping
from typing import Any, Protocol

from schema.engine.read_scope import ReadScope


class EngineContext(Protocol):
    """The context value of an operation, as far as the engine is concerned."""

    @property
    def read_scope(self) -> ReadScope:
        """The rows that the viewer may see."""
        ...

    @property
    def environment(self) -> Mapping[str, Any]:
        """The values of the request's own SQL parameters, such as the time."""
        ...

    @property
    def request_id(self) -> str | None:
        """The id that an internal error names, so that it can be found in the log."""
        ...
