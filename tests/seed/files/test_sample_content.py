"""The facts of the sample issue, as a user asks for them: the first newsletter's, in full and with the right names."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from sqlmodel import Session

from seed.files.export import MANIFEST, export_directory
from seed.files.load import CONTENT
from tests.reader import Reader, reading

PART = "aliases partOf { title availability { platform { name } access } } "
APP = (
    "... on App { stage developer { name } } "
    "availability { country access from fromBasis price { amount currency period approximate } }"
)
LEAD, PAVE, LOUPE, ADORE, ROUTE = range(5)


@pytest.fixture
async def sample(seeded_url: str) -> AsyncIterator[Reader]:
    """A reader of the sample content, as the public sees it."""
    async with reading(seeded_url) as reader:
        yield reader


async def work(sample: Reader, slug: str, selection: str) -> Any:
    """Ask for some of a work."""
    data = await sample.ask(f"query($slug: String) {{ work(slug: $slug) {{ {selection} }} }}", slug=slug)
    return data["work"]


async def sections(sample: Reader, selection: str) -> Any:
    """Return the selected fields of the latest issue's sections."""
    data = await sample.ask(f"{{ latestIssue {{ sections {{ {selection} }} }} }}")
    return data["latestIssue"]["sections"]


# The issue


async def test_the_latest_issue_is_the_sample_with_its_inferred_date(sample: Reader) -> None:
    data = await sample.ask("{ latestIssue { number language status publishedAt publishedAtBasis previous { id } } }")
    assert data["latestIssue"] == {
        "number": 1,
        "language": "fr",
        "status": "PUBLISHED",
        "publishedAt": "2023-07-21T06:00:00Z",
        "publishedAtBasis": "INFERRED",
        "previous": None,
    }


async def test_it_has_five_sections_in_order_the_lead_and_four_columns(sample: Reader) -> None:
    answer = await sections(sample, "position heading column { name } body { text }")
    assert [(section["position"], section["column"] and section["column"]["name"]) for section in answer] == [
        (1, None),
        (2, "Un pavé dans la jungle"),
        (3, "Un format à la loupe"),
        (4, "Le contenu qu’on aurait adoré faire"),
        (5, "Une dernière liane pour la route"),
    ]
    assert all(section["heading"] and len(section["body"]["text"]) > 1000 for section in answer)


async def test_each_section_recommends_examines_and_names_its_works(sample: Reader) -> None:
    answer = await sections(sample, "recommendations { role work { title kind } }")
    by_role = [
        {
            role: [
                (each["work"]["title"], each["work"]["kind"])
                for each in section["recommendations"]
                if each["role"] == role
            ]
            for role in ("PICK", "SUBJECT")
        }
        for section in answer
    ]
    assert by_role == [
        {"PICK": [], "SUBJECT": []},
        {"PICK": [], "SUBJECT": [("Llama 2", "AI_MODEL")]},
        {"PICK": [], "SUBJECT": [("Ripple", "APP"), ("TikTok Music", "APP")]},
        {"PICK": [("The Underdogs, épisode 4", "AD"), ("The Underdogs", "AD")], "SUBJECT": []},
        {"PICK": [("The Deepest Breath", "FILM")], "SUBJECT": []},
    ]


async def test_some_works_are_only_named_in_passing(sample: Reader) -> None:
    answer = await sections(sample, "recommendations { role work { title kind } }")
    named = [
        {
            (each["work"]["title"], each["work"]["kind"])
            for each in section["recommendations"]
            if each["role"] == "REFERENCE"
        }
        for section in answer
    ]
    assert named[LEAD] == {
        ("Joan Is Awful", "EPISODE"),
        ("Black Mirror", "SERIES"),
        ("Une nounou d’enfer", "SERIES"),
        ("La La Land", "FILM"),
    }
    assert named[PAVE] == {("ChatGPT", "AI_MODEL"), ("Google Bard", "AI_MODEL"), ("Facebook", "APP")}
    assert named[LOUPE] == {
        (title, "APP") for title in ("TikTok", "Deezer", "Apple Music", "Spotify", "Instagram", "Threads", "Shazam")
    }
    assert {("Culture Pub", "SERIES"), ("Maman, j’ai raté l’avion\u202f!", "FILM")} < named[ADORE]
    assert named[ROUTE] == {("Le Monde du silence", "FILM"), ("Le Grand Bleu", "FILM"), ("Free Solo", "FILM")}


