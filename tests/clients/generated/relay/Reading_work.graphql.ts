/**
 * @generated SignedSource<<893a66e1bbbd541818359703304a905c>>
 * @lightSyntaxTransform
 */

/* tslint:disable */
/* eslint-disable */
// @ts-nocheck

import { ReaderFragment } from 'relay-runtime';
export type WorkKind = "AD" | "AI_MODEL" | "ALBUM" | "APP" | "ARTICLE" | "BOOK" | "EPISODE" | "FILM" | "PODCAST" | "SERIES" | "%future added value";
import { FragmentRefs } from "relay-runtime";
export type Reading_work$data = {
  readonly isDocumentary?: boolean;
  readonly kind: WorkKind;
  readonly title: string;
  readonly " $fragmentType": "Reading_work";
};
export type Reading_work$key = {
  readonly " $data"?: Reading_work$data;
  readonly " $fragmentSpreads": FragmentRefs<"Reading_work">;
};

const node: ReaderFragment = {
  "argumentDefinitions": [],
  "kind": "Fragment",
  "metadata": null,
  "name": "Reading_work",
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
      "name": "kind",
      "storageKey": null
    },
    {
      "kind": "InlineFragment",
      "selections": [
        {
          "alias": null,
          "args": null,
          "kind": "ScalarField",
          "name": "isDocumentary",
          "storageKey": null
        }
      ],
      "type": "Film",
      "abstractKey": null
    }
  ],
  "type": "Work",
  "abstractKey": "__isWork"
};

(node as any).hash = "1a974d169f8618cb1b3c5ad219689edb";

export default node;
