"""Answers about the schema, from memory: it never changes while the server runs.

graphql-core takes 60 ms for the whole schema, which GraphiQL and code generators ask for with the same text each time.
"""

import json
from collections.abc import Mapping
from typing import Any, NamedTuple

import orjson
from cachetools import LRUCache

INTROSPECTION_BYTES = 4_000_000
"""How much memory the answers may take, with the texts that asked for them."""
Answer = Mapping[str, orjson.Fragment]
"""JSON text by response key."""


class Question(NamedTuple):
    """What decides an answer about the schema."""

    text: str
    operation_name: str | None
    variables: bytes


class KeptAnswer(NamedTuple):
    """An answer, and how many bytes it takes."""

    answer: Answer
    weight: int


class IntrospectionCache:
    """The answers that were given last."""

    def __init__(self) -> None:
        self._answers: LRUCache[Question, KeptAnswer] = LRUCache(INTROSPECTION_BYTES, lambda kept: kept.weight)

    def get(self, question: Question) -> Answer | None:
        """Return an answer that was given before, or None."""
        kept = self._answers.get(question)
        return kept.answer if kept else None

    def keep(self, question: Question, data: Mapping[str, Any]) -> Answer:
        """Return an answer as JSON text, and keep it, unless it alone is too large."""
        texts = {key: orjson.dumps(value) for key, value in data.items()}
        answer = {key: orjson.Fragment(text) for key, text in texts.items()}
        weight = sum(map(len, texts.values())) + len(question.text) + len(question.variables)
        if weight <= INTROSPECTION_BYTES:
            self._answers[question] = KeptAnswer(answer, weight)
        return answer


def question_of(text: str, operation_name: str | None, variables: Mapping[str, Any] | None) -> Question:
    """Return the question that an operation asks."""
    # Not by orjson: a text of JSON may hold half of a pair of code units, as ``"\\ud800"`` does.
    return Question(text, operation_name, json.dumps(variables or {}, sort_keys=True).encode())
