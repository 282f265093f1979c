"""The magazine itself."""

from schema import tables
from schema.engine.fields import embed, entity_type, expression, scalar
from schema.engine.relay import Node
from schema.lists import VERSION
from schema.values import Body, Image


@entity_type(tables.Publication, prefix="pub")
class Publication(Node):
    """The magazine whose recommendations these are."""

    name: str = scalar("What the magazine is called.")
    tagline: str | None = scalar("What it says of itself in one line.")
    language: str = scalar("The language it is written in, as a BCP 47 tag.")
    time_zone: str = scalar("The IANA time zone its days are counted in.")
    url: str | None = scalar("The magazine's own site.")
    website: str | None = expression(
        "The same as `url`, by the name that organisations have for it: theirs is the page here.",
        lambda publication, _: publication.url,
    )
    accent_color: str | None = scalar(
        "The colour of its pages, cards and share images, as `#rrggbb`; null for the green of the house. Pages take "
        "lighter and darker ones of it where words in it or on it could not be read (WCAG 2.2 AA)."
    )
    logo: Image | None = embed("Its logo.", "logo_", null_unless="url")
    about: Body | None = embed(
        "What it is and who makes it, at length: the text of the page `/about`.", "about_", null_unless="markdown"
    )
    subscribing: Body | None = embed(
        "How to subscribe to it: the text of the page `/subscribe`.", "subscribing_", null_unless="markdown"
    )
    availability_fresh_days: int = scalar(
        "For how many days an offer counts as fresh after someone made sure of it; 30 unless it is set."
    )
    version: int = scalar(VERSION)
