"""What a change of the schema means for clients: ``make schema-diff`` compares with the last commit, never fails."""

import sys

import typer
from graphql import build_schema, find_breaking_changes, find_dangerous_changes

from api.app import sdl


def report(old: str, new: str) -> list[str]:
    """List, in a sentence each, what breaks clients of the old SDL and what may surprise them."""
    before, after = build_schema(old), build_schema(new)
    breaking = [f"breaks: {change.description}" for change in find_breaking_changes(before, after)]
    return breaking + [f"may surprise: {change.description}" for change in find_dangerous_changes(before, after)]


def main() -> None:
    """Compare the SDL on stdin with this version's."""
    old = sys.stdin.read()
    if not old.strip():
        typer.echo("There is no committed schema.graphql to compare with.")
        return
    typer.echo("\n".join(report(old, sdl())) or "No change of the schema breaks or surprises a client.")


if __name__ == "__main__":
    main()
