// What works are called to which texts lead, asked of the server once.
import { adminRoot } from "./admin.js";

const WORK = "work:";
const MOST_ASKED = 40;
const titles = new Map();

/** Whether an address leads to a work. */
export const isWork = (address) => address.startsWith(WORK);

/** What is known of the work that an address leads to: its label, and a note. */
export const nameOf = (address = "") => isWork(address) ? titles.get(address.slice(WORK.length)) : undefined;

/** Learn what works are called that are not known yet; return whether any became known. */
export async function learn(addresses) {
  const slugs = addresses.filter(isWork).map((address) => address.slice(WORK.length));
  const asked = [...new Set(slugs)].filter((slug) => !titles.has(slug)).slice(0, MOST_ASKED);
  if (!asked.length) return false;
  for (const slug of asked) titles.set(slug, undefined);
  const query = new URLSearchParams([["target", "Work"], ...asked.map((slug) => ["slug", slug])]);
  try {
    const response = await fetch(`${adminRoot}/options?${query}`);
    const found = response.ok ? await response.json() : [];
    for (const each of found) titles.set(each.slug, each);
    return found.length > 0;
  } catch {
    return false; // their own words stand for them
  }
}
