/** What docs/frontends.md shows. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { prerender } from "react-dom/static";
import { cacheExchange, Client, fetchExchange, Provider } from "urql";
import { fetchIssue } from "./frontends/fetch.ts";
import { IssuePage } from "./frontends/IssuePage.tsx";
import { slug, url, watched } from "./server.ts";

async function page(slug: string, endpoint = url) {
  const { fetch, requests } = watched();
  const client = new Client({ url: endpoint, exchanges: [cacheExchange, fetchExchange], suspense: true, fetch });
  const { prelude } = await prerender(
    <Provider value={client}>
      <IssuePage slug={slug} />
    </Provider>,
  );
  return { html: await new Response(prelude).text(), requests };
}

test("a page in React takes one request, which caches can answer", async () => {
  const { html, requests } = await page(slug);
  assert.match(html, /<h1>Hollywood en grève contre ses doubles<\/h1>/);
  assert.match(html, /<cite>The Deepest Breath<\/cite>.*documentary.*<p>Un documentaire magnifique/s);
  assert.deepEqual(requests, [{ method: "GET", text: true, answered: "application/graphql-response+json" }]);
});

test("a page of an issue that is not there says so", async () => {
  const { html } = await page("no-such-issue");
  assert.match(html, /There is no such issue/);
});

test("a page shows an error in words", async () => {
  const { html } = await page(slug, `${url}/nowhere`);
  assert.match(html, /<p role="alert">/);
});

test("plain fetch gives the issue, or null", async () => {
  const issue = await fetchIssue(url, slug);
  assert.equal(issue?.publishedAt, "2023-07-21T06:00:00Z");
  assert.ok(issue.sections.every(({ body }) => body.html.startsWith("<")));
  assert.equal(await fetchIssue(url, "no-such-issue"), null);
  await assert.rejects(fetchIssue(url, "x".repeat(20_000)));
});
