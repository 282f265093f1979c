"""What an editor drops, pastes or chooses: letters and archives, which wait then for the worker."""

from collections.abc import AsyncGenerator, AsyncIterator
from functools import partial

from sqlmodel import Session
from starlette.datastructures import FormData, UploadFile
from starlette.exceptions import HTTPException
from starlette.formparsers import MultiPartException, MultiPartParser
from starlette.requests import Request

from api.admin.side_database import SideDatabase
from schema.mutation.problems import sentence
from schema.writes import ImportFile, Invalid, enqueue_imports
from schema.writes.imports import MOST_BYTES

MOST_FILES = 1_000
MOST_AT_ONCE = 4 * MOST_BYTES
"""Of all files that come in one request; those over a megabyte wait on the disk."""
MOST_PASTED = 10_000_000
PASTED = "letter"


class Received:
    """The ids of what waits now, and the names of the others with why each was refused."""

    def __init__(self) -> None:
        self.ids: list[str] = []
        self.refused: list[tuple[str, str]] = []


async def receive(request: Request, database: SideDatabase, actor: str | None) -> Received:
    """Let what a form brings wait: its files, and what was pasted.

    Args:
        request: the form, as ``multipart/form-data``.
        database: where they wait.
        actor: who hands them in.

    Raises:
        HTTPException: it is no such form, or brings more than is taken.
    """
    received = Received()
    form = await _parsed(request)
    request.state.sent = [(name, value) for name, value in form.multi_items() if isinstance(value, str)]
    try:
        for name, value in form.multi_items():
            if isinstance(value, UploadFile):
                if value.filename:
                    await _take(received, database, await _file(value), actor)
            elif name == "text" and value.strip():
                await _take(received, database, ImportFile(PASTED, value.encode()), actor)
    finally:
        await form.close()
    return received


async def _take(received: Received, database: SideDatabase, file: ImportFile, actor: str | None) -> None:
    def write(session: Session) -> list[str]:
        return enqueue_imports(session, [file], actor)

    try:
        received.ids += await database.run(write, is_patient=True)
    except Invalid as refused:
        received.refused.append((file.name, sentence(str(refused).removeprefix(f"{file.name}: "))))


async def _file(upload: UploadFile) -> ImportFile:
    """Return a file; of one that is too large, no more than shows that it is."""
    return ImportFile(upload.filename or "", await upload.read(MOST_BYTES + 1))


async def _parsed(request: Request) -> FormData:
    if not request.headers.get("content-type", "").startswith("multipart/form-data"):
        raise HTTPException(415)
    parse = partial(MultiPartParser, max_files=MOST_FILES, max_fields=10, max_part_size=MOST_PASTED)
    try:
        return await parse(request.headers, _limited(request.stream())).parse()
    except MultiPartException:
        raise HTTPException(413) from None


async def _limited(stream: AsyncIterator[bytes]) -> AsyncGenerator[bytes]:
    size = 0
    async for part in stream:
        size += len(part)
        if size > MOST_AT_ONCE:
            raise MultiPartException("more than is taken at once")
        yield part
