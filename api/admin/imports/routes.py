"""The screens of imports, by their paths."""

from graphql import GraphQLSchema
from starlette.routing import Route

from api.admin.access import for_writers
from api.admin.imports.corrections import Corrections
from api.admin.imports.lists import ImportLists
from api.admin.imports.review import Review
from api.admin.issues.reshaping import Reshaping
from api.admin.operations import AdminOperations
from api.admin.rendering import AdminRenderer
from api.admin.session import Guard, Handler
from api.http.admin_path import ADMIN
from api.pictures.upload import Uploads


def imports(
    schema: GraphQLSchema, guard: Guard, operations: AdminOperations, renderer: AdminRenderer, uploads: Uploads
) -> list[Route]:
    """Return the routes of the screens of imports.

    Args:
        schema: the schema, from which forms follow.
        guard: lets in who is signed in, and has the database where imports are.
        operations: what reads and writes content.
        renderer: the templates.
        uploads: keeps pictures.
    """
    lists = ImportLists(operations, renderer, guard.database)
    review = Review(schema, operations, renderer, guard.database)
    reshaping = Reshaping(schema, operations, guard.database)
    corrections = Corrections(review, operations, renderer, guard.database, uploads, reshaping)
    answers: list[tuple[str, str, Handler]] = [
        ("GET", "", lists.show),
        ("POST", "", lists.receive),
        ("GET", "/{id}", review.show),
        ("POST", "/{id}", corrections.act),
        ("GET", "/{id}/original", review.original),
        ("POST", "/{id}/state", lists.change),
    ]
    return [
        Route(f"{ADMIN}/imports{path}", guard.signed_in(for_writers(handler)), methods=[method])
        for method, path, handler in answers
    ]
