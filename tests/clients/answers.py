"""What holds for every answer, whatever was asked."""

import json
import re

CODES = {
    "GRAPHQL_PARSE_FAILED",
    "GRAPHQL_VALIDATION_FAILED",
    "BAD_USER_INPUT",
    "INVALID_ID",
    "INVALID_CURSOR",
    "PERSISTED_QUERY_NOT_FOUND",
    "UNAUTHENTICATED",
    "FORBIDDEN",
    "COST_LIMIT",
    "QUERY_LIMIT",
}
"""What a client can be told that asks not too often; INTERNAL is a fault of ours."""
TROUBLE = re.compile(r"Traceback|File \"/|'NoneType'| object at 0x|<class '")
"""What only a program in trouble says."""
PYTHON = re.compile(
    r"\.py\b|site-packages|\b[A-Z]\w*(?:Error|Exception)\b"
    r"|\b(?:None|NoneType|True|False|self|dict|str|kwargs|__\w+__)\b"
    r"|(?i:asyncpg|psycopg|sqlite|sqlalchemy|strawberry|starlette|uvicorn|fastapi|pydantic|orjson)"
)
"""Words that say how the server is made; between quotes stands what the client sent."""
QUOTED = re.compile(r"""'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*\"""")


def problem(status: int, body: bytes) -> str | None:
    """Describe what is wrong with an answer: a failure, no JSON, a missing code, or internals of the server in it."""
    if status >= 500:
        return f"the status is {status}"
    if not body:
        return None if status in {204, 304} else "there is nothing"
    try:
        answer = json.loads(body)
    except ValueError:
        return "it is no JSON"
    # Content may well speak of Python; errors may not. Problem details are errors altogether.
    errors = answer.get("errors", [] if "data" in answer else [answer])
    for message in (error.get("message") or " ".join(map(str, error.values())) for error in errors):
        if internals := TROUBLE.search(message) or PYTHON.search(QUOTED.sub("", message)):
            return f"it says {internals[0]!r}"
    codes = {error.get("extensions", {}).get("code") for error in answer.get("errors", [])}
    return f"its codes are {codes}" if codes - CODES else None
