import { setTimeout } from "node:timers/promises";
import { type AnyVariables, Client, fetchExchange, type TypedDocumentNode } from "@urql/core";
import { ChangeDocument, type ChangeMutation, type UpdateIssueInput } from "./generated/graphql.ts";

type Saved = ChangeMutation["updateIssue"];

const { LIANE_URL: url, LIANE_KEY: key } = process.env;
const headers = { Authorization: `Bearer ${key}` };

/** Sees drafts too. */
export const desk = new Client({
  url: `${url}/graphql`,
  exchanges: [fetchExchange],
  fetchOptions: { headers: { ...headers, "Liane-View": "draft" } },
});

/** Run a mutation. What an editor can mend is in its `problems`; what the program has to mend is thrown. */
export async function run<Data, Variables extends AnyVariables>(
  document: TypedDocumentNode<Data, Variables>,
  variables: Variables,
): Promise<Data> {
  const { data, error } = await desk.mutation(document, variables);
  if (!data) throw error;
  return data;
}

/** Save an edit, and once only: a broken connection does not tell whether it has been saved. */
export async function save(issue: UpdateIssueInput): Promise<Saved> {
  const variables = { issue, key: crypto.randomUUID() };
  for (let attempt = 1; ; attempt++) {
    const { data, error } = await desk.mutation(ChangeDocument, variables);
    if (data) return data.updateIssue;
    if (!error?.networkError || attempt === 3) throw error;
    await setTimeout(attempt * 100);
  }
}

/** Say what an editor reads; of a conflict, also what the other editor has changed. */
export function inWords(problem: Saved["problems"][number]): string[] {
  const changes = problem.__typename === "Conflict" ? problem.differences : [];
  const said = changes.map(({ label, before, after }) => `${label}: ${before ?? "nothing"} -> ${after ?? "nothing"}`);
  return [problem.message, ...said];
}

/** Keep a picture, and return its address. */
export async function keepPicture(picture: Blob): Promise<string> {
  const answer = await fetch(`${url}/pictures`, { method: "POST", headers, body: picture });
  if (!answer.ok) throw new Error(await answer.text());
  const kept = (await answer.json()) as { url: string };
  return kept.url;
}
