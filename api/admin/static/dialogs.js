// A small form over the page: Escape leaves it, and the focus goes back to where it was.
import { words } from "./admin.js";

let made = 0;

export const element = (name, properties = {}, ...children) => {
  const one = Object.assign(document.createElement(name), properties);
  one.append(...children);
  return one;
};

/** Return a control, or what holds it, below its label. */
export function field(text, control, holder = control) {
  control.id ||= `asked${made++}`;
  return element("div", { className: "field" }, element("label", { htmlFor: control.id, textContent: text }), holder);
}

/** Ask for something in a dialog.
 *
 * @param title what it is about.
 * @param parts what stands in it.
 * @param ways what its buttons say and do, the first of them by Enter too; each closes it first.
 * @param back goes back to where one was, where nothing is done; else what had the focus has it.
 */
export function ask(title, parts, ways, back) {
  const heading = element("h2", { textContent: title, id: `asked${made++}` });
  const leave = (action) => { dialog.close(); action(); };
  const buttons = ways.map(([textContent, action], index) => {
    const button = element("button", { textContent, type: index ? "button" : "submit", className: index ? "" : "main" });
    if (index) button.addEventListener("click", () => leave(action));
    return button;
  });
  const cancel = element("button", { type: "button", textContent: words.cancel });
  const form = element("form", { method: "dialog" }, heading, ...parts, element("p", { className: "actions" }, ...buttons, cancel));
  const dialog = element("dialog", { className: "asking" }, form);
  dialog.setAttribute("aria-labelledby", heading.id);
  form.addEventListener("submit", (event) => { event.preventDefault(); leave(ways[0][1]); });
  cancel.addEventListener("click", () => leave(() => back?.()));
  dialog.addEventListener("cancel", (event) => { event.preventDefault(); leave(() => back?.()); });
  dialog.addEventListener("close", () => dialog.remove());
  document.body.append(dialog);
  dialog.showModal();
  return dialog;
}
