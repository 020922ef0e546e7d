// Keys that work on every screen. A screen adds its own with data-key="x" on what the key should click.

function go(id) {
  const field = document.getElementById(id);
  if (!field) return location.assign(`${document.body.dataset.home}#${id}`);
  field.focus();
  field.select?.();
  field.scrollIntoView({ block: "nearest" });
}

const create = (target = "") => document.dispatchEvent(new CustomEvent("create", { detail: { target } }));
const keys = {
  c: () => create(),
  "/": () => go("q"),
  "?": () => document.getElementById("keys").showModal(),
};

// Where the first letter of a screen is typed, Esc lets go, so that the keys work.
const FIRST = "main :is(#target, #slug, #q)";
const isTyping = (element) => Boolean(element.closest("input, textarea, select, [contenteditable], dialog"));

document.addEventListener("keydown", (event) => {
  if (event.key === "Escape" && event.target.matches(FIRST)) event.target.blur();
  if (isTyping(event.target) || event.ctrlKey || event.metaKey || event.altKey) return;
  const key = event.key.toLowerCase();
  const own = key.length === 1 && document.querySelector(`main [data-key="${CSS.escape(key)}"]`);
  const act = own ? () => own.click() : keys[key];
  if (!act || !document.body.dataset.home) return;
  event.preventDefault();
  act();
});

document.addEventListener("click", (event) => {
  const pressed = event.target.closest("[data-key]");
  if (!pressed || pressed.closest("main") || event.ctrlKey || event.metaKey) return;
  event.preventDefault();
  document.getElementById("nav")?.hidePopover?.();
  keys[pressed.dataset.key]();
});

// An address pasted anywhere opens the create box with it.
const ADDRESS = /^(https?:\/\/|ftp:\/\/|mailto:|tel:|www\.|([\w-]+\.)+[a-z]{2,}\/)\S+$/i;
document.addEventListener("paste", (event) => {
  const text = event.clipboardData?.getData("text/plain").trim() ?? "";
  if (!document.body.dataset.create || isTyping(event.target) || !ADDRESS.test(text)) return;
  event.preventDefault();
  create(text);
});

if (location.hash === "#target" || location.hash === "#q") go(location.hash.slice(1));
