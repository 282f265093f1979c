"""Stored operations as files: each with the fragments that it uses, whether these are files or follow from code."""

from pathlib import Path

import pytest
from graphql import GraphQLSyntaxError, OperationDefinitionNode, Source, parse

from api.website.operation_files import FOLDER, GENERATED, defined_fragments, load_operations, spread_fragments

CREDIT = "fragment Credit on Work { credits { role } }\n"
CARD = "fragment Card on Work { title ...Credit }\n"
UNUSED = "fragment Unused on Work { year }\n"
OPERATION = '# A work.\nquery Work { work(slug: "a") { ...Card } }\n'


def written(folder: Path, **fragments: str) -> Path:
    (folder / "fragments").mkdir()
    (folder / "work.graphql").write_text(OPERATION)
    for name, text in fragments.items():
        (folder / "fragments" / f"{name}.graphql").write_text(text)
    return folder


def test_an_operation_is_followed_by_the_fragments_it_uses_and_by_those_that_these_use(tmp_path: Path) -> None:
    folder = written(tmp_path, card=CARD, credit=CREDIT, unused=UNUSED)
    assert load_operations(folder) == {"work": f"{OPERATION}\n{CARD}\n{CREDIT}"}


def test_a_fragment_may_follow_from_code(tmp_path: Path) -> None:
    folder = written(tmp_path, card=CARD)
    assert load_operations(folder, [CREDIT, UNUSED]) == {"work": f"{OPERATION}\n{CARD}\n{CREDIT}"}


def test_a_fragment_that_is_spread_twice_is_joined_once(tmp_path: Path) -> None:
    folder = written(tmp_path, card="fragment Card on Work { ...Credit parts { ...Credit } }\n", credit=CREDIT)
    assert load_operations(folder)["work"].count("fragment Credit") == 1


def test_a_file_that_is_not_graphql_is_named(tmp_path: Path) -> None:
    folder = written(tmp_path, card="fragment Card on Work {")
    with pytest.raises(GraphQLSyntaxError) as refused:
        load_operations(folder)
    assert "card.graphql" in str(refused.value)


def test_our_own_files_hold_one_operation_or_one_fragment_and_every_fragment_is_used() -> None:
    operations = [Source(file.read_text()) for file in FOLDER.glob("*.graphql")]
    fragments = [*(Source(file.read_text()) for file in FOLDER.glob("fragments/*.graphql")), *map(Source, GENERATED)]
    for operation in operations:
        assert [type(node) for node in parse(operation).definitions] == [OperationDefinitionNode]
    assert [len(defined_fragments(fragment.body, fragment.name)) for fragment in fragments] == [1] * len(fragments)
    spread = {name for source in (*operations, *fragments) for name in spread_fragments(source.body, source.name)}
    assert {name for fragment in fragments for name in defined_fragments(fragment.body, fragment.name)} == spread
