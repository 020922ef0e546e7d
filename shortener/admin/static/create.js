// The create box: on the screen where there is one, else in a dialog; filled in with what was pasted. What was typed into
// the dialog is still there when it is opened again.

const dialog = document.getElementById("new");
const isFilled = () => [...dialog.querySelectorAll("input:is([type=text], #slug), textarea")].some((field) => field.value);

dialog?.addEventListener("outside", (event) => isFilled() && event.preventDefault());

async function box(pasted) {
  const there = document.getElementById("target");
  if (there && !dialog.contains(there)) return;
  const asked = { target: "#new > div", swap: "innerHTML", headers: { "HX-Target": "dialog#new" } };
  const isKept = there && (dialog.open || (isFilled() && !pasted));
  if (!isKept) {
    dialog.lastElementChild.replaceChildren();
    await window.htmx.ajax("GET", document.body.dataset.create, asked);
  }
  if (!dialog.open) dialog.showModal();
}

document.addEventListener("create", async ({ detail }) => {
  if (!document.body.dataset.create) return;
  if (!window.htmx && !document.getElementById("target")) {
    location.assign(`${document.body.dataset.create}?target=${encodeURIComponent(detail.target)}`);
    return;
  }
  await box(detail.target);
  const target = document.getElementById("target");
  if (detail.target) target.value = detail.target;
  target.focus();
  target.select();
  target.scrollIntoView({ block: "nearest" });
  if (detail.target) target.dispatchEvent(new Event("input", { bubbles: true }));
});

// What was made stands in the list at once.
document.addEventListener("htmx:after:swap", () => {
  if (document.querySelector("#create [data-made]")) document.getElementById("list")?.dispatchEvent(new Event("refresh"));
  document.querySelector("#create [data-made]")?.removeAttribute("data-made");
});
