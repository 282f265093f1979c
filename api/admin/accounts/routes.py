"""The screens of accounts: signing in, one's own account, and the users."""

from urllib.parse import urlsplit

from starlette.routing import Route

from api.admin.accounts.account import Account
from api.admin.accounts.authenticator import AuthenticatorScreens
from api.admin.accounts.confirmation import Confirmation
from api.admin.accounts.invitations import Invitations
from api.admin.accounts.passkeys import Passkeys
from api.admin.accounts.provider import BACK, ProviderSignIn
from api.admin.accounts.sign_in import SignIn
from api.admin.accounts.users import Users
from api.admin.rendering import AdminRenderer
from api.admin.session import Guard
from api.budgets.budgets import Budgets
from api.identity.oidc import Provider
from api.identity.passkeys import place_of
from api.identity.passwords import PasswordThreads
from api.settings import OidcClient


def accounts(
    guard: Guard,
    passwords: PasswordThreads,
    budgets: Budgets,
    renderer: AdminRenderer,
    base_url: str,
    client: OidcClient | None,
) -> list[Route]:
    """Return the routes of all that people see of themselves and of each other.

    Args:
        guard: the sessions.
        passwords: what hashes and verifies passwords.
        budgets: what counts attempts to sign in.
        renderer: the templates.
        base_url: the public address.
        client: what the installation is to a provider that says who people are, if there is one.
    """
    confirmation = Confirmation(guard, passwords)
    authenticators = AuthenticatorScreens(guard, confirmation, renderer, str(urlsplit(base_url).hostname))
    has_passkeys = place_of(base_url).has_passkeys
    provider = Provider(client, f"{base_url}{BACK}", guard.clock) if client else None
    name = provider.name if provider else ""
    sign_in = SignIn(guard, passwords, budgets, renderer, has_passkeys=has_passkeys, provider=name)
    account = Account(guard, passwords, confirmation, authenticators, renderer, has_passkeys=has_passkeys)
    return [
        *sign_in.routes(),
        *(ProviderSignIn(guard, sign_in, provider).routes() if provider else []),
        *Passkeys(guard, confirmation, base_url, sign_in.count_network).routes(),
        *Invitations(guard, passwords, renderer).routes(),
        *account.routes(),
        *authenticators.routes(),
        *Users(guard, base_url, renderer).routes(),
    ]
