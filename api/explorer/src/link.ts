/** A query in an address, as GraphQL over HTTP writes it into the URL of a GET; headers are never part of it. */
export interface Link {
  query: string;
  /** In JSON; empty when there are none. */
  variables: string;
  operationName: string | null;
}

/** What every program on the way takes (RFC 9110, 4.1); whoever needs more sends the text. */
const LONGEST = 8000;

/** Read the query of an address; null when it has none. */
export function readLink(search: string): Link | null {
  const parameters = new URLSearchParams(search);
  const query = parameters.get("query");
  if (!query) return null;
  return { query, variables: laidOut(parameters.get("variables") ?? ""), operationName: parameters.get("operationName") };
}

/**
 * Write the address of a query on this server.
 *
 * @throws Error: there is none; the message says why.
 */
export function writeLink({ query, variables, operationName }: Link): string {
  if (!query.trim()) throw new Error("There is no query to link to.");
  const parameters = new URLSearchParams({ query });
  if (variables.trim()) parameters.set("variables", compact(variables));
  if (operationName) parameters.set("operationName", operationName);
  const link = `${location.origin}${location.pathname}?${parameters}`;
  if (link.length > LONGEST) {
    throw new Error(`Too long for a link: ${link.length} of ${LONGEST} characters. Copy the query instead.`);
  }
  return link;
}

function compact(variables: string): string {
  try {
    return JSON.stringify(JSON.parse(variables));
  } catch {
    throw new Error("The variables are not JSON.");
  }
}

function laidOut(variables: string): string {
  try {
    return variables && JSON.stringify(JSON.parse(variables), null, 2);
  } catch {
    return variables; // shown as it is, for its reader to mend
  }
}
