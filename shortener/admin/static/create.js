// The create box: on the screen where there is one, else in a dialog; filled in with what was pasted.

async function box() {
  const dialog = document.getElementById("new");
  const there = document.getElementById("target");
  if (there && !dialog.contains(there)) return;
  if (!dialog.open) dialog.replaceChildren();
  const asked = { target: "#new", swap: "innerHTML", headers: { "HX-Target": "dialog#new" } };
  if (!there || !dialog.open) await window.htmx.ajax("GET", document.body.dataset.create, asked);
  if (!dialog.open) dialog.showModal();
}

document.addEventListener("create", async ({ detail }) => {
  if (!document.body.dataset.create) return;
  if (!window.htmx && !document.getElementById("target")) {
    location.assign(`${document.body.dataset.create}?target=${encodeURIComponent(detail.target)}`);
    return;
  }
  await box();
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
