// Tie the page together: one state, and one way to change it.

readAddress();
const map = startMap((code) => arraigo.select(code));

function set(change, { move = false } = {}) {
  const before = { ...state };
  Object.assign(state, change);
  const turned = (...keys) => keys.some((key) => state[key] !== before[key]);
  if (turned("lang")) drawWords();
  const layer = layers.get(state.layer);
  if (turned("lang", "layer", "scheme", "firm")) drawLayer(layer);
  if (turned("lang", "layer", "code", "country", "rows", "scheme")) drawReading(layer);
  if (turned("code") || (move && state.code !== null)) map.mark(state.code === null ? null : rowOf.get(state.code), { move });
  writeAddress();
  if (turned("layer")) tell("layer", { layer: state.layer });
  if (turned("scheme")) tell("scheme", { scheme: state.scheme });
}

function drawLayer(layer) {
  byId("layer").value = layer.id;
  byId("map-said").textContent = t("map", { layer: titleOf(layer) });
  drawChoices(layer);
  drawFooter(layer);
  drawFigures(layer);
}

// What of a layer hangs on its figures.
function drawFigures(layer) {
  map.paint(layer);
  drawLegend(layer);
  drawAbout(layer);
}

// What the reader may choose of a layer: where it has classes of its own there is no scheme to choose.
function drawChoices(layer) {
  const own = layer.schemes ? t("scheme_own", { scheme: t(`scheme_${layer.scheme}`) }) : t("scheme_none");
  fill(byId("scheme"), el("option", { value: "" }, own), SCHEMES.map((scheme) => el("option", { value: scheme }, t(`scheme_${scheme}`))));
  byId("scheme").disabled = !layer.schemes;
  byId("scheme").value = layer.schemes ? state.scheme : "";
  byId("firm").checked = state.firm;
  byId("firmness").hidden = layer.kind !== "score";
}

function drawReading(layer) {
  if (held) return;
  const row = state.code === null ? null : rowOf.get(state.code);
  byId("panel").hidden = row === null;
  byId("table").hidden = row !== null;
  drawTable(layer, (code) => arraigo.select(code, { move: true }));
  if (row !== null) drawPanel(row, () => arraigo.select(null));
}

// New figures: everything that hangs on them, once.
function redraw() {
  const layer = layers.get(state.layer);
  drawFigures(layer);
  drawReading(layer);
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
