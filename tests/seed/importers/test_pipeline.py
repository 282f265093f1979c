"""What every format shares: refusing bad input, the date, the language and the identity of an issue."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from seed.importers import TOO_LARGE, Unreadable, read
from seed.importers.decoding import LONGEST_TEXT

FRENCH = "La mer est calme et le vent se lève sur la côte, dans le soir qui tombe."


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"", "empty"),
        (b" \r\n\t ", "empty"),
        (b" | | |\n|", "no text"),
        ("\ufeff | \u200b".encode(), "no text"),
        (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "picture"),
        (bytes(range(1, 32)) * 10, "binary"),
        (b"a" * TOO_LARGE, "too large"),
        (b"a " * LONGEST_TEXT, "too long"),
        (b"\xef\xbb\xbf\n<html lang='fr'>", "no text"),
        (b"<!DOCTYPE html><html><img src='http://a.b/c.png' alt='tout'></html>", "no text"),
        (b"<!DOCTYPE html><html>" + b"<div>" * 30_000, "too deeply"),
        (b"<!DOCTYPE html><html>" + b"<p>" * 120_000, "tags"),
    ],
)
def test_bad_input_is_refused_in_one_plain_sentence(data: bytes, message: str) -> None:
    with pytest.raises(Unreadable, match=message) as refusal:
        read(data, "lettre.txt")
    assert "\n" not in str(refusal.value)
    assert len(str(refusal.value)) < 120


def test_an_unknown_format_is_refused_with_those_that_exist() -> None:
    with pytest.raises(Unreadable, match="use auto or text or html or eml or markdown"):
        read(b"Titre", "a.txt", "word")


@pytest.mark.parametrize(
    ("data", "warning"),
    [
        ("L’été | 12 € la marée".encode("cp1252"), "read as cp1252"),
        ("L’été | 12 € la marée".encode("utf-16"), None),
        ("L’été | 12 € la marée".encode("utf-16-le"), None),
        ("L’été | 12 € la marée".encode("utf-16-be"), None),
        ("L’é\0té | 12 € la marée".encode(), None),
        (("L’été | 12 € la marée | " + "é" * 20).encode() + b"\xc3", "damaged"),
    ],
)
def test_a_text_is_decoded_whatever_it_was_saved_as(data: bytes, warning: str | None) -> None:
    issue = read(data, "a.txt")
    assert (issue.title, issue.sections[0].text[:13]) == ("L’été", "12 € la marée")
    assert any(warning in told for told in issue.warnings) if warning else not issue.warnings


@pytest.mark.parametrize("format", ["text", "html", "markdown"])
def test_signs_that_nobody_sees_hide_no_word(format: str) -> None:  # noqa: A002
    issue = read("Titre\n\nThe Deep\u00adest\u200b Bre\u200cath, e\u0301te\u0301.".encode(), "a", format)
    assert "The Deepest Breath, été." in issue.sections[0].text


def test_joiners_that_mean_something_stay() -> None:
    words = "می\u200cخواهم 👩🏽\u200d🚀 ภาษา\u200bไทย"
    assert words in read(f"<p>{words} et le reste.</p>".encode(), "a.html").sections[0].text


@given(st.binary(max_size=300))
def test_any_bytes_are_read_or_refused(data: bytes) -> None:
    try:
        read(data, "a")
    except Unreadable as refusal:
        assert str(refusal)  # noqa: PT017 - reading is just as good an end


@pytest.mark.parametrize(
    ("name", "day"),
    [
        ("2023-07-21.txt", date(2023, 7, 21)),
        ("lettre_2023_07_21_v2.txt", date(2023, 7, 21)),
        ("/lettres/2020/20230721-greve.txt", date(2023, 7, 21)),
        ("2023-07-21 du 2023-07-21.txt", date(2023, 7, 21)),
        ("2023-07-21 et 2023-07-22.txt", None),
        ("2023-02-30.txt", None),
        ("000_e7bc8926dfa3bc8c.txt", None),
        ("120230721.txt", None),
        ("a20230721.txt", None),
        ("99999999.txt", None),
        ("21-07-2023.txt", None),
        ("-", None),
    ],
)
def test_the_date_is_the_file_names_or_none(name: str, day: date | None) -> None:
    issue = read(b"Un titre | Un texte.", name)
    assert (issue.date, issue.date_source) == (day, "filename" if day else None)


@pytest.mark.parametrize(
    ("text", "language"),
    [
        (FRENCH, "fr"),
        ("The sea is calm and the wind is rising on the coast, in the falling evening.", "en"),
        ("Das Meer ist ruhig und der Wind weht auf die Küste, in der Nacht und mit dem Regen.", "de"),
        ("El mar está en calma y el viento se levanta en la costa, por la noche y con la lluvia.", "es"),
        ("Il mare è calmo e il vento si alza sulla costa, nel cielo della sera che scende.", "it"),
        ("O mar está calmo e o vento não para na costa, com a noite que cai e uma chuva do sul.", "pt"),
        ("De zee is kalm en het waait niet op de kust, maar de avond valt en het regent.", "nl"),
        ("これは海辺の映画です。とても静かで、ゆっくりしています。", "ja"),
        ("本周推荐一部讲述海边的电影,安静而缓慢。", "zh"),
        ("이번 주에는 바다에 관한 영화를 추천합니다.", "ko"),
        ("Это история о маяке, и она о том, что море не так спокойно, как на берегу.", "ru"),
        ("هذا فيلم عن البحر، وهو من أجمل ما في هذا العام.", "ar"),
        ("השבוע אנחנו ממליצים על סרט על הים.", "he"),
        ("Αυτή την εβδομάδα προτείνουμε μια ταινία για τη θάλασσα.", "el"),
        ("The Deepest Breath (2023), 推荐。 " + "The sea is calm and the wind is rising on the coast.", "en"),
        ("Bonjour", None),
        ("Netflix, Apple, Amazon, Disney, Paramount", None),
        ("Море спокойно, и ветер поднимается на берегу", None),
        ("The sea is calm and the wind is on the coast. " + FRENCH, None),
    ],
)
def test_the_language_is_told_by_little_words_or_unknown(text: str, language: str | None) -> None:
    assert read(text.encode(), "a.txt").language == language


def test_an_issue_is_known_by_its_date_and_folded_title() -> None:
    one = read("Grève à Hollywood | Texte.".encode(), "2023-07-21.txt")
    two = read(b"GREVE  A HOLLYWOOD | Autre texte.", "lettre 20230721.txt")
    assert one.identity == two.identity == "2023-07-21:greve a hollywood"


def test_an_undated_issue_is_known_by_its_words() -> None:
    identity = read("Grève | Un texte.\n\nUn autre.".encode(), "a.txt").identity
    assert identity == read("Grève || Un  texte. | Un autre. |".encode(), "b.txt").identity
    assert identity != read("Grève | Un texte.".encode(), "a.txt").identity
    assert identity.startswith("sha256:")
