/** The schema and the documents, by graphql-eslint's recommended rules and Relay's. */
import plugin from "@graphql-eslint/eslint-plugin";

const { configs, parser } = plugin;
// The stored operations as they are sent, with their fragments: the test writes them.
const documents = ["docs/queries/*.graphql", "tests/clients/generated/operations/*.graphql"];
const languageOptions = { parser, parserOptions: { graphQLConfig: { schema: "schema.graphql", documents } } };
const plugins = { "@graphql-eslint": plugin };

export default [
  {
    files: ["schema.graphql"],
    plugins,
    languageOptions,
    rules: {
      ...configs["flat/schema-recommended"].rules,
      ...configs["flat/schema-relay"].rules,
      // Lists that are short by nature (an issue's sections, a work's credits) are lists: nobody pages through them.
      // A revision is no node: `node(id:)` finds content.
      "@graphql-eslint/relay-edge-types": ["error", { listTypeCanWrapOnlyEdgeType: false, shouldImplementNode: false }],
      // The results of a search are read from the best on, and not from the end.
      "@graphql-eslint/relay-arguments": ["error", { includeBoth: false }],
      // `@oneOf` is the specification's own, and is printed for tools that do not know it yet.
      "@graphql-eslint/require-description": [
        "error",
        { types: true, rootField: true, FieldDefinition: true, InputValueDefinition: true, EnumValueDefinition: true },
      ],
      // It knows no exceptions, and would have `Episode.episodeNumber` be `number`, beside `seasonNumber`.
      "@graphql-eslint/no-typename-prefix": "off",
      "@graphql-eslint/strict-id-in-types": [
        "error",
        {
          exceptions: {
            // Pages of a list, places in it, and counts of what it holds.
            suffixes: ["Connection", "Count", "Edge", "Facets", "Payload"],
            types: [
              "PageInfo",
              // What became of a mutation: its problems, the report on a file, what changed. A key is known by its prefix.
              "AmbiguousTime",
              "Candidate",
              "NearWork",
              "Conflict",
              "Difference",
              "ImportReport",
              "InvalidInput",
              "Key",
              "LeftOut",
              "NotFound",
              // Parts of the results of a search, and what may be meant by the beginning of a word.
              "SearchFragment",
              "Suggestion",
              "TextRange",
              // What two works have in common.
              "NamedTogether",
              "SharedColumn",
              "SharedOrganization",
              "SharedPerson",
              "SharedPlatform",
              "SharedTags",
              "SharedWhole",
              "SimilarText",
              // Known by what it is of, and its version.
              "Revision",
              "StillUsed",
              "Taken",
              // Who is asking: one in each answer.
              "Viewer",
              "Budget",
              // Values: parts of one object, which are read, cached and changed with it.
              "Affiliation",
              "Availability",
              "Body",
              "Credit",
              "ExternalId",
              "Image",
              "KeyFigure",
              "Link",
              "Price",
              "Source",
            ],
          },
        },
      ],
    },
  },
  {
    files: documents,
    plugins,
    languageOptions,
    rules: {
      ...configs["flat/operations-recommended"].rules,
      // Ids are for caches that keep objects: what these ask for is read by people and printed into pages.
      "@graphql-eslint/require-selections": "off",
      // A person's page tells of a mention by the anchor that its section has among those of its issue.
      "@graphql-eslint/selection-set-depth": ["error", { maxDepth: 8 }],
      // Each file is a document that is sent alone: names need not differ between files.
      "@graphql-eslint/unique-fragment-name": "off",
      "@graphql-eslint/unique-operation-name": "off",
    },
  },
];
