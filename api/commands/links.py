"""What cron does with links: ask whether they still lead somewhere; and what it found."""

# ruff: noqa: PLC0415

from typing import Annotated

import typer

from api.commands.messages import say
from api.commands.progress import with_progress

links = typer.Typer(help="Ask whether links of what is published still work.", no_args_is_help=True)


@links.command("check")
def check(
    most: Annotated[
        int, typer.Option(help="How many to ask at most; the others have their turn next time.", min=1)
    ] = 2000,
    served: Annotated[  # noqa: FBT002 - Typer makes an option of it
        bool, typer.Option("--served", hidden=True, help="Only what was asked for; end with the server.")
    ] = False,
) -> None:
    """Ask those that were not asked for a week, or failed the last day. Once a day, by cron, is enough."""
    from threading import Event

    from api.commands.database import open_database
    from api.commands.in_background import in_background
    from schema.writes import LinkState
    from schema.writes.link_checks import LinkCheckLost
    from seed.link_check_run import begin_link_check

    stop = in_background(served=True) if served else Event()
    asked = failed = 0
    try:
        with open_database() as engine:
            run = begin_link_check(engine, most, only_wanted=served)
            if run is None:
                raise LinkCheckLost
            for answer in with_progress(run.answers(stop), len(run.due), "links"):
                asked += 1
                if answer.state is LinkState.FAILED:
                    failed += 1
                    say(f"{answer.url} failed: {answer.status or answer.reason}")
    except LinkCheckLost:
        if not served:
            say("Another process is checking the links.")
        return
    say(f"{asked} of {len(run.places)} links were asked, {failed} failed.")


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
