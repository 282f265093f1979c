import { initGraphQLTada } from "gql.tada";
import type { introspection } from "../generated/introspection.d.ts";

export const graphql = initGraphQLTada<{
  introspection: introspection;
  scalars: { Date: string; DateTime: string };
}>();
