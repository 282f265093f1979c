"""What a change of the schema means for clients; ``make schema-diff`` compares with the last commit and never fails."""

import sys

import typer
from graphql import build_schema, find_breaking_changes, find_dangerous_changes

from api.app import sdl


def report(old: str, new: str) -> list[str]:
    """Return a sentence for each change that breaks clients of the old SDL or may surprise them."""
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
