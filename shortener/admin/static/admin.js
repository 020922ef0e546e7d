// What the admin does beyond plain HTML: copying, three keys, menus that close. Every page works without it.

const COPIED_MS = 1500;
const say = (words) => {
  const voice = document.getElementById("voice");
  if (voice) voice.textContent = words;
};

async function put(text) {
  if (navigator.clipboard && window.isSecureContext) return navigator.clipboard.writeText(text);
  const box = document.createElement("textarea");
  box.value = text;
  box.className = "hidden";
  document.body.append(box);
  box.select();
  const done = document.execCommand("copy");
  box.remove();
  if (!done) throw new Error("refused");
}

async function copy(button) {
  try {
    await put(button.dataset.copy);
  } catch {
    select(button.parentElement.querySelector(".short"));
    return say("Press Ctrl and C to copy the selected link.");
  }
  button.focus();
  button.classList.add("ok");
  say(`Copied ${button.dataset.copy}`);
  setTimeout(() => {
    button.classList.remove("ok");
    say("");
  }, COPIED_MS);
}

function select(element) {
  if (!element) return;
  getSelection().selectAllChildren(element);
}

function go(id) {
  const field = document.getElementById(id);
  if (!field) return location.assign(`${document.body.dataset.home}#${id}`);
  field.focus();
  field.select?.();
  field.scrollIntoView({ block: "nearest" });
}

const keys = { c: () => go("target"), "/": () => go("q"), "?": () => document.getElementById("keys")?.showModal() };

document.addEventListener("keydown", (event) => {
  if (event.key === "Escape") return closeMenus();
  const typing = event.target.closest("input, textarea, select, [contenteditable], dialog");
  const act = keys[event.key.toLowerCase()];
  if (typing || !act || !document.body.dataset.home || event.ctrlKey || event.metaKey || event.altKey) return;
  event.preventDefault();
  act();
});

function closeMenus(except) {
  for (const menu of document.querySelectorAll("details.menu[open]")) {
    if (menu === except) continue;
    if (menu.contains(document.activeElement)) menu.querySelector("summary").focus();
    menu.open = false;
  }
}

document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-copy]");
  if (button) copy(button);
  if (event.target.closest("[data-keys]")) keys["?"]();
  closeMenus(event.target.closest("details.menu"));
});

// A notice belongs to the step that was just taken: reloading or sharing the address must not repeat it.
const here = new URL(location.href);
if (here.searchParams.has("done") || here.searchParams.has("made")) {
  for (const name of ["done", "made", "link"]) here.searchParams.delete(name);
  history.replaceState(null, "", here);
}

if (location.hash === "#target" || location.hash === "#q") go(location.hash.slice(1));
