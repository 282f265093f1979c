"""From files to issues: what is reported, what is stored, and that importing again changes nothing."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import orjson
import pytest
import sqlalchemy as sa
from sqlmodel import SQLModel

from schema import db, writes
from schema.tables import Issue
from seed.import_run import ImportRun
from seed.importers import TOO_LARGE
from seed.input_files import find_files
from tests.seed import lighthouse

TABLES = frozenset(SQLModel.metadata.tables)
OF_ONE_ROW = frozenset({"database_identity", "publication"})


def import_newsletter(
    engine: sa.Engine,
    data: bytes | None = None,
    name: str = "2024-03-14-phares.txt",
    *,
    publish: bool = False,
    dry_run: bool = False,
) -> dict[str, Any]:
    run = ImportRun(engine, "auto", publish=publish, dry_run=dry_run)
    return run.import_data(name, data or lighthouse.NEWSLETTER.read_bytes())


def issues(engine: sa.Engine) -> list[dict[str, Any]]:
    return lighthouse.content(engine)["issues"]


def _work(engine: sa.Engine, slug: str, title: str, kind: str, role: str, *names: str) -> dict[str, Any]:
    """What a report tells of a work that its title names, unless other names do."""
    ids = {row["slug"]: row["id"] for row in lighthouse.content(engine)["works"]}
    told = {"id": ids[slug], "slug": slug, "title": title, "kind": kind, "role": role}
    return {**told, "named": list(names or [title]), "urls": []}


def test_the_report_has_the_form_of_the_contract(catalogued: sa.Engine) -> None:
    report = import_newsletter(catalogued, dry_run=True)
    assert orjson.loads(orjson.dumps(report)) == report
    assert list(report) == [
        "file", "format", "title", "titleSource", "date", "dateSource", "language", "standfirst", "number", "authors",
        "cover", "identity", "sections", "leftOut", "warnings",
    ]  # fmt: skip
    assert (report["file"], report["format"], report["date"]) == ("2024-03-14-phares.txt", "text", "2024-03-14")
    last = report["sections"][-1]
    assert {key: last[key] for key in ("heading", "column", "links", "works", "candidates")} == {
        "heading": "LA DERNIÈRE VAGUE",
        "column": "vague",
        "links": [],
        "works": [
            _work(catalogued, "basse-mer", "Basse mer", "FILM", "PICK", "Low Tide", "Basse mer"),
            _work(catalogued, "grand-large", "Grand Large", "FILM", "REFERENCE"),
            _work(catalogued, "estran", "Estran", "APP", "REFERENCE"),
        ],
        "candidates": [],
    }
    assert [(part["heading"], part["column"]) for part in report["sections"]] == [
        (None, None),
        ("UN CAILLOU DANS LA MARE", "caillou"),
        ("LE MOT D'ENCRE", None),
        ("ENCORE UNE MARÉE", None),
        ("LA DERNIÈRE VAGUE", "vague"),
    ]
    assert [(work["slug"], work["role"]) for work in report["sections"][1]["works"]] == [
        ("boussole-3", "SUBJECT"),
        ("estran", "REFERENCE"),
        ("maregraphe", "REFERENCE"),
    ]
    told = {"title": "Vent", "kind": "FILM", "reason": "after the word “film”", "near": []}
    assert report["sections"][2]["candidates"] == [told]


def test_a_dry_run_stores_nothing(catalogued: sa.Engine) -> None:
    before = lighthouse.content(catalogued)
    assert "action" not in import_newsletter(catalogued, dry_run=True)
    assert lighthouse.content(catalogued) == before


def test_importing_stores_a_draft_with_every_word_and_link(catalogued: sa.Engine) -> None:
    report = import_newsletter(catalogued)
    assert (report["slug"], report["action"], report["changes"]) == (
        "phares-en-greve-qui-eteint-la-lumiere",
        "created",
        [],
    )
    content = lighthouse.content(catalogued)
    issue = next(row for row in content["issues"] if row["slug"] == report["slug"])
    assert (issue["status"], issue["language"], issue["title"]) == ("DRAFT", "fr", report["title"])
    sections = sorted(
        (row for row in content["sections"] if row["issue_id"] == issue["id"]), key=lambda row: row["position"]
    )
    assert [(row["heading"], row["body_text"]) for row in sections] == [
        # A heading that only repeats its column's name is stored once: as the column.
        (None if part["column"] else part["heading"], part["text"])
        for part in report["sections"]
    ]
    assert [row["column_id"] is not None for row in sections] == [False, True, False, False, True]
    assert len(content["section_people"]) == len(content["section_organizations"]) == 1


def test_importing_twice_changes_nothing(catalogued: sa.Engine) -> None:
    import_newsletter(catalogued)
    before = lighthouse.content(catalogued)
    again = import_newsletter(catalogued, name="autre nom 20240314.txt")
    assert (again["action"], again["changes"]) == ("unchanged", [])
    assert lighthouse.content(catalogued) == before


def test_an_empty_catalogue_gives_candidates_only(engine: sa.Engine) -> None:
    report = import_newsletter(engine)
    assert report["action"] == "created"
    assert [part["works"] for part in report["sections"]] == [[]] * 5
    titles = [candidate["title"] for part in report["sections"] for candidate in part["candidates"]]
    assert titles == ["Boussole 3", "Vent", "Low Tide"]
    assert lighthouse.content(engine)["works"] == []


def test_the_works_of_the_catalogue_link_once_they_are_there(engine: sa.Engine) -> None:
    slug = import_newsletter(engine)["slug"]
    lighthouse.fill(engine)
    report = import_newsletter(engine)
    assert (report["slug"], report["action"]) == (slug, "updated")
    assert "section 5: basse-mer added" in report["changes"]


def test_publishing_dates_the_issue_by_its_day_at_six(engine: sa.Engine) -> None:
    import_newsletter(engine, publish=True)
    [issue] = issues(engine)
    assert (issue["status"], issue["published_at_basis"]) == ("PUBLISHED", "INFERRED")
    assert str(issue["published_at"])[:16].replace(" ", "T") == "2024-03-14T06:00"


def test_publishing_an_undated_issue_again_keeps_its_date(engine: sa.Engine) -> None:
    assert import_newsletter(engine, name="a.txt", publish=True)["action"] == "created"
    [issue] = issues(engine)
    assert issue["published_at"]
    with db.write_transaction(engine) as session:
        writes.publish_issue(session, issue["slug"], at=datetime(2020, 1, 1, tzinfo=UTC))
    before = issues(engine)
    assert import_newsletter(engine, name="a.txt", publish=True)["action"] == "unchanged"
    assert issues(engine) == before


def test_importing_a_published_issue_again_does_not_take_it_back(engine: sa.Engine) -> None:
    slug = import_newsletter(engine)["slug"]
    with db.write_transaction(engine) as session:
        writes.publish_issue(session, slug)
    assert import_newsletter(engine)["action"] == "unchanged"


def test_an_edited_title_makes_a_new_issue_and_the_other_is_named(engine: sa.Engine) -> None:
    assert import_newsletter(engine, b"Phares | Un texte.")["warnings"] == []
    report = import_newsletter(engine, "Phares éteints | Un texte.".encode())
    assert (report["slug"], report["action"]) == ("phares-eteints", "created")
    assert report["warnings"] == [
        "the issue “phares” has the same date: another title, or other words, make a new issue"
    ]


ONE, OTHER = b"Phares | Le gardien monte la garde.", b"Phares | Un album de chansons douces."


def test_two_letters_of_one_day_and_title_are_two_issues_however_often_they_are_imported(engine: sa.Engine) -> None:
    import_newsletter(engine, ONE)
    report = import_newsletter(engine, OTHER)
    assert (report["slug"], report["action"]) == ("phares-2", "created")
    assert "the issue “phares” has the same date" in report["warnings"][0]
    for _ in range(2):
        assert [import_newsletter(engine, data)["action"] for data in (OTHER, ONE)] == ["unchanged", "unchanged"]
    edited = import_newsletter(engine, OTHER.replace(b"douces", b"tendres"))
    assert (edited["slug"], edited["action"]) == ("phares-2", "updated")
    assert import_newsletter(engine, b"Phares | Encore tout autre chose.")["slug"] == "phares-3"


def test_a_letter_is_known_again_when_an_editor_has_rewritten_all_of_it(engine: sa.Engine) -> None:
    slug = import_newsletter(engine, ONE)["slug"]
    with db.write_transaction(engine) as session:
        rewritten = {"id": writes.find_id(session, Issue, slug), "sections": [{"body_markdown": "Rien de tel ici."}]}
        writes.save_issue(session, rewritten)
    assert import_newsletter(engine, ONE)["action"] == "unchanged"


# Dates


def test_a_letter_keeps_its_day_until_it_is_published(engine: sa.Engine) -> None:
    slug = import_newsletter(engine)["slug"]
    with db.write_transaction(engine) as session:
        writes.publish_issue(session, slug)
    [issue] = issues(engine)
    for column in ("published_at", "visible_from", "updated_at"):  # what is published late is not today's news
        assert str(issue[column])[:16].replace(" ", "T") == "2024-03-14T06:00"
    assert import_newsletter(engine)["action"] == "unchanged"


def test_another_date_that_an_editor_gave_stays(engine: sa.Engine) -> None:
    slug = import_newsletter(engine, b"Phares | Un texte.")["slug"]
    with db.write_transaction(engine) as session:
        writes.publish_issue(session, slug, at=datetime(2020, 1, 1, tzinfo=UTC))
    assert import_newsletter(engine, b"Phares | Un texte, relu.")["changes"] == ["section 1: text changed"]
    assert str(issues(engine)[0]["published_at"])[:10] == "2020-01-01"


@pytest.mark.parametrize(("zone", "hour"), [("Europe/Paris", 6), ("Asia/Tokyo", 6), ("America/Los_Angeles", 13)])
def test_the_day_is_that_of_the_magazines_time_zone(engine: sa.Engine, zone: str, hour: int) -> None:
    with db.write_transaction(engine) as session:
        writes.save_publication(session, {"name": "Phares", "time_zone": zone})
    import_newsletter(engine)
    assert str(issues(engine)[0]["published_at"])[:13].replace(" ", "T") == f"2024-03-14T{hour:02}"


# Roles


def test_what_the_catalogue_learns_changes_no_stored_role(engine: sa.Engine) -> None:
    lighthouse.fill(engine)
    letter = b"Phares | LA DERNI\xc3\x88RE VAGUE | On a vu Basse mer hier."
    report = import_newsletter(engine, letter)
    assert [work["role"] for work in report["sections"][0]["works"]] == ["PICK"]
    with db.write_transaction(engine) as session:
        writes.delete_issue(session, "avant")
    assert import_newsletter(engine, letter)["sections"][0]["works"][0]["role"] == "REFERENCE"
    assert import_newsletter(engine, letter)["action"] == "unchanged"
    assert [row["role"] for row in lighthouse.content(engine)["recommendations"]].count("PICK") == 1


def test_where_the_text_singles_out_no_work_none_is_picked_and_the_editor_is_told(catalogued: sa.Engine) -> None:
    text = b"Phares | LA DERNI\xc3\x88RE VAGUE | On a vu Basse mer, puis Grand Large."
    report = import_newsletter(catalogued, text)
    assert [work["role"] for work in report["sections"][0]["works"]] == ["REFERENCE", "REFERENCE"]
    [warning] = report["warnings"]
    assert warning.startswith("section 1 “LA DERNIÈRE VAGUE”: the text does not say which work is recommended")
    assert warning.endswith("each is a REFERENCE: Basse mer, Grand Large")


def test_two_issues_of_one_title_are_two(engine: sa.Engine) -> None:
    one = import_newsletter(engine, b"Phares | Un texte.", "2024-01-01.txt")
    two = import_newsletter(engine, b"Phares | Un texte.", "2024-01-02.txt")
    assert (one["slug"], two["slug"]) == ("phares", "phares-2")


def test_a_text_without_a_title_is_stored_under_its_files_name(engine: sa.Engine) -> None:
    report = import_newsletter(engine, b"Mot. " * 60, "dossier/lettre.txt")
    assert (report["title"], report["titleSource"], report["slug"]) == (None, None, "lettre")
    assert len(report["warnings"]) == 2
    assert import_newsletter(engine, b"Mot. " * 61, "-")["slug"] == "sans-titre"


@pytest.mark.parametrize("data", [b" ", b"\0", bytes(range(32)), b"a" * TOO_LARGE, b"|"])
def test_what_cannot_be_read_is_one_line_and_stores_nothing(engine: sa.Engine, data: bytes) -> None:
    before = lighthouse.content(engine)
    report = import_newsletter(engine, data)
    assert list(report) == ["file", "error"]
    assert "\n" not in report["error"]
    assert lighthouse.content(engine) == before


def test_a_run_goes_on_after_what_it_cannot_read(engine: sa.Engine, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    (tmp_path / "good.txt").write_text("Titre | Texte.")
    (tmp_path / "bad.txt").write_bytes(b"\0")
    paths = [str(tmp_path / name) for name in ("none.txt", "empty", "bad.txt", "good.txt")]
    reports = list(ImportRun(engine, "auto", publish=False, dry_run=False).import_files(find_files(paths).names))
    assert [report["file"] for report in reports] == paths
    assert ["error" in report for report in reports] == [True, True, True, False]
    assert "cannot be opened" in reports[0]["error"]
    assert "no letter" in reports[1]["error"]


def test_a_file_name_that_is_no_utf8_is_told_readably(engine: sa.Engine) -> None:
    report = import_newsletter(engine, b"Titre", "l\udce9ttre.txt")
    assert orjson.loads(orjson.dumps(report))["file"] == "l?ttre.txt"


def test_no_statement_of_a_letter_reads_what_was_ever_stored(catalogued: sa.Engine) -> None:
    if catalogued.dialect.name != "sqlite":
        pytest.skip("PostgreSQL reads small tables whole, whatever the statement")
    statements: dict[str, Any] = {}
    run = ImportRun(catalogued, "auto", publish=True, dry_run=False)
    run.import_data("2024-03-07-first.txt", lighthouse.NEWSLETTER.read_bytes())  # reads the catalogue

    def keep(_connection: Any, _cursor: Any, sql: str, values: Any, _context: Any, many: Any) -> None:
        if sql.startswith(("SELECT", "INSERT", "UPDATE", "DELETE", "WITH")):
            statements[sql] = values[0] if many else values

    sa.event.listen(catalogued, "before_cursor_execute", keep)
    assert run.import_data("2024-03-14-new.txt", lighthouse.NEWSLETTER.read_bytes())["action"] == "created"
    sa.event.remove(catalogued, "before_cursor_execute", keep)
    assert len(statements) > 20
    with catalogued.connect() as connection:
        for sql, values in statements.items():
            plan = [row.detail for row in connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {sql}", tuple(values))]
            whole = [step for step in plan if step.startswith("SCAN") and step.split()[1] in TABLES - OF_ONE_ROW]
            assert whole == [], sql
            assert not any(step.endswith("(type=?)") for step in plan), sql
