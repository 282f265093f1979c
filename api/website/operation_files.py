"""The files of stored operations: operations in ``operations/``, the selections that they share in ``fragments/``."""

from collections.abc import Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any

from graphql import DocumentNode, FragmentDefinitionNode, FragmentSpreadNode, Source, Visitor, parse, visit

from api.website.detail_fields import CARD_DETAILS, WORK_DETAILS

FOLDER = Path(__file__).parent / "operations"
NONE: Mapping[str, str] = {}
GENERATED = (WORK_DETAILS, CARD_DETAILS)
"""Fragments that are not files but follow from code, as GraphQL text."""


def load_operations(
    folder: Path = FOLDER,
    generated: Sequence[str] = GENERATED,
    more: Mapping[str, str] = NONE,
) -> dict[str, str]:
    """Return the operations by the names of their files, without the ending, each with the fragments that it uses.

    Args:
        folder: where the operations are; their fragments are in its folder ``fragments``, beside those of the website.
        generated: further fragments, as GraphQL text.
        more: further operations, as GraphQL text, by their names.

    Raises:
        GraphQLSyntaxError: a file is not valid GraphQL; the message names it.
    """
    files = [file for each in dict.fromkeys((FOLDER, folder)) for file in sorted(each.glob("fragments/*.graphql"))]
    sources = [*map(_source, files), *map(Source, generated)]
    fragments = {name: source for source in sources for name in defined_fragments(source.body, source.name)}
    operations = {file.stem: _source(file) for file in sorted(folder.glob("*.graphql"))}
    operations |= {name: Source(text, name) for name, text in more.items()}
    return {name: join_fragments(source, fragments) for name, source in operations.items()}


def join_fragments(operation: Source, fragments: Mapping[str, Source]) -> str:
    """Return an operation followed by the fragments that it spreads, and by those that these spread.

    A spread of an unknown fragment is left to validation.
    """
    parts = {operation.body: None}
    pending = [*spread_fragments(operation.body, operation.name)]
    while pending:
        fragment = fragments.get(pending.pop(0))
        if fragment and fragment.body not in parts:
            parts[fragment.body] = None
            pending += spread_fragments(fragment.body, fragment.name)
    return "\n".join(parts)


def defined_fragments(text: str, name: str) -> list[str]:
    """Return the names of the fragments that a text defines; ``name`` is what an error calls the text."""
    return [node.name.value for node in parsed(text, name).definitions if isinstance(node, FragmentDefinitionNode)]


@lru_cache(1_000)
def spread_fragments(text: str, name: str) -> tuple[str, ...]:
    """Return the names of the fragments that a text spreads, in order; ``name`` is what an error calls the text."""
    spreads = SpreadCollector()
    visit(parsed(text, name), spreads)
    return tuple(spreads.names)


@lru_cache(1_000)
def parsed(text: str, name: str) -> DocumentNode:
    """Parse a text.

    Cached: a fragment is a part of many operations, and parsing them all again took a tenth of a second at start-up.
    """
    return parse(Source(text, name))


class SpreadCollector(Visitor):
    """A visitor that collects the names in fragment spreads."""

    def __init__(self) -> None:
        super().__init__()
        self.names: list[str] = []

    def enter_fragment_spread(self, node: FragmentSpreadNode, *_: Any) -> None:
        """Collect a name."""
        self.names.append(node.name.value)


def _source(file: Path) -> Source:
    return Source(file.read_text(encoding="utf-8"), file.name)
