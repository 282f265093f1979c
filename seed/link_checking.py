"""Asks whether links still lead somewhere: gently, within bounds, and without believing the first no.

Many servers answer HEAD with an error for a page that is there, and many let no program in. So whatever is not well by
HEAD is asked again by GET, of which no body is read; and a server that refuses programs says nothing of the page.
"""

import http.client
import socket
import ssl
import threading
import time
from collections import defaultdict
from collections.abc import Generator, Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from queue import SimpleQueue
from urllib.parse import urljoin, urlsplit

from schema.writes import LinkAnswer, LinkState
from seed.public_web import REDIRECTS, NotOfTheWeb, NotPublic, asked

AT_ONCE = 8
"""How many servers are asked at a time."""
PAUSE_SECONDS = 1.0
"""How long one server is left in peace between two links."""
MOST_OF_HOST = 100
"""How many links of one server are asked in a run; the others have their turn in the next."""
MOST_SECONDS = 20.0
"""For one link, redirects included."""
MOST_REDIRECTS = 5
HEADERS = {"User-Agent": "Mozilla/5.0 (compatible; Liane)", "Accept": "text/html,*/*;q=0.8"}
NOT_SAID = frozenset({401, 402, 403, 405, 406, 407, 408, 425, 429, 451, 503, 999})
"""The statuses with which servers refuse programs, or everybody for now; 999 is of LinkedIn."""
FAILING = 400
Outcome = tuple[LinkState, int | None, str | None]
"""How a link is, the status of its server, and the kind of failure."""


def bounded(links: Iterable[str]) -> list[str]:
    """Return links in their order, without those of a server that has many."""
    counts: defaultdict[str, int] = defaultdict(int)
    kept = []
    for url in links:
        counts[host_of(url)] += 1
        if counts[host_of(url)] <= MOST_OF_HOST:
            kept.append(url)
    return kept


def check_links(links: Sequence[str], places: Mapping[str, Sequence[str]]) -> Generator[LinkAnswer]:
    """Yield what came of asking for links, in the order in which it came.

    Args:
        links: the links.
        places: the ids of what each stands in.
    """
    by_host: defaultdict[str, list[str]] = defaultdict(list)
    for url in links:
        by_host[host_of(url)].append(url)
    answers: SimpleQueue[LinkAnswer | Exception] = SimpleQueue()
    stopping = threading.Event()

    def ask_server(urls: Sequence[str]) -> None:
        for number, url in enumerate(urls):
            if stopping.wait(PAUSE_SECONDS if number else 0):
                return
            try:
                answers.put(LinkAnswer(url, places[url], *check_link(url)))
            except Exception as error:  # noqa: BLE001 - whoever waits for the answer has to hear of it
                answers.put(error)

    with ThreadPoolExecutor(AT_ONCE, thread_name_prefix="links") as threads:
        try:
            for urls in by_host.values():
                threads.submit(ask_server, urls)
            for _ in links:
                answer = answers.get()
                if isinstance(answer, Exception):
                    raise answer
                yield answer
        finally:
            stopping.set()
            threads.shutdown(cancel_futures=True)


def check_link(url: str) -> Outcome:
    """Ask for one link: by HEAD, and where that is not well, by GET."""
    deadline = time.monotonic() + MOST_SECONDS
    first = _outcome("HEAD", url, deadline)
    return first if first[0] is LinkState.WELL or first[2] == "private" else _outcome("GET", url, deadline)


def host_of(url: str) -> str:
    """Return the server of a link; an empty text of what has none."""
    try:
        return urlsplit(url).hostname or ""
    except ValueError:
        return ""


def _outcome(method: str, url: str, deadline: float) -> Outcome:  # noqa: PLR0911 - one for each kind of failure
    try:
        status = _status(method, url, deadline)
    except NotPublic:
        return LinkState.FAILED, None, "private"
    except NotOfTheWeb:
        return LinkState.UNKNOWN, None, None
    except socket.gaierror:
        return LinkState.FAILED, None, "no_host"
    except ssl.SSLCertVerificationError:
        return LinkState.FAILED, None, "certificate"
    except (OSError, http.client.HTTPException, ValueError):
        return LinkState.FAILED, None, "no_answer"
    if status is None:
        return LinkState.FAILED, None, "redirects"
    if status < FAILING:
        return LinkState.WELL, status, None
    return (LinkState.UNKNOWN, status, None) if status in NOT_SAID else (LinkState.FAILED, status, "status")


def _status(method: str, url: str, deadline: float) -> int | None:
    """Return the status at the end of all redirects; None where they have no end."""
    for _ in range(MOST_REDIRECTS + 1):
        with asked(method, url, HEADERS, deadline) as response:
            location = response.headers.get("Location") if response.status in REDIRECTS else None
            if not location:
                return response.status
            url = urljoin(url, location)
    return None
