"""What cron does with links: ask whether they still lead somewhere; and what it found."""

# ruff: noqa: PLC0415

from typing import Annotated

import typer

from api.commands.messages import say
from api.commands.progress import with_progress

links = typer.Typer(help="Ask whether links of what is published still work.", no_args_is_help=True)
WRITTEN_AT_ONCE = 20


@links.command("check")
def check(
    most: Annotated[
        int, typer.Option(help="How many to ask at most; the others have their turn next time.", min=1)
    ] = 2000,
) -> None:
    """Ask those that were not asked for a week, or failed the last day. Once a day, by cron, is enough."""
    from api.commands.database import open_database
    from schema import db, writes
    from schema.instants import utc_now
    from schema.published_links import published_links
    from seed.link_checking import bounded, check_links

    with open_database() as engine:
        with db.read_transaction(engine) as session:
            places = published_links(session, utc_now())
        with db.side_transaction(engine, is_patient=True) as session:
            due = bounded(writes.due_links(session, places, utc_now()))[:most]
        answers: list[writes.LinkAnswer] = []
        failed = 0
        for number, answer in enumerate(with_progress(check_links(due, places), len(due), "links"), 1):
            answers.append(answer)
            if answer.state is writes.LinkState.FAILED:
                failed += 1
                say(f"{answer.url} failed: {answer.status or answer.reason}")
            if len(answers) == WRITTEN_AT_ONCE or number == len(due):
                with db.side_transaction(engine, is_patient=True) as session:
                    writes.record_answers(session, answers, utc_now())
                answers = []
    say(f"{len(due)} of {len(places)} links were asked, {failed} failed.")


@links.command("list")
def list_() -> None:
    """List those that failed on two days or more: the days, what was said, the link, the ids of what it stands in."""
    from api.commands.database import open_database
    from schema import db
    from schema.published_links import failing_links

    with open_database() as engine, db.read_transaction(engine) as session:
        for link in failing_links(session):
            said = link.status or link.reason
            typer.echo(f"{link.failed_days} days\t{said}\t{link.url}\t{' '.join(link.places)}")
