import { explorerPlugin } from "@graphiql/plugin-explorer";
import type { GraphiQLPlugin } from "@graphiql/react";
import { useEffect, useRef } from "react";
import { watchFields } from "./fieldKeys";

const { icon, content: Fields } = explorerPlugin();

function ExplorerPane() {
  const pane = useRef<HTMLElement>(null);
  useEffect(() => (pane.current ? watchFields(pane.current) : undefined), []);

  return (
    <section className="fields" aria-labelledby="fields-title" ref={pane}>
      <h2 id="fields-title">Fields</h2>
      <p>What is ticked is asked for. With the keyboard: arrows move, Space ticks.</p>
      <Fields />
    </section>
  );
}

/** The pane in which a query is put together by ticking fields, with the mouse or the keyboard. */
export const EXPLORER_PLUGIN: GraphiQLPlugin = { title: "GraphiQL Explorer", icon, content: ExplorerPane };
