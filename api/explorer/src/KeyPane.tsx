import type { GraphiQLPlugin } from "@graphiql/react";
import { useId, useState } from "react";
import { caller, type Caller } from "./caller";

function KeyPane() {
  const id = useId();
  const [shown, setShown] = useState<Caller>({ ...caller });

  function change(changed: Partial<Caller>) {
    setShown({ ...Object.assign(caller, changed) });
  }

  return (
    <section className="key" aria-labelledby={`${id}-title`}>
      <h2 id={`${id}-title`}>Key and view</h2>
      <p>
        Reading what is published takes no key. What is written here is sent with every operation, and is forgotten with
        this page.
      </p>
      <label htmlFor={`${id}-key`}>Key</label>
      <input
        id={`${id}-key`}
        type="password"
        autoComplete="off"
        spellCheck={false}
        value={shown.key}
        onChange={(event) => change({ key: event.target.value.trim() })}
      />
      <label htmlFor={`${id}-view`}>View</label>
      <select
        id={`${id}-view`}
        value={shown.view}
        onChange={(event) => change({ view: event.target.value as Caller["view"] })}
      >
        <option value="">What is published</option>
        <option value="draft">Everything, drafts too</option>
        <option value="published">What will be published</option>
      </select>
      {shown.view === "published" && (
        <>
          <label htmlFor={`${id}-at`}>At</label>
          <input
            id={`${id}-at`}
            type="datetime-local"
            value={shown.at}
            onChange={(event) => change({ at: event.target.value })}
          />
        </>
      )}
    </section>
  );
}

function KeyIcon() {
  return (
    <svg height="1em" viewBox="0 0 24 24" fill="none" stroke="currentColor" strokeWidth="1.5" aria-hidden="true">
      <circle cx="7.5" cy="16.5" r="4.5" />
      <path d="M10.7 13.3 20 4m-3.5 3.5 3 3M14 10l2 2" strokeLinecap="round" />
    </svg>
  );
}

/** The pane in which one says who asks, and what they ask to see. */
export const KEY_PLUGIN: GraphiQLPlugin = { title: "Key and view", icon: KeyIcon, content: KeyPane };
