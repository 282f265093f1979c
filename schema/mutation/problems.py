"""Problems: why nothing was stored, as data, each with where in the operation it lies and how to mend it."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any

import strawberry
from strawberry.utils.str_converters import to_camel_case

from schema import writes
from schema.engine.object_refs import ObjectRef, ObjectRefs
from schema.engine.relay import Node
from schema.enums import graphql_enum
from schema.history.differences import Difference
from schema.types import Recommendation
from schema.vocabulary import Vocabulary

TABLE = re.compile(r"^\w+: ")
"""How refusals of writes begin; a problem says by its path where it lies."""


@graphql_enum
class ProblemCode(Vocabulary):
    """What sort of problem it is, for programs."""

    INVALID = "INVALID", "The value cannot be stored as it is."
    REQUIRED = "REQUIRED", "There has to be a value."
    TOO_LONG = "TOO_LONG", "The text is too long."
    NOT_FOUND = "NOT_FOUND", "There is nothing with this id or slug."
    SLUG_TAKEN = "SLUG_TAKEN", "The slug belongs to something else, now or formerly."
    NAME_TAKEN = "NAME_TAKEN", "The name, or the name in another catalogue, belongs to something else."
    NUMBER_TAKEN = "NUMBER_TAKEN", "The number belongs to another issue."
    AMBIGUOUS_TIME = "AMBIGUOUS_TIME", "Clocks are changed then, and never show the time, or show it twice."
    CONFLICT = "CONFLICT", "Somebody else changed the very same thing meanwhile."
    STILL_USED = "STILL_USED", "Other content refers to it."


@strawberry.interface(description="Why nothing of the operation was stored, and how to mend it.")
class Problem:
    """Why nothing was stored."""

    code: ProblemCode = strawberry.field(description="What sort of problem it is.")
    message: str = strawberry.field(description="What is wrong, in a sentence for people.")
    path: list[str] = strawberry.field(
        description="Where in the operation, such as `updateIssue`, `input`, `sections`, `2`, `heading`; or where in "
        "the answer, such as `publishIssue`, `issue`, `sections`."
    )


@strawberry.type(description="A value is missing, malformed, or breaks a rule.")
class InvalidInput(Problem):
    """A value is missing, malformed, or breaks a rule."""


@strawberry.type(description="What the operation names is not there.")
class NotFound(Problem):
    """What the operation names is not there."""

    id: strawberry.ID | None = strawberry.field(description="The id that was given; null where it was a slug.")


@strawberry.type(description="A name belongs to something else.")
class Taken(Problem):
    """A name belongs to something else."""

    holder: Node | None = strawberry.field(
        description="What it belongs to; null where that was deleted, or is not shown."
    )


@strawberry.type(description="Something cannot be deleted, because other content refers to it.")
class StillUsed(Problem):
    """Something cannot be deleted, because other content refers to it."""

    recommendations: list[Recommendation] = strawberry.field(
        description="The recommendations that lead to it, the newest first, at most 20."
    )


@strawberry.type(
    description="Somebody changed the very same thing since `expectedVersion`. The payload has it as it stands now."
)
class Conflict(Problem):
    """Somebody changed the very same thing since the version that an edit was made on."""

    version: int = strawberry.field(description="The version as it stands now.")
    changed_at: datetime = strawberry.field(description="When it was last changed.")
    changed_by: str | None = strawberry.field(description="The name of who did, or of their key.")
    differences: list[Difference] = strawberry.field(
        description="What was changed there since; empty where that version is not kept any more."
    )


@strawberry.type(description="Clocks are changed then: they never show the time, or show it twice.")
class AmbiguousTime(Problem):
    """Clocks never show a time, or show it twice."""

    choices: list[str] = strawberry.field(
        description="The two instants that may be meant, with their offsets, such as `2026-10-25T02:30:00+02:00`. "
        "Send the right one as `at`."
    )


PROBLEM_TYPES = (InvalidInput, NotFound, Taken, StillUsed, Conflict, AmbiguousTime)


class Problems(Exception):
    """Collects the problems of one root field; raised where there are any."""

    def __init__(self, *path: str) -> None:
        super().__init__()
        self.path = path
        self.found: list[Problem] = []

    @contextmanager
    def at(self, *path: str | int) -> Iterator[None]:
        """Say of problems inside the block that they lie at a path."""
        outer = self.path
        self.path = (*outer, *map(str, path))
        try:
            yield
        finally:
            self.path = outer

    @contextmanager
    def in_answer(self, *path: str) -> Iterator[None]:
        """Say of problems inside the block that they lie in what the field answers with, not in its input."""
        outer = self.path
        self.path = (outer[0], *path)
        try:
            yield
        finally:
            self.path = outer

    def add(self, message: str, code: ProblemCode = ProblemCode.INVALID) -> None:
        """Add a problem of a value."""
        self.found.append(InvalidInput(code=code, message=message, path=list(self.path)))

    def add_missing(self, what: str, id_: str | None = None) -> None:
        """Add the problem of something that is not there."""
        path, code = list(self.path), ProblemCode.NOT_FOUND
        self.found.append(NotFound(code=code, message=what, path=path, id=strawberry.ID(id_) if id_ else None))

    def add_taken(self, code: ProblemCode, message: str, holder: str | None) -> None:
        """Add the problem of a name that belongs to something else."""
        ref: Any = holder and ObjectRef(holder)
        self.found.append(Taken(code=code, message=message, path=list(self.path), holder=ref))

    def add_ambiguous(self, message: str, choices: list[str]) -> None:
        """Add the problem of a time that no instant or two have."""
        code, path = ProblemCode.AMBIGUOUS_TIME, list(self.path)
        self.found.append(AmbiguousTime(code=code, message=message, path=path, choices=choices))

    def add_used(self, refused: writes.StillUsed, recommendations: list[str]) -> None:
        """Add the problem of something that cannot be deleted."""
        refs: Any = ObjectRefs(recommendations)
        message = sentence(str(refused))
        used = StillUsed(code=ProblemCode.STILL_USED, message=message, path=list(self.path), recommendations=refs)
        self.found.append(used)

    def add_conflict(self, version: int, at: datetime, by: str | None, differences: list[Difference]) -> None:
        """Add the problem of an edit that is made on what somebody else has changed."""
        message = "Somebody changed the very same thing meanwhile: " + "; ".join(each.label for each in differences)
        if not differences:
            message = "It was changed meanwhile, and the version that the edit is made on is not kept any more."
        found = Conflict(
            code=ProblemCode.CONFLICT,
            message=sentence(message),
            path=list(self.path),
            version=version,
            changed_at=at,
            changed_by=by,
            differences=differences,
        )
        self.found.append(found)

    def add_refused(self, refused: writes.WriteRefused) -> None:
        """Add the problem of a write that was refused."""
        with self.at(*map(name_of, refused.path)):
            self.add(sentence(str(refused)))

    def check(self) -> None:
        """Raise where there are any."""
        if self.found:
            raise self


def name_of(part: str | int) -> str:
    """Return what an input calls a column or a list, or the place in it."""
    return to_camel_case(str(part).removesuffix("_id").removesuffix("_markdown"))


def sentence(text: str) -> str:
    """Return a refusal of a write as a sentence."""
    text = TABLE.sub("", text)
    return f"{text[:1].upper()}{text[1:]}{'' if text.endswith('.') else '.'}"
