import { useGraphiQL } from "@graphiql/react";
import { useEffect } from "react";

/**
 * Stores the tabs as soon as they change, under GraphiQL's own keys; headers, which may hold secrets, if so set.
 * GraphiQL waits half a second first, so that a tab, or the last words in it, would be lost to who leaves sooner.
 */
export function StoredTabs() {
  const tabs = useGraphiQL((state) => state.tabs);
  const activeTabIndex = useGraphiQL((state) => state.activeTabIndex);
  const storage = useGraphiQL((state) => state.storage);
  const keepsHeaders = useGraphiQL((state) => state.shouldPersistHeaders);

  useEffect(() => {
    const stored = tabs.map(({ headers, ...tab }) => ({
      ...tab,
      headers: keepsHeaders ? headers : null,
      hash: null,
      response: null,
    }));
    storage.set("tabState", JSON.stringify({ tabs: stored, activeTabIndex }));
    storage.set("query", tabs[activeTabIndex]?.query ?? "");
    storage.set("variables", tabs[activeTabIndex]?.variables ?? "");
  }, [tabs, activeTabIndex, storage, keepsHeaders]);

  return null;
}
