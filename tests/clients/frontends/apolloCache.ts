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
          recommendations: relayStylePagination(["filter"]),
          people: relayStylePagination(["filter"]),
          organizations: relayStylePagination(["filter"]),
        },
      },
      Work: { fields: { recommendations: relayStylePagination() } },
      Column: { fields: { sections: relayStylePagination() } },
      Person: { fields: { works: relayStylePagination(["orderBy"]) } },
      Organization: { fields: { works: relayStylePagination(["orderBy"]) } },
      Body: { merge: true },
      Image: { merge: true },
      Price: { merge: true },
      Viewer: { merge: true },
    },
  });
}
