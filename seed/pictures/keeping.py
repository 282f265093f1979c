"""Keeping a picture: its file in the store, and what is known of it in the database."""

from sqlmodel import Session

from schema.pictures import FOLDER
from schema.writes import save_picture
from seed.pictures.reading import PictureFile
from seed.pictures.store import PictureStore


def keep_picture(session: Session, store: PictureStore, picture: PictureFile) -> str:
    """Keep a picture, unless it is kept already; return its address here.

    The file comes first: were the transaction rolled back, a file would be left that nothing names, and no name without
    its file.

    Raises:
        StoreAway: the store cannot be written to.
    """
    store.put(picture.name, picture.data)
    describe_picture(session, picture)
    return f"{FOLDER}{picture.name}"


def describe_picture(session: Session, picture: PictureFile) -> None:
    """Write what is known of a picture whose file is in the store."""
    save_picture(
        session,
        {
            "id": picture.name,
            "format": picture.format,
            "bytes": len(picture.data),
            "width": picture.width,
            "height": picture.height,
            "dominant_color": picture.dominant_color,
            "placeholder": picture.placeholder,
        },
    )
