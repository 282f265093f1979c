/**
 * @generated SignedSource<<554763a9bc5c464a345f057b57594952>>
 * @lightSyntaxTransform
 */

/* tslint:disable */
/* eslint-disable */
// @ts-nocheck

import { ReaderFragment } from 'relay-runtime';
export type RecommendationRole = "PICK" | "REFERENCE" | "SUBJECT" | "%future added value";
import { FragmentRefs } from "relay-runtime";
export type Reading_issue$data = {
  readonly id: string;
  readonly publishedAt: string | null | undefined;
  readonly recommendations: ReadonlyArray<{
    readonly role: RecommendationRole;
    readonly work: {
      readonly " $fragmentSpreads": FragmentRefs<"Reading_work">;
    };
  }>;
  readonly title: string;
  readonly " $fragmentType": "Reading_issue";
};
export type Reading_issue$key = {
  readonly " $data"?: Reading_issue$data;
  readonly " $fragmentSpreads": FragmentRefs<"Reading_issue">;
};

import ReadingIssueQuery_graphql from './ReadingIssueQuery.graphql';

const node: ReaderFragment = {
  "argumentDefinitions": [],
  "kind": "Fragment",
  "metadata": {
    "refetch": {
      "connection": null,
      "fragmentPathInResult": [
        "node"
      ],
      "operation": ReadingIssueQuery_graphql,
      "identifierInfo": {
        "identifierField": "id",
        "identifierQueryVariableName": "id"
      }
    }
  },
  "name": "Reading_issue",
  "selections": [
    {
      "alias": null,
      "args": null,
      "kind": "ScalarField",
      "name": "title",
      "storageKey": null
    },
    {
      "alias": null,
      "args": null,
      "kind": "ScalarField",
      "name": "publishedAt",
      "storageKey": null
    },
    {
      "alias": null,
      "args": null,
      "concreteType": "Recommendation",
      "kind": "LinkedField",
      "name": "recommendations",
      "plural": true,
      "selections": [
        {
          "alias": null,
          "args": null,
          "kind": "ScalarField",
          "name": "role",
          "storageKey": null
        },
        {
          "alias": null,
          "args": null,
          "concreteType": null,
          "kind": "LinkedField",
          "name": "work",
          "plural": false,
          "selections": [
            {
              "args": null,
              "kind": "FragmentSpread",
              "name": "Reading_work"
            }
          ],
          "storageKey": null
        }
      ],
      "storageKey": null
    },
    {
      "alias": null,
      "args": null,
      "kind": "ScalarField",
      "name": "id",
      "storageKey": null
    }
  ],
  "type": "Issue",
  "abstractKey": null
};

(node as any).hash = "4a926d36a57d37c9927fc7230c3a40c1";

export default node;
