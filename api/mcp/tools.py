"""The tools: each reads by one stored operation what the caller may see, and changes nothing."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from api.mcp import arguments
from api.mcp.answers import LINE, PARAGRAPH, cut, page_of
from api.mcp.arguments import MOST, Arguments
from api.website.stored_operations import OperationResult, StoredOperations

Data = dict[str, Any]


class NotFound(Exception):
    """There is nothing of the name, or nothing that the caller may see."""


@dataclass(frozen=True)
class Tool:
    """A tool: its name, what agents are told of it, what it takes, and what it does."""

    name: str
    title: str
    description: str
    takes: type[Arguments]
    run: Callable[[StoredOperations, Any], Awaitable[Data]]


async def search(operations: StoredOperations, given: arguments.Search) -> Data:
    """Return what has all words of a query."""
    variables = {"types": given.types, "first": given.first, "after": given.after}
    found = (await operations.run("search", query=given.query, **variables)).data["search"]
    hits = []
    for edge in found["edges"]:
        node, fragments = edge["node"], edge["fragments"]
        type_ = node.pop("__typename")
        hit = {"type": "Work" if "kind" in node else type_, **node}
        hits.append({**hit, "text": cut(fragments[0]["text"], PARAGRAPH)} if fragments else hit)
    return {"total": found["totalCount"], "correction": found["correction"], "hits": hits, **next_of(found)}


async def list_issues(operations: StoredOperations, given: arguments.ListIssues) -> Data:
    """Return a page of issues."""
    days = (
        {"from": date(given.year, 1, 1).isoformat(), "to": date(given.year, 12, 31).isoformat()} if given.year else None
    )
    filter_ = known({"text": given.text, "published": days})
    found = (await operations.run("issues", first=given.first, after=given.after, filter=filter_ or None)).data[
        "issues"
    ]
    issues = [{**issue, "standfirst": cut(issue["standfirst"], PARAGRAPH)} for issue in found["nodes"]]
    return {"issues": issues, **next_of(found)}


async def read_issue(operations: StoredOperations, given: arguments.ReadIssue) -> Data:
    """Return what an issue is about, section by section."""
    run = operations.run("issue", slug=given.slug) if given.slug else operations.run("latest_issue")
    issue = existing(await run, "issue", given.slug or "latest")
    sections = [
        {
            **{name: section[name] for name in ("id", "position", "heading", "wordCount")},
            "column": name_of(section["column"]),
            "opening": cut(section["body"]["text"], LINE),
            "works": [{"role": each["role"], **each["work"]} for each in section["recommendations"]],
        }
        for section in issue["sections"]
        if section["position"] > given.after
    ]
    shown, more = sections[:MOST], len(sections) > MOST
    authors = [name_of(each) for each in issue["authors"]]
    return {**issue, "authors": authors, "sections": shown, "next": shown[-1]["position"] if more else None}


async def read_section(operations: StoredOperations, given: arguments.ReadSection) -> Data:
    """Return the text of a section, a part at a time, and what it recommends and why."""
    section = existing(await operations.run("section", id=given.id), "node", given.id)
    text, next_offset = page_of(section.pop("body")["markdown"], given.offset)
    recommendations = [
        {"role": each["role"], **each["work"], "reason": cut(each["reason"], PARAGRAPH)}
        for each in section["recommendations"]
    ]
    column = name_of(section["column"])
    first = {"recommendations": recommendations, "sources": section["sources"]} if not given.offset else {}
    heading = {"heading": section["heading"], "column": column, "position": section["position"]}
    return {**heading, "issue": section["issue"], "text": text, "nextOffset": next_offset, **first}


async def list_works(operations: StoredOperations, given: arguments.ListWorks) -> Data:
    """Return a page of works."""
    lists = {"kind": given.kind, "tag": given.tag, "year": given.year}
    filter_ = known({**{name: [each] for name, each in lists.items() if each is not None}, "text": given.text})
    variables = {"first": given.first, "after": given.after, "filter": filter_ or None}
    found = (await operations.run("works", **variables, order="RELEASE_DATE_DESC")).data["works"]
    works = [{**work, "summary": cut(work["summary"], LINE)} for work in found["nodes"]]
    return {"works": works, **next_of(found)}


async def read_work(operations: StoredOperations, given: arguments.ReadWork) -> Data:
    """Return what a work is, who made it, and where the magazine speaks of it."""
    work = existing(await operations.run("work", slug=given.slug), "work", given.slug)
    found = work["recommendations"]
    recommendations = [{**each, "reason": cut(each["reason"], PARAGRAPH)} for each in found["nodes"]]
    credits_ = [{"role": each["role"], **each["person"]} for each in work["credits"]]
    mentions = {"recommendations": recommendations, "recommendationsInAll": found["totalCount"]}
    return {**work, "summary": cut(work["summary"], PARAGRAPH), "credits": credits_, **mentions}


async def where_to_watch(operations: StoredOperations, given: arguments.WhereToWatch) -> Data:
    """Return where a work can be had."""
    country = given.country and given.country.upper()
    work = existing(await operations.run("where_to_watch", slug=given.slug, country=country), "work", given.slug)
    offers = work.pop("availability")
    note = None if offers else "Nothing is known; that does not mean that it cannot be had."
    return {**work, "country": country, "offers": offers, "note": note}


async def related_works(operations: StoredOperations, given: arguments.RelatedWorks) -> Data:
    """Return what a work has something in common with, and what that is."""
    work = existing(await operations.run("related_works", slug=given.slug, first=given.first), "work", given.slug)
    related = [{**edge["node"], "reasons": edge["reasons"]} for edge in work.pop("related")]
    return {**work, "related": related}


async def read_person(operations: StoredOperations, given: arguments.ReadNamed) -> Data:
    """Return who somebody is, their works, and a page of the sections that name them."""
    person = existing(await operations.run("person", **given.model_dump()), "person", given.slug)
    works, issues = person.pop("works"), person.pop("issues")
    listed = [{**edge["node"], "roles": edge["roles"]} for edge in works["edges"]]
    person |= {"works": listed, "worksInAll": works["totalCount"]}
    return with_sections({**person, "wrote": issues["nodes"], "wroteInAll": issues["totalCount"] or None}, given)


async def read_organization(operations: StoredOperations, given: arguments.ReadNamed) -> Data:
    """Return what an organisation is, works of its own and on it, and a page of the sections that name it."""
    organization = existing(await operations.run("organization", **given.model_dump()), "organization", given.slug)
    for name in ("people", "works", "availableWorks"):
        found = organization[name]
        organization |= {name: found["nodes"], f"{name}InAll": found["totalCount"] or None}
    return with_sections(organization, given)


async def read_column(operations: StoredOperations, given: arguments.ReadNamed) -> Data:
    """Return what a column is, and a page of the sections that appeared under its name."""
    return with_sections(existing(await operations.run("column", **given.model_dump()), "column", given.slug), given)


def with_sections(named: Data, given: arguments.ReadNamed) -> Data:
    """Return something with a page of its sections; on later pages no more than these."""
    found = named.pop("sections")
    shown = {"slug": named["slug"], "name": named["name"]} if given.after else named
    return {**shown, "sections": found["nodes"], "sectionsInAll": found["totalCount"], **next_of(found)}


def existing(result: OperationResult[Any], field: str, name: str) -> Data:
    """Return the object that an operation found.

    Raises:
        NotFound: there is none.
    """
    found = result.data[field]
    if not found:  # an object of another type has none of the fields
        raise NotFound(name)
    return dict(found)


def next_of(connection: Mapping[str, Any]) -> Data:
    """Return where the next page begins, if there is one."""
    info = connection["pageInfo"]
    return {"next": info["endCursor"] if info["hasNextPage"] else None}


def known(filter_: Data) -> Data:
    """Return a filter without what was not given."""
    return {name: value for name, value in filter_.items() if value is not None}


def name_of(row: Mapping[str, Any] | None) -> Any:
    """Return the name of something."""
    return row and row["name"]


TOOLS = (
    Tool(
        "search",
        "Search",
        "Finds issues, sections, works, people, organisations and columns of the magazine by their words, in French "
        "and English; a typo in a name is forgiven. Begin here. `slug` and `id` are what the other tools take.",
        arguments.Search,
        search,
    ),
    Tool(
        "list_issues",
        "List issues",
        "Lists issues of the magazine, the newest first.",
        arguments.ListIssues,
        list_issues,
    ),
    Tool(
        "read_issue",
        "Read an issue",
        "Tells what an issue is about: each section with its opening and the works that it names. Without a slug it is "
        "the latest one.",
        arguments.ReadIssue,
        read_issue,
    ),
    Tool(
        "read_section",
        "Read a section",
        "Gives the text of a section in Markdown, 4,000 characters at a time, and why it recommends what it does.",
        arguments.ReadSection,
        read_section,
    ),
    Tool(
        "list_works",
        "List works",
        "Lists works (films, series, books ...) that the magazine names, by kind, tag, year or words, newest first.",
        arguments.ListWorks,
        list_works,
    ),
    Tool(
        "read_work",
        "Read about a work",
        "Tells what a work is, who made it, and where and why the magazine recommends it.",
        arguments.ReadWork,
        read_work,
    ),
    Tool(
        "where_to_watch",
        "Where to watch",
        "Tells on which platforms, in which countries and between which days a work can be had, as the magazine has "
        "verified it. What names no country may hold for any or none.",
        arguments.WhereToWatch,
        where_to_watch,
    ),
    Tool(
        "related_works",
        "Related works",
        "Lists works that have something in common with one: people, sections that name both, tags, words, a whole; "
        "each with its reasons.",
        arguments.RelatedWorks,
        related_works,
    ),
    Tool(
        "read_person",
        "Read about a person",
        "Tells who somebody is, what they did for which works, what they wrote, and in which sections they are named.",
        arguments.ReadNamed,
        read_person,
    ),
    Tool(
        "read_organization",
        "Read about an organisation",
        "Tells what a platform, studio, publisher or other organisation is, which works are its own, which can be had "
        "there, and in which sections it is named.",
        arguments.ReadNamed,
        read_organization,
    ),
    Tool(
        "read_column",
        "Read about a column",
        "Tells what a column of the magazine is, and which sections appeared under its name.",
        arguments.ReadNamed,
        read_column,
    ),
)
BY_NAME = {tool.name: tool for tool in TOOLS}
