// Copying: every element with data-copy puts its text on the clipboard and shows a tick for a moment.

const COPIED_MS = 1500;
const voice = document.getElementById("voice");
const say = (detail) => document.dispatchEvent(new CustomEvent("say", { detail }));

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

function select(element) {
  if (element) getSelection().selectAllChildren(element);
}

async function copy(button) {
  try {
    await put(button.dataset.copy);
  } catch {
    select(button.parentElement.querySelector(".short"));
    return say({ words: voice.dataset.select });
  }
  button.focus();
  button.classList.add("ok");
  say({ words: voice.dataset.copied.replace("{url}", () => button.dataset.copy.slice(0, 200)) });
  setTimeout(() => {
    button.classList.remove("ok");
    say({ words: "" });
  }, COPIED_MS);
}

document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-copy]");
  if (button) copy(button);
});

// What has just been made is copied without asking; where the browser refuses, its button has the focus.
document.addEventListener("htmx:after:swap", () => {
  const fresh = document.querySelector("[data-fresh]");
  if (!fresh) return;
  delete fresh.dataset.fresh;
  copy(fresh);
});
