"""How many newsletters a second are imported, and with how much memory: a folder of mixed files that we make up.

``python -m bench.import_speed [--files 500] [--large] [--database URL]``. The database must be empty or new; without
one an SQLite file is made and thrown away. The sample catalogue is there, so that works are linked as in real use, and
with ``--large`` 200,000 works and 50,000 people more. A work is edited half-way, as somebody may do meanwhile.
"""

import argparse
import os
import random
import resource
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from email.message import EmailMessage
from itertools import islice
from pathlib import Path
from typing import Any, NamedTuple

from bench.content import GROWTH
from bench.load import load
from schema import db, writes
from schema.migrations import runner
from seed.files.load import CONTENT, load_directory
from seed.import_run import ImportRun
from seed.input_files import find_files

MOST_FILES = 20_000
FIRST_DAY = date(2015, 1, 5)
TEXT = (
    "la lumière du phare traverse une ville lente où chaque image raconte encore comment les voix se cherchent "
    "entre deux écrans pendant que le public attend un récit plus simple et des musiciens qui osent"
)
WORDS = TEXT.split()
TITLES = ("The Deepest Breath", "Free Solo", "Black Mirror", "Spotify", "Le Grand Bleu", "Llama 2", "TikTok Music")
HEADINGS = ("Un pavé dans la jungle", "Un format à la loupe", "Le contenu qu’on aurait adoré faire", "À suivre")


class Newsletter(NamedTuple):
    """A made-up newsletter: its day, its title, and the heading and paragraphs of each section."""

    day: date
    title: str
    sections: list[tuple[str, list[str]]]


def make_newsletter(number: int) -> Newsletter:
    """Make up the newsletter of one week: four sections of three paragraphs, some 500 words."""
    chance = random.Random(number)  # noqa: S311 - the same newsletters in every run, no secret
    sections = [(heading, [_paragraph(chance) for _ in range(3)]) for heading in HEADINGS]
    title = f"Lettre {number} : {' '.join(chance.sample(WORDS, 4))}"
    return Newsletter(FIRST_DAY + timedelta(weeks=number), title, sections)


def _paragraph(chance: random.Random) -> str:
    words = chance.choices(WORDS, k=40)
    words.insert(20, f"« {chance.choice(TITLES)} »")
    return " ".join(words).capitalize() + "."


def text(newsletter: Newsletter) -> bytes:
    """Write it as the flattened cells of a table."""
    cells = [newsletter.title]
    for heading, paragraphs in newsletter.sections:
        cells += [heading.upper(), *paragraphs]
    return " | | ".join(cells).encode()


def markdown(newsletter: Newsletter) -> bytes:
    """Write it as Markdown with front matter."""
    parts = [f"---\ntitle: {newsletter.title!r}\ndate: {newsletter.day}\n---"]
    for heading, paragraphs in newsletter.sections:
        parts += [f"## {heading}", *paragraphs]
    return "\n\n".join(parts).encode()


def html(newsletter: Newsletter) -> bytes:
    """Write it as a web page with a table for layout."""
    rows = "".join(
        f"<tr><td><h2>{heading}</h2>{''.join(f'<p>{each}</p>' for each in paragraphs)}</td></tr>"
        for heading, paragraphs in newsletter.sections
    )
    head = f"<head><meta charset='utf-8'><title>{newsletter.title}</title></head>"
    return f"<!DOCTYPE html><html>{head}<body><h1>{newsletter.title}</h1><table>{rows}</table></body></html>".encode()


def eml(newsletter: Newsletter) -> bytes:
    """Write it as a mail with a text part and an HTML part."""
    mail = EmailMessage()
    mail["Subject"] = newsletter.title
    mail["Date"] = f"{newsletter.day:%a, %d %b %Y} 06:00:00 +0000"
    mail["From"] = "Liane <lettre@liane.example>"
    mail.set_content("\n\n".join(paragraph for _, paragraphs in newsletter.sections for paragraph in paragraphs))
    mail.add_alternative(html(newsletter).decode(), subtype="html")
    return mail.as_bytes()


