"""Pictures and links in a text, for who reads no Markdown: seen, changed, put in, and nothing else is changed."""

import re

import pytest
from playwright.sync_api import FilePayload, Locator, Page, expect

from tests.pictures import jpeg

pytestmark = pytest.mark.browser
OURS = "/pictures/0123456789abcdef0123456789abcdef-1200x800"
TEXT = f"""Un film, [*The* Deepest Breath](<work:the-deepest-breath>), et `[du code](work:black-mirror)`.

[![Un \\[phare\\]](<{OURS}>)](https://phares.example "Des phares")\\
Photo : *Ada*

Trois mots, ![](</nowhere.jpg>) deux\tmots,  et [une page](https://a.example/b_(c)).

- la fin"""
FOUND = [
    ("a [b](c) d", [(False, "b", "c", "[b](c)")]),
    ("![a \\] b](<c d>)", [(True, "a \\] b", "c d", "![a \\] b](<c d>)")]),
    ("[![a](b)](c 'd')", [(False, "![a](b)", "c", "[![a](b)](c 'd')"), (True, "a", "b", "![a](b)")]),
    ("[a](b_(c)_d) (e)", [(False, "a", "b_(c)_d", "[a](b_(c)_d)")]),
    ("[a [b] c](d)", [(False, "a [b] c", "d", "[a [b] c](d)")]),
    ("\\[a](b) `[a](b)` ``[a](b) ` ``", []),
    ("```\n[a](b)\n```\n[c](d)", [(False, "c", "d", "[c](d)")]),
    ("\\![a](b)", [(False, "a", "b", "[a](b)")]),
    ("[a\n\nb](c) [d] (e) [f]", []),
    ("[a](b c) [](d)", [(False, "", "d", "[](d)")]),
]
READ = """async ([texts, address]) => {
  const { marks } = await import(address);
  return texts.map((text) => marks(text).map((each) =>
    [each.isPicture, each.words, each.address, text.slice(each.from, each.to)]));
}"""
VEILED = """(scheme) => {
  document.documentElement.style.colorScheme = scheme;
  const field = document.querySelector(".softened > textarea"), code = document.querySelector(".soft > span");
  const context = Object.assign(document.createElement("canvas"), { width: 1, height: 1 }).getContext("2d");
  const light = (...colors) => {
    for (const color of colors) { context.fillStyle = color; context.fillRect(0, 0, 1, 1); }
    const [r, g, b] = [...context.getImageData(0, 0, 1, 1).data].map((each) =>
      each / 255 <= 0.04045 ? each / 255 / 12.92 : ((each / 255 + 0.055) / 1.055) ** 2.4);
    return 0.2126 * r + 0.7152 * g + 0.0722 * b + 0.05;
  };
  const { color, backgroundColor } = getComputedStyle(field), veil = getComputedStyle(code).backgroundColor;
  const ratio = (one, two) => Math.max(one, two) / Math.min(one, two);
  const ground = light(backgroundColor);
  return [ratio(light(backgroundColor, color, veil), ground), ratio(light(backgroundColor, color), ground)];
}"""
PASTE = """(field, text) => {
  const data = new DataTransfer();
  data.setData("text/plain", text);
  field.dispatchEvent(new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true }));
}"""


@pytest.fixture
def field(editor: Page) -> Locator:
    """The first text of an issue, with pictures and links in it."""
    found = editor.locator("textarea[data-markdown]").first
    found.fill(TEXT)
    return found


def chips(page: Page) -> Locator:
    return page.locator(".held").first.get_by_role("button")


def select(field: Locator, text: str) -> None:
    field.evaluate(
        "(field, text) => { field.focus(); const at = field.value.indexOf(text); "
        "field.setSelectionRange(at, at + text.length); }",
        text,
    )


def test_pictures_and_links_of_a_text_are_found_as_commonmark_finds_them(editor: Page) -> None:
    address = editor.locator("script[src*='markdown.js']").get_attribute("src")
    assert address
    read = editor.evaluate(READ, [[text for text, _ in FOUND], address.replace("markdown.js", "marks.js")])
    assert [[tuple(each) for each in found] for found in read] == [found for _, found in FOUND]


