/**
 * Relay: what its compiler makes of fragments, `@refetchable` and `@connection`, run by its runtime on a server that
 * answers the compiler's persisted documents only.
 */
import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";
import {
  Environment,
  fetchQuery,
  getPaginationMetadata,
  getPaginationVariables,
  getRefetchMetadata,
  getSingularSelector,
  Network,
  type ReaderFragment,
  RecordSource,
  Store,
} from "relay-runtime";
import Issue, { type Reading_issue$data } from "./generated/relay/Reading_issue.graphql.ts";
import Organization, { type Reading_organization$data } from "./generated/relay/Reading_organization.graphql.ts";
import Query, { type ReadingQuery, type ReadingQuery$data } from "./generated/relay/ReadingQuery.graphql.ts";
import Work, { type Reading_work$data } from "./generated/relay/Reading_work.graphql.ts";
import Works, { type Reading_works$data } from "./generated/relay/Reading_works.graphql.ts";
import { slug, url } from "./server.ts";

let environment: Environment;
let data: ReadingQuery$data;

const network = Network.create(async ({ id }, variables) => {
  const response = await fetch(url, {
    method: "POST",
    headers: { "Content-Type": "application/json", Accept: "application/graphql-response+json" },
    body: JSON.stringify({ documentId: id, variables }),
  });
  return response.json();
});

beforeEach(async () => {
  environment = new Environment({ network, store: new Store(new RecordSource()) });
  data = (await fetchQuery<ReadingQuery>(environment, Query, { slug }).toPromise()) ?? assert.fail("no data");
});

/** Read a fragment from the store, as `useFragment` does. */
function read<Data>(fragment: ReaderFragment, reference: unknown): Data {
  const selector = getSingularSelector(fragment, reference);
  assert.ok(selector);
  const { data, isMissingData } = environment.lookup(selector);
  assert.equal(isMissingData, false);
  return data as Data;
}

/** Load the next page of a connection, as `usePaginationFragment` does. */
async function loadNext(fragment: ReaderFragment, count: number, cursor: unknown, variables: object): Promise<void> {
  const { paginationRequest, paginationMetadata } = getPaginationMetadata(fragment, "test");
  const page = getPaginationVariables("forward", count, String(cursor), { slug }, variables, paginationMetadata);
  await fetchQuery(environment, paginationRequest, page).toPromise();
}

/** Tell where a connection that was read ends; Relay keeps it out of the fragment's type. */
function endCursor(connection: object): unknown {
  return (connection as { pageInfo: { endCursor: string } }).pageInfo.endCursor;
}

test("fragments are read where they were spread, interfaces and kinds alike", () => {
  const issue = read<Reading_issue$data>(Issue, data.issue);
  const works = issue.recommendations.map(({ work }) => read<Reading_work$data>(Work, work));
  const film = works.find(({ title }) => title === "The Deepest Breath");
  assert.equal(film?.kind, "FILM");
  assert.equal(film.isDocumentary, true);
});

test("a fragment is refetched by its node's id", async () => {
  const { refetchableRequest, identifierInfo } = getRefetchMetadata(Issue, "test");
  const before = read<Reading_issue$data & { id: string }>(Issue, data.issue);
  assert.equal(identifierInfo?.identifierField, "id");
  const again = await fetchQuery(environment, refetchableRequest, { id: before.id }).toPromise();
  assert.ok((again as { node: object }).node);
  assert.deepEqual(read(Issue, data.issue), before);
});

test("a connection of the root grows page by page, in order and without repeats", async () => {
  const first = read<Reading_works$data>(Works, data).works;
  assert.equal(first.edges.length, 2);
  await loadNext(Works, 3, endCursor(first), {});
  const { edges } = read<Reading_works$data>(Works, data).works;
  const titles = edges.map(({ node }) => read<Reading_work$data>(Work, node).title);
  assert.equal(new Set(edges.map(({ node }) => node.id)).size, 5);
  assert.deepEqual(titles, titles.toSorted(new Intl.Collator("fr").compare));
});

test("a connection of a node grows by the node's id", async () => {
  const netflix = read<Reading_organization$data & { id: string }>(Organization, data.organization);
  assert.equal(netflix.works.edges.length, 1);
  await loadNext(Organization, 1, endCursor(netflix.works), { id: netflix.id });
  const grown = read<Reading_organization$data>(Organization, data.organization).works;
  assert.equal(new Set(grown.edges.map(({ node }) => node.id)).size, 2);
});
