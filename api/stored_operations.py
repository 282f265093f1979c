"""The GraphQL operations behind pages, cards and feeds: files in ``api/operations/``, run as nobody in particular."""

from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

import orjson

from schema.engine.execution import EngineSchema
from schema.viewer import ANONYMOUS

FOLDER = Path(__file__).parent / "operations"


def texts(folder: Path = FOLDER) -> dict[str, str]:
    """Give the operations by the names of their files, without the ending."""
    return {file.stem: file.read_text(encoding="utf-8") for file in sorted(folder.glob("*.graphql"))}


class OperationFailed(RuntimeError):
    """A stored operation is not valid or was not answered; the text says which and why, the code what the API says."""

    def __init__(self, text: str, code: str | None = None) -> None:
        super().__init__(text)
        self.code = code


class StoredOperations:
    """Operations by the names of their files, without the ending.

    Args:
        schema: the schema, with its engine.
        base_url: what the addresses in answers start with.
        clock: gives the current instant, which decides what is published.
        folder: where the files are.

    Raises:
        OperationFailed: a file holds what the schema does not know.
    """

    def __init__(
        self, schema: EngineSchema, base_url: str, clock: Callable[[], datetime], folder: Path = FOLDER
    ) -> None:
        self.base_url = base_url
        self.clock = clock
        self._schema = schema
        self._texts = texts(folder)
        for name, text in self._texts.items():
            if errors := schema.engine.document(text).errors:
                raise OperationFailed(f"{name}.graphql: {errors[0]}")

    async def run(self, name: str, /, **variables: Any) -> dict[str, Any]:
        """Give the data of an operation, with the variables that are given; what the public may not see is null.

        Raises:
            OperationFailed: there is no answer, or only a part of one. What a visitor sent has to be checked before.
        """
        context = {
            "identity": ANONYMOUS,
            "access": ANONYMOUS.access,
            "environment": {"now": self.clock(), "base_url": self.base_url},
        }
        result = await self._schema.execute(self._texts[name], variables, context_value=context)
        if result.errors:
            first = result.errors[0]
            raise OperationFailed(f"{name}: {first.message}", (first.extensions or {}).get("code"))
        answer: dict[str, Any] = orjson.loads(orjson.dumps(result.data))
        return answer