def test_pictures_and_works_stand_below_the_text_by_what_they_show_and_are_called(editor: Page, field: Locator) -> None:
    expect(chips(editor)).to_have_text(
        ["The Deepest Breath Film, 2023", "Un [phare]", "A picture without a description"]
    )
    chips(editor).first.click()
    editor.get_by_role("dialog", name="A link").get_by_role("button", name="Show it in the text").click()
    expect(field).to_be_focused()
    selected = field.evaluate("field => field.value.slice(field.selectionStart, field.selectionEnd)")
    assert selected == "[*The* Deepest Breath](<work:the-deepest-breath>)"
    field.fill("Rien que des mots.")
    expect(chips(editor)).to_have_count(0)


def test_the_code_steps_back_and_is_still_read_in_light_and_dark(editor: Page, field: Locator) -> None:
    for scheme in ("light", "dark"):
        veiled, plain = field.evaluate("(field, scheme) => (" + VEILED + ")(scheme)", scheme)
        assert 4.5 <= veiled < plain / 2
    for width in (390, 1280):
        editor.set_viewport_size({"width": width, "height": 900})
        # The veil lies where the code is: the copy breaks its lines as the field does.
        assert field.evaluate("field => field.nextElementSibling.scrollHeight - field.scrollHeight") == 0


def test_what_a_picture_shows_and_its_caption_are_changed_and_undone(editor: Page, field: Locator) -> None:
    chips(editor).nth(1).click()
    dialog = editor.get_by_role("dialog", name="The picture in the text")
    expect(dialog.get_by_label("What the picture shows")).to_have_value("Un [phare]")
    expect(dialog.get_by_label("Caption")).to_have_value("Photo : *Ada*")
    editor.keyboard.press("Enter")  # a new line, in what it shows
    editor.keyboard.press("Escape")
    expect(field).to_have_value(TEXT)
    expect(chips(editor).nth(1)).to_be_focused()

    editor.keyboard.press("Enter")
    dialog.get_by_label("What the picture shows").fill("Une *baie*")
    dialog.get_by_label("Caption").fill("1. Photo")
    editor.keyboard.press("Enter")
    changed = TEXT.replace("Un \\[phare\\]", "Une \\*baie\\*").replace("Photo : *Ada*", "1\\. Photo")
    expect(field).to_have_value(changed)
    expect(chips(editor).nth(1)).to_have_text("Une *baie*")
    field.press("Control+z")
    expect(field).to_have_value(TEXT)

    chips(editor).nth(1).click()
    dialog.get_by_role("button", name="Remove the picture and its caption").click()
    without = TEXT.partition("[![")[0] + TEXT.partition("Ada*\n\n")[2]
    expect(field).to_have_value(without)
    expect(editor.get_by_text("It is out of the text.")).to_be_visible()
    field.press("Control+z")
    expect(field).to_have_value(TEXT)

    chips(editor).nth(2).click()  # among words: it has no caption
    expect(dialog.get_by_label("Caption")).to_have_count(0)
    dialog.get_by_role("button", name="Remove the picture").click()
    expect(field).to_have_value(TEXT.replace("![](</nowhere.jpg>)", ""))


def test_a_picture_is_put_into_a_text_with_words_for_who_does_not_see_it(editor: Page, field: Locator) -> None:
    field.fill("Début.\n\nUn paragraphe.\n\nUn autre.")
    select(field, "Un para")
    signs = editor.get_by_role("toolbar", name="Formatting").first
    signs.get_by_role("button", name="Picture").click()
    dialog = editor.get_by_role("dialog", name="A picture in the text")
    file: FilePayload = {"name": "a.jpg", "mimeType": "image/jpeg", "buffer": jpeg(1200, 800)}
    dialog.get_by_label("Choose a picture").set_input_files(file)
    expect(dialog.get_by_label("What the picture shows")).to_be_focused()
    dialog.get_by_role("button", name="Insert").click()
    expect(dialog).to_be_visible()  # it asks for words first
    dialog.get_by_label("What the picture shows").fill("La mer")
    dialog.get_by_label("Caption").fill("Photo : Ada")
    editor.keyboard.press("Enter")
    _, first, picture, last = field.input_value().split("\n\n")
    assert (first, last) == ("Un paragraphe.", "Un autre.")
    assert picture.startswith("![La mer](/pictures/")
    assert picture.endswith("-1200x800)\\\nPhoto : Ada")
    expect(editor.locator("#status")).to_contain_text("The picture is in the text")
    expect(chips(editor)).to_have_text(["La mer"])
    expect(chips(editor).locator("img")).to_have_js_property("complete", value=True)
    field.press("Control+z")
    expect(field).to_have_value("Début.\n\nUn paragraphe.\n\nUn autre.")


