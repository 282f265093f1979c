"""Which works a text names is seen as the importer sees it."""

import sqlalchemy as sa
from sqlmodel import Session

from seed.naming import works_named
from tests.seed import lighthouse

SLUGS = ["basse-mer", "grand-large", "maregraphe", "boussole-3"]


def test_a_text_names_works_by_titles_other_names_and_links(engine: sa.Engine) -> None:
    lighthouse.fill(engine)
    texts = ["*Low Tide*, puis Marégraphe.", "Voir [ceci](<work:boussole-3>), et Estran.", "Rien du grandlarge."]
    with Session(engine) as session:
        named = works_named(session, SLUGS, texts)
    assert named == [{"basse-mer", "maregraphe"}, {"boussole-3"}, set()]
