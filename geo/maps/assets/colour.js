// Give every unit its class, and every class its colour and pattern.

const NO_DATA = "#d3d2ce";
const MIXED = "#9b9a97";

// A limit belongs to the class below it.
function classOf(layer, value) {
  if (value === null) return -1;
  const place = layer.breaks.findIndex((limit) => value <= limit);
  return place < 0 ? layer.breaks.length - 1 : place;
}

function colourOf(layer, row) {
  const value = layer.values[row];
  if (value === null) return NO_DATA;
  if (layer.kind === "type") return layer.colours[data.types.findIndex((type) => type.type === value)] ?? MIXED;
  return layer.colours[classOf(layer, value)];
}

function fillOf(layer, row) {
  if (layer.mark[row] === "-") return pattern("none", NO_DATA);
  if (layer.mark[row] === "h") return pattern("handed", colourOf(layer, row));
  if (layer.mark[row] === "g") return pattern("gate", colourOf(layer, row));
  return colourOf(layer, row);
}

const DRAWN = {
  // White and dark side by side, so that the stripes show on the light classes and on the dark ones.
  handed: () => [
    svg("path", { d: "M-1,1 l2,-2 M0,6 l6,-6 M5,7 l2,-2", stroke: "#fff", "stroke-width": 1.4, "stroke-opacity": 0.75 }),
    svg("path", { d: "M-1,2.2 l3.2,-3.2 M1.2,6 l4.8,-4.8", stroke: "#222", "stroke-width": 0.5, "stroke-opacity": 0.55 }),
  ],
  gate: () => [
    svg("circle", { cx: 3.5, cy: 3.5, r: 1.9, fill: "#fff" }),
    svg("circle", { cx: 3.5, cy: 3.5, r: 1.3, fill: "#222" }),
  ],
  none: () => [svg("path", { d: "M0,0 L6,6 M6,0 L0,6", stroke: "#fff", "stroke-width": 0.8, "stroke-opacity": 0.5 })],
};

const SIZES = { handed: 6, gate: 7, none: 6 };

function pattern(kind, colour) {
  const id = `${kind}-${colour.slice(1)}`;
  if (!byId(id)) {
    const size = { width: SIZES[kind], height: SIZES[kind] };
    const ground = svg("rect", { ...size, fill: colour });
    byId("patterns").append(svg("pattern", { id, ...size, patternUnits: "userSpaceOnUse" }, ground, ...DRAWN[kind]()));
  }
  return `url(#${id})`;
}

// The legend's rows: what is drawn, what it means, how many places.
function legendRows(layer) {
  const rows = layer.kind === "type" ? typeRows(layer) : classRows(layer);
  const missing = places.filter((row) => layer.values[row] === null).length;
  const none = ["width", "chance"].includes(layer.kind) ? "class_unranked" : "class_none";
  return [...rows, { colour: pattern("none", NO_DATA), label: t(none), count: missing }];
}

function classRows(layer) {
  const counts = layer.breaks.map(() => 0);
  let least = Infinity;
  for (const row of places) {
    const value = layer.values[row];
    if (value === null) continue;
    counts[classOf(layer, value)] += 1;
    least = Math.min(least, value);
  }
  return layer.breaks.map((limit, place) => {
    const low = place ? layer.breaks[place - 1] : least;
    const ends = { a: limitOf(layer, low), b: limitOf(layer, limit) };
    const label = place ? t("class_range", ends) : low >= limit ? ends.b : t("class_upto", ends);
    return { colour: layer.colours[place], label, count: counts[place] };
  });
}

function typeRows(layer) {
  const count = (test) => places.filter((row) => layer.values[row] !== null && test(layer.values[row])).length;
  const known = new Set(data.types.map((type) => type.type));
  const rows = data.types.map((type, place) => ({
    colour: layer.colours[place], label: [el("strong", {}, typeName(type.type)), el("small", {}, said(type))], count: count((value) => value === type.type),
  }));
  const mixed = count((value) => !known.has(value));
  return mixed ? [...rows, { colour: MIXED, label: t("class_mixed"), count: mixed }] : rows;
}

function swatch(colour) {
  return svg("svg", { class: "swatch", width: 22, height: 14, "aria-hidden": "true" },
    svg("rect", { width: 22, height: 14, fill: colour }));
}
