"""A small catalogue for the importer's specifications, and an older issue that shows what its columns are about."""

from pathlib import Path
from typing import Any

import sqlalchemy as sa

from schema import db, writes

NEWSLETTER = Path(__file__).parents[1] / "fixtures" / "text" / "2024-03-14-phares.txt"
WORKS: list[dict[str, Any]] = [
    {"slug": "boussole-2", "kind": "APP", "title": "Boussole 2"},
    {"slug": "boussole-3", "kind": "APP", "title": "Boussole 3"},
    {"slug": "estran", "kind": "APP", "title": "Estran"},
    {"slug": "maregraphe", "kind": "APP", "title": "Tidal", "aliases": ["Marégraphe"]},
    {"slug": "les-gardiens", "kind": "SERIES", "title": "Les Gardiens"},
    {"slug": "grand-large", "kind": "FILM", "title": "Grand Large"},
    {"slug": "basse-mer", "kind": "FILM", "title": "Basse mer", "original_title": "Low Tide"},
]


def fill(engine: sa.Engine) -> None:
    """Write the catalogue, two columns and the older issue."""
    with db.write_transaction(engine) as session:
        works = {work["slug"]: writes.save_work(session, work).id for work in WORKS}
        writes.save_person(session, {"slug": "ada-morvan", "name": "Ada Morvan"})
        writes.save_organization(session, {"slug": "ponant", "kind": "COMPANY", "name": "Ponant & Fils"})
        stone = writes.save_column(session, {"slug": "caillou", "name": "Un caillou dans la mare"}).id
        wave = writes.save_column(session, {"slug": "vague", "name": "La dernière vague"}).id
        app = {"column_id": stone, "recommendations": [{"work_id": works["boussole-2"], "role": "SUBJECT"}]}
        film = {"column_id": wave, "recommendations": [{"work_id": works["grand-large"], "role": "PICK"}]}
        writes.save_issue(session, {"slug": "avant", "title": "Avant", "sections": [app, film]})


def fill_database(url: str) -> None:
    """Write the same into the database at a URL."""
    engine = db.connect(url)
    fill(engine)
    engine.dispose()


def content(engine: sa.Engine) -> dict[str, list[dict[str, Any]]]:
    """Return all rows of all tables, but for the imports that led to them."""
    metadata = sa.MetaData()
    metadata.reflect(engine)
    with engine.begin() as connection:
        return {
            table.name: [dict(row) for row in connection.execute(sa.select(table)).mappings()]
            for table in metadata.sorted_tables
            if table.name != "imports"
        }
