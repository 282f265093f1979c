"""The root of all that is told as it happens."""

from collections.abc import AsyncIterator
from typing import Any, Protocol

import strawberry

from schema.types import Issue


class IssueFeed(Protocol):
    """Tells of issues as they appear; the request's context holds it as ``issue_feed``."""

    async def subscribe(self) -> AsyncIterator[Any]:
        """Give an ``Event`` for each issue that appears from now on."""
        ...


async def published(info: strawberry.Info) -> AsyncIterator[Issue]:
    """Tell of each issue that appears; whoever may not see it is not told."""
    issue_feed: IssueFeed = info.context["issue_feed"]
    return await issue_feed.subscribe()


@strawberry.type(description="What is told as it happens.")
class Subscription:
    """The root of all that is told as it happens."""

    issue_published: AsyncIterator[Issue] = strawberry.subscription(
        resolver=published, description="An issue has appeared: it was published, or its date has come."
    )
