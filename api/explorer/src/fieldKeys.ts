// The explorer pane comes from npm as spans that are clicked. Here they become checkboxes, each of them a field or an
// argument that is in the query or not, in groups named after what they belong to. They are no tree: between them
// stand text fields, which a tree may not hold.

const TOGGLE = 'span[style*="cursor: pointer"]';
const INDENTED = 'div[style*="margin-left"]';
const OPERATION = ".graphiql-explorer-root div[id]";
const NAMED = "graphiql-explorer-";

/** Makes the pane usable with the keyboard, whatever React makes of its markup; gives what ends that. */
export function watchFields(pane: HTMLElement): () => void {
  let current = ""; // the path of the checkbox that Tab leads to
  let isHeld = false; // whether the keyboard is on it, also where React has made it anew

  function describe() {
    for (const toggle of toggles(pane)) {
      toggle.role = "checkbox";
      toggle.ariaLabel = labelOf(toggle);
      toggle.ariaChecked = String(isChosen(toggle));
    }
    for (const group of pane.querySelectorAll<HTMLElement>(`${INDENTED}, ${OPERATION}`)) {
      const toggle = group.parentElement?.querySelector<HTMLElement>(TOGGLE);
      group.role = "group";
      group.ariaLabel = group.id ? group.id.replace("-", " ") : toggle ? labelOf(toggle) : null;
      if (group.id) group.removeAttribute("tabindex"); // it does nothing
    }
    for (const field of pane.querySelectorAll<HTMLElement>("input, select")) field.ariaLabel = nameOf(field);
    const target = find(current) ?? toggles(pane)[0];
    for (const toggle of toggles(pane)) toggle.tabIndex = toggle === target ? 0 : -1;
    if (isHeld && document.activeElement === document.body) target?.focus();
  }

  const find = (path: string) => toggles(pane).find((toggle) => pathOf(toggle, pane) === path);

  function take(toggle: HTMLElement | undefined) {
    if (!toggle) return;
    current = pathOf(toggle, pane);
    isHeld = true;
    describe();
    toggle.focus();
  }

  function onKeyDown(event: KeyboardEvent) {
    const toggle = event.target as HTMLElement;
    if (event.key === "Escape") take(ownToggleOf(toggle)); // from the value of an argument back to the argument
    if (!toggle.matches(TOGGLE) || event.ctrlKey || event.metaKey) return;
    const all = toggles(pane);
    const index = all.indexOf(toggle);
    const moves: Record<string, () => void> = {
      ArrowDown: () => take(all[index + 1]),
      ArrowUp: () => take(all[index - 1]),
      ArrowRight: () => (isChosen(toggle) ? take(all[index + 1]) : toggle.click()),
      ArrowLeft: () => take(ownerOf(toggle, all)),
      Home: () => take(all[0]),
      End: () => take(all.at(-1)),
      Enter: () => toggle.click(),
      " ": () => toggle.click(),
    };
    const move = moves[event.key];
    if (!move) return;
    event.preventDefault();
    move();
  }

  const onFocusIn = ({ target }: FocusEvent) => {
    isHeld = (target as HTMLElement).matches(TOGGLE);
    if (isHeld) current = pathOf(target as HTMLElement, pane);
  };
  const onPointerDown = () => (isHeld = false);

  const observer = new MutationObserver(describe);
  observer.observe(pane, { childList: true, subtree: true, attributeFilter: ["style"] });
  pane.addEventListener("keydown", onKeyDown);
  pane.addEventListener("focusin", onFocusIn);
  document.addEventListener("pointerdown", onPointerDown);
  describe();
  return () => {
    observer.disconnect();
    pane.removeEventListener("keydown", onKeyDown);
    pane.removeEventListener("focusin", onFocusIn);
    document.removeEventListener("pointerdown", onPointerDown);
  };
}

const toggles = (pane: HTMLElement) => [...pane.querySelectorAll<HTMLElement>(TOGGLE)];

/** Its name, without the buttons that appear in it under a mouse. */
const labelOf = (toggle: HTMLElement) =>
  toggle.dataset.fieldName ?? toggle.parentElement?.dataset.argName ?? toggle.innerText.replace(/[:\s]+$/, "");

/** Whether it is in the query: an arrow that is turned, a circle that is filled. */
function isChosen(toggle: HTMLElement): boolean {
  const icon = toggle.querySelector("svg");
  const isArrow = icon?.getAttribute("viewBox") === "0 0 5 8";
  return isArrow ? icon.style.transform !== "" : icon?.getAttribute("fill") !== "none";
}

/** What a field for text, or a list of choices, is for. */
function nameOf(field: HTMLElement): string {
  const argument = field.closest<HTMLElement>("[data-arg-name]")?.dataset.argName;
  return argument ?? (field.matches("select") ? "What to add" : "Name of the operation");
}

/** The checkbox beside a field for text. */
const ownToggleOf = (input: HTMLElement) => input.closest("[data-arg-name]")?.querySelector<HTMLElement>(TOGGLE) ?? undefined;

/** The checkbox that the group of another belongs to. */
function ownerOf(toggle: HTMLElement, all: HTMLElement[]): HTMLElement | undefined {
  const outside = toggle.closest(INDENTED)?.parentElement?.querySelector<HTMLElement>(TOGGLE);
  return outside ?? all[0];
}

/** What a checkbox is in the query, which stays when React makes it anew. */
function pathOf(toggle: HTMLElement, pane: HTMLElement): string {
  const steps: string[] = [];
  for (let element = toggle.parentElement; element && element !== pane; element = element.parentElement) {
    const name = [...element.classList].filter((each) => each.startsWith(NAMED)).at(-1);
    const step = element.matches(INDENTED) ? `${name ?? ""}>` : (name ?? element.id);
    if (step && step !== steps[0]) steps.unshift(step);
  }
  return steps.join(" ");
}
