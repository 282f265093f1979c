"""A process that dies in the middle of a mutation leaves nothing of it."""

import asyncio
import signal
import sys

from tests.schema.mutation.editing import Editing

PROGRAM = """
import asyncio, os, signal, sys
from schema import writes
from schema.mutation.editables import PERSON
from tests.schema.mutation.editing import editing

OPERATION = '''mutation {
  a: createPerson(input: { name: "Ada" }) { problems { code } }
  b: createPerson(input: { name: "Bea" }) { problems { code } }
}'''
saved = []

def save(session, person):
    saved.append(writes.save_person(session, person))
    if len(saved) == 2:
        os.kill(os.getpid(), signal.SIGKILL)
    return saved[-1]

async def main(url):
    object.__setattr__(PERSON, "save", save)
    async with editing(url) as magazine:
        await magazine.answer(OPERATION)

asyncio.run(main(sys.argv[1]))
"""


async def test_a_process_that_is_killed_between_two_writes_leaves_nothing_and_others_write(empty: Editing) -> None:
    before = empty.digest()
    killed = await asyncio.create_subprocess_exec(sys.executable, "-c", PROGRAM, empty.url)
    assert await killed.wait() == -signal.SIGKILL
    assert empty.digest() == before
    payload = await empty.edit("createPerson", "person { name }", name="Ada")
    assert payload["person"] == {"name": "Ada"}
