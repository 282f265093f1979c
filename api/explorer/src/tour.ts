/** One example query, as it stands in docs/queries and is run by the tests. */
export interface Stop {
  title: string;
  query: string;
}

// The last file belongs to docs/engine.md, which explains it.
const files = import.meta.glob<string>(["../../../docs/queries/*.graphql", "!../../../docs/queries/12-engine.graphql"], {
  eager: true,
  import: "default",
  query: "?raw",
});

/** The tour, in the order of the files' names; a title is the sentence that its file begins with. */
export const TOUR: Stop[] = Object.keys(files)
  .sort()
  .map((path) => stop(files[path] ?? ""));

function stop(text: string): Stop {
  const query = text.replace(/^# Statements:.*\n/m, "").trim(); // that line is for the tests
  return { title: (/^# (.*)/.exec(query)?.[1] ?? "").replaceAll("`", ""), query };
}
