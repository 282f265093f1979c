/** An example query: a file of docs/queries, which the tests run too. */
export interface Stop {
  title: string;
  query: string;
}

// One file belongs to docs/engine.md, which explains it.
const files = import.meta.glob<string>(["../../../docs/queries/*.graphql", "!../../../docs/queries/12-engine.graphql"], {
  eager: true,
  import: "default",
  query: "?raw",
});

/** The tour, in the order of the file names; the title of a stop is the first sentence of its file. */
export const TOUR: Stop[] = Object.keys(files)
  .sort()
  .map((path) => stop(files[path] ?? ""));

function stop(text: string): Stop {
  const query = text.replace(/^# Statements:.*\n/m, "").trim(); // that line is for the tests
  return { title: (/^# (.*)/.exec(query)?.[1] ?? "").replaceAll("`", ""), query };
}
