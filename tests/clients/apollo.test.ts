/** Apollo Client, with documents and types from graphql-codegen. */
import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { test } from "node:test";
import { ApolloClient, ApolloLink, CombinedGraphQLErrors, gql, HttpLink, InMemoryCache } from "@apollo/client";
import { PersistedQueryLink } from "@apollo/client/link/persisted-queries";
import { Films, IssuePage, WorkCard } from "./apollo.documents.ts";
import { getFragmentData } from "./generated/codegen/index.ts";
import { possibleTypes } from "./possible-types.ts";
import { slug, url, watched } from "./server.ts";

const sha256 = (text: string) => createHash("sha256").update(text).digest("hex");

function client(link: ApolloLink) {
  return new ApolloClient({ link, cache: new InMemoryCache({ possibleTypes }) });
}

for (const useGETForQueries of [false, true]) {
  const method = useGETForQueries ? "GET" : "POST";

  test(`a query over ${method} is answered in the media type of GraphQL`, async () => {
    const { fetch, requests } = watched();
    const apollo = client(new HttpLink({ uri: url, fetch, useGETForQueries }));
    const { data } = await apollo.query({ query: IssuePage, variables: { slug } });
    const works = data?.issue?.recommendations.map(({ work }) => getFragmentData(WorkCard, work).title);
    assert.ok(works?.includes("The Deepest Breath"));
    assert.deepEqual(requests, [{ method, text: true, answered: "application/graphql-response+json" }]);
  });

  test(`an automatic persisted query over ${method} sends its text once`, async () => {
    // A document of its own: what one test has registered the other would find.
    const query = gql`query Registered${method} { publication { name } }`;
    const { fetch, requests } = watched();
    const link = () =>
      new PersistedQueryLink({ sha256, useGETForHashedQueries: useGETForQueries }).concat(
        new HttpLink({ uri: url, fetch, useGETForQueries }),
      );
    const first = await client(link()).query<{ publication: { name: string } }>({ query });
    const second = await client(link()).query<{ publication: { name: string } }>({ query });
    assert.ok(first.data?.publication.name);
    assert.deepEqual(second.data, first.data);
    assert.deepEqual(
      requests.map(({ method, text }) => [method, text]),
      [[method, false], [method, true], [method, false]],
    );
  });
}

test("a hash that is not the text's is refused", async () => {
  const link = new PersistedQueryLink({ sha256: () => sha256("another text") }).concat(new HttpLink({ uri: url }));
  const asking = client(link).query({ query: gql`query Wrong { publication { name } }` });
  await assert.rejects(asking, (error) => CombinedGraphQLErrors.is(error) && /sha/.test(error.message));
});

test("the cache keeps one object per type and id, and needs no request for what it holds", async () => {
  const { fetch, requests } = watched();
  const apollo = client(new HttpLink({ uri: url, fetch }));
  await apollo.query({ query: IssuePage, variables: { slug } });
  await apollo.query({ query: Films });
  const objects = Object.values(apollo.cache.extract() as Record<string, { title?: string; isDocumentary?: boolean }>);
  const found = objects.filter(({ title }) => title === "The Deepest Breath");
  assert.deepEqual(found.map(({ isDocumentary }) => isDocumentary), [true]);
  await apollo.query({ query: IssuePage, variables: { slug } });
  assert.equal(requests.length, 2);
});

test("a refused query has the code of its error", async () => {
  const asking = client(new HttpLink({ uri: url })).query({ query: gql`query Unknown { nothing }` });
  await assert.rejects(
    asking,
    (error) =>
      CombinedGraphQLErrors.is(error) && error.errors[0]?.extensions?.["code"] === "GRAPHQL_VALIDATION_FAILED",
  );
});
