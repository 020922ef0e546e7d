// Rows that are ticked in the list: how many they are, all at once, from one to another with Shift; Esc lets them go,
// and takes a row back that is being edited in its place.

const boxes = () => [...document.querySelectorAll("#list .tick [name=id]")];
const everything = () => document.querySelector("#chosen [name=all]");
let last;

function show() {
  const place = document.querySelector("#chosen [data-chosen]");
  if (!place) return;
  const all = boxes();
  const ticked = all.filter((box) => box.checked).length;
  place.textContent = everything()?.checked ? place.dataset.every : place.dataset.chosen.replace("{count}", ticked);
  const head = document.querySelector("#list th [data-all]");
  head.checked = ticked > 0 && ticked === all.length;
  head.indeterminate = ticked > 0 && ticked < all.length;
}

function tick(some, checked) {
  for (const box of some) box.checked = checked;
  show();
}

document.addEventListener("click", (event) => {
  const all = boxes();
  const here = all.indexOf(event.target);
  const opener = event.target.closest("[data-all]");
  if (opener) tick(all, opener.checked ?? true);
  if (here < 0) return;
  const from = all.indexOf(last);
  if (event.shiftKey && from >= 0) tick(all.slice(Math.min(from, here), Math.max(from, here) + 1), event.target.checked);
  last = event.target;
});

document.addEventListener("change", (event) => event.target.closest("#list") && show());
document.addEventListener("htmx:after:swap", () => {
  const told = document.querySelector("[data-told]");
  delete told?.dataset.told;
  told?.scrollIntoView({ block: "center" });
  show();
});

function keyed(event) {
  if (event.key === "Escape") event.target.closest("#list tr")?.querySelector("[data-back]")?.click();
  if (event.target.closest("dialog, textarea, select, input:not([type=checkbox])")) return;
  const row = event.target.closest("#list tr")?.querySelector(".tick [name=id]");
  const own = { x: row, e: row?.closest("tr").querySelector(".acts > a") }[event.key];
  if (own && !event.ctrlKey && !event.metaKey && !event.altKey) own.click();
  if (event.key !== "Escape" || document.querySelector("details.menu[open]")) return;
  if (everything()) everything().checked = false;
  tick(boxes(), false);
}
// Before menus close: an Esc that closes one lets nothing go.
document.addEventListener("keydown", keyed, true);
// Boxes that the browser ticked again by itself count too.
addEventListener("pageshow", show);
