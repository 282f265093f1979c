"""Where a work can be had in the country that a visitor chose; nobody's country is guessed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from api.website.i18n import Translator
from api.website.results import WorkPageWork
from schema.countries import countries
from schema.text import fold

Offer = Mapping[str, Any]
Countries = Sequence[tuple[str, str]]
"""Codes and names, by name."""


@dataclass(frozen=True)
class WhereToFind:
    """What the page of a work says of countries.

    Attributes:
        country: the code that was chosen, if any.
        stated: the countries that offers state.
        others: all other countries.
        here: the offers in the country.
        unstated: the offers that may be there: their country is not stated.
    """

    country: str | None
    stated: Countries
    others: Countries
    here: Sequence[Offer]
    unstated: Sequence[Offer]

    @property
    def is_open(self) -> bool:
        """Whether an offer in the country is open, or opens later."""
        return any(offer["status"] != "ENDED" for offer in self.here)

    @property
    def elsewhere(self) -> Countries:
        """The other countries that offers state."""
        return [each for each in self.stated if each[0] != self.country]


def where_to_find(work: WorkPageWork, country: str | None, t: Translator) -> WhereToFind:
    """Return what the page of a work says of countries.

    Args:
        work: the work, with its offers in the country where one is chosen.
        country: the code of the country, if one is chosen.
        t: the language of the countries' names.
    """
    codes = {offer["country"] for offer in work["availability"]}
    names, offers = country_names(t), work.get("inCountry", [])
    return WhereToFind(
        country,
        [each for each in names if each[0] in codes],
        [each for each in names if each[0] not in codes],
        [offer for offer in offers if offer["country"]],
        [offer for offer in offers if not offer["country"]],
    )


@cache
def country_names(t: Translator) -> Countries:
    """Return all countries, by their names."""
    return sorted(((code, t.country(code)) for code in countries()), key=lambda each: fold(each[1]))
