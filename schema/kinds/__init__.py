"""The kinds of work. A new kind is one file here, its line in ``KINDS``, one migration and the regenerated SDL."""

from schema.kinds import ad, ai_model, album, app, article, book, episode, film, podcast, series
from schema.kinds.kind import COUNTRY, Detail, Gender, Kind, Localized, Site, Unit

KINDS: dict[str, Kind] = {
    module.KIND.name: module.KIND
    for module in (film, series, episode, ad, app, ai_model, book, album, podcast, article)
}

__all__ = ["COUNTRY", "KINDS", "Detail", "Gender", "Kind", "Localized", "Site", "Unit"]
