"""The paths of the back office. It is for who is signed in: neither other origins nor caches have a part in it."""

ADMIN = "/admin"
"""What they begin with, which is all that a request on its way to somewhere else is looked at for."""


def is_admin_path(path: str) -> bool:
    """Whether a path is one of the back office."""
    return path.startswith(ADMIN) and path[len(ADMIN) : len(ADMIN) + 1] in {"", "/"}
