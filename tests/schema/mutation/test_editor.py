"""A mutation is one transaction: all of it is stored, or nothing."""

import pytest

from schema.vocabulary import Scope
from tests.schema.mutation.editing import PREFIX, PROBLEMS, Editing

TWO = f"""
mutation($first: CreatePersonInput!, $second: CreatePersonInput!) {{
  first: createPerson(input: $first) {{ person {{ id name }} {PROBLEMS} }}
  second: createPerson(input: $second) {{ person {{ id name }} {PROBLEMS} }}
}}
"""


async def test_a_payload_shows_what_was_just_written_though_no_reader_sees_it(empty: Editing) -> None:
    payload = await empty.edit("createPerson", "person { name slug version }", name="Laura McGann")
    assert payload["person"] == {"name": "Laura McGann", "slug": "laura-mcgann", "version": 1}
    assert await empty.ask("{ people { totalCount } }") == {"people": {"totalCount": 0}}


async def test_it_shows_what_that_leads_to_and_nothing_else_that_is_hidden(empty: Editing) -> None:
    await empty.edit("createOrganization", slug="a24", name="A24", kind="STUDIO")
    selection = "person { affiliations { organization { name people { totalCount nodes { name } } } } }"
    there = [{"organization": {"slug": "a24"}, "title": "Producer"}]
    await empty.edit("createPerson", name="One", affiliations=there)
    payload = await empty.edit("createPerson", selection, name="Two", affiliations=there)
    assert payload["person"]["affiliations"] == [
        {"organization": {"name": "A24", "people": {"totalCount": 1, "nodes": [{"name": "Two"}]}}}
    ]


async def test_the_second_field_refers_to_what_the_first_has_made(empty: Editing) -> None:
    data = await empty.ask(
        """mutation {
          createOrganization(input: { slug: "a24", name: "A24", kind: STUDIO }) { problems { code } }
          createPerson(input: { name: "Ada", affiliations: [{ organization: { slug: "a24" }, title: "Boss" }] }) {
            person { affiliations { title organization { slug } } } problems { code }
          }
        }"""
    )
    assert data["createPerson"] == {
        "person": {"affiliations": [{"title": "Boss", "organization": {"slug": "a24"}}]},
        "problems": [],
    }


async def test_a_problem_of_one_field_leaves_nothing_of_the_others(empty: Editing) -> None:
    before = empty.digest()
    data = await empty.ask(TWO, first={"name": "Ada"}, second={"name": "Bea", "slug": "No Slug"})
    assert data["first"]["problems"] == []
    assert [each["path"] for each in data["second"]["problems"]] == [["second", "input", "slug"]]
    assert empty.digest() == before


async def test_the_problems_of_all_fields_are_told_at_once(empty: Editing) -> None:
    data = await empty.ask(TWO, first={"name": ""}, second={"name": " ", "slug": "É"})
    assert [each["path"] for field in data.values() for each in field["problems"]] == [
        ["first", "input", "name"],
        ["second", "input", "slug"],
        ["second", "input", "name"],
    ]


async def test_a_write_that_the_database_refuses_leaves_no_half_of_it_in_the_payload(empty: Editing) -> None:
    made = await empty.edit("createWork", "work { id }", kind="FILM", title="One")
    twice = [{"scheme": "imdb", "value": "tt1"}] * 2
    payload = await empty.attempt(
        "updateWork", "work { title slug }", id=made["work"]["id"], title="Two", slug="two", externalIds=twice
    )
    assert payload["work"] == {"title": "One", "slug": "one"}
    assert [each["code"] for each in payload["problems"]] == ["INVALID"]


async def test_a_refused_argument_in_a_payload_leaves_nothing_and_has_no_data(empty: Editing) -> None:
    before = empty.digest()
    operation = 'mutation { createPerson(input: { name: "Ada" }) { person { works(first: 0) { totalCount } } } }'
    answer = await empty.answer(operation)
    assert answer["data"] is None
    (error,) = answer["errors"]
    assert (error["path"], error["extensions"]) == (
        ["createPerson", "person", "works"],
        {"code": "BAD_USER_INPUT"},
    )
    assert empty.digest() == before


async def test_a_dry_run_answers_as_the_run_does_and_stores_nothing(empty: Editing) -> None:
    before = empty.digest()
    body = '{ createPerson(input: { name: "Ada" }) { person { id slug name version } problems { code } } }'
    tried = await empty.ask(f"mutation @dryRun {body}")
    assert empty.digest() == before
    assert await empty.ask(f"mutation {body}") == tried
    assert empty.digest() != before


