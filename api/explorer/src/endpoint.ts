import { createGraphiQLFetcher, type Fetcher } from "@graphiql/toolkit";

// The page is served from the endpoint itself, whatever path a proxy puts before it.
const url = new URL(location.pathname, location.href);
const socket = new URL(url);
socket.protocol = url.protocol === "https:" ? "wss:" : "ws:";

const fetcher = createGraphiQLFetcher({ url: url.href, subscriptionUrl: socket.href });

/** Sends an operation to the server: subscriptions over graphql-transport-ws, the rest over HTTP. */
export const send: Fetcher = (parameters, options) =>
  // Over a WebSocket the headers become fields of connection_init, where letter case counts.
  fetcher(parameters, { ...options, headers: lowerCased(options?.headers) });

function lowerCased(headers: Record<string, unknown> = {}): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), String(value)]));
}
