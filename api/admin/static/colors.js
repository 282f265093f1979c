// The colour of the magazine: what becomes of it is seen while one chooses, and choosing one is choosing it.
const chooser = document.querySelector("[data-colors]");
const [house, color, shown] = ["[name=house]", "[name=accentColor]", "[data-shown]"].map((each) => chooser.querySelector(each));
chooser.querySelector("[data-look]").remove();

let asked = 0;

async function show() {
  const turn = ++asked;
  const query = house.checked ? "" : `?accent=${encodeURIComponent(color.value)}`;
  const response = await fetch(`${chooser.dataset.colors}${query}`);
  if (response.ok && !response.redirected && turn === asked) shown.innerHTML = await response.text();
}

color.addEventListener("input", () => { house.checked = false; show(); });
house.addEventListener("change", show);
