"""Fetches pictures from the web: from public addresses alone, within bounds of size and time."""

import http.client
import time
from urllib.parse import urljoin

from schema.pictures import MOST_BYTES
from seed.pictures.reading import PictureFile, PictureRefused, read_picture
from seed.public_web import REDIRECTS, NotOfTheWeb, NotPublic, asked

MOST_REDIRECTS = 4
MOST_SECONDS = 20.0
"""For one picture, redirects included."""
CHUNK = 65_536
OK = 200
HEADERS = {
    "User-Agent": "Liane",
    "Accept": "image/avif,image/webp,image/png,image/jpeg,image/gif",
}


class NotFetched(Exception):
    """A picture that is not fetched; the message says why."""


def fetch_picture(url: str) -> PictureFile:
    """Fetch a picture.

    Raises:
        NotFetched: it cannot be had, may not be asked for, or is no picture that can be kept.
    """
    deadline = time.monotonic() + MOST_SECONDS
    try:
        for _ in range(MOST_REDIRECTS + 1):
            data, location = _get(url, deadline)
            if location is None:
                return read_picture(data)
            url = urljoin(url, location)
    except PictureRefused as refused:
        raise NotFetched(f"it is {refused}") from None
    except NotOfTheWeb:
        raise NotFetched("its address is none of the web") from None
    except NotPublic:
        raise NotFetched("its address is not public") from None
    except (OSError, http.client.HTTPException, ValueError) as error:
        raise NotFetched(f"its server does not answer as it should ({type(error).__name__})") from None
    raise NotFetched("it is redirected too often")


def _get(url: str, deadline: float) -> tuple[bytes, str | None]:
    """Return what is behind an address, or where it redirects to."""
    with asked("GET", url, HEADERS, deadline) as response:
        if response.status in REDIRECTS and (location := response.headers.get("Location")):
            return b"", location
        if response.status != OK:
            raise NotFetched(f"its server says {response.status}")
        return _read(response, deadline), None


def _read(response: http.client.HTTPResponse, deadline: float) -> bytes:
    data = bytearray()
    while chunk := response.read1(CHUNK):
        data += chunk
        if len(data) > MOST_BYTES:
            raise NotFetched("it is too large")
    if time.monotonic() > deadline:  # it was cut
        raise NotFetched("it takes too long")
    return bytes(data)
