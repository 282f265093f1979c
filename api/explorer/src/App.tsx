import { StorageAPI } from "@graphiql/toolkit";
import { GraphiQL, HISTORY_PLUGIN } from "graphiql";
import { useCallback, useMemo, useState } from "react";
import { sender } from "./endpoint";
import { EXPLORER_PLUGIN } from "./ExplorerPane";
import { KEY_PLUGIN } from "./KeyPane";
import { LinkedOperation } from "./LinkedOperation";
import { readLink } from "./link";
import type { Measures } from "./measuredFetch";
import { PlainTypography } from "./PlainTypography";
import { ShareButton } from "./ShareButton";
import { StatusLine } from "./StatusLine";
import { StoredTabs } from "./StoredTabs";
import { TOUR } from "./tour";
import { TOUR_PLUGIN } from "./TourPane";

const PLUGINS = [TOUR_PLUGIN, EXPLORER_PLUGIN, KEY_PLUGIN, HISTORY_PLUGIN];
const LINK = readLink(location.search);
const IS_FIRST_VISIT = new StorageAPI().get("tabState") === null;
// A link comes beside the tabs that are there already; nothing runs before its reader asks for it.
const OPENED = LINK
  ? { initialQuery: LINK.query, initialVariables: LINK.variables }
  : { defaultTabs: TOUR.slice(0, 1).map(({ query }) => ({ query })) };

/** GraphiQL with the tour, links to queries, and what answers took. */
export function App() {
  const [measures, setMeasures] = useState<Measures | null>(null);
  const [notice, setNotice] = useState("");
  const send = useMemo(() => sender((told) => (setNotice(""), setMeasures(told))), []);
  const leaveLink = useCallback(() => {
    setNotice("");
    history.replaceState(null, "", location.pathname); // what is edited is no longer what was linked to
  }, []);

  return (
    <GraphiQL
      fetcher={send}
      plugins={PLUGINS}
      visiblePlugin={IS_FIRST_VISIT ? TOUR_PLUGIN : undefined}
      defaultQuery=""
      onEditQuery={leaveLink}
      onEditVariables={leaveLink}
      {...OPENED}
    >
      <GraphiQL.Logo>
        <h1>Liane</h1>
      </GraphiQL.Logo>
      <GraphiQL.Toolbar>
        {({ prettify, merge, copy }) => (
          <>
            {prettify}
            {merge}
            {copy}
            <ShareButton tell={setNotice} />
          </>
        )}
      </GraphiQL.Toolbar>
      <GraphiQL.Footer>
        <StatusLine measures={measures} notice={notice} />
      </GraphiQL.Footer>
      <LinkedOperation name={LINK?.operationName ?? null} />
      <PlainTypography />
      <StoredTabs />
    </GraphiQL>
  );
}
