"""Divides, joins, moves and renames the sections of an issue: while its form is open, or as it is stored."""

from functools import partial

from graphql import GraphQLSchema
from sqlmodel import Session

from api.admin.editables import ISSUE
from api.admin.editing import read_node
from api.admin.forms.form import Form
from api.admin.forms.stored import stored_texts
from api.admin.forms.texts import Texts
from api.admin.issues.sections import lead, merge, move, paragraph_at, split
from api.admin.operations import AdminOperations, payload
from api.admin.side_database import SideDatabase

SPLIT, MERGE, UP, DOWN, RENAME, LEAD = "split", "merge", "up", "down", "rename", "lead"
MOVES = {UP: -1, DOWN: 1}
RESHAPES = frozenset({SPLIT, MERGE, RENAME, LEAD, *MOVES})


class Reshaping:
    """What becomes of sections.

    Args:
        schema: the schema, from which the form of an issue follows.
        operations: what reads and stores.
        database: where it is looked what works are called.
    """

    def __init__(self, schema: GraphQLSchema, operations: AdminOperations, database: SideDatabase) -> None:
        self._schema = schema
        self._operations = operations
        self._database = database

    async def change(self, form: Form, wanted: str) -> None:
        """Change a form as a button of it says: ``merge:sections.2``, or ``split:sections.2:140`` at a place in a text.

        A text is divided before the paragraph that has the place; the first one stays.
        """
        action, _, path = wanted.partition(":")
        name, _, place = path.partition(":")
        number = name.removeprefix("sections.")
        if not number.isdigit() or int(number) >= len(form.texts["sections"]):
            return
        section = form.texts["sections"][int(number)]
        if action == MERGE:
            merge(form.texts["sections"], int(number))
        elif action == SPLIT and place.isdigit():
            paragraph = max(1, paragraph_at(section["body"], int(place)))
            await self._split(form.texts["sections"], int(number), paragraph)

    async def stored(self, issue_id: str) -> Form:
        """Return the form of an issue as it is stored."""
        fields = ISSUE.fields(self._schema)
        node = await read_node(self._operations, f"{ISSUE.name}_form", issue_id)
        return Form(fields, stored_texts(fields, node), issue_id, str(node["version"]))

    async def apply(self, form: Form, section_id: str, do: str, given: str) -> bool:
        """Change a stored issue, and store it; return whether it could be, else the form may have problems.

        Args:
            form: as it is stored.
            section_id: the section.
            do: what becomes of it.
            given: its new heading, or the number of the paragraph that begins another section, or leads the issue.
        """
        sections = form.texts["sections"]
        place = next((number for number, each in enumerate(sections) if each["id"] == section_id), -1)
        if place < 0:
            return False
        if do == SPLIT:
            is_done = await self._split(sections, place, int(given) if given.isdigit() else 0)
        elif do == MERGE:
            is_done = merge(sections, place)
        elif do == LEAD:
            is_done = given.isdigit() and lead(form.texts, place, int(given))
        elif do == RENAME:
            is_done = sections[place]["heading"] != given
            sections[place]["heading"] = given
        else:
            is_done = move(sections, place, MOVES[do])
        return is_done and await self.store(form)

    async def store(self, form: Form) -> bool:
        """Store the form of an issue; return whether it could be, else it may have problems."""
        if (values := form.input()) is None:
            return False
        form.add_problems(payload(await self._operations.write(f"update_{ISSUE.name}", input=values))["problems"])
        return not form.problems

    async def _split(self, sections: list[Texts], place: int, paragraph: int) -> bool:
        return await self._database.run(partial(_split, sections=sections, place=place, paragraph=paragraph))


def _split(session: Session, sections: list[Texts], place: int, paragraph: int) -> bool:
    # What knows names in texts is loaded with the first section that is divided, not at the start.
    from seed.naming import works_named  # noqa: PLC0415

    return split(sections, place, paragraph, partial(works_named, session))