async def test_every_recommendation_gives_its_reason(sample: Reader) -> None:
    data = await sample.ask("{ recommendations(first: 100) { totalCount nodes { reason } } }")
    assert data["recommendations"]["totalCount"] == len(data["recommendations"]["nodes"]) == 28
    assert all(each["reason"] for each in data["recommendations"]["nodes"])


# The strike


async def test_the_strike_has_its_figures(sample: Reader) -> None:
    answer = (await sections(sample, "keyFigures { value unit precision }"))[LEAD]["keyFigures"]
    assert {(figure["value"], figure["unit"], figure["precision"]) for figure in answer} >= {
        ("160000", "professionnels", "EXACT"),
        ("6000000", "abonnés", "EXACT"),
        ("8000000000", "dollars", "MORE_THAN"),
        ("1", "jour de salaire", "EXACT"),
    }


async def test_the_strike_has_its_people_and_what_they_are(sample: Reader) -> None:
    answer = (await sections(sample, "people { name affiliations { title organization { name kind } } }"))[LEAD]
    assert [(person["name"], person["affiliations"]) for person in answer["people"]] == [
        (
            "Duncan Crabtree-Ireland",
            [{"title": "directeur exécutif", "organization": {"name": "SAG-AFTRA", "kind": "UNION"}}],
        ),
        ("Fran Drescher", [{"title": "présidente", "organization": {"name": "SAG-AFTRA", "kind": "UNION"}}]),
    ]


async def test_the_producers_alliance_has_its_right_name_and_the_newsletters_spelling_and_members(
    sample: Reader,
) -> None:
    data = await sample.ask('{ organization(slug: "amptp") { name kind aliases } }')
    assert data["organization"] == {
        "name": "AMPTP",
        "kind": "ASSOCIATION",
        "aliases": ["Alliance of Motion Picture and Television Producers", "AMTP"],
    }
    named = (await sections(sample, "organizations { name }"))[LEAD]["organizations"]
    assert {each["name"] for each in named} >= {
        "Sony", "NBCUniversal", "Disney", "Paramount", "Warner Bros. Discovery", "Netflix", "Apple", "Amazon"
    }  # fmt: skip


async def test_the_episode_belongs_to_its_series_and_opens_its_sixth_season(sample: Reader) -> None:
    episode = await work(sample, "joan-is-awful", PART + "... on Episode { seasonNumber episodeNumber }")
    assert episode == {
        "aliases": ["Joan is Awful"],
        "partOf": {
            "title": "Black Mirror",
            "availability": [{"platform": {"name": "Netflix"}, "access": "SUBSCRIPTION"}],
        },
        "seasonNumber": 6,
        "episodeNumber": 1,
    }


async def test_the_sections_cite_their_sources(sample: Reader) -> None:
    answer = await sections(sample, "sources { publication { name } }")
    cited = [{source["publication"]["name"] for source in section["sources"]} for section in answer]
    assert cited[LEAD] >= {"Deadline", "SAG-AFTRA", "AMPTP"}
    assert cited[PAVE] == {"Meta", "The New York Times"}
    assert cited[LOUPE] == {"ByteDance"}


# The language model


