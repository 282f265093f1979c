import { createGraphiQLFetcher, type Fetcher } from "@graphiql/toolkit";
import { caller, callerHeaders } from "./caller";
import { type Measures, measuredFetch } from "./measuredFetch";

// The page is served from the endpoint itself, whatever path a proxy puts before it.
const url = new URL(location.pathname, location.href);
const socket = new URL(url);
socket.protocol = url.protocol === "https:" ? "wss:" : "ws:";

const introspect = createGraphiQLFetcher({ url: url.href });

/**
 * Give what sends operations to the server: subscriptions over graphql-transport-ws, the rest over HTTP.
 *
 * @param tell is told what each answer over HTTP took, and null when the next operation begins.
 */
export function sender(tell: (measures: Measures | null) => void): Fetcher {
  const ask = createGraphiQLFetcher({ url: url.href, subscriptionUrl: socket.href, fetch: measuredFetch(tell) });
  return (parameters, options) => {
    if (parameters.operationName === "IntrospectionQuery") return introspect(parameters, options);
    tell(null);
    // Over a WebSocket the headers become fields of connection_init, where letter case counts.
    return ask(parameters, { ...options, headers: { ...callerHeaders(caller), ...lowerCased(options?.headers) } });
  };
}

function lowerCased(headers: Record<string, unknown> = {}): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), String(value)]));
}
