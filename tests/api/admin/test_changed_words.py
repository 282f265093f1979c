"""A change of one word is seen as that, and no sign is lost over it."""

from hypothesis import given
from hypothesis import strategies as st

from api.admin.changed_words import LONGEST, Piece, changed_words

TEXTS = st.text(alphabet="ab é.\n", max_size=30) | st.none()


def changed(pieces: list[Piece]) -> list[str]:
    """Return the stretches that are others than before."""
    return [piece.text for piece in pieces if piece.is_changed]


def test_one_word_among_many_is_marked_alone() -> None:
    before, after = changed_words("Retenir son souffle, et plonger.", "Retenir son haleine, et plonger.")
    assert (changed(before), changed(after)) == (["souffle"], ["haleine"])


def test_texts_that_have_little_in_common_are_marked_as_a_whole() -> None:
    before, after = changed_words("Retenir son souffle", "Une grève à Hollywood")
    assert (changed(before), changed(after)) == (["Retenir son souffle"], ["Une grève à Hollywood"])


def test_dates_and_names_are_marked_as_a_whole() -> None:
    before, after = changed_words("21/07/2023 08:00", "24/07/2023 08:00")
    assert (changed(before), changed(after)) == (["21/07/2023 08:00"], ["24/07/2023 08:00"])


def test_of_long_texts_all_is_told() -> None:
    before, after = (f"{word} " + "mot, " * LONGEST for word in ("Un", "Le"))
    assert changed_words(before, after) == ([Piece(before, is_changed=True)], [Piece(after, is_changed=True)])


def test_what_was_added_is_marked_and_what_was_not_there_is_nothing() -> None:
    assert changed_words(None, "Un chapeau") == ([], [Piece("Un chapeau", is_changed=True)])


@given(TEXTS, TEXTS)
def test_all_of_both_texts_is_told_and_what_is_not_marked_is_in_both(before: str | None, after: str | None) -> None:
    old, new = changed_words(before, after)
    assert ("".join(each.text for each in old), "".join(each.text for each in new)) == (before or "", after or "")
    kept = [[each.text for each in pieces if not each.is_changed] for pieces in (old, new)]
    assert "".join(kept[0]) == "".join(kept[1])
