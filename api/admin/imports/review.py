"""An import beside its letter: what was understood, what was left out, and what may be wrong."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from graphql import GraphQLSchema
from sqlmodel import Session
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from api.admin.editables import WORK
from api.admin.forms.fields import Field
from api.admin.forms.form import Form, Problem
from api.admin.imports.counting import with_waiting_candidates
from api.admin.imports.draft import Draft, read_draft
from api.admin.imports.shown import ShownSection, shown_left_out, shown_sections
from api.admin.operations import AdminOperations
from api.admin.rendering import HEADERS, AdminRenderer
from api.admin.side_database import SideDatabase
from schema.imports import ImportPage, OneImport, list_imports, read_import
from schema.vocabulary import RecommendationRole, WorkKind

UNPROCESSABLE = 422
POLICY = (
    "default-src 'none'; img-src 'self'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; "
    "frame-ancestors 'self'; sandbox allow-popups allow-popups-to-escape-sandbox"
)
"""A letter shows its styles and pictures that are kept here, runs nothing, and leads away in windows of their own."""


@dataclass(frozen=True)
class Looked:
    """An import, the draft that came of it, and of an archive a page of its letters."""

    one: OneImport
    draft: Draft
    letters: ImportPage | None


@dataclass(frozen=True)
class Tried:
    """A correction that could not be: what was sent of it, and the form of its picture."""

    sent: Mapping[str, str]
    picture: Form

    def is_of(self, section: int, named: str) -> bool:
        """Whether it is about a candidate."""
        return self.sent.get("section") == str(section) and self.sent.get("named") == named


class Review:
    """The page of an import.

    Args:
        schema: the schema, from which the form of a picture follows.
        operations: what reads the publication and columns.
        renderer: the templates.
        database: where imports are.
    """

    def __init__(
        self, schema: GraphQLSchema, operations: AdminOperations, renderer: AdminRenderer, database: SideDatabase
    ) -> None:
        self._schema = schema
        self._operations = operations
        self._renderer = renderer
        self._database = database

    @property
    def picture_fields(self) -> Sequence[Field]:
        """The field of a work's picture."""
        return [field for field in WORK.fields(self._schema) if field.is_picture]

    async def show(self, request: Request) -> Response:
        """Answer with the import; of an archive, with its letters."""
        return await self.page(request)

    async def original(self, request: Request) -> Response:
        """Answer with the letter as it was sent, for a sandboxed frame."""
        context = await self._database.run(partial(_original, import_id=request.path_params["id"]))
        headers = {**HEADERS, "Content-Security-Policy": POLICY, "X-Frame-Options": "SAMEORIGIN"}
        return self._renderer.page(request, "imports/original", context, headers=headers)

    async def page(self, request: Request, problems: Sequence[Problem] = (), tried: Tried | None = None) -> Response:
        """Return the page, with what was wrong, and with what was written that could not be stored."""
        looked = await self._database.run(
            partial(_look, import_id=request.path_params["id"], after=request.query_params.get("after"))
        )
        report = looked.one.report
        sections = shown_sections(report, looked.draft)
        columns: Any = (await self._operations.read("columns"))["columns"]
        context: dict[str, Any] = {
            **await self._operations.read("masthead"),
            "columns": {column["slug"]: column["name"] for column in columns},
            "one": looked.one.listed,
            "report": report,
            "sections": sections,
            "waiting": _waiting(sections),
            "left_out_parts": shown_left_out(report, looked.draft),
            "version": looked.draft.version,
            "leads": looked.draft,
            "undo": _undone(request.query_params.get("undo", ""), looked.draft.version),
            "passed_over": looked.one.passed_over,
            "has_letter": looked.one.data is not None,
            "letters": looked.letters,
            "kinds": list(WorkKind),
            "roles": list(RecommendationRole),
            "problems": problems,
            "tried": tried or Tried({}, self._no_picture()),
            "no_picture": self._no_picture(),
            "done": request.query_params.get("done"),
        }
        return self._renderer.page(request, "imports/review", context, UNPROCESSABLE if problems else 200)

    def _no_picture(self) -> Form:
        return Form.empty(self.picture_fields, {})


def find_import(session: Session, import_id: str) -> OneImport:
    """Return an import.

    Raises:
        HTTPException: there is none with this id.
    """
    one = read_import(session, import_id)
    if one is None:
        raise HTTPException(404)
    return one


def _waiting(sections: Sequence[ShownSection]) -> list[tuple[str, str]]:
    """Return the candidates that are no works yet: the place of each in the page, and its title."""
    return [
        (f"c{section.number}-{place}", each.told.title)
        for section in sections
        for place, each in enumerate(section.candidates, 1)
        if each.work is None
    ]


def _undone(before: str, now: int) -> str:
    """Return the version that a button brings back: the one before a change, while nothing came after that."""
    return before if before.isdigit() and int(before) == now - 1 else ""


def _look(session: Session, import_id: str, after: str | None) -> Looked:
    one = find_import(session, import_id)
    is_archive = one.listed.progress is not None
    letters = list_imports(session, batch_id=import_id, after=after) if is_archive else None
    letters = letters and with_waiting_candidates(session, letters)
    issue = one.listed.issue
    return Looked(one, read_draft(session, issue.id if issue else None), letters)


def _original(session: Session, import_id: str) -> dict[str, Any]:
    # What reads letters is loaded for the first of them, not at the start.
    from seed.importers import Unreadable  # noqa: PLC0415
    from seed.originals import OriginalKind, original  # noqa: PLC0415

    one = find_import(session, import_id)
    if one.data is None:
        raise HTTPException(404)
    try:
        letter = original(session, one.data, one.listed.name, one.listed.format)
    except Unreadable:
        return {"letter": None}
    return {"letter": letter, "is_html": letter.kind is OriginalKind.HTML}
