"""What the share images of pages show, from what both the page and the image read; and where each image is."""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import islice
from typing import TypedDict

from api.website.i18n import Translator
from api.website.results import RecommendationRole, WorkKind
from api.website.sharing.drawings import FAN, VINE, Subject

MAX_CARDS = max(FAN)
PUBLICATION_PAGES = {
    "about": "about_title",
    "subscribe": "subscribe_title",
    "issues": "archive",
    "works": "archive_works",
}
"""The pages about the magazine itself and its lists, and the strings that are their titles."""


class SharedPublication(TypedDict):
    """The magazine, as a share image names it."""

    name: str
    language: str
    timeZone: str
    accentColor: str | None


class SharedMasthead(SharedPublication):
    """The magazine, as the share images of its own pages show it."""

    tagline: str | None


class SharedIssue(TypedDict):
    """An issue, as a share image shows it."""

    slug: str
    number: int | None
    title: str
    publishedAt: str | None


class SharedWork(TypedDict):
    """A work, as a share image shows it."""

    title: str
    kind: WorkKind
    year: int | None


class Pick(TypedDict):
    """A work, as its poster shows it."""

    title: str
    kind: WorkKind


@dataclass(frozen=True)
class ShareImage:
    """A share image as a page names it.

    Args:
        url: where it is, with the version of what it shows.
        alt: what it shows, in words.
    """

    url: str
    alt: str


def share_image(base_url: str, path: str, subject: Subject, t: Translator) -> ShareImage:
    """Return the share image of a page, such as ``issues/a-slug``."""
    return ShareImage(f"{base_url}/share/{path}.png?v={subject.version}", t("share_alt", title=subject.title))


def front_subject(publication: SharedMasthead, picks: Iterable[Pick], t: Translator) -> Subject:
    """Return what the front page's image shows: what the magazine is, and what its latest issue recommends."""
    name, works = publication["name"], _works(picks)
    tagline = t.typeset(publication["tagline"] or name)
    return Subject(tagline, "", name, works, None if works else VINE, publication["accentColor"])


def publication_subject(publication: SharedMasthead, page: str, t: Translator) -> Subject:
    """Return what the image of ``about``, ``subscribe``, or the list ``issues`` or ``works`` shows."""
    title = t(PUBLICATION_PAGES[page], name=publication["name"])
    return lettered_subject(publication, title, publication["tagline"], t)


def publication_image(base_url: str, publication: SharedMasthead, page: str, t: Translator) -> ShareImage:
    """Return the share image of a page about the magazine itself, or of a page of a list."""
    return share_image(base_url, page, publication_subject(publication, page, t), t)


def issue_subject(publication: SharedPublication, issue: SharedIssue, picks: Iterable[Pick], t: Translator) -> Subject:
    """Return what an issue's image shows: its number, its day, its title, and posters of what it recommends."""
    kicker = [t("issue", number=issue["number"]) if issue["number"] else t("an_issue")]
    if issue["publishedAt"]:
        kicker.append(t.local_day(issue["publishedAt"], publication["timeZone"]))
    works = _works(picks)
    title, figure = t.typeset(issue["title"]), None if works else VINE
    return Subject(title, " · ".join(kicker), publication["name"], works, figure, publication["accentColor"])


def work_subject(
    publication: SharedPublication, work: SharedWork, t: Translator, role: RecommendationRole | None = None
) -> Subject:
    """Return what the image of a work shows, or, with a role, that of its recommendation: title, kind and figure."""
    kind = t.label("kind", work["kind"])
    kicker = f"{kind}, {work['year']}" if work["year"] else kind
    if role:
        kicker = f"{t.label('role', role, of=work['kind'])} · {kicker}"
    return Subject(t.typeset(work["title"]), kicker, publication["name"], kind=work["kind"])


def lettered_subject(publication: SharedPublication, title: str, kicker: str | None, t: Translator) -> Subject:
    """Return what the image of what has no poster shows: its name, what it is, and a vine."""
    words = t.typeset(title), t.typeset(kicker or ""), publication["name"]
    return Subject(*words, kind=VINE, accent=publication["accentColor"])


def _works(picks: Iterable[Pick]) -> tuple[tuple[str, str], ...]:
    """Return title and kind of the works that a fan has room for."""
    return tuple((pick["title"], pick["kind"]) for pick in islice(picks, MAX_CARDS))
