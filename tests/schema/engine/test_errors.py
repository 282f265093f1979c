"""What errors say."""

import pytest

from schema.engine.errors import with_json_names


@pytest.mark.parametrize(
    ("message", "shown"),
    [
        (
            "Expected value of non-null type 'ID!' not to be None.",
            "Expected value of non-null type 'ID!' not to be null.",
        ),
        ("cannot represent: {'a': [True, None, False]}.", "cannot represent: {'a': [true, null, false]}."),
        ("cannot represent: 'None'.", "cannot represent: 'None'."),
        ('cannot represent: "it\'s None".', 'cannot represent: "it\'s None".'),
        (r"cannot represent: 'it\'s None', True.", r"cannot represent: 'it\'s None', true."),
        ("Unknown type 'Nonesuch' or Nonesuch.", "Unknown type 'Nonesuch' or Nonesuch."),
        ("None, then \\'None", "null, then \\'None"),
        ("None, then 'None\\", "null, then 'None\\"),
    ],
)
def test_values_are_called_what_graphql_calls_them(message: str, shown: str) -> None:
    assert with_json_names(message) == shown


def test_long_messages_are_cut() -> None:
    assert with_json_names("None " * 1_000) == "null " * 400 + "…"
