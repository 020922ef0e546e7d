// Menus close when something else is clicked or Esc is pressed; data-open="id" opens a dialog.

function closeMenus(except) {
  for (const menu of document.querySelectorAll("details.menu[open]")) {
    if (menu === except) continue;
    if (menu.contains(document.activeElement)) menu.querySelector("summary").focus();
    menu.open = false;
  }
}

document.addEventListener("click", (event) => {
  closeMenus(event.target.closest("details.menu"));
  const opener = event.target.closest("[data-open]");
  if (opener) document.getElementById(opener.dataset.open)?.showModal();
  if (event.target.matches("dialog[open]") && !event.target.querySelector("textarea")) event.target.close();
});

document.addEventListener("keydown", (event) => {
  if (event.key === "Escape") closeMenus();
});
