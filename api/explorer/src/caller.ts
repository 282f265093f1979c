/** Who asks, by which key, and what they ask to see. */
export interface Caller {
  key: string;
  view: "" | "draft" | "published";
  /** Of a view of what will be published: when, as the browser's clock shows it. */
  at: string;
}

/** It is kept in this page alone, and is gone with it: a key is a secret. */
export const caller: Caller = { key: "", view: "", at: "" };

/** Give the headers of a request, also for the first message over a WebSocket, where letter case counts. */
export function callerHeaders({ key, view, at }: Caller): Record<string, string> {
  const headers: Record<string, string> = {};
  if (key) headers.authorization = `Bearer ${key}`;
  if (view === "draft") headers["liane-view"] = view;
  if (view === "published" && at) headers["liane-view"] = `published; at=${new Date(at).toISOString().slice(0, 19)}Z`;
  return headers;
}
