import type { CodegenConfig } from "@graphql-codegen/cli";
import { addTypenameSelectionDocumentTransform } from "@graphql-codegen/client-preset";

const config: CodegenConfig = {
  schema: process.env["LIANE_SCHEMA"] ?? "../../schema.graphql",
  documents: ["apollo.documents.ts"],
  generates: {
    [process.env["LIANE_GENERATED"] ?? "./generated/codegen/"]: {
      preset: "client",
      // The manifest holds the text that Apollo's cache makes of a document: with `__typename` in every object.
      documentTransforms: [addTypenameSelectionDocumentTransform],
      presetConfig: { persistedDocuments: true, fragmentMasking: { unmaskFunctionName: "getFragmentData" } },
      config: {
        scalars: { Base64: "string", CountryCode: "string", Date: "string", DateTime: "string" },
        strictScalars: true,
        useTypeImports: true,
      },
    },
  },
};

export default config;
