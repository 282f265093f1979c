"""``/llms.txt`` leads language models to what is here for them, and says what the magazine says."""

import re

import pytest
import sqlalchemy as sa

from schema import db, writes
from tests.api.pages import ISSUE
from tests.api.serving import NOW, application, serving

LINK = re.compile(r"^- \[(.+)\]\(https://liane\.example(/[^)]*)\)(?:: .+)?$", re.MULTILINE)


@pytest.mark.parametrize("mcp", [False, True])
def test_it_leads_to_issues_columns_and_programs_doors(seeded_url: str, mcp: bool) -> None:
    with serving(application(seeded_url, mcp=mcp)) as client:
        response = client.get("/llms.txt")
        title, about, *_ = response.text.split("\n\n")
        links = {path: name for name, path in LINK.findall(response.text)}
        assert (title, about[:2]) == ("# Liane", "> ")
        assert response.headers["content-type"] == "text/plain; charset=utf-8"
        assert {"/graphql", "/docs/queries", "/feeds/issues.json", ISSUE} <= links.keys()
        assert ("/mcp" in links) == mcp
        for path in links.keys() - {"/mcp", "/graphql"}:
            assert client.get(path).status_code == 200, path


def test_titles_are_words_and_no_markdown(engine: sa.Engine, database_url: str) -> None:
    with db.write_transaction(engine) as session:
        writes.save_publication(session, {"name": "A *b*", "language": "fr", "time_zone": "Europe/Paris"})
        issue = {"slug": "x", "title": "[a](b)\n# c", "status": "PUBLISHED", "published_at": NOW}
        writes.save_issue(session, issue)
    with serving(application(database_url)) as client:
        text = client.get("/llms.txt").text
    assert text.startswith("# A \\*b\\*\n")
    assert "- [\\[a\\](b) # c](https://liane.example/issues/x)\n" in text
