"""Front matter of the wild: every tool's names and fences give the same title, day, number, authors and cover."""

from datetime import date
from unittest.mock import Mock

import pytest
import sqlalchemy as sa
import yaml
from sqlmodel import Session

from schema import db, writes
from seed.files.export import export_directory
from seed.import_run import ImportRun
from seed.importers import ParsedIssue, read
from seed.importers.formats.field_names import FIELD_NAMES, FIELDS, folded_name
from tests.seed import lighthouse

DAY = date(2024, 3, 14)
BODY = "\n\n## À voir\n\nUn film où la mer monte.\n\n## À lire\n\nUn livre de la côte.\n"


def parse(above: str, body: str = BODY) -> ParsedIssue:
    return read((above + body).encode(), "a.md")


def text_of(issue: ParsedIssue) -> str:
    return "\n".join(f"{section.heading}\n{section.text}" for section in issue.sections)


@pytest.mark.parametrize(
    "above",
    [
        "---\ntitle: Marée basse\ndate: 2024-03-14\n---",
        "---yaml\ntitle: Marée basse\ndate: 2024-03-14\n---",
        '+++\ntitle = "Marée basse"\ndate = 2024-03-14T08:00:00Z\n+++',
        '+++\ntitle = "Marée basse"\ndate = 2024-03-14\n\n[extra]\nmood = "calm"\n+++',
        "+++\ntitle = Marée basse\ndate = 2024-03-14\n+++",
        '---toml\ntitle = "Marée basse"\ndate = 2024-03-14\n---',
        '{\n"title": "Marée basse",\n"date": "2024-03-14"\n}\n',
        '---json\n{"title": "Marée basse", "date": "2024-03-14"}\n---',
        ';;;\n"title": "Marée basse",\n"date": "2024-03-14"\n;;;',
        ';;;\n{"title": "Marée basse", "date": "2024-03-14"}\n;;;',
        "Title: Marée basse\nDate: 2024-03-14 10:20\nCategory: Lettre\nTags: mer, films",
        "Title:   Marée basse  \nDate:    March 14, 2024\nBase Header Level: 2",
        "title: Marée basse\ndate: 2024-03-14\nlayout: post\n---",
        "% Marée basse\n% Ada Roux; Bo Lin\n% 14 mars 2024",
        "<!--\ntitle: Marée basse\ndate: 2024-03-14\n-->",
        "---\ntitle: Marée basse\ndate: 2024-03-14",
        "<!--\n.. title: Marée basse\n.. slug: maree\n.. date: 2024-03-14 08:00:00 UTC+01:00\n-->",
    ],
)
def test_fields_are_read_in_every_syntax(above: str) -> None:
    issue = parse(above)
    assert (issue.title, issue.date) == ("Marée basse", DAY)
    assert [section.heading for section in issue.sections] == ["À voir", "À lire"]
    assert text_of(issue) == "À voir\nUn film où la mer monte.\nÀ lire\nUn livre de la côte."


@pytest.mark.parametrize(
    "name",
    [
        "publish_date", "publishDate", "pubDatetime", "post_date", "published", "sent_at", "created_at",
        "date_published", "datum", "fecha", "parution", "Date de publication", "data", "veröffentlicht_am",
    ],
)  # fmt: skip
def test_a_date_is_one_under_any_name(name: str) -> None:
    assert parse(f"---\ntitle: T\n{name}: 2024-03-14\n---").date == DAY


@pytest.mark.parametrize(
    "value",
    [
        "2024-03-14", "2024-3-14", "2024/03/14", "20240314", "14/03/2024", "14.03.2024", "14-03-2024", "14 mars 2024",
        "jeudi 14 mars 2024 à 8h", "March 14, 2024", "14th of March 2024", "Mar 14, 2024 8:00 AM", "14. März 2024",
        "14 de marzo de 2024", "14 de março de 2024", "14 marzo 2024", "14 maart 2024", "2024年3月14日", "1710399600",
        "1710399600000", "Thu, 14 Mar 2024 08:00:00 +0100", "2024-03-14T08:00:00.000Z", "2024-03-14 08:00:00 +0100",
    ],
)  # fmt: skip
def test_a_date_is_one_however_it_is_written(value: str) -> None:
    issue = parse(f"---\ntitle: T\ndate: {value}\n---")
    assert (issue.date, issue.warnings) == (DAY, ())


