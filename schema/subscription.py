"""The root of all that is told as it happens."""

from collections.abc import AsyncIterator
from typing import Any, Protocol

import strawberry

from schema.types import Issue


class Publications(Protocol):
    """Tells of issues as they appear; the request's context holds it as ``publications``."""

    async def follow(self) -> AsyncIterator[Any]:
        """Give an ``Event`` for each issue that appears from now on."""
        ...


async def published(info: strawberry.Info) -> AsyncIterator[Issue]:
    """Tell of each issue that appears; whoever may not see it is not told."""
    publications: Publications = info.context["publications"]
    return await publications.follow()


@strawberry.type(description="What is told as it happens.")
class Subscription:
    """The root of all that is told as it happens."""

    issue_published: AsyncIterator[Issue] = strawberry.subscription(
        resolver=published, description="An issue has appeared: it was published, or its date has come."
    )
