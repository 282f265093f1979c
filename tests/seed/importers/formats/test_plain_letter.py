"""The plain part of a mail: headings that are drawn, lines that are broken, and signs that are no Markdown."""

import pytest

from seed.importers import ParsedIssue, read

HEAD = "Subject: T\nFrom: a@b.test\nMIME-Version: 1.0\nContent-Type: text/plain; charset=utf-8\n\n"
FILM, BOOK = "Un film où la mer monte.", "Un livre de la côte."


def parse(body: str) -> ParsedIssue:
    return read((HEAD + body).encode(), "a.eml")


def text_of(issue: ParsedIssue) -> str:
    return "\n".join(section.text for section in issue.sections)


@pytest.mark.parametrize(
    ("one", "two"),
    [
        ("À voir\n------", "À lire\n------"),
        ("À voir\n======", "À lire\n======"),
        ("À voir\n~~~~~~", "À lire\n~~~~~~"),
        ("======\nÀ voir\n======", "======\nÀ lire\n======"),
        ("------\nÀ voir\n------", "------\nÀ lire\n------"),
        ("******\nÀ voir\n******", "******\nÀ lire\n******"),
        ("* * * *\nÀ voir\n* * * *", "* * * *\nÀ lire\n* * * *"),
        ("** À voir\n----------", "** À lire\n----------"),
        ("** À voir **\n----------", "** À lire **\n----------"),
        ("=== À voir ===", "=== À lire ==="),
        ("--- À voir ---", "--- À lire ---"),
        ("*** À voir ***", "*** À lire ***"),
        ("## À voir", "## À lire"),
        ("   À voir\n   ------", "   À lire\n   ------"),
    ],
)
def test_headings_are_drawn_in_many_ways(one: str, two: str) -> None:
    issue = parse(f"{one}\n\n{FILM}\n\n{two}\n\n{BOOK}\n")
    assert [(section.heading, section.text) for section in issue.sections] == [("À voir", FILM), ("À lire", BOOK)]


def test_a_heading_keeps_its_number() -> None:
    issue = parse(f"1. À voir\n---------\n\n{FILM}\n\n2) À lire\n---------\n\n{BOOK}\n")
    assert [section.heading for section in issue.sections] == ["1. À voir", "2) À lire"]


def test_a_heading_in_capitals_may_be_broken_over_lines() -> None:
    issue = parse(f"LE FILM DE LA SEMAINE\nQUI MONTE AVEC LA MER\n\n{FILM}\n\nLE LIVRE\n\n{BOOK}\n")
    assert [section.heading for section in issue.sections] == [
        "LE FILM DE LA SEMAINE QUI MONTE AVEC LA MER",
        "LE LIVRE",
    ]


def test_indented_headlines_are_words_and_their_links_are_links() -> None:
    issue = parse(
        "À voir\n------\n\n    Basse mer\n    Un film\n        https://a.test/film\n\nÀ lire\n------\n\n    Mot.\n"
    )
    assert issue.sections[0].text == "Basse mer\nUn film\nhttps://a.test/film"
    assert issue.sections[0].links == ("https://a.test/film",)


def test_a_rule_alone_is_a_rule() -> None:
    issue = parse(f"{FILM}\n\n==========\n\n{BOOK}\n")
    assert [section.markdown for section in issue.sections] == [f"{FILM}\n\n***\n\n{BOOK}"]


@pytest.mark.parametrize(
    ("body", "text"),
    [
        ("Sous <Options>, la balise <br> et <b>.", "Sous <Options>, la balise <br> et <b>."),
        ("AT&amp;T et C:\\notes", "AT&amp;T et C:\\notes"),
        ("2024. Une année de mer.", "2024. Une année de mer."),
        ("Voir <https://a.test/b>.", "Voir https://a.test/b."),
        ("1. Basse mer\n\nUn film, dit-elle.", "1. Basse mer\n\nUn film, dit-elle."),
    ],
)
def test_signs_that_are_no_markdown_stay(body: str, text: str) -> None:
    assert text_of(parse(body)) == text


def test_lines_are_joined_where_a_program_broke_them_and_kept_where_the_author_did() -> None:
    wrapped = "La mer monte lentement sur la côte, et personne ne la regarde, sauf les\nphares, qui sont éteints."
    issue = parse(f"{wrapped}\n\nLa mer\nqui monte\nsans bruit\n")
    assert text_of(issue) == wrapped.replace("\n", " ") + "\n\nLa mer\nqui monte\nsans bruit"


def test_a_numbered_list_is_one() -> None:
    assert (
        parse("Trois films :\n\n1. Basse mer\n2. Haute mer\n3. Grand large\n")
        .sections[0]
        .markdown.endswith("1. Basse mer\n2. Haute mer\n3. Grand large")
    )


def test_what_is_quoted_is_a_quotation() -> None:
    assert parse(f"{FILM}\n\n> On ne voit bien\n> que de nuit.\n\n{BOOK}\n").sections[0].markdown == (
        f"{FILM}\n\n> On ne voit bien\\\n> que de nuit.\n\n{BOOK}"
    )


def test_a_signature_is_left_out_and_told() -> None:
    issue = parse(f"{FILM}\n\n-- \nLa Gazette\n3 rue du Môle\n")
    assert text_of(issue) == FILM
    assert [(left.text, left.reason) for left in issue.left_out] == [
        ("La Gazette", "FOOTER"),
        ("3 rue du Môle", "FOOTER"),
    ]


def test_pgp_armour_is_no_text() -> None:
    signed = "-----BEGIN PGP SIGNED MESSAGE-----\nHash: SHA256\n\n"
    issue = parse(
        f"{signed}{FILM}\n\n- -- \nLa Gazette\n-----BEGIN PGP SIGNATURE-----\n\niQEz\n-----END PGP SIGNATURE-----\n"
    )
    assert text_of(issue) == FILM
    assert [left.text for left in issue.left_out] == ["La Gazette"]


def test_a_heading_may_be_a_link() -> None:
    issue = parse(
        f"** À voir (https://a.test/x)\n---------\n\n{FILM}\n\nhttps://a.test/y\n** À lire\n---------\n{BOOK}\n"
    )
    assert [section.heading for section in issue.sections] == ["À voir", "À lire"]
    assert issue.sections[0].links == ("https://a.test/x", "https://a.test/y")


def test_a_frame_of_signs_is_no_part_of_a_heading() -> None:
    frame = "*" * 20
    issue = parse(f"{frame}\n*  À VOIR          *\n{frame}\n\n{FILM}\n\n{frame}\n* À LIRE\n{frame}\n\n{BOOK}\n")
    assert [section.heading for section in issue.sections] == ["À VOIR", "À LIRE"]


def test_a_heading_in_capitals_may_have_a_number() -> None:
    issue = parse(f"1. À VOIR\n\n{FILM}\n\n2. À LIRE\n\n{BOOK}\n")
    assert [section.heading for section in issue.sections] == ["1. À VOIR", "2. À LIRE"]


def test_a_letter_that_is_quoted_whole_in_an_answer_is_the_letter() -> None:
    letter = "".join(f"> {line}\n" for line in f"À VOIR\n\n{FILM} {FILM}\n\nÀ LIRE\n\n{BOOK}".split("\n"))
    issue = parse(f"Merci !\n\nLe jeu. 14 mars 2024 à 08:00, La Gazette <g@a.test> a écrit :\n\n{letter}")
    assert [section.heading for section in issue.sections] == ["À VOIR", "À LIRE"]
    assert (str(issue.date), issue.sections[1].text) == ("2024-03-14", BOOK)
