// Wire the controls, draw for the first time, and say so.

function reveal(heading) {
  heading.focus({ preventScroll: true });
  byId("reading").scrollTop = 0;
  // On a small screen the panel stands below the map.
  if (matchMedia("(max-width: 899px)").matches) byId("reading").scrollIntoView({ behavior: calm() ? "auto" : "smooth" });
}

let tileLayer = null;
byId("tiles").addEventListener("change", ({ target }) => {
  tileLayer ??= L.tileLayer(TILES, { maxZoom: 19 });
  if (target.checked) tileLayer.addTo(leafletMap);
  else tileLayer.remove();
  shown.tiles = target.checked;
  leafletMap.getContainer().classList.toggle("tiled", target.checked);
  map.paint(layers.get(state.layer));
  drawFooter(layers.get(state.layer));
});
byId("layer").addEventListener("change", ({ target }) => set({ layer: target.value }));
byId("scheme").addEventListener("change", ({ target }) => set({ scheme: target.value }));
byId("firm").addEventListener("change", ({ target }) => set({ firm: target.checked }));
document.querySelectorAll("button[data-lang]").forEach((button) =>
  button.addEventListener("click", () => set({ lang: button.dataset.lang })));
byId("print").addEventListener("click", () => window.print());
document.addEventListener("keydown", ({ key }) => { if (key === "Escape" && state.code !== null) arraigo.select(null); });

// The sheet of paper has another shape than the window, and shows what was folded away.
function refit() {
  const before = leafletMap.getSize();
  leafletMap.invalidateSize({ animate: false });
  if (state.code === null && !leafletMap.getSize().equals(before)) goHome();
}
const onPaper = matchMedia("print");
const unfold = () => { if (onPaper.matches) byId("key").open = true; };
window.addEventListener("beforeprint", refit);
window.addEventListener("afterprint", refit);
onPaper.addEventListener("change", () => { unfold(); refit(); });

startSearch((code) => arraigo.select(code, { move: true }));
startKeys((code) => arraigo.select(code));
drawWords();
drawLayer(layers.get(state.layer));
drawReading(layers.get(state.layer));
if (state.code !== null) map.mark(rowOf.get(state.code), { move: true, animate: false });
// Held, the map takes what room the words beside it leave; in a narrow frame the legend waits to be asked for.
if (held) {
  const wide = matchMedia("(min-width: 640px)");
  const unfoldWide = () => { byId("key").open = wide.matches; };
  wide.addEventListener("change", unfoldWide);
  unfoldWide();
  // It scrolls by itself there, and not every legend holds a control that the keyboard could scroll it by.
  byId("key").tabIndex = 0;
  refit();
  new ResizeObserver(() => leafletMap.invalidateSize({ animate: false })).observe(leafletMap.getContainer());
}
leafletMap.on("moveend", () => {
  const { lat, lng } = leafletMap.getCenter();
  tell("view", { lat: Number(lat.toFixed(4)), lon: Number(lng.toFixed(4)), zoom: Number(leafletMap.getZoom().toFixed(2)) });
});
window.arraigo = arraigo;
tell("ready");
