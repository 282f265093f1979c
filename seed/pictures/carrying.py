"""Picture files beside content files: an export has them in a folder, and a restore keeps them again."""

from pathlib import Path

from sqlmodel import Session

from schema.errors import LianeError
from schema.pictures import FOLDER, size_in
from seed.pictures.keeping import keep_picture
from seed.pictures.reading import PictureRefused, read_picture
from seed.pictures.store import PictureStore
from seed.pictures.unused import named_pictures

NAME = FOLDER.strip("/")
"""The folder of pictures in an export."""


class BadPicture(LianeError):
    """A file of an export that is not the picture that its name says."""


def export_pictures(session: Session, store: PictureStore, directory: Path) -> list[str]:
    """Copy the files of all pictures that content names into an export; return the names of those that are missing.

    A file that is there stays: its name says what is in it.

    Raises:
        StoreAway: the store cannot be read.
    """
    missing = []
    for name in sorted(set(named_pictures(session))):
        file = directory / NAME / name
        if file.exists():
            continue
        data = store.get(name)
        if data is None:
            missing.append(name)
            continue
        file.parent.mkdir(parents=True, exist_ok=True)
        unfinished = file.with_name(f".{name}.unfinished")
        unfinished.write_bytes(data)
        unfinished.replace(file)
    return missing


def restore_pictures(session: Session, store: PictureStore, directory: Path) -> int:
    """Keep the pictures of an export; return how many there are.

    Raises:
        BadPicture: a file is not what its name says.
        StoreAway: the store cannot be written to.
    """
    files = [file for file in sorted((directory / NAME).glob("*")) if size_in(file.name)]
    for file in files:
        try:
            picture = read_picture(file.read_bytes())
        except PictureRefused as refused:
            raise BadPicture(f"{file} is {refused}") from None
        if picture.name != file.name:
            raise BadPicture(f"{file} is another picture: it would be called {picture.name}")
        keep_picture(session, store, picture)
    return len(files)
