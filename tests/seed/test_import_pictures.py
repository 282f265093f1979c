"""The pictures that a letter carries are kept with it, once, and only where it is stored."""

from pathlib import Path

import pytest
import sqlalchemy as sa

from schema.bases import table_of
from schema.tables import Picture, Section
from seed.import_run import ImportRun
from seed.pictures.store import PictureStore, StoreAway
from tests.pictures import jpeg
from tests.seed.importers.test_carried_pictures import letter

HTML = '<h1>Phares</h1><p>La lettre du phare.</p><p><img src="cid:a@b" alt="Un phare"></p>'
LETTER = letter(("a@b", jpeg(600, 400)), html=HTML)


def kept(engine: sa.Engine) -> tuple[list[str], str]:
    with engine.connect() as connection:
        names = connection.execute(sa.select(table_of(Picture).c.id)).scalars().all()
        bodies = connection.execute(sa.select(table_of(Section).c.body_html)).scalars().all()
    return list(names), "".join(bodies)


def test_a_letter_is_stored_with_its_pictures_and_the_second_time_nothing_changes(
    engine: sa.Engine, tmp_path: Path
) -> None:
    store = PictureStore(str(tmp_path))
    run = ImportRun(engine, "auto", publish=False, dry_run=False, store=store)
    assert run.import_data("a.eml", LETTER)["action"] == "created"
    (name,), html = kept(engine)
    assert store.get(name) == jpeg(600, 400)
    assert f'<img src="/pictures/{name}" alt="Un phare">' in html
    assert run.import_data("a.eml", LETTER)["action"] == "unchanged"
    assert kept(engine) == ([name], html)


def test_a_dry_run_keeps_no_file(engine: sa.Engine, tmp_path: Path) -> None:
    run = ImportRun(engine, "auto", publish=False, dry_run=True, store=PictureStore(str(tmp_path / "new")))
    report = run.import_data("a.eml", LETTER)
    assert "error" not in report
    assert report["warnings"] == []
    assert kept(engine) == ([], "")
    assert not (tmp_path / "new").exists()


def test_a_letter_whose_pictures_cannot_be_kept_is_not_stored(engine: sa.Engine, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("no folder")
    run = ImportRun(engine, "auto", publish=False, dry_run=False, store=PictureStore(str(tmp_path / "file" / "a")))
    with pytest.raises(StoreAway, match="cannot be reached"):
        run.import_data("a.eml", LETTER)
    assert kept(engine) == ([], "")
