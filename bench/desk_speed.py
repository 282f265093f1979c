"""How long the lists of the back office take beside 200,000 works, and changing 20 works together, signed in.

``python -m bench.desk_speed [--rounds 10] [--database URL]``. The database must be empty or new; without one an SQLite
file is made and thrown away. The budget of each is 100 ms.
"""

import argparse
import re
import sys
import tempfile
import time
from statistics import quantiles

import httpx

from bench import words
from bench.content import GROWTH
from bench.load import load
from schema.migrations import runner
from schema.vocabulary import UserRole
from tests.api.admin.people import signed_in
from tests.api.serving import application, serving

TOGETHER = 20
ID = re.compile(r'name="id" value="([^"]+)"')
NEXT = re.compile(r'rel="next" href="[^"]*?(/admin/[^"]*)"')


def pages(number: int) -> dict[str, str]:
    """Return the addresses of lists, by what they show; the number makes another search each time."""
    title = words.title(number * 997)
    return {
        "works": "/admin/works",
        "films": "/admin/works?kind=FILM",
        "works, a word": f"/admin/works?text={title.split()[1]}",
        "works, a title": f"/admin/works?text={title}",
        "films, a word": f"/admin/works?kind=FILM&text={title.split()[1]}",
        "works, from the end": "/admin/works?last=50",
        "people": "/admin/people",
        "people, a word": f"/admin/people?text={title.split()[0][:3]}",
        "organisations": "/admin/organizations",
        "possible duplicates of works": "/admin/works/duplicates",
        "possible duplicates of people": "/admin/people/duplicates",
        "availability to be verified": "/admin/works/unverified",
        "today": "/admin",
    }


def timed(client: httpx.Client, method: str, address: str, **given: object) -> tuple[float, httpx.Response]:
    """Send a request; return the milliseconds that it took, and the response."""
    began = time.perf_counter()
    answer = client.request(method, address, **given)  # type: ignore[arg-type]
    taken = 1000 * (time.perf_counter() - began)
    if answer.status_code not in {200, 303}:
        raise ValueError(f"{address}: {answer.status_code}")
    return taken, answer


def measure(client: httpx.Client, rounds: int) -> dict[str, list[float]]:
    """Return the milliseconds of each request, by what was asked."""
    found: dict[str, list[float]] = {}
    turned = "/admin/works"
    for number in range(-1, rounds):
        taken = {name: timed(client, "GET", address)[0] for name, address in pages(number % 50).items()}
        taken["works, page after page"], page = timed(client, "GET", turned)
        following = NEXT.search(page.text)
        turned = following[1].replace("&amp;", "&") if following else "/admin/works"
        ids = ID.findall(page.text)[:TOGETHER]
        changes = {"tags of 20 works": {"add": f"bench {number}"}, "availability of 20 works": {"verified": ""}}
        for name, change in changes.items():
            taken[name], _ = timed(client, "POST", "/admin/works", data={"id": ids, **change})
        for name, milliseconds in taken.items():
            found.setdefault(name, []).extend([milliseconds] if number >= 0 else [])
    return found


def main() -> None:
    """Run the measurement and print its figures."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=10, help="how often each is asked (default 10)")
    parser.add_argument("--database", help="the URL of an empty database")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="liane-bench-") as folder:
        url = given.database or f"sqlite:///{folder}/bench.db"
        load(url, GROWTH, catalogue_only=True)
        runner.migrate(url)
        runner.reindex(url)
        with serving(application(url)) as client:
            client.headers.update({**signed_in(url, UserRole.CHIEF), "Accept": "text/html"})
            found = measure(client, given.rounds)
    for name, taken in found.items():
        tenths = quantiles(taken, n=10)
        sys.stdout.write(f"{name:32} {tenths[4]:8.1f} ms, nine of ten below {tenths[8]:8.1f} ms\n")


if __name__ == "__main__":
    main()
