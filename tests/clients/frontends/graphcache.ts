import { cacheExchange } from "@urql/exchange-graphcache";
import { relayPagination } from "@urql/exchange-graphcache/extras";
import type { IntrospectionQuery } from "graphql";

const page = relayPagination();
const withoutId = [
  ...["Affiliation", "Availability", "Body", "Credit", "ExternalId", "Image"],
  ...["Budget", "KeyFigure", "Link", "Price", "Source", "Viewer"],
  ...["IssueFacets", "RecommendationFacets", "WorkFacets", "KindCount", "TagCount", "YearCount"],
  ...["OrganizationFacets", "PersonFacets", "SectionFacets", "CreditRoleCount", "OrganizationKindCount"],
  ...["AccessCount", "ColumnCount", "OrganizationCount", "PersonCount", "RoleCount", "RelatedEdge"],
  ...["NamedTogether", "SharedColumn", "SharedOrganization", "SharedPerson", "SharedPlatform", "SharedTags"],
  ...["SharedWhole", "SimilarText", "NearWork"],
  ...["Revision", "Difference", "Key", "SearchCount", "SearchFragment", "Suggestion", "TextRange"],
];

/** Put the pages of each list together. `kinds` are the types of Work: Film, Series and so on. */
export const lists = (kinds: readonly string[]) => ({
  Query: { issues: page, works: page, recommendations: page, people: page, organizations: page, revisions: page, search: page },
  Column: { sections: page },
  Person: { works: page, issues: page, sections: page, recommendations: page },
  Organization: { works: page, availableWorks: page, sections: page, people: page, recommendations: page },
  ...Object.fromEntries(kinds.map((kind) => [kind, { recommendations: page }])),
});

/** A cache in which objects without an `id` belong to those around them. */
export const graphcache = (schema: IntrospectionQuery, kinds: readonly string[]) =>
  cacheExchange({
    schema,
    keys: Object.fromEntries(withoutId.map((type) => [type, () => null])),
    resolvers: lists(kinds),
  });
