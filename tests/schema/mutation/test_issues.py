"""Issues through mutations: sections that stay, move, are new or go; drafts, publication, taking back."""

from typing import Any

from schema.vocabulary import Scope
from tests.schema.mutation.editing import Editing, operation_of

RECOMMENDATIONS = "recommendations { id role reason work { slug } }"
SECTIONS = f"issue {{ id version title status sections {{ id heading body {{ markdown }} {RECOMMENDATIONS} }} }}"


async def draft(magazine: Editing, *headings: str) -> Any:
    """Make a draft whose sections recommend a film each."""
    for heading in headings:
        await magazine.edit("createWork", kind="FILM", title=heading)
    sections = [
        {"heading": each, "body": f"On {each}.", "recommendations": [{"work": {"slug": each}, "role": "PICK"}]}
        for each in headings
    ]
    return (await magazine.edit("createIssue", SECTIONS, title="A draft", sections=sections))["issue"]


def headings_of(issue: Any) -> list[str]:
    """Return the headings of an issue."""
    return [section["heading"] for section in issue["sections"]]


async def update(magazine: Editing, issue: Any, *sections: dict[str, Any], **more: Any) -> Any:
    """Update an issue's sections, and return the issue."""
    payload = await magazine.edit("updateIssue", SECTIONS, id=issue["id"], sections=list(sections), **more)
    return payload["issue"]


async def test_a_draft_needs_a_title_alone(empty: Editing) -> None:
    issue = (await empty.edit("createIssue", SECTIONS, title="A draft"))["issue"]
    assert issue["sections"] == []
    assert (issue["status"], issue["version"]) == ("DRAFT", 1)
    payload = await empty.attempt("createIssue", title=" ")
    assert [each["code"] for each in payload["problems"]] == ["REQUIRED"]


async def test_sections_with_nothing_but_their_ids_are_kept_in_their_new_order(empty: Editing) -> None:
    before = await draft(empty, "one", "two", "three")
    one, two, three = before["sections"]
    after = await update(empty, before, {"id": three["id"]}, {"id": one["id"]}, {"id": two["id"]})
    assert after["sections"] == [three, one, two]


async def test_a_section_without_an_id_is_a_new_one_wherever_it_stands(empty: Editing) -> None:
    before = await draft(empty, "one", "two")
    one, two = before["sections"]
    after = await update(empty, before, {"id": one["id"]}, {"heading": "two"}, {"id": two["id"]})
    assert [each["id"] for each in (after["sections"][0], after["sections"][2])] == [one["id"], two["id"]]
    new = after["sections"][1]
    assert new["id"] not in {one["id"], two["id"]}
    assert (new["body"]["markdown"], new["recommendations"]) == ("", [])


async def test_it_takes_nothing_over_from_one_that_goes(empty: Editing) -> None:
    before = await draft(empty, "one", "two")
    one, two = before["sections"]
    new = (await update(empty, before, {"id": one["id"]}, {"heading": "two"}))["sections"][1]
    assert new["id"] != two["id"]
    assert (new["body"]["markdown"], new["recommendations"]) == ("", [])


async def test_a_section_that_is_left_out_of_a_list_goes(empty: Editing) -> None:
    before = await draft(empty, "one", "two")
    after = await update(empty, before, {"id": before["sections"][1]["id"]})
    assert headings_of(after) == ["two"]
    assert headings_of(await update(empty, after)) == []


async def test_sections_stay_where_the_list_is_left_out(empty: Editing) -> None:
    before = await draft(empty, "one", "two")
    after = (await empty.edit("updateIssue", SECTIONS, id=before["id"], title="Another"))["issue"]
    assert after["sections"] == before["sections"]
    assert (after["title"], after["version"]) == ("Another", 2)


