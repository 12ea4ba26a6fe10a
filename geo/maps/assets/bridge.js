// A door for a page that holds this one, or a console: what it may ask for, and what it is told.

const arraigo = {
  state: () => ({ ...state }),
  setLanguage(lang) { if (data.langs.includes(lang)) set({ lang }); },
  setLayer(layer) { if (layers.has(layer)) timed(() => set({ layer })); },
  // An empty name gives each layer its own scheme again.
  setScheme(scheme) { if (scheme === "" || SCHEMES.includes(scheme)) timed(() => set({ scheme })); },
  setFirm(firm) { timed(() => set({ firm: Boolean(firm) })); },
  setCountry(iso3) { set({ country: iso3, code: null }); map.frame(iso3); },
  setView(view) {
    const { lat, lon, zoom } = view ?? {};
    if (![lat, lon, zoom].every(Number.isFinite)) return;
    leafletMap.setView([lat, lon], zoom, { animate: false });
  },
  select(code, { move = false } = {}) {
    if (code !== null && !isPlace(code)) return;
    const back = state.code;
    set({ code }, { move });
    tell("select", { code });
    if (held) return;
    if (code !== null) reveal(byId("panel").querySelector("h2"));
    else (document.querySelector(`#table [data-code="${back}"]`) ?? byId("table").querySelector("h2")).focus({ preventScroll: true });
  },
  // New figures for a layer: any of values, mark, breaks, colours. The shapes stay as they are.
  setValues(id, change) {
    const layer = layers.get(id);
    if (!layer || !change || !fits(change.values) || !fits(change.mark)) return;
    for (const key of ["values", "mark", "breaks", "colours"]) if (change[key]) layer[key] = change[key];
    if (change.breaks && layer.schemes) layer.schemes = { [layer.scheme]: change.breaks };
    if (change.colours) layer.shade = null;
    timed(redraw);
  },
  // New figures for any of the scores and layers after the weights have moved.
  setScene(scene) { timed(() => { if (takeScene(scene ?? {})) redraw(); }); },
  // Places that are not in it fade; null shows all again.
  setFilter(codes) {
    if (codes === null && shown.filter === null) return;
    shown.filter = codes === null ? null : new Set(rowsOf(codes));
    redraw();
  },
  setMarks(marks) {
    for (const kind of KINDS) shown.marks[kind] = rowsOf(marks?.[kind]);
    drawMarks();
    drawLegend(layers.get(state.layer));
  },
  // The next place in a direction, as the arrow keys find it; null at the edge.
  neighbour(code, way) {
    const row = isPlace(code) && WAYS[way] ? neighbourOf(rowOf.get(code), WAYS[way]) : null;
    return row === null ? null : data.units.code[row];
  },
};

const rowsOf = (codes) => (Array.isArray(codes) ? codes : []).filter(isPlace).map((code) => rowOf.get(code));
const fits = (column) => column === undefined || column?.length === data.units.code.length;

// All or nothing: a scene with a column of another length is of another study.
function takeScene({ scores = {}, layers: changes = {}, published = false, selection = null }) {
  const known = Object.entries(changes).filter(([id]) => layers.has(id));
  const columns = [
    ...Object.values(scores),
    ...known.flatMap(([, { values, mark, contribution, selected }]) => [values, mark, contribution, selected]),
  ];
  if (!columns.every(fits)) return false;
  Object.assign(data.scores, scores);
  const nothing = () => data.units.code.map(() => null);
  // An interval belongs to the ranks it came with: without new ones there is none.
  if (scores.rank) {
    for (const key of ["rank_p5", "rank_p95", "p_top"]) if (!scores[key]) data.scores[key] = nothing();
    for (const id of ["rank_width", "p_top"]) if (!changes[id]) Object.assign(layers.get(id), { values: nothing() });
  }
  if (scores.rank_in_country && !scores.rank_in_country_p5) data.scores.rank_in_country = nothing();
  for (const [id, change] of known) Object.assign(layers.get(id), change);
  if (changes.selected) data.selection = selection;
  // Groups that did not come along are still those of the study's weights.
  if (scores.rank) for (const layer of data.layers) layer.older = layer.group === "groups" && !published && !changes[layer.id];
  const root = layers.get(data.study.root);
  if (scores.gate && !changes[root.id]?.mark) root.mark = markedAnew(root);
  ranked = countRanked();
  return true;
}

// Who is below the gate may have changed; who rests on lent figures is as it was.
const markedAnew = ({ mark }) => [...mark].map((letter, row) =>
  (data.scores.gate[row] === "below_gate" ? "g" : "g-".includes(letter) ? "m" : letter)).join("");

function tell(event, detail) {
  if (held) window.parent.postMessage({ arraigo: event, ...detail }, location.origin);
}

// How long it takes until the change is on the screen: the second frame begins when the first has been painted.
function timed(change) {
  const start = performance.now();
  change();
  requestAnimationFrame(() => requestAnimationFrame(() => tell("painted", { ms: performance.now() - start })));
}

const OFTEN = 80; // milliseconds between two words about what the pointer is on
let hovered = { row: null, told: null, waiting: false };

function hover(row) {
  hovered.row = row;
  if (hovered.waiting) return;
  hovered.waiting = true;
  setTimeout(() => {
    hovered.waiting = false;
    if (hovered.row === hovered.told) return;
    hovered.told = hovered.row;
    tell("hover", { code: hovered.row === null ? null : data.units.code[hovered.row] });
  }, OFTEN);
}

const CALLS = ["setLanguage", "setLayer", "setScheme", "setFirm", "setCountry", "setView", "select", "setValues", "setScene", "setFilter", "setMarks"];
window.addEventListener("message", ({ source, origin, data: message }) => {
  if (!held || source !== window.parent || origin !== location.origin) return;
  const { arraigo: call, args = [] } = message ?? {};
  if (CALLS.includes(call)) arraigo[call](...args);
});
