"""Forms: what is read of something stored, shown, and sent back says the same."""

from collections.abc import Iterator, Sequence
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.admin.editables import EDITABLES, WORK, Editable
from api.admin.forms.changes import change
from api.admin.forms.fields import Field, Kind
from api.admin.forms.form import Form
from api.admin.forms.given import given_input
from api.admin.forms.texts import ID, ITEM, LABEL, Texts, known_texts, read_form
from api.admin.i18n import translator_of
from schema.graphql import build_schema

SCHEMA = build_schema().core
ISSUE_FIELDS = next(each for each in EDITABLES if each.type == "Issue").fields(SCHEMA)
WORK_FIELDS = WORK.fields(SCHEMA)


def sent_by_browser(fields: Sequence[Field], texts: Texts, prefix: str = "") -> Iterator[tuple[str, str]]:
    """Yield what a browser sends of a form, in document order: a box that is not ticked sends nothing."""
    for field in fields:
        name, value = f"{prefix}{field.name}", texts[field.name]
        if field.kind in {Kind.GROUP, Kind.DETAILS}:
            yield from sent_by_browser(field.fields, value, f"{name}.")
        elif field.kind is Kind.LIST:
            for item in value:
                yield f"{name}{ITEM}", item[ID]
                yield from sent_by_browser(field.fields, item, f"{name}.")
        elif field.kind is not Kind.BOOLEAN or value:
            yield name, value.replace("\n", "\r\n")
        if field.kind is Kind.REFERENCE:
            yield name + LABEL, texts[field.name + LABEL]


def texts_for(fields: Sequence[Field], depth: int = 0) -> st.SearchStrategy[Texts]:
    """Return a strategy for what may stand in a form."""
    plain = st.text(st.characters(codec="utf-8", exclude_characters="\r\x00"), max_size=8)
    by_name: dict[str, st.SearchStrategy[Any]] = {}
    for field in fields:
        if field.kind in {Kind.GROUP, Kind.DETAILS}:
            by_name[field.name] = texts_for(field.fields, depth)
        elif field.kind is Kind.LIST:
            item = texts_for(field.fields, depth + 1)
            items = st.tuples(st.sampled_from(["", "sec_1"]), item).map(lambda pair: {ID: pair[0], **pair[1]})
            by_name[field.name] = st.lists(items, max_size=2 - min(depth, 1))
        elif field.kind is Kind.BOOLEAN:
            by_name[field.name] = st.sampled_from(["", "on"])
        else:
            by_name[field.name] = plain.map(str.strip) if field.kind is Kind.REFERENCE else plain
        if field.kind is Kind.REFERENCE:
            by_name[field.name + LABEL] = plain
    return st.fixed_dictionaries(by_name)


@given(texts_for(ISSUE_FIELDS))
def test_a_form_is_read_as_it_was_filled_in(texts: Texts) -> None:
    assert read_form(sent_by_browser(ISSUE_FIELDS, texts), ISSUE_FIELDS) == texts


@given(
    st.lists(
        st.tuples(
            st.text(max_size=12) | st.sampled_from(["sections[]", "sections.body", "cover.url", "cover"]),
            st.text(max_size=5),
        )
    )
)
def test_whatever_is_sent_becomes_a_form(sent: list[tuple[str, str]]) -> None:
    texts = read_form(sent, ISSUE_FIELDS)
    assert texts == known_texts(ISSUE_FIELDS, texts)
    given_input(ISSUE_FIELDS, texts)


def test_fields_belong_to_the_item_that_began_last() -> None:
    sent = [
        ("sections[]", "sec_a"),
        ("sections.heading", "First"),
        ("sections.recommendations[]", ""),
        ("sections.recommendations.work", "basse-mer"),
        ("sections[]", "sec_b"),
        ("sections.heading", "Second"),
    ]
    first, second = read_form(sent, ISSUE_FIELDS)["sections"]
    assert (first["id"], first["heading"], second["id"], second["heading"]) == ("sec_a", "First", "sec_b", "Second")
    assert [each["work"] for each in first["recommendations"]] == ["basse-mer"]
    assert second["recommendations"] == []


def test_what_was_left_empty_is_null_and_new_items_without_anything_are_none() -> None:
    form = Form.sent(ISSUE_FIELDS, [("title", " A title "), ("sections[]", ""), ("sections.body", "")], "iss_a")
    values = form.input()
    assert values is not None
    assert (values["title"], values["standfirst"], values["cover"], values["sections"]) == ("A title", None, None, [])


def test_numbers_and_dates_that_are_none_are_told_at_their_fields() -> None:
    texts = known_texts(WORK_FIELDS, {"year": "soon", "releaseDate": "tomorrow", "title": "x"})
    _, problems = given_input(WORK_FIELDS, texts)
    assert [(each.path, each.string) for each in problems] == [
        (("releaseDate",), "not_date"),
        (("year",), "not_integer"),
    ]


def test_details_are_those_of_the_kind() -> None:
    texts = known_texts(WORK_FIELDS, {"kind": "AI_MODEL", "details": {"aiModel": {"openSource": "no"}}})
    values, _ = given_input(WORK_FIELDS, texts)
    assert values["details"] == {"aiModel": {"developer": None, "openSource": False}}
    assert Form(WORK_FIELDS, texts).detail_kind == "aiModel"


@pytest.mark.parametrize(
    ("wanted", "headings"),
    [
        ("up:sections.1", "bac"),
        ("down:sections.0", "bac"),
        ("up:sections.0", "abc"),
        ("down:sections.2", "abc"),
        ("remove:sections.1", "ac"),
        ("add:sections", "abc "),
        ("remove:sections.9", "abc"),
        ("remove:title", "abc"),
        ("add:nothing", "abc"),
        ("up:", "abc"),
        ("what", "abc"),
    ],
)
def test_buttons_change_lists(wanted: str, headings: str) -> None:
    texts = known_texts(ISSUE_FIELDS, {"sections": [{"heading": letter} for letter in "abc"]})
    change(ISSUE_FIELDS, texts, wanted)
    assert "".join(each["heading"] or " " for each in texts["sections"]) == headings


def test_lists_inside_of_lists_change_too() -> None:
    texts = known_texts(ISSUE_FIELDS, {"sections": [{}, {}]})
    change(ISSUE_FIELDS, texts, "add:sections.1.keyFigures")
    assert [len(each["keyFigures"]) for each in texts["sections"]] == [0, 1]


@pytest.mark.parametrize("language", ["fr", "en"])
@pytest.mark.parametrize("editable", EDITABLES, ids=lambda each: each.type)
def test_all_fields_and_choices_have_words(editable: Editable, language: str) -> None:
    t = translator_of(language)

    def check(fields: Sequence[Field]) -> None:
        for field in fields:
            assert field.name == "ref" or t.field(field.name)
            assert field.kind is not Kind.LIST or t.add(field.name)
            assert all(t.choice(field.vocabulary, each) for each in field.choices)
            check(field.fields)

    check(editable.fields(SCHEMA))
