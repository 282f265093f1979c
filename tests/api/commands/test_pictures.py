"""``liane pictures``: files are kept, and their addresses printed."""

from pathlib import Path

import pytest
import sqlalchemy as sa

from api import settings
from schema import db
from schema.bases import table_of
from schema.tables import Change, Picture
from tests.api.commands.conftest import Liane
from tests.pictures import jpeg, transparent


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Keep pictures in a folder of this test."""
    monkeypatch.setenv("LIANE_PICTURES", str(tmp_path / "kept"))
    monkeypatch.chdir(tmp_path)
    return tmp_path


def rows() -> tuple[list[sa.RowMapping], list[str]]:
    engine = db.connect(settings.load().database_url)
    with engine.connect() as connection:
        pictures = connection.execute(sa.select(table_of(Picture)).order_by(sa.text("width"))).mappings().all()
        changed = connection.execute(sa.select(table_of(Change).c.type)).scalars().all()
    engine.dispose()
    return list(pictures), list(changed)


@pytest.mark.usefixtures("empty")
def test_pictures_are_kept_and_their_addresses_printed(liane: Liane, folder: Path) -> None:
    (folder / "a.jpg").write_bytes(jpeg(90, 60, orientation=6))
    (folder / "b.png").write_bytes(transparent(120, 60))
    result = liane("pictures", "add", "a.jpg", "b.png")
    addresses = result.out.split()
    assert result.code == 0
    assert [address.rpartition("-")[2] for address in addresses] == ["60x90", "120x60"]
    pictures, changed = rows()
    assert [f"/pictures/{row['id']}" for row in pictures] == addresses
    assert [row["format"] for row in pictures] == ["JPEG", "PNG"]
    assert changed == ["Picture", "Picture"]
    assert sorted(file.name for file in (folder / "kept").iterdir()) == sorted(row["id"] for row in pictures)
    assert liane("pictures", "add", "b.png").out.split() == addresses[1:]
    assert rows() == (pictures, changed)


@pytest.mark.usefixtures("empty")
def test_a_file_that_cannot_be_kept_is_told_and_then_none_is(liane: Liane, folder: Path) -> None:
    (folder / "a.jpg").write_bytes(jpeg())
    (folder / "b.svg").write_bytes(b"<svg/>")
    result = liane("pictures", "add", "a.jpg", "b.svg")
    assert (result.code, result.out) == (1, "")
    assert result.err == "liane: b.svg is an SVG drawing or a page: save it as PNG\n"
    assert not (folder / "kept").exists()
    assert liane("pictures", "add", "none.jpg").err == "liane: none.jpg: No such file or directory\n"


def named(text: str) -> Path:
    """Write the file of an issue that has a text."""
    file = Path("letter.md")
    file.write_text(f"---\ntitle: Une lettre\ndate: 2024-05-16\n---\n\nUn mot.\n\n{text}\n")
    return file


@pytest.mark.usefixtures("empty")
def test_pictures_that_nothing_names_are_told_and_removed_when_asked(liane: Liane, folder: Path) -> None:
    (folder / "a.jpg").write_bytes(jpeg(90, 60))
    (folder / "b.png").write_bytes(transparent(120, 60))
    used, unused = liane("pictures", "add", "a.jpg", "b.png").out.split()
    liane("init", "--name", "Liane", "--language", "fr")
    liane("import", named(f"![Une image]({used})"))
    (folder / "kept" / "notes.txt").write_text("an editor's own")
    name = unused.rpartition("/")[2]
    assert liane("pictures", "prune").out == ""  # it may be about to be named
    dry = liane("pictures", "prune", "--days", "0")
    assert dry.out.startswith(f"{name}  ")
    assert dry.err == "Nothing names 1 picture(s), 0.0 MB; --delete removes them.\n"
    assert (folder / "kept" / name).exists()
    assert liane("pictures", "prune", "--days", "0", "--delete").err == "Removed 1 picture(s), 0.0 MB.\n"
    kept = used.rpartition("/")[2]
    assert [row["id"] for row in rows()[0]] == [kept]
    assert sorted(file.name for file in (folder / "kept").iterdir()) == sorted([kept, "notes.txt"])


@pytest.mark.usefixtures("empty")
def test_an_export_carries_pictures_and_a_restore_keeps_them_or_says_which_are_missing(
    liane: Liane, folder: Path
) -> None:
    (folder / "a.jpg").write_bytes(jpeg(90, 60))
    (address,) = liane("pictures", "add", "a.jpg").out.split()
    name = address.rpartition("/")[2]
    liane("init", "--name", "Liane", "--language", "fr")
    liane("import", named(f"![Une image]({address})"))
    assert liane("export", "out").err == "Exported to out.\n"
    assert (folder / "out" / "pictures" / name).read_bytes() == (folder / "a.jpg").read_bytes()
    kept = folder / "kept" / name
    kept.unlink()
    missing = f"1 picture(s) are not in {folder / 'kept'}; copy them there from where they were:\n  {name}\n"
    assert liane("export", "other").err == f"{missing}Exported to other.\n"
    assert liane("restore", "other").err == f"{missing}Restored from other.\n"
    check = liane("pictures", "check")
    assert (check.code, check.out) == (1, f"{name}\n")
    assert liane("restore", "out").err == "Restored from out.\n"
    assert kept.read_bytes() == (folder / "a.jpg").read_bytes()
    assert liane("pictures", "check").code == 0
    (folder / "out" / "pictures" / name).write_bytes(jpeg(90, 61))
    assert "out/pictures" in liane("restore", "out").err
