"""Reasons to refuse a write, in plain words. After a refusal the transaction has to be rolled back."""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy.exc import DataError, IntegrityError
from sqlmodel import SQLModel

from schema.errors import LianeError


class WriteRefused(LianeError):
    """Content that cannot be written as given; the message says why, ``path`` where in the given values it lies."""

    path: tuple[str | int, ...] = ()


@contextmanager
def at(*path: str | int) -> Iterator[None]:
    """Say of refusals inside the block that they lie at a path of the given values."""
    try:
        yield
    except WriteRefused as refused:
        refused.path = (*path, *refused.path)
        raise


class NotFound(WriteRefused):
    """No row has this slug."""

    def __init__(self, type_name: str, slug: str) -> None:
        super().__init__(f"there is no {type_name.lower()} with the slug {slug!r}")
        self.type_name = type_name
        self.slug = slug


class SlugTaken(WriteRefused):
    """The slug belongs, or once belonged, to something else of the same type."""

    def __init__(self, type_name: str, slug: str) -> None:
        super().__init__(f"the slug {slug!r} belongs to another {type_name.lower()}, now or formerly")
        self.type_name = type_name
        self.slug = slug


class Invalid(WriteRefused):
    """A value is missing, unknown, of the wrong sort or breaks a rule of the database."""


def explain(error: IntegrityError | DataError) -> str:
    """Say in plain words which constraint of the database was violated."""
    diagnosis = getattr(error.orig, "diag", None)
    if diagnosis is None:
        return _explain_sqlite(str(error.orig))
    if diagnosis.constraint_name:
        return _explain_constraint(diagnosis.constraint_name)
    if diagnosis.column_name:
        return f"{diagnosis.table_name}: {diagnosis.column_name} is missing"
    return str(diagnosis.message_primary)


def _explain_sqlite(message: str) -> str:
    rule, _, names = message.partition(" constraint failed: ")
    if rule == "CHECK":
        return _explain_constraint(names)
    if rule == "UNIQUE":
        columns = "_".join(name.partition(".")[2] for name in names.split(", "))
        return f"{names.partition('.')[0]}: another one has the same {columns}"
    if rule == "NOT NULL":
        return f"{names.replace('.', ': ')} is missing"
    return "it refers to something that does not exist" if "FOREIGN KEY" in message else message


def _explain_constraint(name: str) -> str:
    """Put into words the constraint that has this name, such as ``ck_issues_number_positive``."""
    sort, _, rest = name.partition("_")
    tables = [table for table in SQLModel.metadata.tables if rest.startswith(f"{table}_")]
    table = max(tables, key=len, default="")
    rule = rest.removeprefix(f"{table}_")
    if sort == "fk":
        return f"{table}: {rule} refers to something that does not exist"
    if sort == "uq":
        return f"{table}: another one has the same {rule}"
    if rule.endswith("_known"):
        return f"{table}: {rule.removesuffix('_known')} is not one of the known values"
    return f"{table}: a rule is broken: {rule.replace('_', ' ')}"
