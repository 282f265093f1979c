// A link in a text: its words, and where it leads; works, people, organisations and issues are found as one types.
import { changed, combobox, words } from "./admin.js";
import { ask, element, field } from "./dialogs.js";
import { escaped, marks, plain, written } from "./marks.js";
import { learn, nameOf } from "./titles.js";
import { placeIn, replace } from "./typing.js";

const ADDRESS = /^(?:https?:\/\/|mailto:|work:|\/|#)\S+$/i;
const HOST = /^[^\s/@:]+\.[a-z]{2,}(?:[/?#]\S*)?$/i;
const MAIL = /^[^\s/@]+@[^\s/@]+\.[a-z]{2,}$/i;

/** Return the address that was written, as links have it; empty where it is none. */
function addressOf(text) {
  const given = text.trim();
  if (ADDRESS.test(given)) return given;
  if (HOST.test(given)) return `https://${given}`;
  return MAIL.test(given) ? `mailto:${given}` : "";
}

/** Whether a text is the address of a page, and nothing else. */
export const isAddress = (text) => /^https?:\/\/\S+$/i.test(text.trim());

/** Return Markdown for a link whose words are Markdown. */
export const link = (said, address) => `[${said}](${written(address)})`;

/** Return what is looked for when words are selected: an address, or the words without the signs of their shape. */
const sought = (text) => addressOf(text) ? text : text.replace(/[*_`]/g, "");

/** Ask where what is selected leads, or about the link that the caret is in.
 *
 * @param mark where a link stands, if it is about that one.
 * @param jump shows that place.
 */
export async function openLink(textarea, { mark, jump } = {}) {
  const { value: text, selectionStart: start, selectionEnd: end } = textarea, back = placeIn(textarea);
  const isIn = ({ from, to }) => start === end ? from < start && end < to : from <= start && end <= to;
  const old = mark ?? marks(text).findLast((each) => !each.isPicture && isIn(each));
  const selected = old ? old.words : text.slice(start, end);
  const showsPicture = marks(selected).length > 0;
  const begun = old || showsPicture || selected.trim().includes("\n") ? "" : sought(plain(selected));
  const said = element("input", { value: plain(selected), autocomplete: "off" });
  if (old) await learn([old.address]);
  const reference = element("span", { className: "reference" }, element("input", { value: old?.address ?? begun }), element("input", { type: "hidden", value: nameOf(old?.address)?.label ?? "" }));
  Object.assign(reference.dataset, { target: "Link", free: "" });
  const [address, label] = reference.children;

  function apply() {
    const target = addressOf(address.value);
    const isSaid = said.value !== plain(selected) || !selected;
    const shown = isSaid ? escaped(said.value || label.value || target) : selected;
    if (!old) return replace(textarea, start, end, link(shown, target));
    const rest = target === old.address ? text.slice(old.outside, old.to) : `](${written(target)})`;
    const code = `[${shown}${rest}`;
    if (code !== text.slice(old.from, old.to)) replace(textarea, old.from, old.to, code);
  }

  const parts = showsPicture ? [] : [field(words.link_text, said)];
  parts.push(field(words.link_to, address, reference));
  const ways = [[old ? words.apply : words.link_do, apply]];
  if (jump) ways.push([words.show_in_text, jump]);
  if (old) ways.push([words.link_remove, () => replace(textarea, old.from, old.to, old.words)]);
  ask(words.link_in_text, parts, ways, mark ? undefined : back);
  combobox(reference);
  const input = reference.querySelector("[role=combobox]");
  const check = () => {
    input.setCustomValidity(addressOf(address.value) ? "" : words.link_needed);
    if (label.value && !said.value) said.value = label.value;
  };
  reference.addEventListener("input", check);
  check();
  input.focus();
  if (!begun) return;
  // What is selected is looked for at once, and gives way to what is typed.
  input.select();
  changed(input);
}
