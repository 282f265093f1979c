"""Sections of a long issue in a browser: folded by keyboard, remembered, unfolded where something is wrong, moved."""

import re

import pytest
from playwright.sync_api import Locator, Page, expect

pytestmark = pytest.mark.browser


def sections(page: Page) -> Locator:
    return page.locator("[data-list=sections] > ol > [data-item]")


def headings(page: Page) -> list[str]:
    return [each.input_value() for each in page.locator("[name='sections.heading']").all()]


def folded(page: Page) -> list[bool]:
    return [not each for each in page.locator(".folding").evaluate_all("all => all.map((each) => each.open)")]


def test_sections_are_folded_by_keyboard_and_so_they_stay(editor: Page) -> None:
    first = sections(editor).first.locator("summary").first
    expect(first).to_have_text(re.compile(r"Acteurs contre avatars\s+4 works\s+To be corrected"))
    expect(first.get_by_text("To be corrected")).to_be_hidden()
    first.press("Enter")
    assert folded(editor) == [True, False, False, False, False]
    editor.reload()
    assert folded(editor) == [True, False, False, False, False]
    editor.get_by_role("button", name="Unfold all").press("Enter")
    assert not any(folded(editor))
    editor.get_by_role("button", name="Fold all", exact=True).press("Enter")
    assert all(folded(editor))
    height = editor.evaluate("document.documentElement.scrollHeight")
    assert height < 3 * editor.evaluate("innerHeight")


def test_what_is_folded_says_what_it_is_now(editor: Page) -> None:
    section = sections(editor).nth(1)
    section.get_by_label("Heading").fill("")
    headed = section.locator(".headed")
    expect(headed).to_have_text("Section 2")
    section.get_by_label("Heading").press("Alt+ArrowUp")
    moved = sections(editor).first
    expect(moved.locator(".headed")).to_have_text("Section 1")
    moved.get_by_label("Heading").fill("Autre titre")
    expect(moved.locator(".headed")).to_have_text("Autre titre")
    moved.get_by_role("combobox", name="Work").first.fill("")
    expect(moved.locator(".works")).to_have_text("3 works")


def test_a_section_with_a_fault_says_so_and_unfolds(editor: Page) -> None:
    section = sections(editor).nth(2)
    figure = section.get_by_label("Value").first
    figure.fill("much")
    editor.get_by_role("button", name="Fold all", exact=True).click()
    assert folded(editor)[2]
    editor.get_by_role("button", name="Save").first.click()
    expect(editor.get_by_role("heading", name="Nothing is saved yet")).to_be_visible()
    assert folded(editor) == [True, True, False, True, True]
    expect(sections(editor).nth(2).locator("summary").first.get_by_text("To be corrected")).to_be_visible()
    editor.get_by_role("button", name="Fold all", exact=True).click()
    editor.locator("#problems a").first.click()
    expect(section.get_by_label("Value").first).to_be_in_viewport()


def test_an_address_may_name_a_section_which_is_unfolded(editor: Page) -> None:
    editor.get_by_role("button", name="Fold all", exact=True).click()
    section = sections(editor).nth(3)
    editor.goto(f"{editor.url}#{section.get_attribute('id')}")
    expect(section.get_by_label("Heading")).to_be_in_viewport()
    assert folded(editor) == [True, True, True, False, True]


def test_a_section_is_sent_to_a_place_by_keys(editor: Page) -> None:
    before = headings(editor)
    place = sections(editor).first.get_by_label("Send to place")
    place.focus()
    place.select_option("4 / 5")
    assert headings(editor) == [*before[1:4], before[0], before[4]]
    expect(editor.get_by_text("Moved: 4 of 5.")).to_be_visible()
    expect(sections(editor).nth(3).get_by_label("Send to place")).to_be_focused()
    assert editor.locator(".moves select").evaluate_all("all => all.map(({ value }) => value)")[:5] == [*"01234"]
    sections(editor).nth(3).get_by_label("Send to place").select_option("5 / 5")
    assert headings(editor)[4] == before[0]


def test_a_section_is_dragged_across_the_whole_page_which_moves_on_at_its_edge(editor: Page) -> None:
    editor.set_viewport_size({"width": 1280, "height": 420})
    before = headings(editor)
    grip = sections(editor).first.locator(".handle")
    grip.scroll_into_view_if_needed()
    box = grip.bounding_box()
    assert box
    at = box["x"] + 4, box["y"] + 8
    editor.mouse.move(*at)
    editor.mouse.down()
    editor.mouse.move(at[0], 415, steps=4)
    expect(sections(editor).last).to_have_class("dragged")
    editor.mouse.up()
    assert headings(editor) == [*before[1:], before[0]]
    expect(editor.get_by_text("Moved: 5 of 5.")).to_be_visible()
    expect(sections(editor).last.locator(".handle")).to_be_in_viewport()
    expect(sections(editor).last.get_by_label("Heading")).to_be_attached()


def test_an_address_may_name_a_link_which_is_pointed_at(editor: Page) -> None:
    text = sections(editor).nth(2).locator("textarea[data-markdown]")
    text.fill("Une [page](https://a.example/b?c=d&e) qui n’est plus.")
    editor.get_by_role("button", name="Fold all", exact=True).click()
    editor.evaluate("location.hash = 'link=' + encodeURIComponent('https://a.example/b?c=d&e')")
    expect(text).to_be_focused()
    expect(text).to_be_in_viewport()
    selected = text.evaluate("field => field.value.slice(field.selectionStart, field.selectionEnd)")
    assert selected == "https://a.example/b?c=d&e"
    assert folded(editor) == [True, True, False, True, True]
