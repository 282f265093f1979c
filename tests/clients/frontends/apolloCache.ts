import { InMemoryCache, type PossibleTypesMap } from "@apollo/client";
import { relayStylePagination } from "@apollo/client/utilities";

/** A cache that puts the pages of each list together, and the fields of objects without an `id`. */
export function apolloCache(possibleTypes: PossibleTypesMap): InMemoryCache {
  return new InMemoryCache({
    possibleTypes, // of Work and Node, as graphql-codegen's fragment-matcher prints them
    typePolicies: {
      Query: {
        fields: {
          issues: relayStylePagination(["filter", "orderBy"]),
          works: relayStylePagination(["filter", "orderBy"]),
          recommendations: relayStylePagination(["filter", "orderBy"]),
          people: relayStylePagination(["filter"]),
          organizations: relayStylePagination(["filter"]),
          revisions: relayStylePagination(["id"]),
          search: relayStylePagination(["query", "types"]),
        },
      },
      Work: { fields: { recommendations: relayStylePagination(["filter", "orderBy"]) } },
      Column: { fields: { sections: relayStylePagination(["filter"]) } },
      Person: {
        fields: {
          works: relayStylePagination(["filter", "orderBy"]),
          issues: relayStylePagination(["filter", "orderBy"]),
          sections: relayStylePagination(["filter"]),
          recommendations: relayStylePagination(["filter", "orderBy"]),
        },
      },
      Organization: {
        fields: {
          works: relayStylePagination(["filter", "orderBy"]),
          availableWorks: relayStylePagination(["filter", "orderBy"]),
          sections: relayStylePagination(["filter"]),
          people: relayStylePagination(["filter"]),
          recommendations: relayStylePagination(["filter", "orderBy"]),
        },
      },
      Body: { merge: true },
      Image: { merge: true },
      IssueFacets: { merge: true },
      OrganizationFacets: { merge: true },
      PersonFacets: { merge: true },
      RecommendationFacets: { merge: true },
      SectionFacets: { merge: true },
      WorkFacets: { merge: true },
      Price: { merge: true },
      Viewer: { merge: true },
      Budget: { merge: true },
    },
  });
}
