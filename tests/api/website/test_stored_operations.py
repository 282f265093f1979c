"""The operations behind pages, cards and feeds: read from files, answered as the public sees the content."""

from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from sqlmodel import Session

from api.admin.operations import AdminOperations
from api.website.operation_files import FOLDER
from api.website.stored_operations import OperationFailed, StoredOperations
from schema import writes
from tests.api.serving import application, serving
from tests.reader import NOW, Reader, reading

SAMPLE = "hollywood-en-greve-contre-ses-doubles"
ISSUE = "query($slug: String!) { issue(slug: $slug) { title url } }"


def stored(reader: Reader, folder: Path) -> StoredOperations:
    return StoredOperations(reader.schema, "https://liane.example", lambda: NOW, folder)


async def test_an_operation_is_run_by_the_name_of_its_file_in_one_statement(seeded_url: str, tmp_path: Path) -> None:
    (tmp_path / "an_issue.graphql").write_text(ISSUE)
    async with reading(seeded_url) as reader:
        answer = await stored(reader, tmp_path).run("an_issue", slug=SAMPLE)
        assert reader.database.statements == 1
    assert answer.data == {
        "issue": {"title": "Hollywood en grève contre ses doubles", "url": f"https://liane.example/issues/{SAMPLE}"}
    }


async def test_what_the_public_may_not_see_is_null(seeded_url: str, seeded_engine: sa.Engine, tmp_path: Path) -> None:
    with Session(seeded_engine) as session:
        writes.unpublish_issue(session, SAMPLE)
        session.commit()
    (tmp_path / "an_issue.graphql").write_text(ISSUE)
    async with reading(seeded_url) as reader:
        assert (await stored(reader, tmp_path).run("an_issue", slug=SAMPLE)).data == {"issue": None}


async def test_what_is_not_answered_is_not_taken_for_something_that_is_not_there(
    seeded_url: str, tmp_path: Path
) -> None:
    (tmp_path / "an_issue.graphql").write_text(ISSUE)
    async with reading(seeded_url) as reader:
        with pytest.raises(OperationFailed, match="an_issue"):
            await stored(reader, tmp_path).run("an_issue", slug="a\x00b")


async def test_a_file_that_is_not_valid_for_the_schema_fails_when_it_is_asked_for(
    seeded_url: str, tmp_path: Path
) -> None:
    (tmp_path / "nonsense.graphql").write_text("{ nonsense }")
    async with reading(seeded_url) as reader:
        with pytest.raises(OperationFailed, match=r"nonsense: .*Cannot query field 'nonsense'"):
            await stored(reader, tmp_path).run("nonsense")


@pytest.mark.parametrize("whose", ["website", "mcp", "admin"])
async def test_all_our_own_files_are_valid(database_url: str, whose: str) -> None:
    async with reading(database_url) as reader:
        if whose == "admin":
            operations = AdminOperations(reader.schema, "https://liane.example", lambda: NOW).stored
        else:
            operations = stored(reader, FOLDER.parents[1] / whose / FOLDER.name)
        errors = {name: reader.schema.engine.document(text).errors for name, text in operations.texts.items()}
    assert errors
    assert not any(errors.values()), errors


LEAST: dict[str, dict[str, Any]] = {
    "QUERY_LIMIT": {"max_aliases": 0, "max_fields": 3, "max_depth": 3, "max_tokens": 50, "max_characters": 100},
    "COST_LIMIT": {"max_objects": 1, "max_answer_bytes": 1, "max_values": 1},
}


@pytest.mark.parametrize("code", LEAST)
def test_limits_that_are_set_for_clients_leave_the_pages_alone(seeded_url: str, code: str) -> None:
    with serving(application(seeded_url, **LEAST[code])) as client:
        for path in (f"/issues/{SAMPLE}", "/", "/feeds/issues.atom", "/sitemap.xml"):
            assert client.get(path).status_code == 200, path
        refused = client.post("/graphql", json={"query": "{ works { nodes { title year kind slug } } }"})
    assert refused.json()["errors"][0]["extensions"]["code"] == code
