"""Runs tools and reads resources for a caller; what goes wrong is told in words with a code, as everywhere."""

import logging
import re
from collections.abc import Mapping
from typing import Any

import orjson
from pydantic import ValidationError

from api.budgets.budgets import OverBudget
from api.http.request_id import current_request_id
from api.mcp import arguments, tools
from api.mcp.answers import write
from api.mcp.arguments import in_words
from api.mcp.tools import NotFound
from api.website.stored_operations import NothingYet, OperationFailed, StoredOperations
from schema.engine.errors import BAD_USER_INPUT, INTERNAL

log = logging.getLogger("liane.mcp")
RESOURCE = re.compile(r"liane://(issues|works)/([^/?#\s]{1,200})")
RESOURCES = 20
"""How many resources a page of their list has."""
NO_TOOL = "There is no tool of this name."
NO_RESOURCE = "There is no resource of this address."


class ToolFailed(Exception):
    """What was asked for cannot be answered.

    Args:
        code: what it is, for programs.
        message: a sentence.
    """

    def __init__(self, code: str, message: str) -> None:
        super().__init__(f"{code}: {message}")
        self.code = code


class Reading:
    """What agents read.

    Args:
        operations: the stored operations of the tools.
    """

    def __init__(self, operations: StoredOperations) -> None:
        self._operations = operations

    async def call(self, name: str, given: Mapping[str, Any]) -> str:
        """Run a tool, and return its answer as JSON.

        Raises:
            ToolFailed: it cannot be answered.
        """
        tool = tools.BY_NAME.get(name)
        if tool is None:
            raise ToolFailed("NOT_FOUND", NO_TOOL)
        try:
            return write(await tool.run(self._operations, tool.takes.model_validate(dict(given))))
        except ValidationError as error:
            raise ToolFailed(BAD_USER_INPUT, in_words(error)) from None
        except NotFound as missing:
            raise ToolFailed("NOT_FOUND", f"There is nothing to be read by the name {str(missing)!r}.") from None
        except NothingYet:
            raise ToolFailed("NOT_FOUND", "There is no publication yet.") from None
        except OverBudget as refused:
            (error_,) = refused.errors
            raise ToolFailed(str((error_.extensions or {})["code"]), error_.message) from None
        except OperationFailed as failure:
            code = failure.code or INTERNAL
            if code == INTERNAL:
                log.error("%s", failure)  # noqa: TRY400 - what failed was logged where it did
            raise ToolFailed(code, failure.message) from None
        except Exception:
            log.exception("the tool %s failed", name)
            message = f"This is a fault of ours; the log has it under {current_request_id.get()}."
            raise ToolFailed(INTERNAL, message) from None

    async def read(self, uri: str) -> str:
        """Return a resource as JSON.

        Raises:
            ToolFailed: it cannot be read.
        """
        found = RESOURCE.fullmatch(uri)
        if found is None:
            raise ToolFailed("NOT_FOUND", NO_RESOURCE)
        return await self.call({"issues": "read_issue", "works": "read_work"}[found[1]], {"slug": found[2]})

    async def latest(self, after: str | None) -> tuple[list[dict[str, Any]], str | None]:
        """Return a page of issues, the newest first, and where the next one begins.

        Raises:
            ToolFailed: it cannot be answered.
        """
        given = arguments.ListIssues(first=RESOURCES, after=after).model_dump()
        page = orjson.loads(await self.call("list_issues", given))
        return page.get("issues", []), page.get("next")
