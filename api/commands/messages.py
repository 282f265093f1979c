"""Messages for people, apart from the data that a command prints."""

import typer


def say(message: str) -> None:
    """Print a message for people, apart from the data."""
    typer.echo(message, err=True)
