/** The server under test: `LIANE_URL` says where it is. */
export const url = `${process.env.LIANE_URL}/graphql`;
export const webSocketUrl = url.replace("http", "ws");

/** The slug of the sample issue. */
export const slug = "hollywood-en-greve-contre-ses-doubles";

interface Request {
  method: string;
  /** Whether the document's text was sent. */
  text: boolean;
  /** The media type of the response. */
  answered: string;
}

/** Give a `fetch` to hand to a client, and the list of what was requested with it. */
export function watched(): { fetch: typeof fetch; requests: Request[] } {
  const requests: Request[] = [];
  return {
    requests,
    fetch: async (input, init) => {
      const response = await fetch(input, init);
      const parameters = new URL(String(input)).searchParams;
      const sent = typeof init?.body === "string" ? (JSON.parse(init.body) as object) : Object.fromEntries(parameters);
      requests.push({
        method: init?.method ?? "GET",
        text: "query" in sent,
        answered: response.headers.get("content-type")?.split(";")[0] ?? "",
      });
      return response;
    },
  };
}
