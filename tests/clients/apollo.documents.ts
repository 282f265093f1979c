import { graphql } from "./generated/codegen/index.ts";

export const WorkCard = graphql(`
  fragment WorkCard on Work {
    id
    title
    releaseDate
  }
`);

export const IssuePage = graphql(`
  query IssuePage($slug: String!) {
    issue(slug: $slug) {
      id
      title
      publishedAt
      recommendations {
        id
        role
        work {
          id
          ...WorkCard
        }
      }
    }
  }
`);

export const Films = graphql(`
  query Films {
    works(filter: { kind: [FILM] }) {
      nodes {
        id
        ...WorkCard
        ... on Film {
          isDocumentary
        }
      }
    }
  }
`);
