/**
 * What relay-compiler reads. It alone does: what runs are the artifacts that it writes, so no Babel has to take these
 * tags out.
 */
import { graphql } from "relay-runtime";

graphql`
  query ReadingQuery($slug: String!) {
    issue(slug: $slug) {
      ...Reading_issue
    }
    organization(slug: "netflix") {
      ...Reading_organization
    }
    ...Reading_works
  }
`;

graphql`
  fragment Reading_issue on Issue @refetchable(queryName: "ReadingIssueQuery") {
    title
    publishedAt
    recommendations {
      role
      work {
        ...Reading_work
      }
    }
  }
`;

graphql`
  fragment Reading_work on Work {
    title
    kind
    ... on Film {
      isDocumentary
    }
  }
`;

graphql`
  fragment Reading_works on Query
  @refetchable(queryName: "ReadingWorksQuery")
  @argumentDefinitions(count: { type: "Int", defaultValue: 2 }, cursor: { type: "String" }) {
    works(first: $count, after: $cursor, orderBy: TITLE_ASC) @connection(key: "Reading_works") {
      edges {
        node {
          id
          ...Reading_work
        }
      }
    }
  }
`;

graphql`
  fragment Reading_organization on Organization
  @refetchable(queryName: "ReadingOrganizationQuery")
  @argumentDefinitions(count: { type: "Int", defaultValue: 1 }, cursor: { type: "String" }) {
    name
    works(first: $count, after: $cursor) @connection(key: "Reading_organization_works") {
      edges {
        node {
          id
          title
        }
      }
    }
  }
`;
