/** urql, with documents typed by gql.tada. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { cacheExchange, Client, fetchExchange } from "@urql/core";
import { persistedExchange } from "@urql/exchange-persisted";
import { graphql } from "./frontends/graphql.ts";
import { slug, url, watched } from "./server.ts";

const IssueTitle = graphql(`query IssueTitle($slug: String!) { issue(slug: $slug) { id title publishedAt } }`);

for (const preferGetMethod of [false, "force"] as const) {
  const method = preferGetMethod ? "GET" : "POST";

  test(`a query over ${method} is answered once and for all, not as a stream`, async () => {
    const { fetch, requests } = watched();
    const urql = new Client({ url, exchanges: [cacheExchange, fetchExchange], preferGetMethod, fetch });
    const { data, error } = await urql.query(IssueTitle, { slug });
    assert.equal(error, undefined);
    const publishedAt: string | null | undefined = data?.issue?.publishedAt;
    assert.equal(publishedAt, "2023-07-21T06:00:00Z");
    await urql.query(IssueTitle, { slug });
    assert.deepEqual(requests, [{ method, text: true, answered: "application/graphql-response+json" }]);
  });

  test(`an automatic persisted query over ${method} sends its text once`, async () => {
    // A document of its own: what one test has registered the other would find.
    const query = `query Persisted${method} { publication { name } }`;
    const { fetch, requests } = watched();
    const exchange = () => persistedExchange({ preferGetForPersistedQueries: preferGetMethod });
    const client = () => new Client({ url, exchanges: [exchange(), fetchExchange], preferGetMethod, fetch });
    const first = await client().query(query, {});
    const second = await client().query(query, {});
    assert.ok(first.data.publication.name);
    assert.deepEqual(second.data, first.data);
    assert.deepEqual(
      requests.map(({ method, text }) => [method, text]),
      [[method, false], [method, true], [method, false]],
    );
  });
}

test("a refused query has the code of its error", async () => {
  const urql = new Client({ url, exchanges: [fetchExchange], preferGetMethod: false });
  const { error } = await urql.query("query Unknown { nothing }", {});
  assert.equal(error?.graphQLErrors[0]?.extensions?.["code"], "GRAPHQL_VALIDATION_FAILED");
});
