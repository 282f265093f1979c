"""What schemathesis holds every answer to; the configuration beside it names this module."""

from typing import Any

import schemathesis

from tests.clients.answers import problem


@schemathesis.check
def answers_in_plain_words(
    _context: schemathesis.CheckContext, response: schemathesis.Response, _case: schemathesis.Case[Any]
) -> None:
    """Hold an answer to what holds for all."""
    if described := problem(response.status_code, response.content):
        raise AssertionError(described)
