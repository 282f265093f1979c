/** What an answer took. */
export interface Measures {
  milliseconds: number;
  /** Of the body, as it is read. */
  bytes: number;
  /** Of the body, as it was sent; null where the browser does not say. */
  sent: number | null;
  /** In objects; null where the server does not say. */
  cost: { cost: number; limit: number } | null;
}

const COST = "liane-cost";

/**
 * Give a `fetch` that tells what each answer took. It asks the server for the cost, and leaves that out of the answer
 * again, which is then the one that any other program gets.
 */
export function measuredFetch(tell: (measures: Measures) => void): typeof fetch {
  return async (input, init) => {
    const headers = new Headers(init?.headers);
    const ours = !headers.has(COST);
    if (ours) headers.set(COST, "1");
    performance.clearResourceTimings(); // the browser keeps 250, and drops what comes after them
    const start = performance.now();
    const response = await fetch(input, { ...init, headers });
    const text = await response.text();
    const milliseconds = performance.now() - start;
    const timing = await timingOf(response.url);
    const { answer, cost } = splitCost(text);
    tell({
      milliseconds: timing?.duration ?? milliseconds,
      bytes: timing?.decodedBodySize ?? new TextEncoder().encode(text).length,
      sent: timing?.encodedBodySize ?? null,
      cost,
    });
    return new Response(ours ? answer : text, response);
  };
}

/** Give what the browser measured of the last request for an address: it is told a moment after the last byte. */
async function timingOf(url: string): Promise<PerformanceResourceTiming | null> {
  for (let wait = 0; wait < 5; wait += 1) {
    const entry = performance.getEntriesByName(url, "resource").at(-1);
    if (entry) return entry as PerformanceResourceTiming;
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  return null;
}

function splitCost(text: string): { answer: string; cost: Measures["cost"] } {
  try {
    const { extensions: { cost = null, ...others } = {}, ...answer } = JSON.parse(text);
    const rest = Object.keys(others).length > 0 ? { ...answer, extensions: others } : answer;
    return { answer: JSON.stringify(rest), cost };
  } catch {
    return { answer: text, cost: null }; // what a proxy answers need not be JSON
  }
}
