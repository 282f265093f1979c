"""The index is written with the content, in its transaction, and is always what it would be if it were made anew."""

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from typing import Any

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlmodel import Session

from schema import writes
from schema.bases import table_of
from schema.db import connect, write_transaction
from schema.migrations import runner
from schema.search import index
from schema.search.documents import Found
from schema.search.keys import NEVER, bound_at, second_of
from schema.search_tables import SearchDocument, SearchLabel, SearchState
from schema.tables import Issue, Section, Work
from tests.schema.content import JULY, JUNE, column, issue, organization, person, pick, published, work

Stored = dict[str, tuple[Any, ...]]


def stored(session: Session) -> Stored:
    """Return what the index holds, by id: the document, its labels and how many lexemes of all there are."""
    documents = {row.key: row for row in session.execute(sa.select(table_of(SearchDocument)))}
    labels: dict[int, list[Any]] = {key: [] for key in documents}
    for row in session.execute(sa.select(table_of(SearchLabel))):
        labels[row.document].append(tuple(row))
    return {
        row.id: (row.key, row.size, row.digest, row.names, sorted(labels[key]), has(session, key))
        for key, row in documents.items()
    }


def has(session: Session, key: int) -> Any:
    if session.connection().dialect.name == "sqlite":
        return session.execute(sa.text("SELECT count(*) FROM search_text WHERE rowid = :key"), {"key": key}).scalar()
    return session.execute(
        sa.text("SELECT CAST(lexemes AS text) FROM search_text WHERE rowid = :key"), {"key": key}
    ).scalar()


def vocabulary(session: Session) -> list[tuple[Any, ...]]:
    """Return every lexeme with how many documents have it and how often."""
    if session.connection().dialect.name != "sqlite":
        return [
            tuple(row)
            for row in session.execute(
                sa.text("SELECT * FROM ts_stat('SELECT lexemes FROM search_text') ORDER BY word")
            )
        ]
    session.execute(sa.text("CREATE VIRTUAL TABLE IF NOT EXISTS temp.found USING fts5vocab(main, search_text, row)"))
    return [tuple(row) for row in session.execute(sa.text("SELECT * FROM temp.found"))]


def found(session: Session, *lexemes: str) -> set[str]:
    """Return the ids of the documents that have all of some lexemes."""
    if session.connection().dialect.name == "sqlite":
        condition, wanted = "search_text MATCH :wanted", " AND ".join(f'"{lexeme}"' for lexeme in lexemes)
    else:
        condition, wanted = "lexemes @@ CAST(:wanted AS tsquery)", " & ".join(f"'{lexeme}'" for lexeme in lexemes)
    select = f"SELECT d.id FROM search_text t JOIN search_documents d ON d.key = t.rowid WHERE {condition}"
    return set(session.execute(sa.text(select), {"wanted": wanted}).scalars())