async def test_one_document_is_a_dry_run_or_not_by_its_variable(empty: Editing) -> None:
    operation = """
        mutation ($isTrial: Boolean!) @dryRun(if: $isTrial) { createPerson(input: { name: "Ada" }) { person { id } } }
    """
    before = empty.digest()
    tried = await empty.ask(operation, isTrial=True)
    assert empty.digest() == before
    assert await empty.ask(operation, isTrial=False) == tried
    assert empty.digest() != before


@pytest.mark.parametrize(
    "directive", ["($given: Boolean = true) @dryRun(if: $given)", '($given: String = "1") @idempotent(key: $given)']
)
async def test_a_directive_refuses_a_variable_that_is_null(empty: Editing, directive: str) -> None:
    operation = f'mutation {directive} {{ createPerson(input: {{ name: "Ada" }}) {{ person {{ id }} }} }}'
    before = empty.digest()
    answer = await empty.answer(operation, {"given": None})
    (error,) = answer["errors"]
    assert error["extensions"] == {"code": "BAD_USER_INPUT"}
    assert error["message"].endswith("not to be null.")
    assert empty.digest() == before


async def test_it_is_told_where_something_was_stored_and_only_there(
    empty: Editing, monkeypatch: pytest.MonkeyPatch
) -> None:
    told: list[str] = []
    monkeypatch.setattr(empty.editor, "_committed", lambda: told.append("stored"))
    await empty.try_out("createPerson", name="Ada")
    await empty.attempt("createPerson", name=" ")
    assert told == []
    await empty.edit("createPerson", name="Ada")
    assert told == ["stored"]


async def test_the_log_says_who_wrote_and_what_goes_together(empty: Editing) -> None:
    await empty.ask(TWO, first={"name": "Ada"}, second={"name": "Bea"})
    entries = empty.content()["changes"]
    assert [(each["type"], each["action"], each["actor"]) for each in entries] == [("Person", "CREATED", PREFIX)] * 2
    assert len({each["batch"] for each in entries}) == 1


async def test_what_asks_for_names_of_types_alone_takes_no_key(empty: Editing) -> None:
    assert (await empty.answer("mutation { __typename }", scopes=None))["data"] == {"__typename": "Mutation"}


async def test_a_bug_stores_nothing_and_is_told_to_nobody(empty: Editing, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> None:
        raise RuntimeError("secret")

    before = empty.digest()
    monkeypatch.setattr("schema.mutation.edit.Edit.shown", fail)
    answer = await empty.answer('mutation { createPerson(input: { name: "Ada" }) { person { id } } }')
    assert answer["data"] is None
    assert [each["extensions"]["code"] for each in answer["errors"]] == ["INTERNAL"]
    assert "secret" not in str(answer)
    assert empty.digest() == before


@pytest.mark.parametrize(
    ("scopes", "code"), [(None, "UNAUTHENTICATED"), ([], "FORBIDDEN"), ([Scope.READ_DRAFTS], "FORBIDDEN")]
)
async def test_who_may_not_write_is_refused_before_anything_is(
    empty: Editing, scopes: list[Scope] | None, code: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(empty.editor, "_run", None)
    answer = await empty.answer('mutation { a: createPerson(input: { name: "Ada" }) { person { id } } }', scopes=scopes)
    assert answer["data"] is None
    assert [(each["path"], each["extensions"]["code"]) for each in answer["errors"]] == [(["a"], code)]


async def test_what_readers_see_is_changed_with_the_scope_publish_alone(sample: Editing) -> None:
    person = (await sample.ask('{ person(slug: "laura-mcgann") { id } }'))["person"]
    operation = f'mutation {{ updatePerson(input: {{ id: "{person["id"]}", name: "L. M." }}) {{ person {{ name }} }} }}'
    before = sample.digest()
    answer = await sample.answer(operation, scopes=[Scope.WRITE_CONTENT])
    assert [each["extensions"]["code"] for each in answer["errors"]] == ["FORBIDDEN"]
    assert sample.digest() == before
    answer = await sample.answer(operation, scopes=[Scope.PUBLISH])
    assert answer["data"] == {"updatePerson": {"person": {"name": "L. M."}}}
    assert (await sample.ask('{ person(slug: "laura-mcgann") { name } }'))["person"] == {"name": "L. M."}
