"""A form that cannot be taken, since nobody is signed in or the database is away: its page keeps all that was written.

It is sent on from there. The guard asks for it after it has seen that a page of ours sent the form: nobody else can
have it shown.
"""

from collections.abc import Sequence

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from api.admin.fields import is_form, read_pairs
from api.admin.rendering import AdminRenderer

MOST_BYTES, MOST_FIELDS, MOST_FILES = 2_000_000, 20_000, 4


class KeptForms:
    """The page of a form that could not be sent.

    Args:
        renderer: the templates.
    """

    def __init__(self, renderer: AdminRenderer) -> None:
        self._renderer = renderer

    async def answer(self, request: Request, status: int) -> Response | None:
        """Return the page with a status; None where nothing was written, or a password, which no page repeats.

        What a handler has read of the form already it has left as ``request.state.sent``.
        """
        try:
            sent = getattr(request.state, "sent", None) or await _sent(request)
        except (HTTPException, RuntimeError):  # it is none, or was read by what keeps nothing of it
            return None
        if not any(text.strip() for _, text in sent) or any("password" in name for name, _ in sent):
            return None
        return self._renderer.page(request, "kept_form", {"sent": sent, "status": status}, status)


async def _sent(request: Request) -> Sequence[tuple[str, str]]:
    """Return the names and texts of a form; a file that was chosen is chosen again.

    Raises:
        HTTPException: it is none, or too long.
    """
    if is_form(request):
        return await read_pairs(request, MOST_BYTES, MOST_FIELDS)
    length = request.headers.get("content-length", "")
    if not length.isdigit() or int(length) > MOST_BYTES:
        return []
    async with request.form(max_files=MOST_FILES, max_fields=MOST_FIELDS) as form:
        return [(name, value) for name, value in form.multi_items() if isinstance(value, str)]
