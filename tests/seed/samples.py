"""Odd content for specifications of files: every text that an editor or a mail could bring."""

from datetime import UTC, datetime

from hypothesis import strategies as st

from schema.text import clean
from schema.vocabulary import Basis, Precision, StoredStatus
from seed.files import documents

PIECES = [
    *("\n", "\n\n", "\r\n", " ", "  ", "\t", "\u2028", "\u00a0", "\u202f", "\ufeff", "\ufffe", "\x00", "e\u0301", "😀"),
    *("---", "...", "\n---\n", "<!-- section 1 -->", "\n<!-- section 2 -->\n", "\\", "\\<!-- section 1 -->"),
    *(
        "#",
        " # ",
        ": ",
        "- ",
        "'",
        '"',
        "|",
        ">",
        "%",
        "@",
        "`",
        "&a",
        "*a",
        "!",
        "{",
        "}",
        "[",
        "]",
        ",",
        "?",
        "<<",
        "=",
    ),
    *("~", "null", "no", "on", "true", "1", "1.5", "1e3", "0x1", "12:30", "2023-07-21", "2023-07-21T06:00:00Z"),
    *("« guillemets »", "l’œuvre", "mot " * 40),
]

text = st.lists(st.one_of(st.sampled_from(PIECES), st.text(max_size=5)), max_size=8).map("".join)
name: st.SearchStrategy[str] = text.map(lambda each: each[:400]).filter(lambda each: bool(clean(each).strip()))
slug = st.text("abc-019", min_size=1, max_size=8)
moment = st.datetimes(datetime(2000, 1, 1), datetime(2040, 1, 1), timezones=st.just(UTC)).map(  # noqa: DTZ001  (bounds)
    lambda each: each.replace(microsecond=0)
)
amount = st.integers(0, 10**12).map(str)


def optional(strategy: st.SearchStrategy[object]) -> st.SearchStrategy[object]:
    """The value or none."""
    return st.one_of(st.none(), strategy)


def sections(works: list[str], columns: list[str]) -> st.SearchStrategy[documents.Section]:
    """Any section that names works and columns of the catalogue."""
    recommendation = st.builds(
        documents.Recommendation,
        id=st.none(),
        work=st.sampled_from(works),
        reason=optional(text),
        recommended_by=st.none(),
    )
    figure = st.builds(
        documents.KeyFigure,
        label=name,
        value=amount,
        upper_value=optional(amount),
        unit=name,
        precision=st.sampled_from(Precision),
    )
    return st.builds(
        documents.Section,
        id=st.none(),
        heading=optional(name),
        column=optional(st.sampled_from(columns)),
        recommendations=st.lists(recommendation, max_size=3, unique_by=lambda each: each.work),
        people=st.just([]),
        organizations=st.just([]),
        sources=st.lists(st.builds(documents.Source, publication=st.none(), url=st.none(), title=text), max_size=2),
        key_figures=st.lists(figure, max_size=2),
        body=text,
    )


def issues(works: list[str], columns: list[str]) -> st.SearchStrategy[documents.Issue]:
    """Any issue that names works and columns of the catalogue."""
    image = st.builds(documents.Image, url=st.just("https://example.org/é?a=b#c"), alt=text, credit=optional(text))
    return st.builds(
        documents.Issue,
        id=st.none(),
        slug=slug,
        former_slugs=st.just([]),
        number=optional(st.integers(1, 9999)),
        title=name,
        standfirst=optional(text),
        language=st.sampled_from(["fr", "en", "no"]),
        status=st.sampled_from(StoredStatus),
        published_at=moment,
        published_at_basis=optional(st.sampled_from(Basis)),
        authors=st.just([]),
        cover=optional(image),
        identity=optional(name),
        sections=st.lists(sections(works, columns), max_size=4),
    )
