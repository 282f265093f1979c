/** The caches that docs/frontends.md sets up page through lists, lose nothing, and complain of nothing. */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { afterEach, beforeEach, mock, test } from "node:test";
import { ApolloClient, gql, HttpLink } from "@apollo/client";
import { Client, fetchExchange } from "@urql/core";
import { buildSchema, getNamedType, introspectionFromSchema, isObjectType } from "graphql";
import { apolloCache } from "./frontends/apolloCache.ts";
import { graphcache, lists as graphcacheLists } from "./frontends/graphcache.ts";
import { possibleTypes } from "./possible-types.ts";
import { slug, url, watched } from "./server.ts";

const schema = buildSchema(readFileSync(new URL("../../schema.graphql", import.meta.url), "utf8"));
const introspection = introspectionFromSchema(schema, { descriptions: false });
const objects = Object.values(schema.getTypeMap()).filter(isObjectType).filter(({ name }) => !name.startsWith("__"));
/** The fields that are lists in pages, as `Type.field`. */
const lists = objects.flatMap((type) =>
  Object.values(type.getFields())
    .filter((field) => getNamedType(field.type).name.endsWith("Connection"))
    .map((field) => ({ type: type.name, field: field.name, args: field.args.map(({ name }) => name) })),
);

const kinds = possibleTypes["Work"] ?? [];

interface Page {
  totalCount: number;
  edges: { node: { id: string; title: string } }[];
  pageInfo: { hasNextPage: boolean; endCursor: string | null };
}

const WORKS = `query Works($after: String, $order: WorkOrder) {
  works(first: 3, after: $after, orderBy: $order, filter: { kind: [FILM, SERIES, BOOK, APP, AI_MODEL, ALBUM] }) {
    totalCount edges { cursor node { __typename id title } } pageInfo { hasNextPage hasPreviousPage startCursor endCursor }
  }
}`;
const ALL = WORKS.replace("first: 3", "first: 100");
/** Two questions that ask for different fields of the same objects without an `id`. */
const TEXTS = ["html", "markdown"].map((form) => `query Texts_${form}($slug: String!) {
  issue(slug: $slug) { id cover { ${form === "html" ? "url" : "alt"} } sections {
    id body { ${form} } recommendations { id work { id image { ${form === "html" ? "url" : "alt"} } credits { role person { id name } } } }
  } }
  viewer { ${form === "html" ? "name" : "scopes"} }
}`);

/** All titles, in the order of the server. */
async function titles(order: string | null): Promise<string[]> {
  const response = await fetch(url, {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify({ query: ALL, variables: { order } }),
  });
  const { data } = (await response.json()) as { data: { works: Page } };
  return data.works.edges.map(({ node }) => node.title);
}

const complaints = { warn: mock.method(console, "warn"), error: mock.method(console, "error") };
beforeEach(() => Object.values(complaints).forEach(({ mock }) => mock.resetCalls()));
afterEach(() => {
  const said = Object.values(complaints).flatMap(({ mock }) => mock.calls.map((call) => call.arguments));
  assert.deepEqual(said, []);
});

test("Apollo's cache has a policy for every list, by all that is no page of it", () => {
  const { policies } = apolloCache(possibleTypes);
  for (const { type, field, args } of lists) {
    const keys = args.filter((name) => !["first", "after", "last", "before"].includes(name));
    const variables = { id: "iss_1", filter: { kind: ["FILM"] }, orderBy: "TITLE_ASC", first: 3, after: "x", last: 1, before: "y" };
    const given = Object.fromEntries(args.map((name) => [name, variables[name as keyof typeof variables]]));
    const key = policies.getStoreFieldName({ typename: type, fieldName: field, args: given });
    const expected = keys.map((name) => [name, variables[name as keyof typeof variables]]);
    const stored = keys.length ? `${field}:${JSON.stringify(Object.fromEntries(expected))}` : field;
    assert.equal(key, stored, `${type}.${field}`);
  }
});

test("Apollo's cache puts pages together, order by order", async () => {
  const { fetch, requests } = watched();
  const apollo = new ApolloClient({ link: new HttpLink({ uri: url, fetch }), cache: apolloCache(possibleTypes) });
  for (const order of ["TITLE_ASC", "RELEASE_DATE_DESC"]) {
    const query = { query: gql(WORKS), variables: { order } };
    let page = (await apollo.query<{ works: Page }>(query)).data?.works;
    const works = apollo.watchQuery<{ works: Page }>(query);
    const subscription = works.subscribe(() => {});
    while (page?.pageInfo.hasNextPage) {
      page = (await works.fetchMore({ variables: { after: page.pageInfo.endCursor } })).data?.works;
    }
    const known = apollo.readQuery<{ works: Page }>(query)?.works;
    assert.deepEqual(known?.edges.map(({ node }) => node.title), await titles(order));
    subscription.unsubscribe();
  }
  const asked = requests.length;
  await apollo.query({ query: gql(WORKS), variables: { order: "TITLE_ASC" } });
  assert.equal(requests.length, asked);
});

test("Apollo's cache keeps all fields of objects without an id", async () => {
  const { fetch, requests } = watched();
  const apollo = new ApolloClient({ link: new HttpLink({ uri: url, fetch }), cache: apolloCache(possibleTypes) });
  for (const text of [...TEXTS, ...TEXTS]) {
    await apollo.query({ query: gql(text), variables: { slug } });
  }
  assert.equal(requests.length, TEXTS.length);
});

test("Graphcache has a resolver for every list", () => {
  const resolvers: Record<string, Record<string, unknown>> = graphcacheLists(kinds);
  assert.deepEqual(lists.filter(({ type, field }) => !resolvers[type]?.[field]), []);
});

test("Graphcache puts pages together, order by order", async () => {
  const { fetch, requests } = watched();
  const urql = new Client({ url, exchanges: [graphcache(introspection, kinds), fetchExchange], fetch, preferGetMethod: false });
  for (const order of ["TITLE_ASC", "RELEASE_DATE_DESC"]) {
    let after: string | null = null;
    let page: Page | undefined;
    do {
      page = (await urql.query<{ works: Page }>(WORKS, { after, order })).data?.works;
      after = page?.pageInfo.endCursor ?? null;
    } while (page?.pageInfo.hasNextPage);
    assert.deepEqual(page?.edges.map(({ node }) => node.title), await titles(order));
  }
  const asked = requests.length;
  await urql.query(WORKS, { order: "TITLE_ASC", after: null });
  assert.equal(requests.length, asked);
});

test("Graphcache keeps all fields of objects without an id", async () => {
  const { fetch, requests } = watched();
  const urql = new Client({ url, exchanges: [graphcache(introspection, kinds), fetchExchange], fetch, preferGetMethod: false });
  for (const text of [...TEXTS, ...TEXTS]) {
    const { error } = await urql.query(text, { slug });
    assert.equal(error, undefined);
  }
  assert.equal(requests.length, TEXTS.length);
});
