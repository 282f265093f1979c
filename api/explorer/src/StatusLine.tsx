import { useGraphiQL } from "@graphiql/react";
import { useEffect, useState } from "react";
import type { Measures } from "./measuredFetch";

/** Below the answer: what it took, and a notice when there is one. */
export function StatusLine({ measures, notice }: { measures: Measures | null; notice: string }) {
  const tab = useGraphiQL((state) => state.tabs[state.activeTabIndex]?.id);
  const [measuredTab, setMeasuredTab] = useState(tab);
  useEffect(() => setMeasuredTab(tab), [measures]); // of the tab that asked; another tab's answer is another one

  return (
    <div className="status" role="status">
      {notice || (measures && tab === measuredTab ? describe(measures) : "")}
    </div>
  );
}

const number = new Intl.NumberFormat("en");

function describe({ milliseconds, bytes, sent, cost }: Measures): string {
  const parts = [`${number.format(Math.max(1, Math.round(milliseconds)))} ms`, size(bytes)];
  if (sent !== null && sent < bytes) parts[1] += `, compressed ${size(sent)}`;
  if (cost) parts.push(`cost ${number.format(cost.cost)} of ${number.format(cost.limit)}`);
  return parts.join(" · ");
}

function size(bytes: number): string {
  return bytes < 1000 ? `${bytes} bytes` : `${(bytes / 1000).toFixed(1)} kB`;
}
