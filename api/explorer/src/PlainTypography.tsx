import { useGraphiQL } from "@graphiql/react";
import { useEffect } from "react";

const PLAIN = { unicodeHighlight: { ambiguousCharacters: false, invisibleCharacters: false } };

/** Keeps the editors from framing the apostrophes, dashes and thin spaces of good typography as suspicious. */
export function PlainTypography() {
  const queryEditor = useGraphiQL((state) => state.queryEditor);
  const variableEditor = useGraphiQL((state) => state.variableEditor);
  const responseEditor = useGraphiQL((state) => state.responseEditor);

  useEffect(() => {
    for (const editor of [queryEditor, variableEditor, responseEditor]) {
      editor?.updateOptions(PLAIN);
    }
  }, [queryEditor, variableEditor, responseEditor]);

  return null;
}
