"""What schemathesis holds every answer to; the configuration beside it names this module."""

from base64 import b64encode
from typing import Any

import schemathesis
from hypothesis import strategies as st
from hypothesis_graphql import nodes

from tests.clients.answers import problem


@schemathesis.check
def answers_in_plain_words(
    _context: schemathesis.CheckContext, response: schemathesis.Response, _case: schemathesis.Case[Any]
) -> None:
    """Hold an answer to what holds for all."""
    if described := problem(response.status_code, response.content):
        raise AssertionError(described)


schemathesis.graphql.scalar("Base64", st.binary(max_size=100).map(lambda data: nodes.String(b64encode(data).decode())))
schemathesis.graphql.scalar("CountryCode", st.sampled_from(["FR", "MX", "XX", "fr", ""]).map(nodes.String))
