"""The screens of accounts: signing in, one's own account, and the users."""

from urllib.parse import urlsplit

from starlette.routing import Route

from api.admin.accounts.account import Account
from api.admin.accounts.authenticator import AuthenticatorScreens
from api.admin.accounts.confirmation import Confirmation
from api.admin.accounts.invitations import Invitations
from api.admin.accounts.passkeys import Passkeys
from api.admin.accounts.sign_in import SignIn
from api.admin.accounts.users import Users
from api.admin.rendering import AdminRenderer
from api.admin.session import Guard
from api.budgets.budgets import Budgets
from api.identity.passkeys import place_of
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
    has_passkeys = place_of(base_url).has_passkeys
    sign_in = SignIn(guard, passwords, budgets, renderer, has_passkeys=has_passkeys)
    account = Account(guard, passwords, confirmation, authenticators, renderer, has_passkeys=has_passkeys)
    return [
        *sign_in.routes(),
        *Passkeys(guard, confirmation, base_url, sign_in.count_network).routes(),
        *Invitations(guard, passwords, renderer).routes(),
        *account.routes(),
        *authenticators.routes(),
        *Users(guard, base_url, renderer).routes(),
    ]
