"""Archives of letters: each letter with what its archive says of it, and nothing of any reader."""

import io
import json
import zipfile
from datetime import date
from pathlib import Path

import pytest
import sqlalchemy as sa

from seed.import_run import ImportRun
from seed.importers import ParsedIssue, Unreadable, read
from seed.input_files import find_files, read_letter
from tests.seed import lighthouse

FIXTURES = Path(__file__).parents[2] / "fixtures" / "archives"
FILM = "La mer se retire, et un film la regarde faire."
READER = "lea@lectrice.example"


def parse(name: str) -> ParsedIssue:
    letter = read_letter(name)
    return read(letter.data, letter.name, letter.format or "auto", letter.fields)


def found(path: Path) -> tuple[list[str], list[str]]:
    """The letters and what was passed over, by their paths in an archive."""
    names, passed_over = find_files([str(path)])
    return [name.removeprefix(f"{path}/") for name in names], [name.removeprefix(f"{path}/") for name in passed_over]


def zipped(folder: Path, path: Path, inside: str = "") -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as file:
        for each in sorted(folder.rglob("*")):
            if each.is_file():
                file.write(each, inside + each.relative_to(folder).as_posix())
    return path


FIRST = {
    "letters.mbox": "1",
    "ghost.json": "basse-mer",
    "feed.rss": "1",
    "feed.atom": "1",
    "substack": "posts/101.basse-mer.html",
    "hugo": "content/lettres/basse-mer.md",
    "buttondown": "emails/basse-mer.md",
}


@pytest.mark.parametrize(("archive", "name"), FIRST.items())
def test_a_letter_has_the_title_and_the_day_that_its_archive_states(archive: str, name: str) -> None:
    issue = parse(str(FIXTURES / archive / name))
    assert (issue.title, issue.date) == ("Basse mer", date(2024, 3, 14))
    assert [section.heading for section in issue.sections] == ["À voir", "À lire"]
    assert issue.sections[0].text == FILM
    assert issue.withheld is None
    if archive != "letters.mbox":
        assert issue.standfirst == "Des films de marée"


@pytest.mark.parametrize(
    ("archive", "names", "passed_over"),
    [
        ("letters.mbox", ["1", "2"], []),
        ("ghost.json", ["basse-mer", "haute-mer", "vide"], ["page a-propos"]),
        ("feed.rss", ["1"], ["2, a summary"]),
        ("feed.atom", ["1", "2"], []),
        (
            "substack",
            ["posts/101.basse-mer.html", "posts/102.haute-mer.html", "posts/103.grand-large.html"],
            ["email_list.port.csv", "posts/101.opens.csv", "posts.csv"],
        ),
        (
            "hugo",
            ["content/lettres/basse-mer.md"],
            ["README.md", "content/lettres/_index.md", "hugo.toml", "layouts/single.html"],
        ),
        ("buttondown", ["emails/basse-mer.md"], ["subscribers.csv", "emails.json"]),
    ],
)
def test_only_what_may_be_a_letter_is_taken_and_the_rest_is_listed(
    archive: str, names: list[str], passed_over: list[str]
) -> None:
    assert found(FIXTURES / archive) == (names, passed_over)


@pytest.mark.parametrize("folder", ["substack", "hugo", "buttondown"])
@pytest.mark.parametrize("inside", ["", "export/"])
def test_a_zip_file_is_its_folder(tmp_path: Path, folder: str, inside: str) -> None:
    path = zipped(FIXTURES / folder, tmp_path / "export.zip", inside)
    names, passed_over = found(path)
    assert names == found(FIXTURES / folder)[0]
    assert sorted(passed_over) == sorted(found(FIXTURES / folder)[1])
    assert parse(str(path / names[0])) == parse(str(FIXTURES / folder / names[0]))


def test_a_line_that_begins_with_from_divides_no_letter() -> None:
    issue = parse(str(FIXTURES / "letters.mbox" / "2"))
    assert "\n\nFrom the coast, as they say" in issue.sections[0].text
    assert "From the pier one sees more." in issue.sections[0].text
    assert "> From" not in issue.sections[0].markdown


def test_what_an_archive_knows_is_read() -> None:
    ghost, rss, atom = (parse(str(FIXTURES / name / FIRST[name])) for name in ("ghost.json", "feed.rss", "feed.atom"))
    assert ghost.authors == rss.authors == atom.authors == ("Ada Roux",)
    assert ghost.cover == ("https://port.example/basse-mer.jpg", "La plage vide")
    assert rss.cover == ("https://port.example/basse-mer.jpg", "")
    assert (rss.language, atom.language, ghost.slug) == ("fr", "fr", "basse-mer")
    assert parse(str(FIXTURES / "feed.atom" / "2")).sections[0].text == "La mer revient."


def test_what_was_not_for_all_readers_is_withheld() -> None:
    paid = [parse(str(FIXTURES / name)) for name in ("ghost.json/haute-mer", "substack/posts/102.haute-mer.html")]
    draft = parse(str(FIXTURES / "substack/posts/103.grand-large.html"))
    assert all("pay" in (issue.withheld or "") for issue in paid)
    assert "draft" in (draft.withheld or "")


