"""Corrections as operations of the API: the input of each mutation that they take."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from typing import Any

from sqlmodel import Session

from api.admin.imports.draft import Draft, Recommended, read_draft
from schema.rows import fetch_row
from schema.tables import Issue, Work
from schema.text import fold, slugify
from schema.vocabulary import RecommendationRole, WorkKind
from schema.writes import NotFound
from schema.writes.slugs import find_id, slug_owner

Sent = Mapping[str, str]
Input = dict[str, Any]


class Refused(Exception):
    """A correction that cannot be; ``string`` is the name of the words that say why."""

    def __init__(self, string: str) -> None:
        super().__init__(string)
        self.string = string


@dataclass(frozen=True)
class Change:
    """A stored operation, and its variables."""

    operation: str
    variables: Mapping[str, Input]


def create_work(session: Session, issue_id: str, sent: Sent, image: Input | None = None) -> Change:
    """Make a work of a candidate, with its picture, and have the draft recommend it where the letter names it."""
    title, named, kind = " ".join(sent.get("title", "").split()), sent.get("named", ""), sent.get("kind", "")
    year = sent.get("year", "").strip()
    if not title or kind not in WorkKind.__members__:
        raise Refused("imports.title_and_kind")
    if year and not year.isdigit():
        raise Refused("not_integer")
    work: Input = {"slug": _free_slug(session, title, year), "title": title, "kind": kind}
    if year:
        work["year"] = int(year)
    if named and fold(named) != fold(title):
        work["aliases"] = [named]
    if image:
        work["image"] = image
    issue = _recommending(session, issue_id, sent, {"slug": work["slug"]}, WorkKind[kind])
    return Change("create_and_recommend", {"work": work, "issue": issue})


def same_work(session: Session, issue_id: str, sent: Sent) -> Change:
    """Have the catalogue know a work under the words of the letter, and the draft recommend it."""
    # What links is loaded with the first correction, not at the start.
    from seed.relinking import alias_input  # noqa: PLC0415

    work_id = _chosen(session, sent)
    issue = _recommending(session, issue_id, sent, {"id": work_id})
    alias = alias_input(session, work_id, sent.get("named", ""))
    if alias is None:
        return Change("recommend", {"issue": issue})
    return Change("know_and_recommend", {"work": alias, "issue": issue})


def remove_work(session: Session, issue_id: str, sent: Sent) -> Change:
    """Have a section not recommend a work any more."""
    return _without(session, issue_id, sent, None)


def replace_work(session: Session, issue_id: str, sent: Sent) -> Change:
    """Have a section recommend another work in a work's place, in the same role."""
    return _without(session, issue_id, sent, _chosen(session, sent))


def change_role(session: Session, issue_id: str, sent: Sent) -> Change:
    """Have a section recommend a work, or examine it, or name it in passing."""
    role = sent.get("role", "")
    if role not in RecommendationRole.__members__:
        raise Refused("imports.changed_since")
    return _changed(session, issue_id, sent, lambda one, _: {"id": one.id, "role": role})


def _without(session: Session, issue_id: str, sent: Sent, other: str | None) -> Change:
    def replaced(one: Recommended, known: Collection[str]) -> Input | None:
        return {"work": {"id": other}, "role": one.role.value} if other and other not in known else None

    return _changed(session, issue_id, sent, replaced)


def _changed(
    session: Session, issue_id: str, sent: Sent, change: Callable[[Recommended, Collection[str]], Input | None]
) -> Change:
    """Return the change of one recommendation of a section: to what a function makes of it, None takes it away.

    The function is given the recommendation, and the ids of all works that the section recommends.
    """
    draft = read_draft(session, issue_id)
    section, recommendation = sent.get("section_id", ""), sent.get("recommendation", "")
    now = draft.works(section)
    if recommendation not in {each.id for each in now}:
        raise Refused("imports.changed_since")
    works = {each.work for each in now}
    changed = [change(each, works) if each.id == recommendation else {"id": each.id} for each in now]
    kept = [each for each in changed if each]
    return Change("recommend", {"issue": _issue_input(session, issue_id, draft, {section: kept})})


def _recommending(
    session: Session, issue_id: str, sent: Sent, ref: Mapping[str, str], kind: WorkKind | None = None
) -> Input:
    """Return the input by which the draft recommends a work wherever it is named, and in the candidate's section."""
    from seed.relinking import Meaning, relink  # noqa: PLC0415

    named, section = sent.get("named", ""), sent.get("section_id", "")
    relinking = relink(session, issue_id, [Meaning(named, ref, kind)])
    if relinking is None:
        raise Refused("imports.no_issue")
    issue = relinking.input()
    draft = read_draft(session, issue_id)
    is_there = ref.get("id") in {each.work for each in draft.works(section)}
    is_found = any(each.id == section and each.found for each in relinking.sections)
    role = sent.get("role") if sent.get("role") in RecommendationRole.__members__ else None
    for each in issue["sections"]:
        if each["id"] != section:
            continue
        if not is_there and not is_found:  # the letter names it in other words than a title
            kept = [{"id": one.id} for one in draft.works(section)]
            each["recommendations"] = [*kept, {"work": dict(ref), "role": RecommendationRole.REFERENCE.value}]
        for recommendation in each.get("recommendations", ()):
            if role and recommendation.get("work") == ref:
                recommendation["role"] = role
    return issue


def _issue_input(session: Session, issue_id: str, draft: Draft, changed: Mapping[str, list[Input]]) -> Input:
    issue = fetch_row(session, Issue, issue_id)
    if issue is None:
        raise Refused("imports.no_issue")
    sections = [
        {"id": section, "recommendations": changed[section]} if section in changed else {"id": section}
        for section in draft.sections
    ]
    return {"id": issue_id, "expectedVersion": issue["version"], "sections": sections}


def _chosen(session: Session, sent: Sent) -> str:
    """Return the id of the work that an editor has chosen, by its slug or id."""
    text = sent.get("work", "").strip()
    if not text:
        raise Refused("imports.choose_work")
    if "_" in text:
        if fetch_row(session, Work, text):
            return text
        raise Refused("imports.choose_work")
    try:
        return find_id(session, Work, text)
    except NotFound:
        raise Refused("imports.choose_work") from None


def _free_slug(session: Session, title: str, year: str) -> str:
    slug = slugify(title)
    wanted = [slug, *([f"{slug}-{year}"] if year else []), *(f"{slug}-{number}" for number in range(2, 100))]
    return next((each for each in wanted if slug_owner(session, Work, each) is None), slug)
