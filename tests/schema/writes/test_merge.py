"""Two works that are one become one, and all that led to either leads to it."""

from collections.abc import Iterator

import pytest
import sqlalchemy as sa
from sqlmodel import Session

from schema import writes
from schema.rows import fetch_rows
from schema.tables import Change, Credit, ExternalId, Issue, Link, Person, Recommendation, Section, Slug, Work, WorkTag
from schema.writes import Invalid, recompute_visibility


@pytest.fixture
def session(engine: sa.Engine) -> Iterator[Session]:
    """A session with a film that stands twice, recommended in a published issue."""
    with Session(engine) as session:
        ada = writes.save_person(session, {"slug": "ada", "name": "Ada"}).id
        bob = writes.save_person(session, {"slug": "bob", "name": "Bob"}).id
        kept = {
            "slug": "basse-mer",
            "kind": "FILM",
            "title": "Basse mer",
            "tags": ["mer"],
            "credits": [{"person_id": ada, "role": "DIRECTOR"}],
            "external_ids": [{"scheme": "imdb", "value": "tt1"}],
        }
        gone = {
            "slug": "low-tide",
            "kind": "FILM",
            "title": "Low Tide",
            "year": 1988,
            "tags": ["mer", "film"],
            "credits": [{"person_id": ada, "role": "DIRECTOR"}, {"person_id": bob, "role": "ACTOR"}],
            "external_ids": [{"scheme": "tmdb", "value": "movie/1"}],
            "links": [{"rel": "trailer", "url": "https://a.example/1"}],
            "details": {"runtime_minutes": 95},
            "former_slugs": ["maree"],
        }
        kept_id, gone_id = (writes.save_work(session, work).id for work in (kept, gone))
        writes.save_work(session, {"slug": "part", "kind": "FILM", "title": "Part", "part_of_id": gone_id})
        twice = [
            {"work_id": kept_id, "role": "REFERENCE"},
            {"work_id": gone_id, "role": "PICK", "reason": "Belle."},
        ]
        sections = [{"recommendations": [{"work_id": gone_id, "role": "SUBJECT"}]}, {"recommendations": twice}]
        writes.save_issue(session, {"slug": "un", "title": "Un", "sections": sections})
        writes.publish_issue(session, "un")
        yield session


def row(session: Session, slug: str) -> dict[str, object]:
    [found] = fetch_rows(session, Work, "slug", [slug])
    return found


def test_all_of_the_duplicate_goes_over(session: Session) -> None:
    merged = writes.merge_works(session, "basse-mer", "low-tide")
    assert (len(merged.moved), len(merged.dropped)) == (1, 1)
    work = row(session, "basse-mer")
    assert (work["year"], work["aliases"]) == (1988, ["Low Tide"])
    assert [(each["role"]) for each in fetch_rows(session, Credit)] == ["DIRECTOR", "ACTOR"]
    assert sorted(each["scheme"] for each in fetch_rows(session, ExternalId)) == ["imdb", "tmdb"]
    assert (len(fetch_rows(session, Link)), len(fetch_rows(session, WorkTag))) == (1, 2)
    assert row(session, "part")["part_of_id"] == work["id"]
    assert len(fetch_rows(session, Work)) == 2


def test_recommendations_keep_their_ids_and_none_stands_twice(session: Session) -> None:
    before = {each["id"]: each for each in fetch_rows(session, Recommendation)}
    merged = writes.merge_works(session, "basse-mer", "low-tide")
    after = {each["id"]: each for each in fetch_rows(session, Recommendation)}
    assert after.keys() == before.keys() - set(merged.dropped)
    assert {each["work_id"] for each in after.values()} == {merged.id}
    assert sorted((each["role"], each["reason"]) for each in after.values()) == [("PICK", "Belle."), ("SUBJECT", None)]


def test_its_slugs_lead_to_the_other_work(session: Session) -> None:
    merged = writes.merge_works(session, "basse-mer", "low-tide")
    assert {writes.find_id(session, Work, slug) for slug in ("basse-mer", "low-tide", "maree")} == {merged.id}
    current = {each["slug"] for each in fetch_rows(session, Slug, "type", ["Work"]) if each["current"]}
    assert current == {"basse-mer", "part"}


def test_what_readers_see_is_right_without_being_recomputed(session: Session) -> None:
    writes.merge_works(session, "basse-mer", "low-tide")
    assert recompute_visibility(session) == 0
    assert fetch_rows(session, Person, "slug", ["bob"])[0]["visible_from"] is not None


def test_the_log_tells_of_the_works_the_recommendations_and_the_issue(session: Session) -> None:
    last = session.execute(sa.select(sa.func.max(Change.sequence))).scalar_one()
    merged = writes.merge_works(session, "basse-mer", "low-tide")
    logged = {(each["type"], each["action"]) for each in fetch_rows(session, Change) if each["sequence"] > last}
    assert logged >= {
        ("Work", "UPDATED"),
        ("Work", "DELETED"),
        ("Recommendation", "UPDATED"),
        ("Recommendation", "DELETED"),
        ("Issue", "UPDATED"),
    }
    assert merged.moved


def test_the_snapshot_of_the_last_import_names_the_other_work(session: Session) -> None:
    [issue] = fetch_rows(session, Issue)
    gone = str(row(session, "low-tide")["id"])
    parts = [{"id": each["id"], "works": {gone: {"role": "PICK"}}} for each in fetch_rows(session, Section)]
    writes.record_import(session, issue["id"], {"parts": parts})
    merged = writes.merge_works(session, "basse-mer", "low-tide")
    [issue] = fetch_rows(session, Issue)
    assert [list(part["works"]) for part in issue["imported"]["parts"]] == [[merged.id], [merged.id]]


def test_what_cannot_be_one_is_refused(session: Session) -> None:
    writes.save_work(session, {"slug": "livre", "kind": "BOOK", "title": "Livre"})
    for pair, reason in (
        (("part", "low-tide"), "part is a part of low-tide"),
        (("low-tide", "part"), "part is a part of low-tide"),
        (("livre", "low-tide"), "livre is of the kind BOOK, low-tide of FILM"),
        (("livre", "livre"), "into itself"),
    ):
        with pytest.raises(Invalid, match=reason):
            writes.merge_works(session, *pair)


def test_a_work_that_nobody_saw_appears_with_what_was_recommended_as_another(session: Session) -> None:
    writes.save_work(session, {"slug": "maree-basse", "kind": "FILM", "title": "Marée basse"})
    writes.merge_works(session, "maree-basse", "low-tide")
    assert row(session, "maree-basse")["visible_from"] is not None
    assert recompute_visibility(session) == 0
