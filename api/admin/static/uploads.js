// Pictures that are sent to this server, and where it shows them.
import { adminRoot, tell, words } from "./admin.js";

const OURS = /\/pictures\/[0-9a-f]{32}-\d+x\d+$/;

/** Where this server has a picture: a picture of ours by its path, which is right at every address of the server. */
export function shownAt(url) {
  const ours = url.match(OURS);
  return ours ? `${adminRoot.replace(/\/admin$/, "")}${ours[0]}` : url;
}

/** The path of a picture of ours, by which texts name it. */
export const pathOf = (url) => url.match(OURS)?.[0] ?? url;

/** Where a small picture can be asked for; empty where it cannot. */
export function thumbnail(url) {
  if (OURS.test(url)) return `${shownAt(url)}/96`;
  return /^https?:\/\//i.test(url) ? url.replace(/^http:/i, "https:") : "";
}

/** Send a file, while something is busy, and return what the server tells of the picture; null where it was not kept. */
export async function upload(file, busy) {
  busy.setAttribute("aria-busy", "true");
  tell(words.sending);
  try {
    const response = await fetch(`${adminRoot}/pictures`, { method: "POST", body: file });
    const told = await response.json();
    if (!response.ok) throw new Error(told.detail);
    tell(words.sent);
    return told;
  } catch (error) {
    tell(`${words.not_sent} ${error.message}`);
    return null;
  } finally {
    busy.removeAttribute("aria-busy");
  }
}
