"""Sections are divided and joined in the form of an issue, and nothing is lost or written anew."""

from collections.abc import Collection, Sequence
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from api.admin.issues.sections import merge, move, paragraph_at, paragraphs, split

WORKS = {"a": "Alpha", "b": "Bêta", "c": "Gamma"}
TEXT = "One names Alpha.\n\nTwo names Bêta and https://b.example.\n\nThree names Ada."
paragraph = st.text(st.sampled_from("ab \n*#`é"), min_size=1, max_size=12)


def names(slugs: Collection[str], texts: Sequence[str]) -> list[set[str]]:
    return [{slug for slug in slugs if WORKS[slug] in text} for text in texts]


def section(body: str = TEXT, **given: Any) -> dict[str, Any]:
    """Return a section of a form that recommends Alpha, Bêta and Gamma."""
    works = [
        {"id": f"rec_{slug}", "work": slug, "work:label": title, "role": "PICK", "reason": ""}
        for slug, title in WORKS.items()
    ]
    return {
        "id": "sec_1",
        "heading": "A heading",
        "column": "col",
        "column:label": "Column",
        "body": body,
        "recommendations": works,
        "people": [{"id": "", "ref": "ada", "ref:label": "Ada"}],
        "organizations": [],
        "sources": [{"id": "src_1", "url": "https://a.example"}, {"id": "src_2", "url": "https://b.example"}],
        "keyFigures": [{"id": "fig_1", "value": "3"}],
        **given,
    }


def ids(section: dict[str, Any], name: str) -> list[str]:
    return [each["id"] for each in section[name]]


def test_what_a_text_names_goes_with_it_and_the_rest_stays_with_its_ids() -> None:
    sections = [section()]
    assert split(sections, 0, 1, names)
    here, new = sections
    assert (here["id"], here["heading"], here["column"]) == ("sec_1", "A heading", "col")
    assert (new["id"], new["heading"], new["column"]) == ("", "", "")
    assert here["body"] == "One names Alpha."
    assert new["body"] == TEXT.partition("\n\n")[2]
    assert [each["work"] for each in here["recommendations"]] == ["a", "c"]
    assert ids(here, "recommendations") == ["rec_a", "rec_c"]
    assert [(each["id"], each["work"]) for each in new["recommendations"]] == [("", "b")]
    assert [each["url"] for each in new["sources"]] == ["https://b.example"]
    assert [each["ref"] for each in new["people"]] == ["ada"]
    assert (here["people"], ids(here, "keyFigures"), new["keyFigures"]) == ([], ["fig_1"], [])


def test_a_paragraph_that_is_a_heading_becomes_that_of_the_new_section() -> None:
    for dressed in ("**À écouter**", "### À écouter", "__À écouter__"):
        sections = [section(f"One.\n\n{dressed}\n\nTwo.")]
        assert split(sections, 0, 1, names)
        assert (sections[1]["heading"], sections[1]["body"]) == ("À écouter", "Two.")


def test_a_section_that_cannot_be_divided_stays() -> None:
    for place, number in [(0, 0), (0, 3), (1, 1), (-1, 1)]:
        sections = [section()]
        assert not split(sections, place, number, names)
        assert sections == [section()]


def test_two_sections_become_one_that_has_all_of_both() -> None:
    other = section("More words.", id="sec_2", heading="Another", people=[], keyFigures=[{"id": "fig_2", "value": "4"}])
    other["recommendations"] = [
        {"id": "rec_x", "work": "a", "work:label": "Alpha", "role": "PICK", "reason": "For its light."},
        {"id": "rec_d", "work": "d", "work:label": "Delta", "role": "SUBJECT", "reason": ""},
    ]
    one = section()
    one["recommendations"][0]["role"] = "REFERENCE"
    sections = [one, other]
    assert merge(sections, 0)
    (merged,) = sections
    assert merged["body"] == f"{TEXT}\n\n### Another\n\nMore words."
    assert merged["heading"] == "A heading"
    assert ids(merged, "recommendations") == ["rec_a", "rec_b", "rec_c", ""]
    assert (merged["recommendations"][0]["role"], merged["recommendations"][0]["reason"]) == ("PICK", "For its light.")
    assert [each["id"] for each in merged["sources"]] == ["src_1", "src_2"]
    assert len(merged["keyFigures"]) == 2
    assert not merge(sections, 0)


def test_what_was_joined_is_divided_as_it_was() -> None:
    sections = [section("One names Alpha."), section("Two names Bêta.", id="sec_2", heading="Another")]
    merge(sections, 0)
    split(sections, 0, 1, names)
    assert [(each["heading"], each["body"]) for each in sections] == [
        ("A heading", "One names Alpha."),
        ("Another", "Two names Bêta."),
    ]


def test_a_section_without_words_and_heading_takes_the_other_s() -> None:
    sections = [section("", heading="", column=""), section("Words.", heading="Another")]
    merge(sections, 0)
    assert (sections[0]["heading"], sections[0]["body"], sections[0]["column"]) == ("Another", "Words.", "col")


def test_sections_move() -> None:
    sections = [section(id=name) for name in "abc"]
    assert move(sections, 0, 1)
    assert [each["id"] for each in sections] == ["b", "a", "c"]
    assert not move(sections, 0, -1)
    assert not move(sections, 2, 1)


@given(st.lists(paragraph, max_size=6), st.data())
def test_no_word_is_lost_wherever_it_is_divided(parts: list[str], data: st.DataObject) -> None:
    text = "\n\n".join(parts)
    number = data.draw(st.integers(0, 6))
    sections = [section(text, heading="")]
    kept = "".join(text.split())
    if split(sections, 0, number, names):
        whole = sections[0]["body"] + sections[1]["heading"] + sections[1]["body"]
        lost = set(kept) - set("".join(whole.split()))
        assert lost <= set("#*_")
    else:
        whole = sections[0]["body"]
        assert "".join(whole.split()) == kept


@given(st.lists(paragraph, min_size=1, max_size=6))
def test_each_place_is_in_the_paragraph_it_stands_in(parts: list[str]) -> None:
    text = "\n\n".join(parts)
    found = paragraphs(text)
    for number, part in enumerate(found):
        if found.count(part) == 1 and text.count(part) == 1:
            assert paragraph_at(text, text.index(part) + 1) == number
    assert paragraph_at(text, 0) == 0


def test_code_is_not_divided() -> None:
    assert paragraphs("a\n\n```\nb\n\nc\n```\n\nd") == ["a", "```\nb\n\nc\n```", "d"]
