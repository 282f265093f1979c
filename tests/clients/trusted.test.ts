/** The manifest that graphql-codegen writes, on a server that answers nothing else. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { ApolloClient, CombinedGraphQLErrors, gql, HttpLink, InMemoryCache } from "@apollo/client";
import { PersistedQueryLink } from "@apollo/client/link/persisted-queries";
import type { DocumentNode } from "graphql";
import { Client, fetchExchange } from "@urql/core";
import { persistedExchange } from "@urql/exchange-persisted";
import { IssuePage } from "./apollo.documents.ts";
import manifest from "./generated/codegen/persisted-documents.json" with { type: "json" };
import { possibleTypes } from "./possible-types.ts";
import { slug, url, watched } from "./server.ts";

/** The hash that codegen leaves in a document, without the name of its algorithm. */
function hash(document: DocumentNode): string {
  const { __meta__ } = document as { __meta__?: { hash: string } };
  return __meta__?.hash.replace("sha256:", "") ?? "none";
}

test("an id of the manifest is answered", async () => {
  for (const documentId of Object.keys(manifest)) {
    const parameters = new URLSearchParams({ documentId, variables: JSON.stringify({ slug }) });
    const { data, errors } = (await (await fetch(`${url}?${parameters}`)).json()) as { data: object; errors?: object };
    assert.equal(errors, undefined);
    assert.ok(data);
  }
});

test("Apollo Client asks by hash alone", async () => {
  const { fetch, requests } = watched();
  const link = new PersistedQueryLink({ generateHash: hash }).concat(new HttpLink({ uri: url, fetch }));
  const apollo = new ApolloClient({ link, cache: new InMemoryCache({ possibleTypes }) });
  const { data } = await apollo.query({ query: IssuePage, variables: { slug } });
  assert.equal(data?.issue?.publishedAt, "2023-07-21T06:00:00Z");
  assert.deepEqual(requests.map(({ text }) => text), [false]);
});

test("urql asks by hash alone", async () => {
  const { fetch, requests } = watched();
  const persisted = persistedExchange({
    enforcePersistedQueries: true,
    generateHash: async (_, document) => hash(document),
  });
  const urql = new Client({ url, exchanges: [persisted, fetchExchange], fetch, preferGetMethod: false });
  const { data } = await urql.query(IssuePage, { slug });
  assert.equal(data?.issue?.publishedAt, "2023-07-21T06:00:00Z");
  assert.deepEqual(requests.map(({ text }) => text), [false]);
});

test("another document is refused", async () => {
  const apollo = new ApolloClient({ link: new HttpLink({ uri: url }), cache: new InMemoryCache() });
  await assert.rejects(
    apollo.query({ query: gql`query Other { publication { name } }` }),
    (error) => CombinedGraphQLErrors.is(error) && error.errors[0]?.extensions?.["code"] === "FORBIDDEN",
  );
});