def test_the_language_tells_which_of_two_days_is_meant() -> None:
    days = {tag: parse(f"---\ntitle: T\ndate: 03/04/2024\nlang: {tag}\n---").date for tag in ("fr", "en-US", "en-GB")}
    assert days == {"fr": date(2024, 4, 3), "en-US": date(2024, 3, 4), "en-GB": date(2024, 4, 3)}
    untold = parse("---\ntitle: T\ndate: 03/04/2024\n---", "\n\nMer.")
    assert (untold.date, untold.warnings) == (None, ("the date “03/04/2024” was not understood",))


def test_all_that_a_letter_has_is_read() -> None:
    issue = parse(
        "---\ntitle: T\nissue: N° 42\nsubtitle: Un mot de la mer\nauthors:\n  - name: Ada Roux\n  - Bo Lin\n"
        "image: {src: https://a.test/i.png, alt: La mer}\nlang: français\nslug: la-mer\n---"
    )
    assert (issue.number, issue.standfirst, issue.authors) == (42, "Un mot de la mer", ("Ada Roux", "Bo Lin"))
    assert (issue.cover, issue.language, issue.slug) == (("https://a.test/i.png", "La mer"), "fr", "la-mer")
    assert issue.warnings == ()


@pytest.mark.parametrize(
    ("author", "names"),
    [
        ("Ada Roux", ("Ada Roux",)),
        ("Ada Roux et Bo Lin", ("Ada Roux", "Bo Lin")),
        ("Ada Roux, Bo Lin & Cy", ("Ada Roux", "Bo Lin", "Cy")),
        ("Ada Roux <ada@a.test>", ("Ada Roux",)),
        ("ada@a.test", ()),
        ("{name: Ada Roux, email: ada@a.test}", ("Ada Roux",)),
    ],
)
def test_authors_are_names_and_never_addresses(author: str, names: tuple[str, ...]) -> None:
    issue = parse(f"---\ntitle: T\nauthor: {author}\n---")
    assert issue.authors == names
    assert "ada@a.test" not in repr(issue)


def test_unknown_fields_are_told_and_never_published() -> None:
    issue = parse("Title: T\nDate: 2024-03-14\nMood: salé\nReader: lea@b.test")
    assert issue.warnings == ("fields that are not read: Mood, Reader",)
    assert "salé" not in repr(issue)
    assert "lea@b.test" not in repr(issue)


@pytest.mark.parametrize("field", ["draft: true", "status: draft", "audience: only_paid", "visibility: members"])
def test_what_was_not_for_all_readers_is_not_published(engine: sa.Engine, field: str) -> None:
    letter = f"---\ntitle: T\ndate: 2024-03-14\n{field}\n---{BODY}".encode()
    report = ImportRun(engine, "auto", publish=True, dry_run=False).import_data("a.md", letter)
    assert any("leaves it a draft" in warning for warning in report["warnings"])
    assert [issue["status"] for issue in lighthouse.content(engine)["issues"]] == ["DRAFT"]


def test_published_true_is_no_date_and_holds_nothing_back() -> None:
    issue = parse("---\ntitle: T\npublished: true\npost_date: 2024-03-14\ndraft: false\nstatus: published\n---")
    assert (issue.date, issue.withheld) == (DAY, None)


def test_what_the_fields_say_is_stored_and_exported(engine: sa.Engine, tmp_path: object) -> None:
    from pathlib import Path

    folder = Path(str(tmp_path))
    lighthouse.fill(engine)
    with db.write_transaction(engine) as session:
        writes.save_person(session, {"slug": "ada-roux", "name": "Ada Roux"})
    above = "---\ntitle: Marée basse\nnumber: 7\nstandfirst: Un mot\nauthor: Ada Roux and Bo Lin\nslug: maree\n"
    letter = f"{above}cover: https://a.test/i.png\ncover_alt: La mer\nlang: nl\n---{BODY}"
    report = ImportRun(engine, "auto", publish=False, dry_run=False).import_data("a.md", letter.encode())
    assert report["warnings"] == ["the author “Bo Lin” is not in the catalogue, and was not stored"]
    with Session(engine) as session:
        export_directory(session, folder)
    exported = (folder / "issues" / "maree.md").read_text()
    for line in (
        "number: 7",
        "standfirst: Un mot",
        "language: nl",
        "- ada-roux",
        "url: https://a.test/i.png",
        "alt: La mer",
    ):
        assert line in exported


