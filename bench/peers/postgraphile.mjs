// PostGraphile 5 over Liane's own tables, in production mode: its Amber preset, without what the questions do not use.
// It filters nothing by visibility: all of the data is visible, and to filter would only cost it time.
import { createServer } from "node:http";
import { postgraphile } from "postgraphile";
import { makePgService } from "postgraphile/adaptors/pg";
import { grafserv } from "postgraphile/grafserv/node";
import { PostGraphileAmberPreset } from "postgraphile/presets/amber";
import { extendSchema, gql } from "postgraphile/utils";

// A section's three texts as one object, as Liane shows them; the plans read columns of the row that is there already.
const Body = extendSchema(() => ({
  typeDefs: gql`
    type Body { html: String! text: String! markdown: String! }
    extend type Section { body: Body! }
  `,
  objects: {
    Section: { plans: { body: (section) => section } },
    Body: {
      plans: {
        html: (section) => section.get("body_html"),
        text: (section) => section.get("body_text"),
        markdown: (section) => section.get("body_markdown"),
      },
    },
  },
}));

const [port] = process.argv.slice(2);
const server = createServer();
await postgraphile({
  extends: [PostGraphileAmberPreset],
  plugins: [Body],
  disablePlugins: ["PgIndexBehaviorsPlugin"], // it would hide the order by position, an index's second column
  pgServices: [
    makePgService({ connectionString: process.env.DATABASE_URL, schemas: ["public"], poolConfig: { max: 4 } }),
  ],
  schema: { defaultBehavior: "+list +connection" },
  grafserv: { websockets: false, graphiql: false, watch: false },
})
  .createServ(grafserv)
  .addTo(server);
server.listen(Number(port), "127.0.0.1");
