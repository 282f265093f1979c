/** A restart under clients that try again by themselves: each is told of the issues that come afterwards. */
import assert from "node:assert/strict";
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { after, before, test } from "node:test";
import { setTimeout as wait } from "node:timers/promises";
import { ApolloClient, ApolloLink, gql, HttpLink, InMemoryCache } from "@apollo/client";
import { RetryLink } from "@apollo/client/link/retry";
import { Client, type SubscriptionForwarder, subscriptionExchange } from "@urql/core";
import { EventSource } from "eventsource";
import { createClient as createSse } from "graphql-sse";
import { createClient as createWebSocket } from "graphql-ws";
import { WebSocket } from "ws";
import { url, webSocketUrl } from "./server.ts";

const query = "subscription { issuePublished { __typename id slug } }";
const pause = () => wait(100);
const [program = "", ...parameters] = (process.env.LIANE_SERVE ?? "").split(" ");
let server: ChildProcess;

async function start(): Promise<void> {
  server = spawn(program, parameters, { stdio: "ignore" });
  while (!(await fetch(url.replace("graphql", "readyz")).catch(() => null))?.ok) {
    await pause();
  }
}

async function stop(): Promise<void> {
  server.kill("SIGTERM");
  await once(server, "exit");
}

/** What each client was told, by the client's name. */
const told = new Map<string, number>();
const leave: (() => void)[] = [];
let left = false;

function tells(name: string): () => void {
  told.set(name, 0);
  return () => void told.set(name, (told.get(name) ?? 0) + 1);
}

function never(name: string): (error?: unknown) => void {
  return (error) => left || assert.fail(`${name} gave up: ${String(error)}`);
}

async function allTold(): Promise<void> {
  for (const name of told.keys()) {
    told.set(name, 0);
  }
  while ([...told.values()].includes(0)) {
    await pause();
  }
}

/** The numbers of the issues, which are published as issue-1, issue-2 and so on, in the order of what a browser's
 * EventSource was told: it names the last event that it got when it comes again. */
const numbers: number[] = [];

function listen(): void {
  const name = "EventSource";
  const next = tells(name);
  const source = new EventSource(`${url}?${new URLSearchParams({ query })}`);
  source.addEventListener("next", ({ data }) => {
    numbers.push(Number(/issue-(\d+)/.exec(data)?.[1]));
    next();
  });
  source.addEventListener("complete", never(name));
  source.addEventListener("error", () => source.readyState !== source.CLOSED || never(name)());
  leave.push(() => source.close());
}

before(start);
after(async () => {
  left = true;
  for (const each of leave) {
    each();
  }
  await stop();
});

test("every client goes on after a restart", async () => {
  const socket = createWebSocket({
    url: webSocketUrl,
    webSocketImpl: WebSocket,
    retryAttempts: 1_000,
    retryWait: pause,
    shouldRetry: () => true, // also while nobody listens
  });
  const events = createSse({ url, retryAttempts: 1_000, retry: pause });
  listen();
  const name = { socket: "graphql-ws", events: "graphql-sse", apollo: "Apollo over multipart", urql: "urql" };

  leave.push(
    socket.subscribe(
      { query },
      { next: tells(name.socket), error: never(name.socket), complete: never(name.socket) },
    ),
    events.subscribe(
      { query },
      { next: tells(name.events), error: never(name.events), complete: never(name.events) },
    ),
  );

  const apolloTold = tells(name.apollo);
  const retry = new RetryLink({ attempts: { max: 10_000 }, delay: { initial: 100, max: 100 } });
  const apollo = new ApolloClient({
    link: ApolloLink.from([retry, new HttpLink({ uri: url })]),
    cache: new InMemoryCache(),
  });
  const subscription = apollo.subscribe({ query: gql(query) }).subscribe({
    next: ({ error }) => (error ? never(name.apollo)(error) : apolloTold()),
    error: never(name.apollo),
    complete: never(name.apollo),
  });
  leave.push(() => subscription.unsubscribe());

  const forwardSubscription: SubscriptionForwarder = ({ query = "", variables }) => ({
    subscribe: (sink) => ({ unsubscribe: events.subscribe({ query, variables: { ...variables } }, sink) }),
  });
  const urqlTold = tells(name.urql);
  const urql = new Client({ url, exchanges: [subscriptionExchange({ forwardSubscription })], preferGetMethod: false });
  const { unsubscribe } = urql.subscription(query, {}).subscribe(({ data, error }) => {
    (data && !error ? urqlTold : never(name.urql))(error);
  });
  leave.push(unsubscribe);

  await allTold();
  await stop();
  await start();
  await allTold();
  const [first = NaN] = numbers;
  assert.deepEqual(numbers, numbers.map((_, position) => first + position), "EventSource missed none, nor got one twice");
});
