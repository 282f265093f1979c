"""Content files: whatever a document holds comes back exactly, and a mistake is named with its file and field."""

from pathlib import Path

import pytest
from hypothesis import example, given, settings

from schema.text import clean
from seed.errors import BadContent
from seed.files import documents
from seed.files.formats import read_file, read_issue, read_yaml, write_issue, write_yaml
from tests.seed import samples

MARKER = "<!-- section 1 -->"


def issue(*bodies: str) -> documents.Issue:
    return documents.Issue(slug="i", title="I", sections=[documents.Section(body=body) for body in bodies])


@settings(deadline=None)
@given(written=samples.issues(["w"], ["c"]))
@example(written=issue())
@example(written=issue(""))
@example(written=issue("", "\n", "\n\n\n", ""))
@example(written=issue("---", "a\n---\nslug: x\n---\n", "---\n"))
@example(written=issue(MARKER, f"\\{MARKER}", f"\\\\\\{MARKER}\n{MARKER}  \n\\ {MARKER}"))
@example(written=issue("  deux espaces à la fin  ", "\u2028", "a\u2028b\u2029c", "\ufeff"))
def test_an_issue_comes_back_exactly(written: documents.Issue) -> None:
    assert read_issue(write_issue(written), "i.md") == written


@settings(deadline=None)
@given(title=samples.name, summary=samples.text)
def test_a_work_comes_back_exactly(title: str, summary: str) -> None:
    details = {"campaign": clean(summary)}
    work = documents.Work(slug="w", kind="AD", title=title, aliases=[title], summary=summary, details=details)
    assert read_yaml(write_yaml(work), documents.Work, "w.yaml") == work


def test_an_issue_is_written_for_people() -> None:
    written = documents.Issue(
        slug="juillet",
        title="Juillet",
        standfirst="Un chapeau\nsur deux lignes",
        status="PUBLISHED",
        published_at="2023-07-21T08:00:00+02:00",
        sections=[
            documents.Section(
                heading="L’ouverture",
                recommendations=[documents.Recommendation(work="free-solo", role="PICK", reason="Vertigineux.")],
                body="Un *texte*.\n\nEt sa suite.",
            )
        ],
    )
    assert write_issue(written) == (
        "---\n"
        "slug: juillet\n"
        "title: Juillet\n"
        "standfirst: |-\n"
        "  Un chapeau\n"
        "  sur deux lignes\n"
        "status: PUBLISHED\n"
        "publishedAt: 2023-07-21T06:00:00Z\n"
        "sections:\n"
        "  - heading: L’ouverture\n"
        "    recommendations:\n"
        "      - work: free-solo\n"
        "        role: PICK\n"
        "        reason: Vertigineux.\n"
        "---\n"
        "\n"
        "<!-- section 1 -->\n"
        "\n"
        "Un *texte*.\n"
        "\n"
        "Et sa suite.\n"
    )


def test_line_ends_and_the_mark_of_an_editor_on_windows_are_read_as_usual(tmp_path: Path) -> None:
    file = tmp_path / "i.md"
    file.write_bytes(("\ufeff" + write_issue(issue("a\n\nb", "c"))).replace("\n", "\r\n").encode())
    assert read_issue(read_file(file, "i.md"), "i.md") == issue("a\n\nb", "c")


def test_a_file_that_somebody_wrote_may_be_terser() -> None:
    text = f"---\nslug: i\ntitle: I\nsections:\n- {{}}\n---\n{MARKER}\nUn texte."
    assert read_issue(text, "i.md") == issue("Un texte.")


def test_no_is_norway_and_yes_is_a_word() -> None:
    text = "slug: w\nkind: FILM\ntitle: yes\nlinks: []\navailability: [{access: FREE, country: NO}]\n"
    work = read_yaml(text, documents.Work, "w.yaml")
    assert (work.title, work.availability[0].country) == ("yes", "NO")


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "w.yaml: holds no fields"),
        ("- a", "w.yaml: holds no fields"),
        ("slug: [", "w.yaml: line "),
        ("slug: w\nslug: v", "w.yaml: line 2: slug is given twice"),
        ("slug: w\nkind: FILM", "w.yaml: title: is missing"),
        ("slug: W!\nkind: FILM\ntitle: W", "w.yaml: slug: has not the form it needs"),
        ("slug: w\nkind: FILM\ntitle: 1984", "w.yaml: title: must be text; put it in quotes"),
        ("slug: w\nkind: FILM\ntitle: W\nyeer: 1984", "w.yaml: yeer: is not a field that belongs here"),
        ("slug: w\nkind: FILM\ntitle: ''", "w.yaml: title: is empty"),
        (
            "slug: w\nkind: FILM\ntitle: W\ncredits: [{role: STAR, person: p}]",
            "w.yaml: credits 1 role: should be 'DIRECTOR'",
        ),
        ("slug: w\nkind: FILM\ntitle: W\ncredits: x", "w.yaml: credits: must be a list"),
        ("slug: w\nkind: FILM\ntitle: W\nreleaseDate: 2023-02-30", "w.yaml: day is out of range for month"),
        ("slug: w\nkind: FILM\ntitle: \x07", "w.yaml: unacceptable character"),
    ],
)
def test_a_mistake_is_named_with_its_file_and_field(text: str, message: str) -> None:
    with pytest.raises(BadContent) as bad:
        read_yaml(text, documents.Work, "w.yaml")
    assert str(bad.value).startswith(message)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("Un texte.", "i.md: must begin with fields between two lines of ---"),
        ("---\nslug: i\n", "i.md: must begin with fields between two lines of ---"),
        ("---\nslug: i\ntitle: I\n---\nUn texte.", "i.md: text stands above the first <!-- section 1 -->"),
        (f"---\nslug: i\ntitle: I\n---\n{MARKER}\n", "i.md: the fields list 0 sections, the text below has 1"),
        (
            "---\nslug: i\ntitle: I\nsections: [{}]\n---\n<!-- section 2 -->\n",
            "i.md: the <!-- section N --> comments must count 1, 2, 3 and so on",
        ),
        ("---\nslug: i\ntitle: I\nsections: x\n---\n", "i.md: sections: must be a list of groups of fields"),
        (
            f"---\nslug: i\ntitle: I\nsections: [{{recommendations: [{{work: w}}]}}]\n---\n{MARKER}\n",
            "i.md: sections 1 recommendations 1 role: is missing",
        ),
    ],
)
def test_a_mistake_in_an_issue_is_named_too(text: str, message: str) -> None:
    with pytest.raises(BadContent) as bad:
        read_issue(text, "i.md")
    assert str(bad.value) == message


def test_what_is_not_utf8_or_not_there_is_refused(tmp_path: Path) -> None:
    (tmp_path / "i.md").write_bytes("é".encode("latin-1"))
    with pytest.raises(BadContent, match=r"i\.md: is not UTF-8 text"):
        read_file(tmp_path / "i.md", "i.md")
    with pytest.raises(BadContent, match=r"j\.md: cannot be read"):
        read_file(tmp_path / "j.md", "j.md")
