// Mercurius with its JIT and its loaders, as its documentation sets it up: one prepared statement per relation and level.
import Fastify from "fastify";
import mercurius from "mercurius";
import { loaders, resolvers, schema } from "./magazine.mjs";

const app = Fastify();
app.register(mercurius, { schema, resolvers, loaders, jit: 1, graphiql: false });
await app.listen({ port: Number(process.argv[2]), host: "127.0.0.1" });
