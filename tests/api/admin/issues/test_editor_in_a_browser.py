"""The editor of an issue in a real browser: pictures, references, paste and previews, with strict rules for scripts."""

import re
from contextlib import suppress

import pytest
from playwright.sync_api import Error, FilePayload, FrameLocator, Page, expect

from tests.api.serving import wait_until
from tests.pictures import jpeg

pytestmark = pytest.mark.browser
PASTE = """(field) => {
  const data = new DataTransfer();
  data.setData("text/html", "<p>Un <b>gras</b></p><ul><li>a</li><li>b</li></ul>");
  data.setData("text/plain", "Un gras");
  field.focus();
  field.select();
  field.dispatchEvent(new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true }));
}"""

AT_HAND = """(it) => {
  const { left, top, width } = it.getBoundingClientRect();
  return it === document.elementFromPoint(left + width / 2, top + 3);
}"""
"""Whether nothing lies over something."""


def test_a_picture_is_shown_pointed_at_and_asks_for_words(editor: Page) -> None:
    editor.get_by_text("Number, address, authors, cover").click()
    file: FilePayload = {"name": "a.jpg", "mimeType": "image/jpeg", "buffer": jpeg(1200, 800)}
    editor.get_by_label("Choose a picture, or drop one here").set_input_files(file)
    focus = editor.get_by_role("button", name="Focus: 50 % from the left, 50 % from the top")
    focus.press("Shift+ArrowLeft")
    moved = editor.get_by_role("button", name="Focus: 40 % from the left, 50 % from the top")
    expect(moved).to_be_focused()
    square = editor.locator(".crops .square")
    expect(square).to_have_css("object-position", re.compile(r"^20(\.\d+)?% 50%$"))
    editor.get_by_text("Number, address, authors, cover").click()
    editor.get_by_role("button", name="Save").first.click()
    expect(editor.get_by_label("What the picture shows")).to_be_focused()


def test_works_are_found_as_one_types_or_made(editor: Page) -> None:
    work = editor.locator("[data-list='sections.recommendations'] [role=combobox]").first
    work.fill("the deep")
    expect(editor.get_by_role("listbox").get_by_role("option")).to_have_text(
        ["The Deepest Breath Film, 2023", "Create “the deep”"]
    )
    work.press("Enter")
    expect(work).to_have_value("The Deepest Breath")
    work.fill("No such work")
    expect(editor.get_by_role("listbox").get_by_role("option")).to_have_text(["Create “No such work”"])
    work.press("ArrowDown")
    with editor.expect_popup() as opened:
        work.press("Enter")
    expect(opened.value.locator("[name=title]")).to_have_value("No such work")
    expect(work).to_have_value("No such work")


def test_what_is_pasted_is_clean_and_can_be_undone(editor: Page) -> None:
    field = editor.locator("textarea[data-markdown]").first
    before = field.input_value()
    field.evaluate(PASTE)
    expect(field).to_have_value("Un **gras**\n\n* a\n* b")
    field.press("Control+z")
    expect(field).to_have_value(before)


def test_a_section_is_divided_where_the_caret_is_joined_again_and_both_are_undone(editor: Page) -> None:
    sections = editor.locator("[data-list=sections] > ol > [data-item]")
    bodies = editor.locator("textarea[name='sections.body']")
    works = editor.locator("input[name='sections.recommendations.work']")
    before = [field.input_value() for field in bodies.all()]
    named = [field.input_value() for field in works.all()]
    second = before[0].split("\n\n")[1]
    sections.first.get_by_role("button", name="Split the section here").click()
    expect(editor.get_by_text("Place the caret in the paragraph")).to_be_visible()
    bodies.first.evaluate(
        "(field, part) => { const at = field.value.indexOf(part); field.setSelectionRange(at + 2, at + 2); }", second
    )
    sections.first.get_by_role("button", name="Split the section here").press("Enter")
    expect(sections).to_have_count(len(before) + 1)
    expect(bodies.nth(0)).to_have_value(before[0].partition("\n\n")[0])
    assert bodies.nth(1).input_value().startswith(second)
    assert sorted(field.input_value() for field in works.all()) == sorted(named)
    ids = editor.locator("[id]").evaluate_all("(found) => found.map((each) => each.id)")
    assert len(ids) == len(set(ids))
    expect(sections.nth(1).get_by_role("combobox").first).to_be_attached()

    sections.first.get_by_role("button", name="Merge with the next one").press("Enter")
    expect(sections).to_have_count(len(before))
    expect(bodies.first).to_have_value(before[0])
    editor.get_by_role("button", name="Undo").click()
    expect(sections).to_have_count(len(before) + 1)
    expect(bodies.nth(2)).to_have_value(before[1])


@pytest.mark.parametrize("width", [390, 1280])
def test_the_preview_follows_the_text_as_page_card_and_share_image(editor: Page, width: int) -> None:
    editor.set_viewport_size({"width": width, "height": 800})
    editor.get_by_label("Title", exact=False).first.fill("Tout autre chose")
    editor.locator("[data-preview]").click()
    seen = editor.frame_locator(".preview iframe")
    for mode in ("Page", "Card", "Share image"):
        editor.get_by_role("group", name="Show").get_by_role("button", name=mode).click()
        expect(seen.get_by_role("heading", name="Tout autre chose", level=1)).to_be_visible()
    assert editor.evaluate("document.documentElement.scrollWidth") == width
    editor.keyboard.press("Escape")
    expect(editor.locator("[data-preview]")).to_be_focused()


@pytest.mark.parametrize("width", [390, 1280])
def test_after_saving_the_preview_is_open_at_the_same_place(editor: Page, width: int) -> None:
    editor.set_viewport_size({"width": width, "height": 800})
    editor.locator("[data-preview]").click()
    bar = editor.get_by_role("toolbar", name="Preview")
    bar.get_by_label("Width").select_option("phone")
    bar.get_by_label("Colours").select_option("dark")
    seen = editor.frame_locator(".preview iframe")
    wait_until(lambda: has_read_to_the_end(seen))
    editor.keyboard.press("Control+s")
    expect(editor.locator("#status")).to_contain_text("Saved.")
    expect(editor.locator("[data-preview]")).to_have_attribute("aria-pressed", "true")
    expect(bar.get_by_label("Width")).to_have_value("phone")
    expect(bar.get_by_label("Colours")).to_have_value("dark")
    expect(seen.get_by_role("heading", level=2).last).to_be_in_viewport()
    editor.evaluate("scrollTo(0, 900)")
    assert bar.get_by_role("button", name="Page").evaluate(AT_HAND)
    editor.get_by_role("button", name="Close").click()
    with editor.expect_navigation():
        editor.keyboard.press("Control+s")
    expect(editor.locator("#status")).to_contain_text("Saved.")
    expect(editor.locator(".preview")).to_be_hidden()


def has_read_to_the_end(preview: FrameLocator) -> bool:
    """Scroll to the last heading, and return whether it could be: a preview may be loaded again just then."""
    with suppress(Error):
        preview.get_by_role("heading", level=2).last.scroll_into_view_if_needed()
        return bool(preview.locator("html").evaluate("() => scrollY > 0"))
    return False


def test_a_preview_over_the_text_does_not_hide_what_is_wrong_with_it(editor: Page) -> None:
    editor.set_viewport_size({"width": 390, "height": 800})
    editor.locator("#f-title").fill("")
    editor.locator("[data-preview]").click()
    editor.keyboard.press("Control+s")
    expect(editor.locator("#problems")).to_be_focused()
    expect(editor.locator(".preview")).to_be_hidden()
