// Says things to people: screen readers hear them at once, and what must be read by everybody is shown as a toast.
// Others ask for it: document.dispatchEvent(new CustomEvent("say", {detail: {words, shown: true, href, link}})).

const SHOWN_MS = 8000;

function toast({ words, href, link }) {
  const place = document.getElementById("toasts");
  const box = document.createElement("div");
  box.className = "toast";
  box.append(words);
  if (href) box.append(Object.assign(document.createElement("a"), { href, textContent: link, target: "_blank" }));
  place.replaceChildren(box);
  place.showPopover?.();
  setTimeout(() => {
    box.remove();
    if (!place.children.length) place.hidePopover?.();
  }, SHOWN_MS);
}

// What scripts say stands on this element, in the page's language.
const voice = document.getElementById("voice");
document.addEventListener("say", ({ detail }) => (detail.shown ? toast(detail) : (voice.textContent = detail.words)));

const say = (detail) => document.dispatchEvent(new CustomEvent("say", { detail: { shown: true, ...detail } }));

document.addEventListener("htmx:response:error", ({ detail }) => {
  const { status } = detail.ctx.response;
  if (status === 401) {
    const href = `${document.body.dataset.home}sign-in`;
    say({ words: voice.dataset.out, href, link: voice.dataset.door });
  } else if (status !== 409 && status !== 422) say({ words: voice.dataset.failed.replace("{status}", status) });
});
document.addEventListener("htmx:error", () => say({ words: voice.dataset.away }));

// What is shown once came in answer to a form, and reloading must not send that again: from here on the address is the page's.
const once = document.querySelector("[data-here]");
if (once) history.replaceState(history.state, "", once.dataset.here);

// A notice belongs to the step that was just taken: reloading or sharing the address must not repeat it.
const here = new URL(location.href);
if (here.searchParams.has("done") || here.searchParams.has("made")) {
  for (const name of ["done", "made", "link"]) here.searchParams.delete(name);
  history.replaceState(history.state, "", here);
}
