// What is dragged over on the chart is shown alone: its first and its last day go into the address.

const figure = document.querySelector("[data-zoom]");
const days = figure?.dataset.zoom.split(" ") ?? [];
let svg, from, to;

function bar(x) {
  const at = [...svg.querySelectorAll(".hit")].findIndex((hit) => x <= hit.getBoundingClientRect().right);
  return at < 0 ? days.length - 1 : at;
}

function drag(first, last) {
  [from, to] = [first, last];
  const [low, high] = [Math.min(from, to), Math.max(from, to)];
  svg.querySelectorAll("g:has(> .hit)").forEach((one, at) => one.classList.toggle("in", at >= low && at <= high));
}

function stop() {
  if (svg) drag(-1, -1);
  svg = undefined;
}

function show(low, high) {
  const there = new URL(location.href);
  there.searchParams.delete("range");
  there.searchParams.set("since", days[low].split("/")[0]);
  there.searchParams.set("until", days[high].split("/").at(-1));
  there.hash = "clicks";
  location.assign(there);
}

figure?.addEventListener("pointerdown", (event) => {
  const there = event.target.closest("svg");
  if (event.button || !there?.querySelector(".hit")) return;
  svg = there;
  from = to = bar(event.clientX);
  svg.setPointerCapture(event.pointerId);
});
figure?.addEventListener("pointermove", (event) => svg && drag(from, bar(event.clientX)));
figure?.addEventListener("pointerup", () => {
  if (svg && from !== to) show(Math.min(from, to), Math.max(from, to));
  stop();
});
figure?.addEventListener("pointercancel", stop);
document.addEventListener("keydown", (event) => event.key === "Escape" && stop());
