"""The subscription root."""

from collections.abc import AsyncIterator

import strawberry

from schema.context import RequestContext
from schema.types import Issue


async def issue_published(info: strawberry.Info[RequestContext, None]) -> AsyncIterator[Issue]:
    """Return the stream of issues that appear from now on, or have since the last event that the client got.

    The engine leaves out those that the viewer may not see.
    """
    assert info.context.issue_feed is not None  # noqa: S101 - an application that answers subscriptions has one
    return await info.context.issue_feed.subscribe(info.context.last_event_id)


@strawberry.type(description="What is told as it happens.")
class Subscription:
    """The subscription root."""

    issue_published: AsyncIterator[Issue] = strawberry.subscription(
        resolver=issue_published, description="An issue has appeared: it was published, or its date has come."
    )