async def test_the_language_model_is_open_and_known_by_the_newsletters_spelling(sample: Reader) -> None:
    model = await work(
        sample,
        "llama-2",
        "title aliases releaseDate releaseDateBasis organizations { name } "
        "... on AiModel { openSource developer { name } }",
    )
    assert model == {
        "title": "Llama 2",
        "aliases": ["LlaMA 2", "Large Language Model Meta AI"],
        "releaseDate": "2023-07-18",
        "releaseDateBasis": "INFERRED",
        "organizations": [{"name": "Meta"}, {"name": "Microsoft"}],
        "openSource": True,
        "developer": {"name": "Meta"},
    }


async def test_its_rivals_are_finished_products_of_their_makers(sample: Reader) -> None:
    for slug, maker in (("chatgpt", "OpenAI"), ("google-bard", "Google")):
        rival = await work(sample, slug, "... on AiModel { openSource developer { name } }")
        assert rival == {"openSource": False, "developer": {"name": maker}}


# The music apps


async def test_ripple_opened_in_the_united_states_in_closed_beta(sample: Reader) -> None:
    assert await work(sample, "ripple", APP) == {
        "stage": "CLOSED_BETA",
        "developer": {"name": "ByteDance"},
        "availability": [
            {"country": "US", "access": "CLOSED_BETA", "from": "2023-06-30", "fromBasis": "INFERRED", "price": None}
        ],
    }


async def test_tiktok_music_opened_in_five_countries_on_two_days_for_about_ten_euros_a_month(sample: Reader) -> None:
    app = await work(sample, "tiktok-music", APP)
    assert (app["stage"], app["developer"]) == ("CLOSED_BETA", {"name": "ByteDance"})
    opened = [(each["country"], each["access"], each["from"], each["fromBasis"]) for each in app["availability"]]
    assert opened == [
        ("BR", "CLOSED_BETA", "2023-07-07", "INFERRED"),
        ("ID", "CLOSED_BETA", "2023-07-07", "INFERRED"),
        ("MX", "CLOSED_BETA", "2023-07-18", "INFERRED"),
        ("SG", "CLOSED_BETA", "2023-07-18", "INFERRED"),
        ("AU", "CLOSED_BETA", "2023-07-18", "INFERRED"),
    ]
    price = {"amount": "10", "currency": "EUR", "period": "MONTH", "approximate": True}
    assert [each["price"] for each in app["availability"]] == [price] * 5


async def test_the_labels_whose_catalogues_it_draws_from_are_named(sample: Reader) -> None:
    named = (await sections(sample, "organizations { name kind }"))[LOUPE]["organizations"]
    assert {each["name"] for each in named if each["kind"] == "LABEL"} == {
        "Universal Music Group",
        "Sony Music",
        "Warner Music Group",
    }


# The brand films


async def test_the_saga_has_four_films_of_their_years_and_their_brand(sample: Reader) -> None:
    saga = await work(
        sample, "the-underdogs", "year parts { year ... on Ad { episodeNumber campaign brand { name kind } } }"
    )
    assert saga["year"] == 2019
    assert [(part["episodeNumber"], part["year"]) for part in saga["parts"]] == [
        (1, 2019),
        (2, 2020),
        (3, 2022),
        (4, 2023),
    ]
    assert all(part["brand"] == {"name": "Apple", "kind": "BRAND"} for part in saga["parts"])
    assert all(part["campaign"] == "The Underdogs" for part in saga["parts"])


async def test_the_fourth_film_came_out_on_the_wednesday_before(sample: Reader) -> None:
    film = await work(sample, "the-underdogs-episode-4", "releaseDate releaseDateBasis")
    assert film == {"releaseDate": "2023-07-19", "releaseDateBasis": "INFERRED"}


async def test_the_films_have_their_lengths_and_views(sample: Reader) -> None:
    answer = (await sections(sample, "keyFigures { value upperValue unit precision }"))[ADORE]["keyFigures"]
    assert {tuple(figure.values()) for figure in answer} >= {
        ("4", "9", "minutes", "EXACT"),
        ("1600000", None, "vues", "EXACT"),
        ("80000000", None, "vues", "MORE_THAN"),
    }


