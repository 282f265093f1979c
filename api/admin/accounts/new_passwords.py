"""New passwords, as forms give them: twice."""

from collections.abc import Mapping

from api.identity.passwords import PasswordRefused, check_password


def new_password_problem(fields: Mapping[str, str], *names: str) -> str:
    """Return the name of the string that says what is wrong with a new password; none where nothing is."""
    new = fields.get("new", "")
    try:
        check_password(new, *names)
    except PasswordRefused as refused:
        return f"new_password.{refused.reason}"
    return "" if fields.get("again") == new else "new_password.differ"
