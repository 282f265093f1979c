/** From a key to a published issue and back to an earlier version, with documents that graphql-codegen has typed. */
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { test } from "node:test";
import { ApolloClient, HttpLink, InMemoryCache } from "@apollo/client";
import { Client, fetchExchange } from "@urql/core";
import { desk, inWords, keepPicture, run, save } from "./editing/desk.ts";
import {
  AddFilmDocument,
  BeginDocument,
  ChangeDocument,
  type CreateIssueInput,
  HistoryDocument,
  PublishDocument,
  ReadersDocument,
  type Ref,
  RestoreDocument,
  type UpdateIssueInput,
  type WorkDetailsInput,
} from "./editing/generated/graphql.ts";
import { url } from "./server.ts";

const studio: Ref = { slug: "a24" };
const film: Ref = { slug: "the-deepest-breath" };
const director: Ref = { slug: "laura-mcgann" };

/** Lose the answer to the next request: whoever sent it cannot know that it was answered. */
function breakConnection(): void {
  const whole = globalThis.fetch;
  globalThis.fetch = async (...request) => {
    globalThis.fetch = whole;
    await whole(...request);
    throw new TypeError("fetch failed");
  };
}

test("a key leads to a published issue", async () => {
  const added = await run(AddFilmDocument, {
    studio: { slug: "a24", name: "A24", kind: "STUDIO" },
    director: { name: "Laura McGann", affiliations: [{ organization: studio, title: "Director" }] },
    film: {
      kind: "FILM",
      title: "The Deepest Breath",
      releaseDate: "2023-07-19",
      credits: [{ role: "DIRECTOR", person: director }],
      organizations: [studio],
      details: { film: { runtimeMinutes: 110, isDocumentary: true } },
    },
  });
  assert.deepEqual(Object.values(added).flatMap(({ problems }) => problems), []);
  assert.deepEqual([added.createWork.work?.slug, added.createWork.work?.year], ["the-deepest-breath", 2023]);

  const picture = await keepPicture(new Blob([await readFile(process.env["LIANE_PICTURE"]!)]));
  const begun = await run(BeginDocument, {
    issue: {
      title: "Under water",
      standfirst: "One film.",
      cover: { url: picture, alt: "The sea" },
      sections: [
        {
          heading: "To watch tonight",
          body: "[It](work:the-deepest-breath) holds it.",
          recommendations: [{ work: film, role: "PICK" }],
        },
        { heading: "A last word" },
      ],
    },
  });
  const issue = begun.createIssue.issue!;
  const [first, last] = issue.sections;

  const missing = await run(PublishDocument, { issue: { id: issue.id }, dryRun: true });
  assert.deepEqual(missing.publishIssue.problems.flatMap(inWords), ["The section has neither a text nor a recommendation."]);

  const sections: UpdateIssueInput["sections"] = [{ id: first!.id }, { id: last!.id, body: "Until next week." }];
  const change: UpdateIssueInput = { id: issue.id, expectedVersion: issue.version, standfirst: "One breath.", sections };
  const preview = await run(ChangeDocument, { issue: change, key: "preview", dryRun: true });
  breakConnection();
  const saved = await save(change);
  assert.deepEqual([saved.problems, saved.issue], [[], { version: 2, standfirst: "One breath.", publishedAt: null }]);
  assert.deepEqual(saved, preview.updateIssue);

  const outdated: UpdateIssueInput = { ...change, standfirst: "Two films." };
  const [conflict] = (await save(outdated)).problems;
  assert.ok(conflict?.__typename === "Conflict");
  assert.deepEqual(inWords(conflict).slice(1), ["standfirst changed: One film. -> One breath."]);
  assert.equal((await save({ ...outdated, expectedVersion: conflict.version, standfirst: null })).issue?.standfirst, null);

  assert.equal((await run(PublishDocument, { issue: { id: issue.id } })).publishIssue.issue?.status, "PUBLISHED");
  const reader = new Client({ url, exchanges: [fetchExchange], preferGetMethod: false });
  const latest = (await reader.query(ReadersDocument, {})).data?.latestIssue;
  const publishedAt: string | null | undefined = latest?.publishedAt;
  assert.ok(publishedAt?.endsWith("Z"));
  assert.ok(latest?.cover?.url.endsWith(picture));
  assert.deepEqual([latest?.title, latest?.standfirst], ["Under water", null]);
  const titles = latest?.sections.map(({ recommendations }) => recommendations.map(({ work }) => work.title));
  assert.deepEqual(titles, [["The Deepest Breath"], []]);

  await save({ id: issue.id, standfirst: "Three films." });
  const standfirst = async () => (await reader.query(ReadersDocument, {})).data?.latestIssue?.standfirst;
  assert.equal(await standfirst(), "Three films.");
  const history = (await desk.query(HistoryDocument, { id: issue.id })).data?.revisions.nodes ?? [];
  const published = history.find(({ action }) => action === "PUBLISHED")!;
  const restored = await run(RestoreDocument, { version: { id: issue.id, version: published.version } });
  assert.deepEqual(restored.restoreContent.problems, []);
  assert.equal(await standfirst(), null);
});

test("Apollo Client sends the same documents", async () => {
  const headers = { Authorization: `Bearer ${process.env["LIANE_KEY"]}` };
  const apollo = new ApolloClient({ link: new HttpLink({ uri: url, headers }), cache: new InMemoryCache() });
  const { data: begun } = await apollo.mutate({ mutation: BeginDocument, variables: { issue: { title: "A draft" } } });
  const issue = begun?.createIssue.issue;
  assert.ok(issue);
  const variables = { issue: { id: issue.id, standfirst: "Soon." }, key: crypto.randomUUID() };
  const once = await apollo.mutate({ mutation: ChangeDocument, variables });
  const again = await apollo.mutate({ mutation: ChangeDocument, variables });
  assert.deepEqual(again.data, once.data);
  assert.equal(once.data?.updateIssue.issue?.version, issue.version + 1);
});

test("a mutation that is refused has the code of its error", async () => {
  const reader = new Client({ url, exchanges: [fetchExchange], preferGetMethod: false });
  const { error } = await reader.mutation(BeginDocument, { issue: { title: "Not mine" } });
  assert.equal(error?.graphQLErrors[0]?.extensions["code"], "UNAUTHENTICATED");
});

test("types know what an input takes", () => {
  // @ts-expect-error - by its id or by its slug, not by both
  const both: Ref = { id: "wrk_1", slug: "the-deepest-breath" };
  // @ts-expect-error - an id is a text
  const number: Ref = { id: 1 };
  // @ts-expect-error - details are those of one kind
  const kinds: WorkDetailsInput = { film: {}, book: {} };
  // @ts-expect-error - an issue has a title
  const untitled: CreateIssueInput = { title: null };
  // @ts-expect-error - a role is one of three
  const role: CreateIssueInput = { title: "", sections: [{ recommendations: [{ work: film, role: "BEST" }] }] };
  assert.ok([both, number, kinds, untitled, role]);
});
