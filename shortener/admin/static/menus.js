// Menus close when something else is clicked or Esc is pressed; data-open="id" opens a dialog, and a click beside it closes
// it, unless somebody says no to that ("outside").

function closeMenus(except) {
  for (const menu of document.querySelectorAll("details.menu[open]")) {
    if (menu === except) continue;
    if (menu.contains(document.activeElement)) menu.querySelector("summary").focus();
    menu.open = false;
  }
}

// A click on a dialog's own padding has the dialog for its target too.
function isBeside(dialog, { clientX: x, clientY: y }) {
  const box = dialog.getBoundingClientRect();
  return x < box.left || x > box.right || y < box.top || y > box.bottom;
}

document.addEventListener("click", (event) => {
  closeMenus(event.target.closest("details.menu"));
  const opener = event.target.closest("[data-open]");
  if (opener) document.getElementById(opener.dataset.open)?.showModal();
  const dialog = event.target;
  if (!dialog.matches("dialog[open]") || !isBeside(dialog, event)) return;
  if (dialog.dispatchEvent(new Event("outside", { cancelable: true }))) dialog.close();
});

// A menu that asks for something has the cursor there at once; what opens doesn't bubble.
function begin({ target: menu }) {
  if (menu.matches("details.menu[open]")) menu.querySelector("input:not([type=hidden])")?.focus();
}
document.addEventListener("toggle", begin, true);

document.addEventListener("keydown", (event) => {
  if (event.key === "Escape") closeMenus();
});
