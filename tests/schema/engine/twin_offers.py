"""Offers of works on a day, in plain Python over dictionaries."""

from datetime import date, timedelta

from tests.schema.engine.twin_rows import Row, View

OFFER = ("availableIn", "access", "platform", "asOf", "verifiedSince")


BEHIND = {"PF"}


"""Where it is still the day before, when worlds are asked."""


def today_in(view: View, country: str | None) -> date:
    """Return today in a country."""
    return view.now.date() - timedelta(days=country in BEHIND)


def status_on(offer: Row, day: date) -> str:
    """Return where an offer's window stands on a day."""
    if offer["from_date"] and day < offer["from_date"]:
        return "UPCOMING"
    return "ENDED" if offer["until_date"] and day > offer["until_date"] else "OPEN"


def offers_asked_for(view: View, work: str, wanted: Row) -> list[Row]:
    """List the offers of a work that are open and meet all that is asked of one."""
    asked = {name: wanted[name] for name in OFFER if wanted.get(name) is not None}
    platforms = view.targets("Organization", asked.get("platform", ()))

    def meets(offer: Row) -> bool:
        return (
            ("availableIn" not in asked or offer["country"] in asked["availableIn"])
            and ("access" not in asked or offer["access"] in asked["access"])
            and ("platform" not in asked or offer["platform_id"] in platforms)
            and ("verifiedSince" not in asked or is_verified_since(offer, asked["verifiedSince"]))
            and status_on(offer, asked.get("asOf") or today_in(view, offer["country"])) == "OPEN"
        )

    return [offer for offer in view.where("availability", work_id=work) if meets(offer)]


def is_verified_since(offer: Row, day: date) -> bool:
    """Whether someone made sure of an offer on a day or later."""
    return offer["verified_at"] is not None and offer["verified_at"].date() >= day
