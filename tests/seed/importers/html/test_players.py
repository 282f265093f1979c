"""Of an embedded player a letter keeps a link, with the player's title, and the editor is told."""

import pytest

from seed.importers import read
from seed.linking.candidates import candidates
from seed.linking.catalogue import Catalogue
from seed.linking.names import Names
from tests.seed.importers.pages import TEXT, parse

YOUTUBE = "https://www.youtube.com/embed/abcdefghijk"


@pytest.mark.parametrize(
    ("html", "markdown"),
    [
        (f"<iframe src='{YOUTUBE}' title='Basse mer'></iframe>", f"[Basse mer](<{YOUTUBE}>)"),
        (f"<iframe src='{YOUTUBE}' title='YouTube video player'></iframe>", f"[youtube.com](<{YOUTUBE}>)"),
        (f"<iframe data-src='{YOUTUBE}' width=560 height=315></iframe>", f"[youtube.com](<{YOUTUBE}>)"),
        ("<iframe src='//a.test/e' title='Spotify Embed: La Dune'>x</iframe>", "[La Dune](<https://a.test/e>)"),
        (
            "<video controls><source src='https://a.test/v.mp4'>Mettez à jour.</video>",
            "[a.test](<https://a.test/v.mp4>)",
        ),
        ("<audio src='https://a.test/a.mp3' aria-label='La Dune'></audio>", "[La Dune](<https://a.test/a.mp3>)"),
        # What mail programs show instead stays as it is.
        ("<video src='https://a.test/v'><a href='https://a.test/w'>Voir</a></video>", "[Voir](<https://a.test/w>)"),
    ],
)
def test_a_player_becomes_a_link(html: str, markdown: str) -> None:
    issue = parse(f"<p>Avant.</p>{html}<p>Après.</p>")
    assert issue.sections[0].markdown == f"Avant.\n\n{markdown}\n\nAprès."
    assert any("1 embedded player(s) became links" in each for each in issue.warnings) == ("Voir" not in markdown)


@pytest.mark.parametrize(
    "html",
    [
        "<iframe src='https://www.googletagmanager.com/ns.html?id=1' height=0 width=0></iframe>",
        "<iframe src='https://a.test/e' width=1 height=1></iframe>",
        f"<iframe src='{YOUTUBE}' style='display:none'></iframe>",
        "<iframe></iframe>",
        "<iframe src='javascript:alert(1)'></iframe>",
        "<video></video>",
    ],
)
def test_what_shows_readers_nothing_becomes_none(html: str) -> None:
    issue = parse(TEXT + html)
    assert issue.sections[0].links == ()
    assert not any("player" in each for each in issue.warnings)


@pytest.mark.parametrize(
    ("address", "kind"),
    [
        (YOUTUBE, None),
        ("https://www.youtube-nocookie.com/embed/abcdefghijk?rel=0", None),
        ("https://player.vimeo.com/video/123456789", None),
        ("https://www.dailymotion.com/embed/video/x8abcd", None),
        ("https://open.spotify.com/embed/album/0123456789abcdefghijkl", "ALBUM"),
        ("https://open.spotify.com/embed/show/0123456789abcdefghijkl", "PODCAST"),
        ("https://embed.podcasts.apple.com/fr/podcast/la-dune/id123456", "PODCAST"),
        ("https://widget.deezer.com/widget/dark/album/302127", "ALBUM"),
    ],
)
def test_a_player_of_a_known_site_is_a_candidate(address: str, kind: str | None) -> None:
    section = read(f"<html>{TEXT}<iframe src='{address}' title='Basse mer'></iframe></html>".encode(), "a").sections[0]
    catalogue = Catalogue(Names(), {}, {})
    [candidate] = candidates(section, catalogue.link_section(None, section.text, section.links), catalogue)
    assert (candidate.title, candidate.kind and str(candidate.kind)) == ("Basse mer", kind)
