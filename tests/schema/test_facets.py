"""Facets: each value with how many there would be with it, the rest of the filter as it is."""

from typing import Any

import pytest

from tests.reader import BEYOND_THE_DEFAULTS, reading

FACETS = """
query ($filter: %s) {
  list: %s(filter: $filter, first: 1) {
    totalCount
    facets { %s }
  }
}
"""
TOTAL = "query ($filter: %s) { list: %s(filter: $filter) { totalCount } }"
OF_WORKS = {
    "kind": ("kind { value: kind count }", "kind"),
    "year": ("year { value: year count }", "year"),
    "tag": ("tag { value: tag count }", "tag"),
    "column": ("column { value: column { slug } count }", "column"),
    "platform": ("platform { value: organization { slug } count }", "platform"),
    "access": ("access { value: access count }", "access"),
    "person": ("person { value: person { slug } count }", "person"),
    "organization": ("organization { value: organization { slug } count }", "organization"),
}
OF_RECOMMENDATIONS = {
    "role": ("role { value: role count }", "role"),
    "kind": ("kind { value: kind count }", "kind"),
    "column": ("column { value: column { slug } count }", "column"),
    "platform": ("platform { value: organization { slug } count }", "platform"),
    "year": ("year { value: year count }", "published"),
}
OF_SECTIONS = {
    "year": ("year { value: year count }", "published"),
    "column": ("column { value: column { slug } count }", "column"),
    "kind": ("kind { value: kind count }", "kind"),
    "role": ("role { value: role count }", "role"),
}
OF_ISSUES = {**OF_SECTIONS, "author": ("author { value: person { slug } count }", "author")}
OF_PEOPLE = {
    "role": ("role { value: role count }", "role"),
    "organization": ("organization { value: organization { slug } count }", "organization"),
}
OF_ORGANIZATIONS = {"kind": ("kind { value: kind count }", "kind")}
FACETS_OF = {
    "works": OF_WORKS,
    "recommendations": OF_RECOMMENDATIONS,
    "issues": OF_ISSUES,
    "people": OF_PEOPLE,
    "organizations": OF_ORGANIZATIONS,
}
TYPES = {
    "works": "WorkFilter",
    "recommendations": "RecommendationFilter",
    "issues": "IssueFilter",
    "people": "PersonFilter",
    "organizations": "OrganizationFilter",
}
FILTERS: dict[str, list[dict[str, Any]]] = {
    "works": [
        {},
        {"kind": ["FILM", "SERIES", "APP"]},
        {"column": ["un-format-a-la-loupe"], "role": ["PICK", "SUBJECT"]},
        {"access": ["SUBSCRIPTION"]},
        {"platform": ["netflix"], "asOf": "2023-09-01"},
        {"not": {"kind": ["FILM"]}},
        {"anyOf": [{"platform": ["netflix"]}, {"kind": ["AD"]}]},
    ],
    "issues": [{}, {"kind": ["FILM", "AD"]}, {"role": ["PICK"], "column": ["un-format-a-la-loupe"]}],
    "people": [{}, {"role": ["DIRECTOR", "ACTOR"]}, {"column": ["un-format-a-la-loupe"]}],
    "organizations": [{}, {"kind": ["STUDIO", "PLATFORM"]}],
}
FILTERS["recommendations"] = [*FILTERS["works"], {"published": {"from": "2023-07-01", "to": "2023-07-31"}}]


def asked_for(field: str, value: Any) -> Any:
    """Return what a field of a filter is given to ask for one value of a facet."""
    if field == "published":
        return {"from": f"{value}-01-01", "to": f"{value}-12-31"}
    return [value["slug"] if isinstance(value, dict) else value]


@pytest.mark.parametrize("name", FACETS_OF)
async def test_each_value_counts_what_the_list_has_with_it(name: str, seeded_url: str) -> None:
    filter_type, facets = TYPES[name], FACETS_OF[name]
    counted, some = 0, set()
    async with reading(seeded_url) as reader:
        for asked in FILTERS[name]:
            selected = " ".join(text for text, _ in facets.values())
            answer = (await reader.ask(FACETS % (filter_type, name, selected), filter=asked))["list"]
            before = reader.database.statements
            for facet, (_, field) in facets.items():
                for each in answer["facets"][facet]:
                    with_value = {**asked, field: asked_for(field, each["value"])}
                    with_it = await reader.ask(TOTAL % (filter_type, name), filter=with_value)
                    assert with_it["list"]["totalCount"] == each["count"], (asked, facet, each)
                    counted += 1
                    some.add(facet)
            assert reader.database.statements - before == sum(map(len, answer["facets"].values()))
    assert counted > 9
    assert facets.keys() - some <= {"author"}, "issues of the sample have no authors"


async def test_sections_are_counted_where_they_are_listed(seeded_url: str) -> None:
    selected = " ".join(text for text, _ in OF_SECTIONS.values())
    query = """query ($filter: SectionFilter) {
      columns { slug sections(filter: $filter, first: 1) { totalCount facets { %s } } }
    }"""
    async with reading(seeded_url, limits=BEYOND_THE_DEFAULTS) as reader:
        counted = 0
        for asked in ({}, {"role": ["PICK"]}, {"kind": ["FILM", "AD"]}):
            columns = (await reader.ask(query % selected, filter=asked))["columns"]
            for facet, (_, field) in OF_SECTIONS.items():
                for column in columns:
                    for each in column["sections"]["facets"][facet]:
                        with_value = {**asked, field: asked_for(field, each["value"])}
                        other = (await reader.ask(query % selected, filter=with_value))["columns"]
                        (same,) = (one for one in other if one["slug"] == column["slug"])
                        assert same["sections"]["totalCount"] == each["count"], (asked, facet, each)
                        counted += 1
        assert counted > 20


async def test_what_is_chosen_keeps_what_it_could_be_instead(seeded_url: str) -> None:
    query = "query ($filter: WorkFilter) { works(filter: $filter) { facets { kind { kind } year { year } } } }"
    async with reading(seeded_url) as reader:
        every = (await reader.ask(query))["works"]["facets"]
        films = (await reader.ask(query, filter={"kind": ["FILM"]}))["works"]["facets"]
        assert reader.database.statements == 2
    assert films["kind"] == every["kind"]
    assert len(films["year"]) < len(every["year"])
