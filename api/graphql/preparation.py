"""From a request to an operation that may run: the same rules for every transport, decided before any of them answers.

Which document the request means and whether it is trusted, whether it is valid and within the limits (introspection is
a rule of validation), and whether its transport runs operations of its type.
"""

from enum import Enum, auto

from graphql import OperationType
from starlette.exceptions import HTTPException

from api.graphql.persisted import PersistedDocuments, UnknownDocument
from api.graphql.request import GraphQLRequest
from schema.engine.engine import Engine, PreparedOperation
from schema.engine.errors import BAD_USER_INPUT, RequestErrors, error_with_code
from schema.engine.execution import SUBSCRIPTION_IN_ONE_RESPONSE


class Transport(Enum):
    """The ways in which requests come and results go out."""

    POST = auto()
    GET = auto()
    POST_STREAM = auto()
    GET_STREAM = auto()
    WEBSOCKET = auto()


SAFE = frozenset({Transport.GET, Transport.GET_STREAM})
"""Safe methods (RFC 9110, 9.2.1), which change nothing."""
STREAMING = frozenset({Transport.POST_STREAM, Transport.GET_STREAM, Transport.WEBSOCKET})
"""Those that carry more than one result."""


class OperationPreparer:
    """Decides which operation a request runs, if any.

    Args:
        engine: parses and validates documents.
        documents: documents that requests may name instead of sending them, and whether others are trusted.
    """

    def __init__(self, engine: Engine, documents: PersistedDocuments) -> None:
        self._engine = engine
        self._documents = documents

    async def prepare(self, request: GraphQLRequest, transport: Transport) -> PreparedOperation:
        """Return the operation of a request, as ``prepare_known`` does, whichever worker its document was sent to."""
        try:
            return self.prepare_known(request, transport)
        except UnknownDocument as unknown:
            await self.find(unknown)
            return self.prepare_known(request, transport)

    async def find(self, unknown: UnknownDocument) -> None:
        """Find a document that another worker knows; then it is known here.

        Raises:
            UnknownDocument: none does.
        """
        await self._documents.find(unknown)

    def prepare_known(self, request: GraphQLRequest, transport: Transport) -> PreparedOperation:
        """Return the operation of a request.

        Raises:
            HTTPException: it is not a well-formed request of this transport.
            UnknownDocument: its document is not known here.
            RequestErrors: its operation cannot be executed.
        """
        text = self._documents.text(request)
        if transport in SAFE:
            self._refuse_mutation(text, request.operation_name)
        prepared = self._engine.prepare(text, request.variables, request.operation_name)
        if prepared.operation.operation is OperationType.SUBSCRIPTION and transport not in STREAMING:
            raise RequestErrors([error_with_code(SUBSCRIPTION_IN_ONE_RESPONSE, BAD_USER_INPUT)])
        return prepared

    def _refuse_mutation(self, text: str, operation_name: str | None) -> None:
        """Refuse a mutation, even an invalid one."""
        operation = self._engine.document(text).operations.get(operation_name or None)
        if operation is not None and operation.operation is OperationType.MUTATION:
            raise HTTPException(405, "Mutations are only answered to POST.", {"allow": "POST"})
