"""What an address says of a work: its kind and its id in somebody else's catalogue."""

import pytest

from seed.linking.known_sites import recognise


@pytest.mark.parametrize(
    ("url", "scheme", "value", "kind"),
    [
        ("https://www.imdb.com/title/tt0095250/", "imdb", "tt0095250", "FILM"),
        ("https://m.imdb.com/fr/title/tt0095250/reviews", "imdb", "tt0095250", "FILM"),
        ("https://www.themoviedb.org/movie/603-the-matrix?language=fr", "tmdb", "movie/603", "FILM"),
        ("https://www.themoviedb.org/tv/1399", "tmdb", "tv/1399", "SERIES"),
        ("https://www.allocine.fr/film/fichefilm_gen_cfilm=19776.html", "allocine-film", "19776", "FILM"),
        ("https://www.allocine.fr/series/ficheserie_gen_cserie=3247.html", "allocine-series", "3247", "SERIES"),
        ("https://letterboxd.com/jo/film/free-solo/", "letterboxd", "free-solo", "FILM"),
        ("https://www.senscritique.com/serie/black_mirror/445312", "senscritique", "445312", "SERIES"),
        ("https://www.netflix.com/fr/title/81011990", "netflix", "81011990", None),
        (
            "https://www.primevideo.com/region/eu/detail/0KQ2X2ZQ4XKXGSZ8Q5Y7W3G0AB/ref=x",
            "primevideo",
            "0KQ2X2ZQ4XKXGSZ8Q5Y7W3G0AB",
            None,
        ),
        (
            "https://tv.apple.com/fr/show/severance/umc.cmc.1srk2goyh2q2zdxcx605w8vtx",
            "apple-tv",
            "umc.cmc.1srk2goyh2q2zdxcx605w8vtx",
            "SERIES",
        ),
        ("https://www.youtube.com/watch?app=desktop&v=dQw4w9WgXcQ&t=3", "youtube", "dQw4w9WgXcQ", None),
        ("https://youtu.be/dQw4w9WgXcQ", "youtube", "dQw4w9WgXcQ", None),
        ("https://vimeo.com/76979871", "vimeo", "76979871", None),
        ("https://apps.apple.com/fr/app/petit-cabotage/id1234567890", "app-store", "1234567890", "APP"),
        (
            "https://play.google.com/store/apps/details?hl=fr&id=com.example.app",
            "google-play",
            "com.example.app",
            "APP",
        ),
        ("https://store.steampowered.com/app/620/Portal_2/", "steam", "620", "APP"),
        ("https://open.spotify.com/intl-fr/album/1DFixLWuPkv3KTrR43NY8P", "spotify", "1DFixLWuPkv3KTrR43NY8P", "ALBUM"),
        ("https://open.spotify.com/show/4rOoJ6Egrf8K2IrywzwOMk", "spotify", "4rOoJ6Egrf8K2IrywzwOMk", "PODCAST"),
        ("https://music.apple.com/fr/album/discovery/697194953", "apple-music", "697194953", "ALBUM"),
        ("https://podcasts.apple.com/gb/podcast/x/id1500000001", "apple-podcasts", "1500000001", "PODCAST"),
        ("https://podcasts.apple.com/gb/podcast/x/id15?i=1000600", "apple-podcasts-episode", "1000600", "EPISODE"),
        ("https://www.deezer.com/fr/album/302127", "deezer-album", "302127", "ALBUM"),
        ("https://ferryboys.bandcamp.com/album/silt", "bandcamp", "ferryboys/silt", "ALBUM"),
        ("https://www.goodreads.com/book/show/5907.The_Hobbit", "goodreads", "5907", "BOOK"),
        ("https://openlibrary.org/works/OL45804W/Fantastic", "openlibrary", "OL45804W", "BOOK"),
        (
            "https://www.placedeslibraires.fr/livre/9782070368228-l-etranger-albert-camus/",
            "isbn",
            "9782070368228",
            "BOOK",
        ),
        ("https://huggingface.co/meta-llama/Llama-2-7b", "huggingface", "meta-llama/Llama-2-7b", "AI_MODEL"),
        ("https://www.wikidata.org/wiki/Q11424", "wikidata", "Q11424", None),
    ],
)
def test_an_address_names_a_work(url: str, scheme: str, value: str, kind: str | None) -> None:
    page = recognise(url)
    assert page is not None
    assert (page.scheme, page.value, page.kind) == (scheme, value, kind)


@pytest.mark.parametrize(
    "url",
    [
        "https://www.imdb.com/name/nm0000108/",
        "https://www.themoviedb.org/",
        "https://notimdb.com/title/tt0095250/",
        "https://imdb.com.evil.test/title/tt0095250/",
        "https://www.youtube.com/@somebody",
        "https://open.spotify.com/playlist/37i9dQZF1DXcBWIGoYBM5M",
        "https://huggingface.co/datasets/a/b",
        "https://exemple.test/title/tt0095250/",
        "http://[::1",
    ],
)
def test_any_other_address_names_none(url: str) -> None:
    assert recognise(url) is None
