import { useGraphiQL, useGraphiQLActions, type GraphiQLPlugin } from "@graphiql/react";
import { TOUR, type Stop } from "./tour";

function TourPane() {
  const { addTab, changeTab } = useGraphiQLActions();
  const tabs = useGraphiQL((state) => state.tabs);
  const activeTabIndex = useGraphiQL((state) => state.activeTabIndex);
  const queryEditor = useGraphiQL((state) => state.queryEditor);
  const variableEditor = useGraphiQL((state) => state.variableEditor);
  const responseEditor = useGraphiQL((state) => state.responseEditor);

  /** Show a stop in its tab, else in the place of another that nobody has changed, else in a new tab. */
  function open({ query }: Stop) {
    const index = tabs.findIndex((tab) => tab.query?.trim() === query);
    if (index >= 0) {
      changeTab(index);
      return;
    }
    if (!isUnchanged(queryEditor?.getValue() ?? "")) addTab();
    queryEditor?.setValue(query);
    variableEditor?.setValue("");
    responseEditor?.setValue("");
  }

  return (
    <section className="tour" aria-labelledby="tour-title">
      <h2 id="tour-title">Tour</h2>
      <p>
        Queries that the sample content answers. Open one, run it, change it. The rest is in the{" "}
        <a href="docs">documentation</a>.
      </p>
      <ol>
        {TOUR.map((stop) => (
          <li key={stop.title}>
            <button
              type="button"
              aria-current={tabs[activeTabIndex]?.query?.trim() === stop.query}
              onClick={() => open(stop)}
            >
              {stop.title}
            </button>
          </li>
        ))}
      </ol>
    </section>
  );
}

function isUnchanged(text: string): boolean {
  return text.trim() === "" || TOUR.some((stop) => stop.query === text.trim());
}

function TourIcon() {
  return (
    <svg height="1em" viewBox="0 0 24 24" fill="none" stroke="currentColor" strokeWidth="1.5" aria-hidden="true">
      <circle cx="12" cy="12" r="10" />
      <path d="m16.2 7.8-2.6 6-5.8 2.4 2.5-5.9z" strokeLinejoin="round" />
    </svg>
  );
}

/** The pane that lists the tour, also when its tabs are closed. */
export const TOUR_PLUGIN: GraphiQLPlugin = { title: "Tour", icon: TourIcon, content: TourPane };
