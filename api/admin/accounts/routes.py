"""The screens of accounts: signing in, one's own account, and the users."""

from urllib.parse import urlsplit

from starlette.routing import Route

from api.admin.accounts.account import Account
from api.admin.accounts.authenticator import AuthenticatorScreens
from api.admin.accounts.confirmation import Confirmation
from api.admin.accounts.invitations import Invitations
from api.admin.accounts.sign_in import SignIn
from api.admin.accounts.users import Users
from api.admin.rendering import AdminRenderer
from api.admin.session import Guard
from api.budgets.budgets import Budgets
from api.identity.passwords import PasswordThreads


def accounts(
    guard: Guard, passwords: PasswordThreads, budgets: Budgets, renderer: AdminRenderer, base_url: str
) -> list[Route]:
    """Return the routes of all that people see of themselves and of each other.

    Args:
        guard: the sessions.
        passwords: what hashes and verifies passwords.
        budgets: what counts attempts to sign in.
        renderer: the templates.
        base_url: the public address.
    """
    confirmation = Confirmation(guard, passwords)
    authenticators = AuthenticatorScreens(guard, confirmation, renderer, str(urlsplit(base_url).hostname))
    return [
        *SignIn(guard, passwords, budgets, renderer).routes(),
        *Invitations(guard, passwords, renderer).routes(),
        *Account(guard, passwords, confirmation, authenticators, renderer).routes(),
        *authenticators.routes(),
        *Users(guard, base_url, renderer).routes(),
    ]