def test_an_archive_is_stored_as_one_issue_a_letter_and_no_reader_with_it(engine: sa.Engine) -> None:
    names = find_files([str(FIXTURES / name) for name in ("letters.mbox", "substack")]).names
    reports = list(ImportRun(engine, "auto", publish=True, dry_run=False).import_files(names))
    assert [report.get("part") for report in reports] == ["1", "2", None, None, None]
    assert [report["action"] for report in reports[:2]] == ["created", "created"]
    assert Path(reports[0]["file"]).name == "letters.mbox"
    stored = str(lighthouse.content(engine))
    assert READER not in stored
    assert {issue["title"]: issue["status"] for issue in lighthouse.content(engine)["issues"]} == {
        "Basse mer": "PUBLISHED", "Haute mer": "PUBLISHED", "Grand large": "DRAFT",
    }  # fmt: skip


def test_a_post_without_text_is_refused_alone(engine: sa.Engine) -> None:
    names = find_files([str(FIXTURES / "ghost.json")]).names
    reports = list(ImportRun(engine, "auto", publish=False, dry_run=True).import_files(names))
    assert [report.get("error", "") for report in reports] == ["", "", "the post has no HTML in this export"]


def test_a_json_feed_is_an_archive(tmp_path: Path) -> None:
    item = {"title": "Basse mer", "date_published": "2024-03-14T07:00:00Z", "content_html": f"<p>{FILM}</p>"}
    path = tmp_path / "feed.json"
    path.write_text(json.dumps({"version": "https://jsonfeed.org/version/1.1", "title": "Le port", "items": [item]}))
    assert found(path) == (["1"], [])
    assert parse(str(path / "1")).title == "Basse mer"


def test_wordpress_exports_posts_alone(tmp_path: Path) -> None:
    head = '<rss version="2.0" xmlns:content="http://a.test/c/" xmlns:wp="http://a.test/wp/"><channel>'
    items = "".join(
        f"<item><title>{kind} {status}</title><content:encoded>&lt;p&gt;{FILM}&lt;/p&gt;</content:encoded>"
        f"<wp:post_type>{kind}</wp:post_type><wp:status>{status}</wp:status></item>"
        for kind, status in (("post", "publish"), ("page", "publish"), ("post", "draft"))
    )
    path = tmp_path / "export.xml"
    path.write_text(f'<?xml version="1.0"?>{head}{items}</channel></rss>')
    issues = [parse(name) for name in find_files([str(path)]).names]
    assert [(issue.title, bool(issue.withheld)) for issue in issues] == [("post publish", False), ("post draft", True)]


def test_jekyll_and_maildir_are_folders_of_letters(tmp_path: Path) -> None:
    for name in ("_config.yml", "_posts/2024-03-14-basse-mer.md", "about.md", "index.html"):
        (tmp_path / "site" / name).parent.mkdir(exist_ok=True, parents=True)
        (tmp_path / "site" / name).write_text("mot")
    assert found(tmp_path / "site") == (["_posts/2024-03-14-basse-mer.md"], ["_config.yml", "about.md", "index.html"])
    (tmp_path / "cur").mkdir()
    (tmp_path / "cur" / "1710399600.M1P1.port:2,S").write_text("mot")
    assert found(tmp_path / "cur")[0] == ["1710399600.M1P1.port:2,S"]


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("../climbs.html", "leads out"),
        ("/etc/letter.html", "leads out"),
        ("posts\\..\\..\\letter.html", "leads out"),
        ("C:/letter.html", "leads out"),
    ],
)
def test_paths_that_climb_are_refused(tmp_path: Path, name: str, message: str) -> None:
    path = tmp_path / "a.zip"
    with zipfile.ZipFile(path, "w") as file:
        file.writestr("good.html", "<p>mot</p>")
        file.writestr(zipfile.ZipInfo(name), "<p>mot</p>")
    refused(path, message)


def test_zip_bombs_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as file:
        for number in range(11):
            file.writestr(f"{number}.html", b"0" * 10_000_000)
    refused(path, "unpacks to more")


def test_a_letter_in_a_zip_file_is_never_unpacked_whole(tmp_path: Path) -> None:
    path = tmp_path / "a.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as file:
        file.writestr("a.html", b"0" * 50_000_000)
        file.writestr("b.html", b"<p>mot</p>")
    assert len(read_letter(f"{path}/a.html").data) == 10_000_000


def test_damaged_and_locked_zip_files_are_refused(tmp_path: Path) -> None:
    damaged = tmp_path / "a.zip"
    damaged.write_bytes(b"PK\x03\x04" + bytes(100))
    refused(damaged, "cannot be opened")
    whole = io.BytesIO()
    with zipfile.ZipFile(whole, "w") as file:
        file.writestr("a.html", "<p>mot</p>")
    locked = tmp_path / "b.zip"
    data = bytearray(whole.getvalue())
    data[6] |= 1
    data[data.index(b"PK\x01\x02") + 8] |= 1
    locked.write_bytes(bytes(data))
    refused(locked, "password")


def test_a_feed_that_declares_entities_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.rss"
    path.write_text(
        '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "mot"><!ENTITY b "&a;&a;">]><rss><item>&b;</item></rss>'
    )
    refused(path, "entities")


def test_a_feed_of_summaries_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.xml"
    path.write_text("<rss><channel><item><title>A</title><description>Deux mots.</description></item></channel></rss>")
    refused(path, "only summaries")


def refused(path: Path, message: str) -> None:
    """Whether a file is reported as one that cannot be read, with this reason."""
    [name] = find_files([str(path)]).names
    with pytest.raises(Unreadable, match=message):
        parse(name)