async def test_the_programme_about_advertising_had_its_host(sample: Reader) -> None:
    programme = await work(sample, "culture-pub", "credits { role person { name } }")
    assert programme["credits"] == [{"role": "HOST", "person": {"name": "Christian Blachas"}}]


# The closing film


async def test_the_documentary_has_its_director_and_the_two_people_it_follows(sample: Reader) -> None:
    film = await work(
        sample, "the-deepest-breath", "aliases credits { role person { name } } ... on Film { isDocumentary }"
    )
    assert film == {
        "aliases": ["Au plus profond"],
        "credits": [
            {"role": "DIRECTOR", "person": {"name": "Laura McGann"}},
            {"role": "SELF", "person": {"name": "Alessia Zecchini"}},
            {"role": "SELF", "person": {"name": "Stephen Keenan"}},
        ],
        "isDocumentary": True,
    }


async def test_it_can_be_watched_on_netflix_since_the_19th_of_july_in_countries_not_stated(sample: Reader) -> None:
    film = await work(sample, "the-deepest-breath", "availability { platform { name } country access from fromBasis }")
    assert film["availability"] == [
        {
            "platform": {"name": "Netflix"},
            "country": None,
            "access": "SUBSCRIPTION",
            "from": "2023-07-19",
            "fromBasis": "INFERRED",
        }
    ]


async def test_it_was_selected_by_a_festival(sample: Reader) -> None:
    film = await work(sample, "the-deepest-breath", "organizations { name kind }")
    assert {"name": "Sundance Film Festival", "kind": "FESTIVAL"} in film["organizations"]


async def test_the_older_documentary_is_its_commanders_of_1956(sample: Reader) -> None:
    film = await work(
        sample, "le-monde-du-silence", "year credits { role person { name } } ... on Film { isDocumentary }"
    )
    assert film == {
        "year": 1956,
        "credits": [{"role": "DIRECTOR", "person": {"name": "Jacques-Yves Cousteau"}}],
        "isDocumentary": True,
    }


async def test_the_depth_of_the_blue_hole_is_about_a_hundred_metres(sample: Reader) -> None:
    answer = (await sections(sample, "keyFigures { value unit precision }"))[ROUTE]["keyFigures"]
    assert answer == [{"value": "100", "unit": "mètres", "precision": "ABOUT"}]


# The catalogue as a whole


async def test_every_kind_that_the_newsletter_names_can_be_listed(sample: Reader) -> None:
    kinds = {"FILM": 6, "SERIES": 3, "EPISODE": 1, "AD": 5, "APP": 10, "AI_MODEL": 3}
    query = "query($kind: [WorkKind!]) { works(filter: {kind: $kind}) { totalCount } }"
    counted = {kind: (await sample.ask(query, kind=[kind]))["works"]["totalCount"] for kind in kinds}
    assert counted == kinds


async def test_everything_of_the_sample_is_public(sample: Reader) -> None:
    data = await sample.ask(
        "{ columns { id } issues { totalCount } works { totalCount } people { totalCount } "
        "organizations { totalCount } }"
    )
    files = {folder.name: len(list(folder.iterdir())) for folder in CONTENT.iterdir() if folder.is_dir()}
    assert len(data["columns"]) == files.pop("columns")
    assert {name: data[name]["totalCount"] for name in files} == files


def test_the_content_files_are_as_export_writes_them(seeded_engine: sa.Engine, tmp_path: Path) -> None:
    with Session(seeded_engine) as session:
        export_directory(session, tmp_path)
    (tmp_path / MANIFEST).unlink()
    assert files_of(tmp_path) == files_of(CONTENT), "`liane seed seed/content`, then `liane export`"


def files_of(folder: Path) -> dict[str, str]:
    """Read a folder of content files."""
    return {
        str(file.relative_to(folder)): file.read_text("utf-8") for file in sorted(folder.rglob("*.*")) if file.is_file()
    }
