// Audits a server against GraphQL over HTTP: node audit.js http://127.0.0.1:8000/graphql
// Prints one JSON array of {id, name, status, reason}.
import { auditServer } from "graphql-http";

const results = await auditServer({ url: process.argv[2] });
console.log(JSON.stringify(results.map(({ id, name, status, reason }) => ({ id, name, status, reason }))));
