"""The back office put together."""

from starlette.routing import Mount, Route, Router

from api.admin.accounts.routes import accounts
from api.admin.autosaves import Autosaves
from api.admin.errors import explained, nowhere
from api.admin.imports.routes import imports
from api.admin.kept_forms import KeptForms
from api.admin.operations import AdminOperations
from api.admin.paths import STATIC
from api.admin.rendering import AdminRenderer
from api.admin.screens import screens
from api.admin.session import Guard
from api.admin.side_database import SideDatabase
from api.budgets.budgets import Budgets
from api.http.admin_path import ADMIN
from api.http.static_files import ImmutableFiles
from api.identity.passwords import PasswordThreads
from api.pictures.upload import Uploads
from api.settings import Settings
from api.website.pages import Pages
from schema.engine.execution import EngineSchema

METHODS = ["GET", "POST", "PUT", "PATCH", "DELETE"]


class BackOffice:
    """All of the back office.

    Args:
        schema: the schema, with its engine and what runs mutations.
        settings: the database, and the public address.
        budgets: what counts attempts to sign in.
        pages: the pages that readers see.
        uploads: keeps pictures.
    """

    def __init__(
        self, schema: EngineSchema, settings: Settings, budgets: Budgets, pages: Pages, uploads: Uploads
    ) -> None:
        clock = pages.operations.clock
        self._database, self._passwords = SideDatabase(settings.database_url), PasswordThreads()
        renderer = AdminRenderer(pages.renderer)
        guard = Guard(self._database, settings.base_url, clock, KeptForms(renderer).answer, explained(renderer))
        operations = AdminOperations(schema, settings.base_url, clock)
        autosaves = Autosaves(self._database, clock)
        routes = [
            *accounts(guard, self._passwords, budgets, renderer, settings.base_url, settings.oidc),
            Route(f"{ADMIN}/static/{{version}}/admin.css", renderer.style_sheet),
            Mount(f"{ADMIN}/static/{{version}}", ImmutableFiles(directory=STATIC)),
            *imports(schema.core, guard, operations, renderer, uploads),
            *screens(schema.core, operations, renderer, pages, uploads, autosaves, self._database, guard.signed_in),
        ]
        otherwise = guard.signed_in(nowhere(renderer.root.removesuffix(ADMIN), routes))
        self.router = Router([*routes, Route(f"{ADMIN}/{{path:path}}", otherwise, methods=METHODS)])

    def close(self) -> None:
        """Close the connections and threads."""
        self._passwords.close()
        self._database.close()
