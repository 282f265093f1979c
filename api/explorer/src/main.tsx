import "graphiql/setup-workers/vite";
import "graphiql/style.css";
import "@graphiql/plugin-explorer/style.css";
import "./style.css";
import { explorerPlugin } from "@graphiql/plugin-explorer";
import { GraphiQL, HISTORY_PLUGIN } from "graphiql";
import { createRoot } from "react-dom/client";
import { send } from "./endpoint";
import { PlainTypography } from "./PlainTypography";
import { TOUR } from "./tour";
import { TOUR_PLUGIN } from "./TourPane";

const PLUGINS = [HISTORY_PLUGIN, explorerPlugin(), TOUR_PLUGIN];
const TABS = TOUR.map(({ query }) => ({ query }));

createRoot(document.getElementById("explorer")!).render(
  <GraphiQL fetcher={send} plugins={PLUGINS} defaultTabs={TABS} defaultQuery="">
    <GraphiQL.Logo>
      <h1>Liane</h1>
    </GraphiQL.Logo>
    <PlainTypography />
  </GraphiQL>,
);
