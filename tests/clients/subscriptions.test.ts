/** Subscriptions, while an editor publishes one issue after the other. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { ApolloClient, type ApolloLink, gql, HttpLink, InMemoryCache } from "@apollo/client";
import { GraphQLWsLink } from "@apollo/client/link/subscriptions";
import { Client, fetchExchange, type SubscriptionForwarder, subscriptionExchange } from "@urql/core";
import { createClient as createSse } from "graphql-sse";
import { createClient as createWebSocket } from "graphql-ws";
import { meros } from "meros/browser";
import { WebSocket } from "ws";
import { url, webSocketUrl } from "./server.ts";

const query = "subscription { issuePublished { __typename id slug } }";

interface Told {
  issuePublished: { slug: string };
}

/** Hold to two issues, which came one after the other. */
function assertTwo(told: (Told | null | undefined)[]): void {
  assert.equal(new Set(told.map((each) => each?.issuePublished.slug)).size, 2);
}

/** Take the first two of what a source tells, and leave afterwards: a client may still be busy with the second. */
async function two<Value>(subscribe: (next: (value: Value) => void, failed: (error: unknown) => void) => () => void) {
  const values: Value[] = [];
  let leave = () => {};
  await new Promise<void>((resolve, reject) => {
    leave = subscribe((value) => {
      if (values.push(value) >= 2) {
        setImmediate(resolve);
      }
    }, reject);
  });
  leave();
  return values.slice(0, 2);
}

function webSocket() {
  // Node 20 has no WebSocket of its own.
  return createWebSocket({ url: webSocketUrl, webSocketImpl: WebSocket, retryAttempts: 0 });
}

test("graphql-ws", async () => {
  const client = webSocket();
  assertTwo(
    await two<Told | null | undefined>((next, error) =>
      client.subscribe<Told>({ query }, { next: ({ data }) => next(data), error, complete: () => {} }),
    ),
  );
  const answers = client.iterate<{ publication: object }>({ query: "{ publication { name } }" });
  assert.ok((await answers.next()).value?.data?.publication);
  await client.dispose();
});

test("graphql-sse, in distinct connections mode", async () => {
  const client = createSse({ url, singleConnection: false, retryAttempts: 0 });
  assertTwo(
    await two<Told | null | undefined>((next, error) =>
      client.subscribe<Told>({ query }, { next: ({ data }) => next(data), error, complete: () => {} }),
    ),
  );
  client.dispose();
});

async function apollo(link: ApolloLink): Promise<void> {
  const client = new ApolloClient({ link, cache: new InMemoryCache() });
  assertTwo(
    await two<Told | null | undefined>((next, error) => {
      const subscription = client
        .subscribe<Told>({ query: gql(query) })
        .subscribe({ next: (result) => (result.error ? error(result.error) : next(result.data)), error });
      return () => subscription.unsubscribe();
    }),
  );
  client.stop();
}

test("Apollo Client over graphql-ws", async () => {
  const client = webSocket();
  await apollo(new GraphQLWsLink(client));
  await client.dispose();
});

test("Apollo Client over multipart HTTP", () => apollo(new HttpLink({ uri: url })));

test("meros, which others read multipart HTTP with, finds no part but results", async () => {
  const accept = 'multipart/mixed;boundary="graphql";subscriptionSpec=1.0, application/json';
  const headers = { Accept: accept, "Content-Type": "application/json" };
  const response = await fetch(url, { method: "POST", headers, body: JSON.stringify({ query }) });
  const parts = await meros<{ payload: { data: Told } }>(response);
  assert.ok(!(parts instanceof Response));
  const told: Told[] = [];
  for await (const part of parts) {
    assert.ok(part.json);
    if (told.push(part.body.payload.data) === 2) break;
  }
  assertTwo(told);
});

async function urql(client: Client): Promise<void> {
  assertTwo(
    await two<Told | null | undefined>((next, failed) => {
      const { unsubscribe } = client
        .subscription<Told>(query, {})
        .subscribe(({ data, error }) => (error ? failed(error) : next(data)));
      return unsubscribe;
    }),
  );
}

function forwarding(forwardSubscription: SubscriptionForwarder): Client {
  const exchanges = [subscriptionExchange({ forwardSubscription }), fetchExchange];
  return new Client({ url, exchanges, preferGetMethod: false });
}

test("urql over graphql-ws", async () => {
  const client = webSocket();
  await urql(
    forwarding(({ query = "", variables }) => ({
      subscribe: (sink) => ({ unsubscribe: client.subscribe({ query, variables: { ...variables } }, sink) }),
    })),
  );
  await client.dispose();
});

test("urql over graphql-sse", async () => {
  const client = createSse({ url, retryAttempts: 0 });
  await urql(
    forwarding(({ query = "", variables }) => ({
      subscribe: (sink) => ({ unsubscribe: client.subscribe({ query, variables: { ...variables } }, sink) }),
    })),
  );
  client.dispose();
});

test("urql by itself, over Server-Sent Events", () =>
  urql(new Client({ url, exchanges: [fetchExchange], fetchSubscriptions: true, preferGetMethod: false })));
