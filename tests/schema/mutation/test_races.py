"""Several editors of one issue, in any order and at once: nobody's words are lost, and nobody is asked for nothing."""

import asyncio
from collections.abc import Callable
from functools import partial
from typing import Any

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, rule, run_state_machine_as_test

from tests.schema.mutation.editing import Editing, editing
from tests.schema.mutation.test_conflicts import (
    FIELDS,
    edit_of,
    empty_magazine,  # noqa: F401 - a fixture
    opened,
    paths,
    reset,
    update,
    words_of,
)

pytestmark = pytest.mark.long

EDITORS = st.sampled_from(["Ada", "Bea", "Cleo"])
WORDS = st.dictionaries(st.sampled_from(FIELDS), st.sampled_from(["Rose", "Lilas", "Iris"]), min_size=1, max_size=4)


class Race(RuleBasedStateMachine):
    """Editors who open an issue, and save what they have changed in it, however long after."""

    def __init__(self, run: Callable[..., Any], magazine: Editing) -> None:
        super().__init__()
        self.run, self.magazine = run, magazine
        self.opened: dict[str, Any] = {}
        self.stored: dict[str, Any] = {}
        self.issue: Any = None

    @initialize()
    def begin(self) -> None:
        """Let all editors open the issue."""
        self.issue = self.run(reset(self.magazine))
        self.stored = words_of(self.issue)
        self.opened = dict.fromkeys(["Ada", "Bea", "Cleo"], self.issue)

    @rule(editor=EDITORS)
    def open(self, editor: str) -> None:
        """Look at the issue as it stands."""
        self.opened[editor] = self.run(update(self.magazine, id=self.issue["id"]))["issue"]

    @rule(editor=EDITORS, edits=WORDS)
    def save(self, editor: str, edits: dict[str, Any]) -> None:
        """Save edits of what an editor has opened, and see what became of them."""
        base = words_of(self.opened[editor])
        made = {name: word for name, word in edits.items() if word not in (base[name], self.stored[name])}
        clash = {name for name in made if self.stored[name] != base[name]}
        payload = self.run(update(self.magazine, **edit_of(self.opened[editor], edits)))
        if clash:
            [conflict] = payload["problems"]
            assert conflict["code"] == "CONFLICT"
            assert paths(conflict) == clash
        else:
            assert payload["problems"] == []
            self.stored |= made
        assert words_of(payload["issue"]) == self.stored
        self.opened[editor] = payload["issue"]

    def teardown(self) -> None:
        """Compare what is stored in the end with what was accepted."""
        if self.issue:
            now = self.run(update(self.magazine, id=self.issue["id"]))["issue"]
            assert words_of(now) == self.stored


def test_each_word_stays_until_somebody_who_has_seen_it_changes_it(empty_magazine: Any) -> None:  # noqa: F811
    run, magazine = empty_magazine
    machine: Any = partial(Race, run, magazine)
    run_state_machine_as_test(machine, settings=settings(max_examples=8, stateful_step_count=12, deadline=None))


async def test_of_two_processes_that_save_the_same_thing_at_once_one_is_told_of_the_other(database_url: str) -> None:
    async with editing(database_url) as first, editing(database_url) as second:
        issue = await opened(first)
        for turn in range(5):
            mine, yours = edit_of(issue, {"title": f"Rose {turn}"}), edit_of(issue, {"title": f"Lilas {turn}"})
            payloads = await asyncio.gather(update(first, **mine), update(second, **yours))
            [conflict] = [each for payload in payloads for each in payload["problems"]]
            assert paths(conflict) == {"title"}
            [issue] = [payload["issue"] for payload in payloads if not payload["problems"]]


async def test_of_two_processes_that_save_different_things_at_once_both_are_kept(database_url: str) -> None:
    async with editing(database_url) as first, editing(database_url) as second:
        issue = await opened(first)
        for turn in range(5):
            mine, yours = edit_of(issue, {"title": f"Rose {turn}"}), edit_of(issue, {"body 1": f"Lilas {turn}"})
            payloads = await asyncio.gather(update(first, **mine), update(second, **yours))
            assert [payload["problems"] for payload in payloads] == [[], []]
            issue = (await update(first, id=issue["id"]))["issue"]
            words = words_of(issue)
            assert (words["title"], words["body 1"]) == (f"Rose {turn}", f"Lilas {turn}")
