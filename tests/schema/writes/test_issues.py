"""Writing issues: ids that stay, what is derived, the way between draft and reader, and the log."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlmodel import Session

from schema import writes
from schema.rows import Row
from schema.tables import Issue, IssueAuthor, KeyFigure, Recommendation, Section, SectionPerson, Source
from tests.schema import content
from tests.schema.content import JULY, changes, column, get_row, get_rows, issue, person, pick, published, work

TEXT = "Un *grand* texte.\n\n- puce"


def sections(session: Session) -> list[Row]:
    return [
        {"heading": "L’ouverture", "body_markdown": TEXT, "recommendations": [pick(work(session, "a"))]},
        {
            "column_id": column(session, "loupe"),
            "body_markdown": "Deux applis.",
            "people": [person(session, "p")],
            "sources": [{"title": "Un communiqué"}],
            "key_figures": [{"label": "abonnés", "value": "6000000", "unit": "personnes", "precision": "ABOUT"}],
            "recommendations": [pick(work(session, "b"), reason="Pour voir."), pick(work(session, "c"))],
        },
        {"heading": "La fin", "body_markdown": "", "recommendations": [pick(work(session, "a"))]},
    ]


def ids(session: Session, model: type[Section | Recommendation]) -> list[str]:
    return [row["id"] for row in get_rows(session, model, "sort_key")][::-1]


def test_html_text_counts_and_reading_time_follow_from_the_markdown(session: Session) -> None:
    issue_id = issue(session, title="Un titre", standfirst="Et un chapeau", sections=sections(session))
    first = get_rows(session, Section)[0]
    assert first["body_html"] == "<p>Un <em>grand</em> texte.</p>\n<ul>\n<li>puce</li>\n</ul>"
    assert (first["body_text"], first["word_count"]) == ("Un grand texte.\n\npuce", 4)
    stored = get_row(session, Issue, issue_id)
    assert (stored["word_count"], stored["reading_minutes"]) == (2 + 3 + 1 + 4 + 2 + 2, 1)


def test_a_body_is_stored_as_it_was_written(session: Session) -> None:
    markdown = "\n\n---\n  deux espaces à la fin  \n\u2028\n\n"
    issue(session, sections=[{"body_markdown": markdown}])
    assert get_rows(session, Section)[0]["body_markdown"] == markdown


def test_sort_keys_put_the_newest_issue_first_and_keep_reading_order(session: Session) -> None:
    published(session, "old", JULY - timedelta(days=7), number=1, sections=sections(session))
    published(session, "new", JULY, number=2, sections=sections(session))
    issue(session, "undated", number=3)
    assert [row["slug"] for row in get_rows(session, Issue, "sort_key")][::-1] == ["new", "old", "undated"]
    assert get_rows(session, Issue, "sort_key")[-1]["sort_key"] == "2023-07-21T06:00:00Z|00000002"
    newest_first = get_rows(session, Section, "sort_key")[::-1]
    assert [row["position"] for row in newest_first] == [1, 2, 3, 1, 2, 3]
    assert newest_first[0]["sort_key"] == "2023-07-21T06:00:00Z|00000002|9998"
    assert [row["position"] for row in get_rows(session, Recommendation, "sort_key")[::-1]] == [1, 1, 2, 1] * 2


def test_writing_the_same_again_changes_no_row_and_logs_nothing(session: Session) -> None:
    values: dict[str, Any] = {"number": 1, "authors": [person(session, "p")], "sections": sections(session)}
    published(session, **values)
    before = content.all_rows(session)
    published(session, **values)
    assert content.all_rows(session) == before


def test_creating_logs_each_row_once(session: Session) -> None:
    parts = sections(session)[:1]
    changes(session)
    issue(session, sections=parts)
    assert changes(session) == [("Section", "CREATED"), ("Recommendation", "CREATED"), ("Issue", "CREATED")]


def test_sections_and_recommendations_keep_their_ids_when_they_move(session: Session) -> None:
    parts = sections(session)
    issue(session, sections=parts)
    before = ids(session, Section)
    embedded = ids(session, Recommendation)
    parts[1]["recommendations"].reverse()
    issue(session, sections=[parts[2], parts[1], parts[0]])
    assert ids(session, Section) == before[::-1]
    assert ids(session, Recommendation) == [embedded[3], embedded[2], embedded[1], embedded[0]]


def test_a_section_is_recognised_by_its_column_its_heading_or_its_place(session: Session) -> None:
    parts = sections(session)
    issue(session, sections=parts)
    lead, loupe, last = ids(session, Section)
    parts[1]["heading"] = "Une nouvelle intertitre"
    parts[2]["heading"] = "LA FÍN"
    parts[0]["heading"] = "Autre chose"
    issue(session, sections=[parts[0], parts[2], parts[1]])
    assert ids(session, Section) == [lead, last, loupe]


def test_two_sections_of_one_column_keep_apart(session: Session) -> None:
    loupe = column(session, "loupe")
    parts = [{"column_id": loupe, "heading": heading} for heading in ("a", "b", "c")]
    issue(session, sections=parts)
    before = ids(session, Section)
    assert len(set(before)) == 3
    issue(session, sections=parts)
    assert ids(session, Section) == before


def test_a_recommendation_that_moves_to_another_section_keeps_its_id(session: Session) -> None:
    one, two = work(session, "a"), work(session, "b")
    issue(
        session,
        sections=[{"heading": "x", "recommendations": [pick(one)]}, {"heading": "y", "recommendations": [pick(two)]}],
    )
    before = ids(session, Recommendation)
    changes(session)
    issue(session, sections=[{"heading": "y", "recommendations": [pick(one), pick(two)]}])
    assert ids(session, Recommendation) == before
    assert ("Recommendation", "CREATED") not in changes(session)


def test_recommendations_may_swap_their_works(session: Session) -> None:
    one, two = work(session, "a"), work(session, "b")
    issue(session, sections=[{"recommendations": [pick(one), pick(two)]}])
    first, second = ids(session, Recommendation)
    issue(session, sections=[{"recommendations": [pick(two, id=first), pick(one, id=second)]}])
    assert [(row["id"], row["work_id"]) for row in get_rows(session, Recommendation)] == [(first, two), (second, one)]


def test_what_an_update_leaves_out_stays(session: Session) -> None:
    issue_id = issue(session, sections=sections(session), authors=[person(session, "p")])
    parts = {model: get_rows(session, model) for model in (IssueAuthor, SectionPerson, Source, KeyFigure)}
    before = ids(session, Section), ids(session, Recommendation), parts
    changes(session)
    writes.save_issue(session, {"id": issue_id, "standfirst": "Un chapeau"})
    assert changes(session) == [("Issue", "UPDATED")]
    issue(session, sections=[{"id": section} for section in before[0]])
    assert changes(session) == []
    assert (
        ids(session, Section),
        ids(session, Recommendation),
        {model: get_rows(session, model) for model in parts},
    ) == before


def test_a_save_of_a_title_reads_and_writes_the_issue_alone_and_counts_its_words_again(session: Session) -> None:
    issue_id = published(session, title="Un titre", standfirst="Chapeau", sections=sections(session))
    statements: list[str] = []
    sa.event.listen(session.connection(), "before_cursor_execute", lambda *args: statements.append(args[2]))
    writes.save_issue(session, {"id": issue_id, "title": "Un titre de plus"})
    tables = ("issues", "sections", "recommendations", "slugs")
    assert {table for each in statements for table in tables if table in each} == {"issues"}
    counted = get_row(session, Issue, issue_id)["word_count"]
    issue(session, title="Un titre de plus", sections=sections(session))
    assert counted == get_row(session, Issue, issue_id)["word_count"] == 4 + 1 + 1 + 4 + 2 + 2


def test_parts_move_and_appear_with_an_issue_that_is_saved_without_them(session: Session) -> None:
    issue_id = issue(session, sections=sections(session))
    for values in ({"published_at": JULY}, {"number": 7}, {"status": "PUBLISHED"}):
        writes.save_issue(session, {"id": issue_id, **values})
        stored = get_row(session, Issue, issue_id)
        for row in (*get_rows(session, Section), *get_rows(session, Recommendation)):
            assert row["visible_from"] == stored["visible_from"]
            assert row["sort_key"].startswith(stored["sort_key"])


def test_a_change_deep_inside_updates_the_issue_too(session: Session) -> None:
    parts = sections(session)
    issue_id = issue(session, sections=parts)
    stamp = get_row(session, Issue, issue_id)["updated_at"]
    changes(session)
    parts[1]["recommendations"][0]["reason"] = "Pour de bon."
    parts[1]["key_figures"] = []
    issue(session, sections=parts)
    assert changes(session) == [("Section", "UPDATED"), ("Recommendation", "UPDATED"), ("Issue", "UPDATED")]
    assert get_row(session, Issue, issue_id)["updated_at"] >= stamp
    assert get_rows(session, KeyFigure) == []


def test_what_is_gone_is_logged_as_deleted(session: Session) -> None:
    parts = sections(session)
    issue(session, sections=parts)
    changes(session)
    issue(session, sections=parts[:2])
    assert changes(session) == [("Section", "DELETED"), ("Recommendation", "DELETED"), ("Issue", "UPDATED")]


def test_deleting_an_issue_deletes_what_it_holds(session: Session) -> None:
    issue(session, sections=sections(session))
    changes(session)
    writes.delete_issue(session, "issue")
    deleted = [kind for kind, action in changes(session) if action == "DELETED"]
    assert deleted == ["Recommendation"] * 4 + ["Section"] * 3 + ["Issue"]
    assert not any(get_rows(session, model) for model in (Section, Recommendation, SectionPerson, Source, KeyFigure))


def test_publishing_dates_an_issue_and_publishing_again_keeps_the_date(session: Session) -> None:
    issue_id = issue(session)
    writes.publish_issue(session, "issue")
    published_at = get_row(session, Issue, issue_id)["published_at"]
    assert abs(published_at - datetime.now(UTC)) < timedelta(minutes=1)
    assert get_row(session, Issue, issue_id)["visible_from"] == published_at
    assert writes.publish_issue(session, "issue").action is None


def test_publishing_at_an_instant_may_lie_ahead(session: Session) -> None:
    issue_id = issue(session, sections=sections(session))
    later = datetime(2030, 1, 1, 8, 30, 15, 999, tzinfo=UTC)
    writes.publish_issue(session, "issue", later)
    stored = get_row(session, Issue, issue_id)
    assert stored["visible_from"] == stored["published_at"] == later.replace(microsecond=0)
    assert {row["visible_from"] for row in get_rows(session, Recommendation)} == {stored["published_at"]}


def test_unpublishing_keeps_the_date_and_hides(session: Session) -> None:
    issue_id = published(session, sections=sections(session))
    writes.unpublish_issue(session, "issue")
    stored = get_row(session, Issue, issue_id)
    assert (stored["status"], stored["published_at"], stored["visible_from"]) == ("UNPUBLISHED", JULY, None)
    assert {row["visible_from"] for row in get_rows(session, Section)} == {None}
    writes.publish_issue(session, "issue")
    assert get_row(session, Issue, issue_id)["visible_from"] == JULY


def test_what_readers_never_saw_is_a_draft_again_and_what_they_saw_is_taken_back(session: Session) -> None:
    issue_id = issue(session, sections=sections(session))
    later = datetime.now(UTC) + timedelta(days=1)
    for before, status in ((None, "DRAFT"), (JULY, "UNPUBLISHED")):
        if before:
            writes.publish_issue(session, "issue", before)
            writes.unpublish_issue(session, "issue")
        writes.publish_issue(session, "issue", later)
        writes.unpublish_issue(session, "issue")
        stored = get_row(session, Issue, issue_id)
        assert (stored["status"], stored["visible_from"]) == (status, None)


@pytest.mark.parametrize("act", [writes.publish_issue, writes.unpublish_issue, writes.delete_issue])
def test_an_unknown_issue_is_not_found(session: Session, act: Any) -> None:
    with pytest.raises(writes.NotFound, match="there is no issue with the slug 'nowhere'"):
        act(session, "nowhere")


@pytest.mark.parametrize(
    ("values", "message"),
    [
        ({"status": "PUBLISHED"}, "a published issue needs the date of its publication"),
        ({"status": "LOST"}, "issues: status is not one of the known values"),
        ({"number": 0}, "issues: a rule is broken: number positive"),
        ({"published_at": datetime(2023, 7, 21)}, "published_at needs a time zone"),  # noqa: DTZ001  (that is the mistake)
        ({"sections": [{"title": "x"}]}, "sections: there is no 'title'"),
        ({"sections": [{"recommendations": [{"role": "PICK"}]}]}, "recommendations: work_id is missing"),
        ({"sections": [{"recommendations": [pick("wrk_nobody")]}]}, "refers to something that does not exist"),
        ({"sections": [{"sources": [{}]}]}, "sources: a rule is broken: says something"),
        ({"sections": [{}] * 10_000}, "an issue has at most 9999 sections"),
        ({"sections": [{"id": "§"}]}, "'§' is not an id"),
        ({"sections": [{"id": "sec_1"}, {"id": "sec_1"}]}, "the id 'sec_1' belongs to another section"),
    ],
)
def test_what_does_not_fit_is_refused_in_plain_words(session: Session, values: dict[str, Any], message: str) -> None:
    with pytest.raises(writes.Invalid) as refused:
        issue(session, **values)
    assert message in str(refused.value)


def test_a_work_stands_once_in_a_section(session: Session) -> None:
    work_id = work(session, "a")
    with pytest.raises(writes.Invalid, match="a work stands twice in one section"):
        issue(session, sections=[{"recommendations": [pick(work_id), pick(work_id)]}])


def test_an_id_of_another_issue_is_refused(session: Session) -> None:
    issue(session, "one", sections=[{"id": "sec_1"}])
    with pytest.raises(writes.Invalid, match="'sec_1' belongs to another section"):
        issue(session, "two", sections=[{"id": "sec_1"}])


def test_numbers_are_given_once(session: Session) -> None:
    issue(session, "one", number=1)
    with pytest.raises(writes.Invalid, match="issues: another one has the same number"):
        issue(session, "two", number=1)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_any_issue_becomes_any_other_in_one_write(session: Session, data: st.DataObject) -> None:
    works = [work(session, slug) for slug in "abcde"]
    columns = [column(session, slug) for slug in ("x", "y")]
    section: st.SearchStrategy[Row] = st.fixed_dictionaries(
        {
            "heading": st.sampled_from([None, "un", "deux", "trois"]),
            "column_id": st.sampled_from([None, *columns]),
            "recommendations": st.lists(st.sampled_from(works), unique=True).map(
                lambda ids: [pick(work_id) for work_id in ids]
            ),
        }
    )
    for _ in range(2):
        wanted = data.draw(st.lists(section, max_size=5))
        issue_id = issue(session, sections=wanted)
        stored = [row for row in get_rows(session, Section) if row["issue_id"] == issue_id]
        assert [row["position"] for row in stored] == list(range(1, len(wanted) + 1))
        assert [(row["heading"], row["column_id"]) for row in stored] == [
            (row["heading"], row["column_id"]) for row in wanted
        ]
        for section_row, expected in zip(stored, wanted, strict=True):
            recommended = [row for row in get_rows(session, Recommendation) if row["section_id"] == section_row["id"]]
            assert [row["work_id"] for row in recommended] == [row["work_id"] for row in expected["recommendations"]]
            assert [row["position"] for row in recommended] == list(range(1, len(recommended) + 1))
        changes(session)
        issue(session, sections=wanted)
        assert changes(session) == []


def test_an_issue_is_dated_where_the_publication_counts_its_days(session: Session) -> None:
    first = issue(session, "a", published_at="2021-12-31T23:30:00Z")
    second = issue(session, "b", published_at=None)

    def days() -> list[str | None]:
        return [get_row(session, Issue, each)["published_on"] for each in (first, second)]

    assert days() == ["2022-01-01", None]  # in Paris, where no publication says otherwise
    writes.save_publication(session, {"name": "Liane", "time_zone": "America/New_York"})
    issue(session, "b", published_at="2022-01-01T04:59:59Z")
    assert days() == ["2021-12-31", "2021-12-31"]
