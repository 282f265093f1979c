"""What commands on keys read and print."""

from collections.abc import Iterator, Sequence
from datetime import date, datetime, time, timedelta

from sqlmodel import Session

from api.commands.publishing import parse_instant
from schema.errors import LianeError
from schema.instants import instant_text, utc_now, zone
from schema.keys import PREFIX, prefix_of
from schema.rows import fetch_rows
from schema.tables import Key, Publication
from schema.vocabulary import Scope

NOTHING = "-"


class UnknownScope(LianeError):
    """A scope that there is not."""


class NoPrefix(LianeError):
    """A text that names no key; the message does not hold it, for it may be a secret."""


def parse_scopes(names: Sequence[str]) -> list[Scope]:
    """Return scopes by their names, in capitals or not.

    Raises:
        UnknownScope: there is none of a name.
    """
    for name in names:
        if name.upper() not in Scope.__members__:
            raise UnknownScope(f"{name!r} is no scope: {', '.join(Scope)}")
    return [Scope[name.upper()] for name in names]


def parse_end(session: Session, text: str) -> datetime:
    """Return when a key ends: at an instant, or with a day of the magazine.

    Raises:
        BadInstant: it is neither.
    """
    publications = fetch_rows(session, Publication)
    own_zone = zone(publications[0]["time_zone"] if publications else "UTC")
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return parse_instant(text, own_zone)
    return datetime.combine(day + timedelta(days=1), time(), own_zone)


def public_letters(text: str) -> str:
    """Return the public letters of a key, which is named by them or given as a whole.

    Raises:
        NoPrefix: it is neither.
    """
    letters = prefix_of(text) or text.removeprefix("lk_")
    if not PREFIX.fullmatch(letters):
        raise NoPrefix("a key is named by its 8 public letters, as `liane keys list` shows them")
    return letters


def lines(session: Session) -> Iterator[str]:
    """Yield a line for each key, by name: the columns are separated by tabs."""
    for row in sorted(fetch_rows(session, Key), key=lambda row: (row["name"], row["prefix"])):
        columns = (
            row["prefix"],
            row["name"],
            _state(row["revoked_at"], row["expires_at"]),
            ",".join(row["scopes"]) or NOTHING,
            ",".join(row["origins"]) or NOTHING,
            row["points"] or NOTHING,
            instant_text(row["expires_at"]) if row["expires_at"] else NOTHING,
            row["last_used_on"] or NOTHING,
        )
        yield "\t".join(map(str, columns))


def _state(revoked_at: datetime | None, expires_at: datetime | None) -> str:
    if revoked_at:
        return "REVOKED"
    return "EXPIRED" if expires_at and expires_at <= utc_now() else "VALID"
