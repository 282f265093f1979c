import { type FragmentOf, readFragment } from "gql.tada";
import { useQuery } from "urql";
import { graphql } from "./graphql.ts";

const Card = graphql(`
  fragment Card on Recommendation {
    reason
    work {
      __typename
      title
      year
      ... on Film {
        isDocumentary
      }
    }
  }
`);

function RecommendationCard(props: { recommendation: FragmentOf<typeof Card> }) {
  const { reason, work } = readFragment(Card, props.recommendation);
  return (
    <li>
      <cite>{work.title}</cite> {work.year} {work.__typename === "Film" && work.isDocumentary && "documentary"}
      <p>{reason}</p>
    </li>
  );
}

const IssueQuery = graphql(
  `
    query IssuePage($slug: String!) {
      issue(slug: $slug) {
        title
        publishedAt
        sections {
          id
          heading
          body {
            html
          }
          recommendations {
            id
            ...Card
          }
        }
      }
    }
  `,
  [Card],
);

export function IssuePage({ slug }: { slug: string }) {
  const [{ data, fetching, error }] = useQuery({ query: IssueQuery, variables: { slug } });
  if (fetching) return <p>Loading …</p>;
  if (error) return <p role="alert">{error.message}</p>;
  if (!data?.issue) return <p>There is no such issue.</p>;
  return (
    <article>
      <h1>{data.issue.title}</h1>
      {data.issue.sections.map(({ id, heading, body, recommendations }) => (
        <section key={id}>
          <h2>{heading}</h2>
          <div dangerouslySetInnerHTML={{ __html: body.html }} />
          <ul>
            {recommendations.map((recommendation) => (
              <RecommendationCard key={recommendation.id} recommendation={recommendation} />
            ))}
          </ul>
        </section>
      ))}
    </article>
  );
}
