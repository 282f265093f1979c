// GraphQL Yoga with its response cache, on the resolvers of Mercurius' server: only the first answer of each is made.
import { createServer } from "node:http";
import { useResponseCache } from "@graphql-yoga/plugin-response-cache";
import { createSchema, createYoga } from "graphql-yoga";
import { loaders, resolvers, schema } from "./magazine.mjs";

// A loader takes all objects that ask at a time; here each asks for itself.
const alone = (load) => async (obj) => (await load([{ obj }]))[0];
const fields = (loads) => Object.fromEntries(Object.entries(loads).map(([name, load]) => [name, alone(load)]));
const loaded = Object.fromEntries(Object.entries(loaders).map(([type, loads]) => [type, fields(loads)]));
for (const [type, own] of Object.entries(resolvers)) loaded[type] = { ...loaded[type], ...own };

const yoga = createYoga({
  schema: createSchema({ typeDefs: schema, resolvers: loaded }),
  plugins: [useResponseCache({ session: () => null })],
  graphiql: false,
  logging: false,
});
createServer(yoga).listen(Number(process.argv[2]), "127.0.0.1");