FORMS: dict[str, Callable[[Newsletter], bytes]] = {"txt": text, "md": markdown, "html": html, "eml": eml}


def fill(folder: Path, files: int, forms: list[str]) -> None:
    """Write the newsletters, one format after the other."""
    for number in range(files):
        newsletter, form = make_newsletter(number), forms[number % len(forms)]
        (folder / f"{newsletter.day}-{number}.{form}").write_bytes(FORMS[form](newsletter))


def measure(url: str, folder: Path, *, large: bool) -> list[str]:
    """Import the folder into a database, and return a line on the start, on the files, and on the one after an edit."""
    if large:
        load(url, GROWTH, catalogue_only=True, searchable=True)
    runner.migrate(url)
    engine = db.connect(url)
    with db.write_transaction(engine) as session:
        load_directory(session, CONTENT)
    files = find_files([str(folder)]).names
    reports = ImportRun(engine, "auto", publish=False, dry_run=False).import_files(files)
    memory = _memory()
    first = _timed(reports, 1)
    lines = [f"first file after {first.seconds:.2f} s, {_memory() - memory:.0f} MB more"]
    half = _timed(reports, len(files) // 2)
    with db.write_transaction(engine) as session:
        writes.save_work(session, {"slug": "an-edit", "kind": "FILM", "title": "Un tout autre nom"})
    edited = _timed(reports, 1)
    rest = _timed(reports, len(files))
    engine.dispose()
    done = first.actions + half.actions + edited.actions + rest.actions
    seconds, processor = half.seconds + rest.seconds, half.processor + rest.processor
    count = (half.actions + rest.actions).total()
    told = ", ".join(f"{number} {action}" for action, number in sorted(done.items()))
    lines.append(f"{count / seconds:.0f} files/s ({1000 * processor / count:.1f} ms of processor time each): {told}")
    lines.append(f"the file after an edit of the catalogue took {edited.seconds:.2f} s")
    return lines


class Timed(NamedTuple):
    """What some files took, and what came of them."""

    seconds: float
    processor: float
    actions: Counter[str]


def _timed(reports: Iterator[dict[str, Any]], files: int) -> Timed:
    seconds, processor = time.perf_counter(), _processor_time()
    actions = Counter(report.get("action", "not read") for report in islice(reports, files))
    return Timed(time.perf_counter() - seconds, _processor_time() - processor, actions)


def _memory() -> float:
    """Return the memory of this process, in MB."""
    return int(Path("/proc/self/statm").read_text().split()[1]) * resource.getpagesize() / 1e6


def _processor_time() -> float:
    """Return the processor time of this process and its ended children, in seconds, without the database server's."""
    return sum(os.times()[:4])


def main() -> None:
    """Run the measurement and print its figures."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--files", type=int, default=500, help="how many newsletters (default 500)")
    parser.add_argument("--database", help="sqlite:///... or postgresql://..., empty (default: a new SQLite file)")
    parser.add_argument("--large", action="store_true", help="beside 200,000 works and 50,000 people")
    parser.add_argument("--forms", default=",".join(FORMS), help="which sorts of file (default all)")
    arguments = parser.parse_args()
    if not 0 < arguments.files <= MOST_FILES:
        parser.error(f"--files takes 1 to {MOST_FILES}")
    with tempfile.TemporaryDirectory(prefix="liane-bench-") as scratch:
        folder = Path(scratch, "newsletters")
        folder.mkdir()
        fill(folder, arguments.files, arguments.forms.split(","))
        url = arguments.database or f"sqlite:///{scratch}/bench.db"
        sys.stdout.write("; ".join(measure(url, folder, large=arguments.large)) + "\n")
    peaks = [resource.getrusage(who).ru_maxrss / 1024 for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    sys.stdout.write(f"{peaks[0]:.0f} MB peak memory, {peaks[1]:.0f} MB in the process that reads ahead\n")


if __name__ == "__main__":
    main()