def test_a_link_is_made_by_name_or_address_with_keys_alone(editor: Page, field: Locator) -> None:
    field.fill("Voir le film, et la page.")
    select(field, "le film")
    field.press("Control+k")
    dialog = editor.get_by_role("dialog", name="A link")
    expect(dialog.get_by_label("Text of the link")).to_have_value("le film")
    target = dialog.get_by_role("combobox")
    expect(target).to_be_focused()
    editor.keyboard.type("the deep")
    expect(dialog.get_by_role("option")).to_have_text(["The Deepest Breath Film, 2023"])
    editor.keyboard.press("Escape")  # leaves the list, not the dialog
    expect(dialog).to_be_visible()
    editor.keyboard.press("Enter")  # a name is no address
    expect(dialog).to_be_visible()
    editor.keyboard.press("ArrowDown")
    expect(dialog.get_by_role("option")).to_be_visible()
    editor.keyboard.press("Enter")
    expect(target).to_have_value("The Deepest Breath")
    editor.keyboard.press("Enter")
    expect(field).to_have_value("Voir [le film](work:the-deepest-breath), et la page.")
    expect(field).to_be_focused()

    select(field, "la page")
    field.press("Control+k")
    editor.keyboard.type("a.example/b c")
    editor.keyboard.press("Enter")
    expect(dialog).to_be_visible()
    target.fill("a.example/b_(c)")
    editor.keyboard.press("Enter")
    linked = "Voir [le film](work:the-deepest-breath), et [la page](<https://a.example/b_(c)>)."
    expect(field).to_have_value(linked)

    select(field, "page")
    field.press("Control+k")
    expect(dialog.get_by_label("Text of the link")).to_have_value("la page")
    expect(target).to_have_value("https://a.example/b_(c)")
    editor.keyboard.press("Escape")
    expect(field).to_have_value(linked)
    expect(field).to_be_focused()
    field.press("Control+k")
    dialog.get_by_role("button", name="Remove the link").click()
    expect(field).to_have_value("Voir [le film](work:the-deepest-breath), et la page.")


def test_what_is_selected_is_looked_for_at_once(editor: Page, field: Locator) -> None:
    field.fill("Voir The *Deepest* Breath, et a.example/b.")
    select(field, "The *Deepest* Breath")
    field.press("Control+k")
    dialog = editor.get_by_role("dialog", name="A link")
    expect(dialog.get_by_role("combobox")).to_have_value("The Deepest Breath")
    expect(dialog.get_by_role("option")).to_have_text(["The Deepest Breath Film, 2023"])
    editor.keyboard.press("Enter")
    editor.keyboard.press("Enter")
    linked = "Voir [The *Deepest* Breath](work:the-deepest-breath), et "
    expect(field).to_have_value(f"{linked}a.example/b.")

    select(field, "a.example/b")
    field.press("Control+k")
    expect(dialog.get_by_role("option")).to_have_count(0)
    editor.keyboard.press("Enter")
    expect(field).to_have_value(f"{linked}[a.example/b](https://a.example/b).")


def test_people_organisations_and_issues_are_linked_by_their_pages(editor: Page, field: Locator) -> None:
    field.fill("")
    for name, path in (("laura mcgann", "/people/laura-mcgann"), ("sag-aftra", "/organizations/sag-aftra")):
        field.press("Control+k")
        editor.keyboard.type(name)
        expect(editor.get_by_role("dialog").get_by_role("option").first).to_be_visible()
        editor.keyboard.press("Enter")
        expect(editor.get_by_role("dialog").get_by_label("Text of the link")).not_to_have_value("")
        editor.keyboard.press("Enter")
        expect(field).to_have_value(re.compile(re.escape(f"]({path})")))


def test_an_address_pasted_over_words_links_them(field: Locator) -> None:
    field.fill("Voir la page.")
    select(field, "la page")
    field.evaluate(PASTE, "https://a.example/b")
    expect(field).to_have_value("Voir [la page](https://a.example/b).")
    field.press("Control+z")
    expect(field).to_have_value("Voir la page.")
