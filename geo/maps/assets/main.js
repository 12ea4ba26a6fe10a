// Tie the page together: one state, one way to change it, and a door for a page that holds this one.

readAddress();
const map = startMap((code) => arraigo.select(code));

function set(change, { move = false } = {}) {
  const before = { ...state };
  Object.assign(state, change);
  const turned = (key) => state[key] !== before[key];
  if (turned("lang")) drawWords();
  const layer = layers.get(state.layer);
  if (turned("lang") || turned("layer")) drawLayer(layer);
  if (turned("lang") || turned("layer") || turned("code") || turned("country") || turned("rows")) drawReading(layer);
  if (turned("code")) map.mark(state.code === null ? null : rowOf.get(state.code), { move });
  writeAddress();
}

function drawLayer(layer) {
  map.paint(layer);
  byId("layer").value = layer.id;
  byId("map-said").textContent = t("map", { layer: titleOf(layer) });
  drawLegend(layer);
  drawAbout(layer);
  drawFooter(layer);
}

function drawReading(layer) {
  const row = state.code === null ? null : rowOf.get(state.code);
  byId("panel").hidden = row === null;
  byId("table").hidden = row !== null;
  drawTable(layer, (code) => arraigo.select(code, { move: true }));
  if (row !== null) drawPanel(row, () => arraigo.select(null));
}

function drawWords() {
  document.documentElement.lang = state.lang;
  document.title = said(data.study.title);
  const each = (name, act) => document.querySelectorAll(`[data-${name}]`).forEach((node) => act(node, node.dataset[name]));
  each("study", (node, key) => { node.textContent = said(data.study[key]); });
  each("text", (node, key) => { node.textContent = t(key); });
  each("label", (node, key) => node.setAttribute("aria-label", t(key)));
  each("placeholder", (node, key) => node.setAttribute("placeholder", t(key)));
  each("lang", (node, lang) => node.setAttribute("aria-pressed", String(lang === state.lang)));
  for (const id of ["zoom-in", "zoom-out", "home"]) {
    byId(id).setAttribute("aria-label", t(id.replace("-", "_")));
    byId(id).title = t(id.replace("-", "_"));
  }
  drawMenu();
  map.name();
}

function drawMenu() {
  const groups = new Map();
  data.layers.forEach((layer) => groups.set(layer.group, [...(groups.get(layer.group) ?? []), layer]));
  const title = (group) => (pillarOf.has(group) ? said(pillarOf.get(group).title) : t(`group_${group}`));
  byId("layer").replaceChildren(...[...groups].map(([group, members]) =>
    el("optgroup", { label: title(group) }, members.map((layer) => el("option", { value: layer.id }, titleOf(layer))))));
  byId("layer").value = state.layer;
}

// What a page around this one, or a console, may ask for.
const arraigo = {
  state: () => ({ ...state }),
  setLanguage(lang) { if (data.langs.includes(lang)) set({ lang }); },
  setLayer(layer) { if (layers.has(layer)) set({ layer }); },
  setCountry(iso3) { set({ country: iso3, code: null }); map.frame(iso3); },
  select(code, { move = false } = {}) {
    const row = rowOf.get(code);
    if (code !== null && (row === undefined || data.units.lake[row])) return;
    const back = state.code;
    set({ code }, { move });
    tell("select", { code });
    if (code !== null) reveal(byId("panel").querySelector("h2"));
    else (document.querySelector(`#table [data-code="${back}"]`) ?? byId("table").querySelector("h2")).focus({ preventScroll: true });
  },
  // New figures for a layer: any of values, mark, breaks, colours. The shapes stay as they are.
  setValues(id, change) {
    const layer = layers.get(id);
    if (!layer || (change.values && change.values.length !== data.units.code.length)) return;
    for (const key of ["values", "mark", "breaks", "colours"]) if (change[key]) layer[key] = change[key];
    if (state.layer === id) drawLayer(layer);
    drawReading(layers.get(state.layer));
  },
};
window.arraigo = arraigo;

function reveal(heading) {
  heading.focus({ preventScroll: true });
  byId("reading").scrollTop = 0;
  // On a small screen the panel stands below the map.
  if (matchMedia("(max-width: 899px)").matches) byId("reading").scrollIntoView({ behavior: calm() ? "auto" : "smooth" });
}

// Only the page that holds this one, from the same origin, may speak and is spoken to. A file has no origin.
const held = window.parent !== window && location.origin !== "null";
document.documentElement.classList.toggle("held", held);
function tell(event, detail) {
  if (held) window.parent.postMessage({ arraigo: event, ...detail }, location.origin);
}
window.addEventListener("message", ({ source, origin, data: message }) => {
  if (!held || source !== window.parent || origin !== location.origin) return;
  const { arraigo: call, args = [] } = message ?? {};
  if (["setLanguage", "setLayer", "setCountry", "select", "setValues"].includes(call)) arraigo[call](...args);
});

let tileLayer = null;
byId("tiles").addEventListener("change", ({ target }) => {
  tileLayer ??= L.tileLayer(TILES, { maxZoom: 19 });
  if (target.checked) tileLayer.addTo(leafletMap);
  else tileLayer.remove();
  leafletMap.getContainer().classList.toggle("tiled", target.checked);
  drawFooter(layers.get(state.layer));
});
byId("layer").addEventListener("change", ({ target }) => set({ layer: target.value }));
document.querySelectorAll("button[data-lang]").forEach((button) =>
  button.addEventListener("click", () => set({ lang: button.dataset.lang })));
byId("print").addEventListener("click", () => window.print());
document.addEventListener("keydown", ({ key }) => { if (key === "Escape" && state.code !== null) arraigo.select(null); });

// The sheet of paper has another shape than the window.
const refit = () => { leafletMap.invalidateSize({ animate: false }); if (state.code === null) map.home(); };
window.addEventListener("beforeprint", refit);
window.addEventListener("afterprint", refit);
matchMedia("print").addEventListener("change", refit);

startSearch((code) => arraigo.select(code, { move: true }));
drawWords();
drawLayer(layers.get(state.layer));
drawReading(layers.get(state.layer));
if (state.code !== null) map.mark(rowOf.get(state.code), { move: true, animate: false });
// Held, the map takes what room the words above it leave.
if (held) {
  refit();
  new ResizeObserver(() => leafletMap.invalidateSize({ animate: false })).observe(leafletMap.getContainer());
}
tell("ready");