async def test_a_recommendation_of_the_same_work_keeps_its_id_and_moves_with_it(empty: Editing) -> None:
    before = await draft(empty, "one", "two")
    one, two = before["sections"]
    pick = one["recommendations"][0]
    again = {"id": one["id"], "recommendations": [{"work": {"slug": "one"}, "role": "SUBJECT", "reason": "Why."}]}
    after = await update(empty, before, again, {"id": two["id"]})
    changed = {**pick, "role": "SUBJECT", "reason": "Why."}
    assert after["sections"][0]["recommendations"] == [changed]
    moved = await update(
        empty,
        after,
        {"id": one["id"], "recommendations": []},
        {"id": two["id"], "recommendations": [{"id": pick["id"]}, {"id": two["recommendations"][0]["id"]}]},
    )
    assert moved["sections"][1]["recommendations"] == [changed, two["recommendations"][0]]


async def test_an_id_of_another_issue_is_not_found(empty: Editing) -> None:
    first, second = await draft(empty, "one"), await draft(empty, "two")
    sections = [{"id": first["sections"][0]["id"]}]
    payload = await empty.attempt("updateIssue", SECTIONS, id=second["id"], sections=sections)
    (problem,) = payload["problems"]
    assert (problem["code"], problem["path"]) == ("NOT_FOUND", ["updateIssue", "input", "sections", "0", "id"])
    assert payload["issue"] == second


async def test_all_problems_of_an_issue_come_at_once_each_with_its_place(empty: Editing) -> None:
    sections = [
        {"heading": "x", "column": {"slug": "none"}},
        {"body": "See [it](work:nowhere).", "recommendations": [{"work": {"slug": "none"}}]},
        {"sources": [{"url": "javascript:alert(1)"}], "keyFigures": [{"label": "a", "value": "many", "unit": "b"}]},
    ]
    cover = {"url": "https://example.org/a.png", "alt": "", "width": 0}
    payload = await empty.attempt(
        "createIssue", title="T", language="français", number=0, cover=cover, sections=sections
    )
    found = {" ".join(each["path"][2:]): each["code"] for each in payload["problems"]}
    assert found == {
        "number": "INVALID",
        "language": "INVALID",
        "cover width": "INVALID",
        "sections 0 column": "NOT_FOUND",
        "sections 1 body": "NOT_FOUND",
        "sections 1 recommendations 0 work": "NOT_FOUND",
        "sections 1 recommendations 0 role": "REQUIRED",
        "sections 2 sources 0 url": "INVALID",
        "sections 2 keyFigures 0 value": "INVALID",
    }


async def test_the_number_of_another_issue_and_a_work_that_stands_twice_are_problems(empty: Editing) -> None:
    first = (await empty.edit("createIssue", "issue { id }", title="First", number=7))["issue"]
    payload = await empty.attempt("createIssue", title="Second", number=7)
    (problem,) = payload["problems"]
    assert (problem["code"], problem["path"]) == ("NUMBER_TAKEN", ["createIssue", "input", "number"])
    await empty.edit("createWork", kind="FILM", title="one")
    pick = {"work": {"slug": "one"}, "role": "PICK"}
    sections = [{"recommendations": [pick, pick]}]
    payload = await empty.attempt("updateIssue", id=first["id"], sections=sections)
    assert [each["message"] for each in payload["problems"]] == ["A work stands twice in one section."]


async def test_a_link_to_a_work_leads_to_its_page(empty: Editing) -> None:
    await empty.edit("createWork", kind="FILM", title="One")
    payload = await empty.edit(
        "createIssue",
        "issue { sections { body { html markdown } } }",
        title="T",
        sections=[{"body": "See [One](work:one)."}],
    )
    (section,) = payload["issue"]["sections"]
    assert section["body"]["markdown"] == "See [One](work:one)."
    assert 'href="https://liane.example/works/one"' in section["body"]["html"]


async def test_a_link_to_a_page_of_ours_outlives_its_address(empty: Editing) -> None:
    selection = "issue { sections { body { html markdown } } }"
    body = '[Ada](/people/ada "Who"), [elsewhere](//a.example/b), `<a href="/c">`, [below](#d).'
    payload = await empty.edit("createIssue", selection, title="Three", sections=[{"body": body}])
    (section,) = payload["issue"]["sections"]
    assert section["body"]["markdown"] == body
    assert 'href="https://liane.example/people/ada"' in section["body"]["html"]
    assert 'href="//a.example/b"' in section["body"]["html"]
    assert '&lt;a href="/c"&gt;' in section["body"]["html"]
    assert 'href="#d"' in section["body"]["html"]


