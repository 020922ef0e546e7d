// What is live asks for itself every few seconds: for an hour, while somebody looks, and until an answer fails.

let left = 360;
setInterval(() => {
  const part = document.hidden ? null : document.querySelector("[data-live]");
  if (part && left-- > 0) part.dispatchEvent(new Event("refresh"));
}, 10000);
for (const name of ["htmx:response:error", "htmx:error"]) document.addEventListener(name, () => (left = 0));