@pytest.fixture
def writes_of_index(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The ids of the documents that were written."""
    written: list[str] = []
    save = index._save

    def watched(session: Session, entries: Sequence[index.Entry], named: Iterable[Found]) -> None:
        written.extend(entry.found.id for entry in entries)
        save(session, entries, named)

    monkeypatch.setattr(index, "_save", watched)
    return written


def test_everything_is_found_by_its_words(session: Session) -> None:
    varda = person(session, "varda", name="Agnès Varda", summary="Cinéaste")
    body = organization(session, "cine-tamaris", name="Ciné-Tamaris")
    film = work(
        session,
        "cleo",
        title="Cléo de 5 à 7",
        year=1962,
        tags=["nouvelle vague"],
        credits=[{"person_id": varda, "role": "DIRECTOR"}],
        organizations=[body],
    )
    name = column(session, "film")
    number = published(
        session,
        title="Un été",
        standfirst="Des films",
        sections=[
            {
                "column_id": name,
                "heading": "À voir",
                "body_markdown": "Il *pleut* sur Nantes.",
                "recommendations": [pick(film, reason="Un chef-d’œuvre.")],
            }
        ],
    )
    section = session.execute(sa.select(table_of(Section).c.id)).scalar_one()
    assert found(session, "ncleo") == {film}
    assert found(session, "hcleo") == {film, section}
    assert found(session, "hvarda", "hvague", "h1962", "htamaris") == {film}
    assert found(session, "nvarda") == {varda}
    assert found(session, "nete") == {number}
    assert found(session, "hchef", "hoeuvre", "bnantes", "bpleut") == {section}
    assert found(session, "nfilm") == {name}


def test_a_document_is_visible_from_when_its_row_is(session: Session) -> None:
    film, other = work(session, "film"), work(session, "other")
    published(session, sections=[{"recommendations": [pick(film)]}])
    issue(session, "draft", sections=[{"recommendations": [pick(other)]}])
    keys = {row_id: row[0] for row_id, row in stored(session).items()}
    assert len(keys) == 6
    for model in (Issue, Section, Work):
        for row in session.execute(sa.select(table_of(model))):
            seconds = NEVER if row.visible_from is None else int(row.visible_from.timestamp())
            assert second_of(keys[row.id]) == seconds
    assert keys[film] < bound_at(JULY) < keys[other]


def test_a_save_that_changes_nothing_that_is_found_writes_nothing(session: Session, writes_of_index: list[str]) -> None:
    director = person(session, "director")
    film = work(session, "film", credits=[{"person_id": director, "role": "DIRECTOR"}])
    values: dict[str, Any] = {"sections": [{"heading": "One", "recommendations": [pick(film)]}, {"heading": "Two"}]}
    published(session, **values)
    writes_of_index.clear()
    published(session, **values)
    work(session, "film", links=[{"rel": "trailer", "url": "https://liane.example/"}])
    person(session, "director", former_slugs=["former"])
    assert writes_of_index == []
    values["sections"][1]["heading"] = "Three"
    published(session, **values)
    assert len(writes_of_index) == 1


def test_a_new_name_is_found_wherever_the_name_stands(session: Session) -> None:
    director, studio = person(session, "director"), organization(session, "studio")
    whole = work(session, "whole", credits=[{"person_id": director, "role": "DIRECTOR"}], organizations=[studio])
    part = work(session, "part", part_of_id=whole)
    staff = person(session, "staff", affiliations=[{"organization_id": studio, "title": "Présidente"}])
    published(session, sections=[{"heading": "Text", "recommendations": [pick(whole)]}])
    section = session.execute(sa.select(table_of(Section).c.id)).scalar_one()
    person(session, "director", name="Agnès Varda")
    organization(session, "studio", name="Ciné-Tamaris")
    work(session, "whole", title="Jacquot")
    assert found(session, "hvarda") == {director, whole}
    assert found(session, "htamaris") == {studio, whole, staff}
    assert found(session, "hjacquot") == {whole, part, section}
    assert found(session, "hdirector") == found(session, "hstudio") == set()


def test_what_a_section_said_of_a_work_is_found_no_more_once_it_is_taken_out(session: Session) -> None:
    one, two = work(session, "one", title="Premier"), work(session, "two", title="Second")
    both = [pick(one), pick(two, reason="Splendide")]
    number = published(session, sections=[{"heading": "Text", "recommendations": both}])
    section = session.execute(sa.select(table_of(Section).c.id)).scalar_one()
    assert found(session, "hsplendide") == {section}
    assert number == published(session, sections=[{"heading": "Text", "recommendations": both[:1]}])
    assert found(session, "hsplendide") == set()
    assert found(session, "hsecond") == {two}
    published(session, sections=[{"heading": "Text", "recommendations": both}])
    writes.merge_works(session, "one", "two")
    assert found(session, "hsecond") == {one}


def test_what_is_deleted_merged_or_taken_back_is_found_no_more_as_it_was(session: Session) -> None:
    one, two = work(session, "one", title="Premier"), work(session, "two", title="Second")
    published(session, sections=[{"recommendations": [pick(one)]}, {"recommendations": [pick(two)]}])
    writes.merge_works(session, "one", "two")
    assert found(session, "nsecond") == {one}
    assert len(found(session, "hpremier")) == 3
    keys = table_of(SearchDocument)
    writes.unpublish_issue(session, "issue")
    assert {second_of(key) for key in session.execute(sa.select(keys.c.key)).scalars()} == {NEVER}
    writes.delete_issue(session, "issue")
    assert set(stored(session)) == {one}
    writes.delete_named(session, Work, "one")
    assert stored(session) == {}


def test_a_refused_write_leaves_the_index_as_it_was(engine: sa.Engine) -> None:
    with write_transaction(engine) as session:
        work(session, "film")
        before = stored(session)
    with write_transaction(engine) as session:
        work(session, "film", title="Other")
        work(session, "another")
        session.rollback()
    with write_transaction(engine) as session:
        with pytest.raises(writes.Invalid):
            work(session, "third", kind="FILM", year="never")
        work(session, "film")
        assert stored(session) == before


def test_two_that_appear_in_one_second_at_one_place_have_keys_of_their_own(
    session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("schema.search.keys._bits", lambda text, number: 7)
    works = [work(session, slug) for slug in ("a", "b", "c")]
    published(session, sections=[{"recommendations": [pick(each) for each in works]}])
    assert len(stored(session)) == 5
    work(session, "b", title="Another name")
    assert found(session, "nanother") == {works[1]}


def test_what_is_read_for_a_write_is_found_by_indexes(session: Session) -> None:
    if session.connection().dialect.name != "sqlite":
        pytest.skip("of few rows PostgreSQL reads the table")
    statements: list[str] = []
    sa.event.listen(session.connection(), "before_cursor_execute", lambda *args: statements.append(args[2]))
    director, studio = person(session, "director"), organization(session, "studio")
    film = work(session, "film", credits=[{"person_id": director, "role": "DIRECTOR"}], organizations=[studio])
    published(session, sections=[{"heading": "Text", "recommendations": [pick(film)]}])
    for model, slug in ((person, "director"), (organization, "studio"), (work, "film")):
        model(session, slug, **{"title" if model is work else "name": "Another"})
    writes.unpublish_issue(session, "issue")
    read = [each for each in dict.fromkeys(statements) if "json_each" in each]
    assert len(read) > 10
    for statement in read:
        plan = session.connection().exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", ("[]",) * statement.count("?"))
        scans = [row.detail for row in plan if row.detail.startswith("SCAN")]
        assert all("VIRTUAL TABLE" in scan for scan in scans), (statement, scans)


TITLES = st.sampled_from(["La mer", "Le ciel", "Mer et ciel", "L’été", "Été"])
DATES = st.sampled_from([JULY, JUNE, datetime(2090, 1, 1, tzinfo=UTC), None])
OPERATIONS = st.lists(
    st.tuples(st.sampled_from(["work", "person", "issue", "unpublish", "delete"]), st.integers(0, 2), TITLES, DATES),
    min_size=1,
    max_size=12,
)


def apply(session: Session, operation: str, number: int, title: str, at: datetime | None) -> None:
    """Write something, whatever there is."""
    match operation:
        case "work":
            whole = work(session, "whole")
            director = person(session, "person-0")
            work(
                session,
                f"work-{number}",
                title=title,
                part_of_id=whole if number else None,
                credits=[{"person_id": director, "role": "DIRECTOR"}],
            )
        case "person":
            person(session, f"person-{number}", name=title)
        case "issue":
            values: dict[str, Any] = {"status": "PUBLISHED", "published_at": at} if at else {"status": "DRAFT"}
            picks = [pick(work(session, f"work-{place}")) for place in range(number + 1)]
            sections = [
                {"heading": title, "recommendations": picks},
                *({"heading": f"{place}"} for place in range(number)),
            ]
            issue(session, f"issue-{number}", title=title, sections=sections, **values)
        case "unpublish" | "delete":
            write = writes.unpublish_issue if operation == "unpublish" else writes.delete_issue
            if session.execute(
                sa.select(table_of(Issue).c.id).where(table_of(Issue).c.slug == f"issue-{number}")
            ).first():
                write(session, f"issue-{number}")


@pytest.mark.long
@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(operations=OPERATIONS)
def test_the_index_is_what_it_would_be_made_anew(engine: sa.Engine, operations: list[tuple[Any, ...]]) -> None:
    with write_transaction(engine) as session:
        for operation in operations:
            apply(session, *operation)
        before, words = stored(session), vocabulary(session)
        assert index.reindex(session) == len(before)
        assert stored(session) == before
        assert vocabulary(session) == words
        session.rollback()


def test_an_index_that_other_rules_made_is_missing_and_migrating_makes_it_anew(seeded_url: str) -> None:
    engine = connect(seeded_url)
    with write_transaction(engine) as session:
        before = stored(session)
        session.execute(sa.update(table_of(SearchState)).values(analyzer="0"))
        session.execute(sa.delete(table_of(SearchLabel)))
    assert runner.pending(seeded_url) == [runner.INDEX]
    runner.migrate(seeded_url)
    assert runner.pending(seeded_url) == []
    with write_transaction(engine) as session:
        assert stored(session) == before
    engine.dispose()
