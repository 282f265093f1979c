"""Facets: each value with how many there would be with it, the rest of the filter as it is."""

from typing import Any

import pytest

from tests.reader import reading

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
}
OF_RECOMMENDATIONS = {
    "role": ("role { value: role count }", "role"),
    "kind": ("kind { value: kind count }", "kind"),
    "column": ("column { value: column { slug } count }", "column"),
    "platform": ("platform { value: organization { slug } count }", "platform"),
}
LISTS = {"works": ("WorkFilter", OF_WORKS), "recommendations": ("RecommendationFilter", OF_RECOMMENDATIONS)}
FILTERS: list[dict[str, Any]] = [
    {},
    {"kind": ["FILM", "SERIES", "APP"]},
    {"column": ["un-format-a-la-loupe"], "role": ["PICK", "SUBJECT"]},
    {"access": ["SUBSCRIPTION"]},
    {"platform": ["netflix"], "asOf": "2023-09-01"},
    {"not": {"kind": ["FILM"]}},
    {"anyOf": [{"platform": ["netflix"]}, {"kind": ["AD"]}]},
]


@pytest.mark.parametrize("name", LISTS)
async def test_each_value_counts_what_the_list_has_with_it(name: str, seeded_url: str) -> None:
    filter_type, facets = LISTS[name]
    counted = 0
    async with reading(seeded_url) as reader:
        for asked in FILTERS:
            selected = " ".join(text for text, _ in facets.values())
            answer = (await reader.ask(FACETS % (filter_type, name, selected), filter=asked))["list"]
            before = reader.database.statements
            for facet, (_, field) in facets.items():
                for each in answer["facets"][facet]:
                    value = each["value"]["slug"] if isinstance(each["value"], dict) else each["value"]
                    other = {key: what for key, what in asked.items() if key != field}
                    with_it = await reader.ask(TOTAL % (filter_type, name), filter={**other, field: [value]})
                    assert with_it["list"]["totalCount"] == each["count"], (asked, facet, value)
                    counted += 1
            assert reader.database.statements - before == sum(map(len, answer["facets"].values()))
    assert counted > 50


async def test_what_is_chosen_keeps_what_it_could_be_instead(seeded_url: str) -> None:
    query = "query ($filter: WorkFilter) { works(filter: $filter) { facets { kind { kind } year { year } } } }"
    async with reading(seeded_url) as reader:
        every = (await reader.ask(query))["works"]["facets"]
        films = (await reader.ask(query, filter={"kind": ["FILM"]}))["works"]["facets"]
        assert reader.database.statements == 2
    assert films["kind"] == every["kind"]
    assert len(films["year"]) < len(every["year"])
