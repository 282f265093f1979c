"""The pictures that a letter carries are kept with it, once, and only where it is stored."""

from pathlib import Path

import pytest
import sqlalchemy as sa
from sqlmodel import select

from schema import db, writes
from schema.bases import table_of
from schema.tables import Issue, Picture, Section
from seed import fetched_pictures
from seed.files.export import export_directory
from seed.import_run import ImportRun
from seed.pictures.fetching import NotFetched
from seed.pictures.reading import PictureFile, read_picture
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


def test_the_focus_of_a_cover_is_kept_from_file_to_file(engine: sa.Engine, tmp_path: Path) -> None:
    with db.write_transaction(engine) as session:
        cover = {"cover_url": f"/pictures/{'0a' * 16}-1200x800", "cover_alt": ""}
        writes.save_issue(session, {"slug": "phares", "title": "Phares", "sections": [], **cover})
        export_directory(session, tmp_path)
    file = tmp_path / "issues" / "phares.md"
    text = file.read_text()
    assert "  width: 1200\n" in text
    file.write_text(text.replace("  width: 1200\n", "  width: 1200\n  focalX: 0.333\n  focalY: 1\n"))
    (report,) = ImportRun(engine, "auto", publish=False, dry_run=False).import_files([str(file)])
    assert report["action"] == "updated"
    with db.read_transaction(engine) as session:
        issue = session.exec(select(Issue)).one()
        assert (issue.cover_focal_x, issue.cover_focal_y) == ("0.33", "1.0")
        export_directory(session, tmp_path)
    assert "  focalX: '0.33'\n  focalY: '1.0'\n" in file.read_text()


@pytest.mark.parametrize("focus", ["focalX: 0.5", "focalX: 2\n  focalY: 0", "focalX: left\n  focalY: top"])
def test_half_a_focus_or_none_on_the_picture_is_refused(engine: sa.Engine, focus: str, tmp_path: Path) -> None:
    (tmp_path / "works").mkdir()
    work = f"slug: film\nkind: FILM\ntitle: Film\nimage:\n  url: https://a.example/a.png\n  alt: ''\n  {focus}\n"
    (tmp_path / "works" / "film.yaml").write_text(work)
    names = [str(tmp_path / "works" / "film.yaml")]
    (report,) = ImportRun(engine, "auto", publish=False, dry_run=False).import_files(names)
    assert "focalX" in report["error"]


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


ELSEWHERE = "https://images.example/a.jpg?a=1&b=2"
SHOWN = (
    f'<h1>Phares</h1><p>La lettre du phare.</p><p><img src="{ELSEWHERE}" alt="Un phare"></p>'
    f'<p>Et encore.</p><p><img src="{ELSEWHERE}" alt="Le même" width="90"></p><p><img src="https://gone.example/b.png"></p>'
).encode()


def test_pictures_elsewhere_are_fetched_once_where_that_is_set(
    engine: sa.Engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []

    def fetch(url: str) -> PictureFile:
        asked.append(url)
        if url != ELSEWHERE:
            raise NotFetched("its server says 404")
        return read_picture(jpeg(600, 400))

    monkeypatch.setattr(fetched_pictures, "fetch_picture", fetch)
    store = PictureStore(str(tmp_path))
    run = ImportRun(engine, "auto", publish=False, dry_run=False, store=store, fetch_pictures=True)
    report = run.import_data("a.html", SHOWN)
    assert report["warnings"][-1] == "the picture https://gone.example/b.png was not fetched: its server says 404"
    (name,), html = kept(engine)
    assert html.count(f'src="/pictures/{name}"') == 2
    assert 'src="https://gone.example/b.png"' in html
    assert store.get(name) == jpeg(600, 400)
    assert run.import_data("a.html", SHOWN)["action"] == "unchanged"
    assert kept(engine) == ([name], html)
    assert asked.count(ELSEWHERE) == 1


def test_nothing_is_fetched_unless_that_is_set(engine: sa.Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fetched_pictures, "fetch_picture", lambda _: pytest.fail("it is fetched"))
    ImportRun(engine, "auto", publish=False, dry_run=False).import_data("a.html", SHOWN)
    assert "https://images.example/a.jpg" in kept(engine)[1]
