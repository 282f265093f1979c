import { useGraphiQL } from "@graphiql/react";
import { useEffect } from "react";

/** Puts the cursor into the operation that a link names, of several in its document: the one there is run. */
export function LinkedOperation({ name }: { name: string | null }) {
  const queryEditor = useGraphiQL((state) => state.queryEditor);

  useEffect(() => {
    const model = queryEditor?.getModel();
    if (!queryEditor || !model || !/^\w+$/.test(name ?? "")) return;
    const found = model.findNextMatch(`(query|mutation|subscription)\\s+${name}\\b`, { lineNumber: 1, column: 1 }, true, true, null, false);
    if (!found) return;
    queryEditor.setPosition(found.range.getEndPosition());
    queryEditor.revealLineInCenterIfOutsideViewport(found.range.startLineNumber);
  }, [queryEditor, name]);

  return null;
}
