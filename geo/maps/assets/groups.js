// Name the classes of groups, draw what parts them, and tell a place which of them it is in.

const typeOf = (number_) => data.types.find((type) => type.type === number_);
const typeName = (number_) => (typeOf(number_) ? t("type_short", { n: number_ }) : t("class_mixed"));
const zoneOf = (number_) => data.zones.find(({ zone }) => zone === number_);

// What is no finding is called the same in every layer.
function classKey(layer, id) {
  if (layer.id === "zone") return "is_outside";
  return has(`is_${id}`) ? `is_${id}` : `is_${layer.id}_${id}`;
}

function className(layer, value) {
  const id = layer.classes[value];
  if (layer.axes) return crossedName(layer, value);
  if (layer.id === "type") return typeName(id);
  return layer.id === "zone" && zoneOf(id) ? t("zone_short", { n: id }) : t(classKey(layer, id));
}

function classNote(layer, value) {
  const id = layer.classes[value];
  const named = { type: typeOf, zone: zoneOf }[layer.id];
  if (named) return named(id) ? said(named(id)) : null;
  return t(`${classKey(layer, id)}_note`);
}

// The share of false findings at which the place would count as one; three decimals were kept.
function qOf(layer, row) {
  const q = layer.q?.[row] ?? null;
  if (q === null) return null;
  return q < 0.001 ? t("q_below", { q: number(0.001, 3) }) : t("q", { q: number(q, q < 0.01 ? 3 : 2) });
}

const chosenOf = (layer, row) => t(layer.selected[row] ? "yes_selected" : "not_selected");

// The groups that a layer outlines; null where a place is in none.
function groupsOn(layer) {
  if (layer.id === "zone") return (row) => layer.classes[layer.values[row]] || null;
  return layer.selected ? (row) => layer.selected[row] || null : null;
}

// The ink that stands out more, after the contrast of WCAG 2.2.
function inkOf(colour) {
  const light = (from) => {
    const part = parseInt(colour.slice(from, from + 2), 16) / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  };
  const luminance = 0.2126 * light(1) + 0.7152 * light(3) + 0.0722 * light(5);
  return luminance > 0.2 ? "#1c2629" : "#fff";
}

// A number on each zone, its name once there is room for it.
function zoneNames(layer) {
  return data.zones.map(({ zone, label: [lon, lat], ...name }) => {
    const colour = layer.colours[layer.classes.indexOf(zone)];
    const badge = el("b", { style: { background: colour, color: inkOf(colour) } }, number(zone));
    return L.marker([lat, lon], {
      pane: "names", interactive: false, keyboard: false, zIndexOffset: 1000,
      icon: L.divIcon({ className: "name zone", iconSize: null, html: el("span", {}, badge, el("i", {}, said(name))) }),
    });
  });
}

function howTested() {
  const { permutations, false_discovery: rate, seed } = data.run;
  return permutations && rate ? t("tested", { permutations: number(permutations), rate: percent(rate), seed }) : null;
}

// What was selected: as the run put it, or how many.
function selectionTold(layer) {
  const n = layer.selected.reduce((sum, one) => sum + one, 0);
  return data.selection ? said(data.selection) : t("selected_told", { n: number(n) });
}

// One line per group: the layer, the place's class in it, what that means and how firm it is.
function groupLines(row) {
  const shown = data.layers.filter(({ group, id }) => group === "groups" && id !== "type");
  if (!shown.length) return null;
  const lines = shown.map((layer) => {
    const value = layer.values[row];
    const missing = t(layer.selected ? "class_ineligible" : "no_value");
    const [told, ...notes] = value === null ? [missing] : layer.selected ? selectedLine(layer, row) : classLine(layer, row);
    return el("li", { "data-layer": layer.id },
      el("button", { type: "button", class: "link", onclick: () => set({ layer: layer.id }) }, titleOf(layer)),
      el("span", { class: "value" }, told), el("p", { class: "quiet" }, notes.filter(Boolean).join(" · ")));
  });
  const tested = shown.some(({ q }) => q) ? el("p", { class: "quiet" }, t("q_note")) : null;
  return section("groups", el("ul", { class: "figures" }, lines), tested);
}

function classLine(layer, row) {
  const value = layer.values[row];
  const here = `here_${layer.id}_${layer.classes[value]}`;
  return [has(here) ? t(here) : className(layer, value), classNote(layer, value), qOf(layer, row)];
}

const selectedLine = (layer, row) =>
  [t(layer.selected[row] ? "selected_here" : "not_selected_here"), t("selected_in", { p: chance(layer.values[row]) })];
