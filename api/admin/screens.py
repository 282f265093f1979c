"""The screens of the back office, by their paths."""

from collections.abc import Callable

from graphql import GraphQLSchema
from starlette.routing import Route

from api.admin.access import for_writers
from api.admin.autosaves import Autosaves
from api.admin.catalogue.duplicates import Duplicates
from api.admin.catalogue.lists import CatalogueList
from api.admin.catalogue.merging import Merging
from api.admin.catalogue.unverified import Unverified
from api.admin.catalogue.uses import Uses
from api.admin.deleted import DeletedList
from api.admin.editables import EDITABLES, ISSUE
from api.admin.editing import Editing
from api.admin.files import upload_in_words
from api.admin.history import History
from api.admin.issues.editor import IssueEditor
from api.admin.issues.lists import IssueLists
from api.admin.issues.publishing import Publishing
from api.admin.issues.reshaping import Reshaping
from api.admin.link_checks import LinkChecks
from api.admin.operations import AdminOperations
from api.admin.options import Options
from api.admin.pasting import pasted
from api.admin.rendering import AdminRenderer
from api.admin.session import Handler
from api.admin.settings.colors import Colors
from api.admin.settings.embeds import Embeds
from api.admin.settings.keys import Keys
from api.admin.settings.publication import PublicationSettings
from api.admin.side_database import SideDatabase
from api.admin.today import Today
from api.http.admin_path import ADMIN
from api.pictures.upload import Uploads
from api.website.pages import Pages

Guarded = Callable[[Handler], Handler]


def screens(  # noqa: PLR0913, PLR0917 - what screens are made of
    schema: GraphQLSchema,
    operations: AdminOperations,
    renderer: AdminRenderer,
    pages: Pages,
    uploads: Uploads,
    autosaves: Autosaves,
    database: SideDatabase,
    guard: Guarded,
) -> list[Route]:
    """Return the routes of all screens.

    Args:
        schema: the schema, from which forms follow.
        operations: what reads and writes.
        renderer: the templates.
        pages: the pages that readers see.
        uploads: keeps pictures.
        autosaves: what is kept of forms that are not saved.
        database: where names of works are looked for.
        guard: lets in who is signed in.
    """
    reshaping = Reshaping(schema, operations, database)
    editor = IssueEditor(schema, operations, renderer, uploads, autosaves, reshaping, pages)
    publishing = Publishing(editor)
    today, issues = Today(operations, renderer), IssueLists(operations, renderer)
    answers: list[tuple[str, str, Handler]] = [
        ("GET", "", today.show),
        # It reads nothing that a writer may not, and writes no content: but it has this server ask those of others.
        ("POST", "/links", for_writers(LinkChecks(operations, renderer, database).want)),
        ("GET", "/options", Options(operations).show),
        ("POST", "/markdown", pasted),
        ("POST", "/pictures", upload_in_words(uploads)),
        ("GET", "/issues", issues.show),
        ("GET", "/issues/{id}/preview", editor.stored_preview),
        ("POST", "/issues/{id}/preview", editor.preview),
        ("GET", "/issues/{id}/publish", publishing.show),
        ("POST", "/issues/{id}/publish", publishing.act),
    ]
    publication, keys = PublicationSettings(schema, operations, renderer, uploads), Keys(operations, renderer)
    answers += [
        ("GET", "/settings", publication.show),
        ("POST", "/settings", publication.save),
        ("GET", "/settings/colors", Colors(renderer).show),
        ("GET", "/settings/embeds", Embeds(renderer, database).show),
        ("GET", "/settings/keys", keys.show),
        ("POST", "/settings/keys", keys.act),
    ]
    unverified = Unverified(operations, renderer)
    answers += [("GET", "/works/unverified", unverified.show), ("POST", "/works/unverified", unverified.verify)]
    for editable in EDITABLES:
        editing = editor if editable is ISSUE else Editing(editable, schema, operations, renderer, uploads, autosaves)
        history = History(editable, operations, renderer)
        if editable.is_merged:
            merging = Merging(editable, operations, renderer)
            answers += [
                ("GET", f"/{editable.path}/duplicates", Duplicates(editable, operations, renderer).show),
                ("GET", f"/{editable.path}/{{id}}/merge", merging.show),
                ("POST", f"/{editable.path}/{{id}}/merge", merging.merge),
            ]
        if editable is not ISSUE:
            uses, listed = Uses(editable, operations, renderer), CatalogueList(editable, operations, renderer)
            answers += [
                ("GET", f"/{editable.path}", listed.show),
                ("POST", f"/{editable.path}", listed.change),
                ("GET", f"/{editable.path}/{{id}}/uses", uses.show),
                ("POST", f"/{editable.path}/{{id}}/uses", uses.delete),
            ]
        answers += [
            ("GET", f"/{editable.path}/new", editing.start),
            ("POST", f"/{editable.path}/new", editing.save),
            ("GET", f"/{editable.path}/deleted", DeletedList(editable, database, operations, renderer).show),
            ("GET", f"/{editable.path}/{{id}}", editing.show),
            ("POST", f"/{editable.path}/{{id}}", editing.save),
            ("POST", f"/{editable.path}/{{id}}/autosave", editing.autosave),
            ("GET", f"/{editable.path}/{{id}}/history", history.show),
            ("POST", f"/{editable.path}/{{id}}/history", history.restore),
        ]
    return [Route(f"{ADMIN}{path}", guard(handler), methods=[method]) for method, path, handler in answers]