# Publishing


async def test_a_finished_draft_is_published_and_taken_back(empty: Editing) -> None:
    issue = await draft(empty, "one")
    published = (await empty.edit("publishIssue", SECTIONS, id=issue["id"]))["issue"]
    assert published == {**issue, "status": "PUBLISHED", "version": 2}
    back = (await empty.edit("unpublishIssue", SECTIONS, id=issue["id"]))["issue"]
    assert back == {**issue, "status": "UNPUBLISHED", "version": 3}


async def test_a_later_instant_schedules_it(empty: Editing) -> None:
    issue = await draft(empty, "one")
    selection = "issue { status publishedAt }"
    payload = await empty.edit("publishIssue", selection, id=issue["id"], at="2999-01-01T08:00:00+02:00")
    assert payload["issue"] == {"status": "SCHEDULED", "publishedAt": "2999-01-01T06:00:00Z"}
    assert (await empty.ask("{ latestIssue { id } }"))["latestIssue"] is None


async def test_what_readers_would_miss_is_told_before_it_is_published(empty: Editing) -> None:
    issue = (await empty.edit("createIssue", "issue { id }", title="T"))["issue"]
    payload = await empty.attempt("publishIssue", "issue { status }", id=issue["id"])
    assert [each["path"] for each in payload["problems"]] == [["publishIssue", "issue", "sections"]]
    assert payload["issue"] == {"status": "DRAFT"}
    await empty.edit("updateIssue", id=issue["id"], sections=[{"body": "x"}, {"heading": "Empty"}])
    payload = await empty.attempt("publishIssue", id=issue["id"])
    assert [each["path"] for each in payload["problems"]] == [["publishIssue", "issue", "sections", "1", "body"]]


async def test_it_takes_the_scope_publish(empty: Editing) -> None:
    issue = await draft(empty, "one")
    for field in ("publishIssue", "unpublishIssue"):
        answer = await empty.answer(operation_of(field), {"input": {"id": issue["id"]}}, [Scope.WRITE_CONTENT])
        assert [each["extensions"]["code"] for each in answer["errors"]] == ["FORBIDDEN"]
        answer = await empty.answer(operation_of(field), {"input": {"id": issue["id"]}}, [Scope.PUBLISH])
        assert answer["data"][field]["problems"] == []


# Deleting, merging


async def test_a_draft_is_deleted_with_its_sections_and_its_slug_comes_back_with_it(empty: Editing) -> None:
    issue = await draft(empty, "one")
    assert (await empty.edit("deleteContent", "deletedId", id=issue["id"]))["deletedId"] == issue["id"]
    assert empty.content()["sections"] == []
    again = (await empty.edit("createIssue", "issue { id }", title="A draft", slug="a-draft"))["issue"]
    assert again["id"] == issue["id"]


async def test_what_is_still_recommended_is_not_deleted(sample: Editing) -> None:
    work = (await sample.ask('{ work(slug: "the-deepest-breath") { id recommendations(first: 5) { nodes { id } } } }'))[
        "work"
    ]
    before = sample.digest()
    used = "deletedId problems { ... on StillUsed { recommendations { id } } }"
    payload = await sample.attempt("deleteContent", used, id=work["id"])
    (problem,) = payload["problems"]
    assert (problem["__typename"], problem["code"]) == ("StillUsed", "STILL_USED")
    assert problem["recommendations"] == work["recommendations"]["nodes"]
    assert payload["deletedId"] is None
    assert sample.digest() == before


async def test_two_works_become_one(empty: Editing) -> None:
    issue = await draft(empty, "one", "two")
    ids = {row["slug"]: row["id"] for row in empty.content()["works"]}
    selection = "work { slug aliases }"
    payload = await empty.edit("mergeWorks", selection, into=ids["one"], duplicate=ids["two"])
    assert payload["work"] == {"slug": "one", "aliases": ["two"]}
    after = (await empty.edit("updateIssue", SECTIONS, id=issue["id"]))["issue"]
    assert [each["work"]["slug"] for section in after["sections"] for each in section["recommendations"]] == ["one"] * 2
    assert [row["id"] for row in empty.content()["works"]] == [ids["one"]]
