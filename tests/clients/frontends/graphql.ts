import { initGraphQLTada } from "gql.tada";
import type { introspection } from "../generated/introspection.d.ts";

export const graphql = initGraphQLTada<{
  introspection: introspection;
  scalars: { CountryCode: string; Date: string; DateTime: string };
}>();
