import { ToolbarButton, useGraphiQL } from "@graphiql/react";
import { writeLink } from "./link";

/** Writes the link to the query into the address bar, and copies it where the browser allows that. */
export function ShareButton({ tell }: { tell: (notice: string) => void }) {
  const queryEditor = useGraphiQL((state) => state.queryEditor);
  const variableEditor = useGraphiQL((state) => state.variableEditor);
  const operations = useGraphiQL((state) => state.operations);
  const operationName = useGraphiQL((state) => state.operationName);

  async function share() {
    try {
      const link = writeLink({
        query: queryEditor?.getValue() ?? "",
        variables: variableEditor?.getValue() ?? "",
        operationName: (operations?.length ?? 0) > 1 ? (operationName ?? null) : null,
      });
      history.replaceState(null, "", link);
      tell(await copied(link) ? "The link is copied." : "The link is in the address bar.");
    } catch (problem) {
      tell((problem as Error).message);
    }
  }

  return (
    <ToolbarButton label="Share a link to this query" onClick={share}>
      <svg className="graphiql-toolbar-icon" viewBox="0 0 24 24" fill="none" stroke="currentColor" aria-hidden="true">
        <path
          d="M9.5 14.5l5-5M8 11l-2.5 2.5a3.5 3.5 0 0 0 5 5L13 16M11 8l2.5-2.5a3.5 3.5 0 0 1 5 5L16 13"
          strokeWidth="1.5"
          strokeLinecap="round"
        />
      </svg>
    </ToolbarButton>
  );
}

/** Whether it could be copied: browsers allow it to pages that came over HTTPS, or from this machine. */
async function copied(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return false;
  }
}