def test_no_name_stands_for_two_fields() -> None:
    names = [folded_name(name) for names in FIELD_NAMES.values() for name in names.split(",")]
    assert {name for name in names if names.count(name) > 1 and list(FIELDS).count(name) != 1} == set()
    for field, written in FIELD_NAMES.items():
        assert {FIELDS[folded_name(name)] for name in written.split(",")} == {field}


@pytest.mark.parametrize(
    ("markdown", "shown", "taken"),
    [
        ("Le phare.{: .grand }", "Le phare.", ["{: .grand }"]),
        ("Le phare.\n{: .grand #a loading=lazy }", "Le phare.", ["{: .grand #a loading=lazy }"]),
        ("![a](https://a.test/i.png){ width=50% } et la mer.", "et la mer.", ["{ width=50% }"]),
        ('[le site](https://a.test){:target="_blank"}.', "le site.", ['{:target="_blank"}']),
        ("{{< youtube abc >}}\n\nLa mer.", "La mer.", ["{{< youtube abc >}}"]),
        ('{{< figure\n src="a.png"\n>}}\nLa mer.', "La mer.", ['{{< figure src="a.png" >}}']),
        ("{{% note %}}La mer.{{% /note %}}", "La mer.", ["{{% note %}}", "{{% /note %}}"]),
        ("{% include a.html %}\n\nLa mer {{ page.name }}.", "La mer .", ["{% include a.html %}", "{{ page.name }}"]),
        ("La mer de *|CITY|* monte.", "La mer de monte.", ["*|CITY|*"]),
        ("[gallery ids=1,2]\n\nLa mer.", "La mer.", ["[gallery ids=1,2]"]),
        ("::: note\nLa mer.\n:::", "La mer.", ["::: note", ":::"]),
        ("import Box from './box.js'\n\nLa mer.", "La mer.", ["import Box from './box.js'"]),
        ("export const a = {b: 1}\n\nLa mer.", "La mer.", ["export const a = {b: 1}"]),
        ("La mer de {$city}.", "La mer de .", ["{$city}"]),
        ("[toc]\n\nLa mer.", "La mer.", ["[toc]"]),
        ("`{{ name }}` est du code.", "{{ name }} est du code.", []),
        ("```\n{% if a %}\n```\n\nLa mer.", "{% if a %} La mer.", []),
        ("Un ensemble {a, b} et {1}.", "Un ensemble {a, b} et {1}.", []),
        ("[video](https://a.test/v) à voir.", "video à voir.", []),
    ],
)
def test_code_for_other_programs_is_taken_out_and_told(markdown: str, shown: str, taken: list[str]) -> None:
    issue = parse("---\ntitle: T\n---\n\n", markdown)
    assert " ".join(" ".join(section.text for section in issue.sections).split()) == shown
    assert [left.text for left in issue.left_out if left.reason == "MARKUP"] == taken


def test_a_heading_carries_no_layout_marks() -> None:
    issue = parse("# Marée {width=50%}\n\nMot.\n\n## À voir {: .x}\n\nUn film.\n\n## À lire {#lire}\n\nUn livre.", "")
    assert issue.title == "Marée"
    assert [section.heading for section in issue.sections] == [None, "À voir", "À lire"]


def test_yaml_is_read_once_for_the_format_and_the_fields(monkeypatch: pytest.MonkeyPatch) -> None:
    load = Mock(wraps=yaml.load)
    monkeypatch.setattr(yaml, "load", load)
    assert parse("---\ntitle: Lue une seule fois\n---\n").title == "Lue une seule fois"
    assert load.call_count == 1
