"""What types of the content have in common beside their ids."""

import strawberry

from schema.engine.fields import scalar
from schema.engine.relay import Node


@strawberry.interface(description="Anything that can be found by its words; a new kind of work joins by itself.")
class Searchable(Node):
    """What search finds."""


@strawberry.interface(description="By whom a work is: a person or an organisation.")
class Maker(Searchable):
    """A person or an organisation."""

    slug: str = scalar("The name in addresses.", json_safe=True)
    name: str = scalar("The name.")
    summary: str | None = scalar("Who or what it is, in a sentence.", size=200)
    url: str = scalar("The page for readers.")
