"""The back office put together."""

from collections.abc import Callable
from datetime import datetime

from fastapi import FastAPI

from api.admin.session import Guard
from api.admin.side_database import SideDatabase
from api.admin.sign_in import SignIn
from api.budgets.budgets import Budgets
from api.identity.passwords import PasswordThreads
from api.settings import Settings


def add_admin(app: FastAPI, settings: Settings, budgets: Budgets, clock: Callable[[], datetime]) -> Callable[[], None]:
    """Add the back office to an application; return what is to be called at its end.

    Args:
        app: the application.
        settings: the database, and the public address.
        budgets: what counts attempts to sign in.
        clock: returns the current instant.
    """
    database, passwords = SideDatabase(settings.database_url), PasswordThreads()
    guard = Guard(database, settings.base_url, clock)
    app.router.routes += SignIn(guard, passwords, budgets).routes()

    def close() -> None:
        passwords.close()
        database.close()

    return close
