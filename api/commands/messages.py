"""Messages for people, apart from the data that a command prints."""

from collections.abc import Sequence

import typer


def say(message: str) -> None:
    """Print a message for people, apart from the data."""
    typer.echo(message, err=True)


def say_missing(pictures: Sequence[str], location: str) -> None:
    """Say which pictures have no file, where there are any."""
    if pictures:
        say(f"{len(pictures)} picture(s) are not in {location}; copy them there from where they were:")
        for name in pictures:
            say(f"  {name}")
