const query = `
  query IssuePage($slug: String!) {
    issue(slug: $slug) {
      title
      publishedAt
      sections {
        heading
        body {
          html
        }
      }
    }
  }
`;

interface Issue {
  title: string;
  publishedAt: string | null;
  sections: { heading: string | null; body: { html: string } }[];
}

/** Fetch an issue; null when there is none that readers may see. */
export async function fetchIssue(endpoint: string, slug: string): Promise<Issue | null> {
  const parameters = new URLSearchParams({ query, variables: JSON.stringify({ slug }) });
  const response = await fetch(`${endpoint}?${parameters}`, {
    headers: { Accept: "application/graphql-response+json" },
  });
  const { data, errors } = await response.json();
  if (errors) throw new Error(errors[0].message);
  return data.issue;
}
