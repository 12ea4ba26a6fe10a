// Give every unit its class, and every class its colour and pattern.

const NO_DATA = "#d3d2ce";
const EDGES = { zone: "#151b1d", selected: "#123a9c" }; // beside all categories, and beside all shades of the score

// A limit belongs to the class below it.
function classOf(layer, value) {
  if (value === null) return -1;
  const limits = limitsOf(layer);
  const place = limits.findIndex((limit) => value <= limit);
  return place < 0 ? limits.length - 1 : place;
}

function colourOf(layer, row) {
  const value = layer.values[row];
  if (value === null) return NO_DATA;
  return coloursOf(layer)[layer.classes ? value : classOf(layer, value)];
}

function fillOf(layer, row) {
  if (layer.values[row] === null) return pattern("none", NO_DATA);
  const kind = { h: "handed", p: "partly", g: "gate" }[layer.mark[row]];
  return kind ? pattern(kind, colourOf(layer, row)) : colourOf(layer, row);
}

const FAINT = [1, 0.6, 0.25]; // firm, less so, hardly: an interval of up to a quarter, up to half, over half of all ranks
const DOUBT = [0.25, 0.5];
const ASIDE = 0.12;

function doubtOf(row) {
  const { rank_p5: low, rank_p95: high } = data.scores;
  if (low[row] === null || high[row] === null) return 0;
  const place = DOUBT.findIndex((share) => high[row] - low[row] <= share * ranked);
  return place < 0 ? DOUBT.length : place;
}

const showsDoubt = (layer) => state.firm && layer.kind === "score";
const isAside = (row) => shown.filter !== null && !shown.filter.has(row);

function opacityOf(layer, row) {
  const own = isAside(row) ? ASIDE : showsDoubt(layer) ? FAINT[doubtOf(row)] : 1;
  return shown.tiles ? own * 0.75 : own;
}

const DRAWN = {
  // White and dark side by side, so that the stripes show on the light classes and on the dark ones.
  handed: () => [
    svg("path", { d: "M-1,1 l2,-2 M0,6 l6,-6 M5,7 l2,-2", stroke: "#fff", "stroke-width": 1.4, "stroke-opacity": 0.75 }),
    svg("path", { d: "M-1,2.2 l3.2,-3.2 M1.2,6 l4.8,-4.8", stroke: "#222", "stroke-width": 0.5, "stroke-opacity": 0.55 }),
  ],
  partly: () => [
    svg("path", { d: "M0.5,2 h4 M4.5,6 h3.5 M0,6 h0.5", stroke: "#fff", "stroke-width": 2.6, "stroke-opacity": 0.8 }),
    svg("path", { d: "M0.5,2 h4 M4.5,6 h3.5 M0,6 h0.5", stroke: "#222", "stroke-width": 1.3 }),
  ],
  gate: () => [
    svg("circle", { cx: 3.5, cy: 3.5, r: 1.9, fill: "#fff" }),
    svg("circle", { cx: 3.5, cy: 3.5, r: 1.3, fill: "#222" }),
  ],
  none: () => [svg("path", { d: "M0,0 L6,6 M6,0 L0,6", stroke: "#fff", "stroke-width": 0.8, "stroke-opacity": 0.5 })],
};

const SIZES = { handed: 6, partly: 8, gate: 7, none: 6 };

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
  const rows = layer.classes ? namedRows(layer) : classRows(layer);
  if (layer.id === "zone") return rows; // what lies in no zone is a class of its own
  const missing = places.filter((row) => layer.values[row] === null).length;
  const none = { width: "class_unranked", chance: "class_unranked", selected: "class_ineligible" }[layer.kind] ?? "class_none";
  const why = layer.grid ? el("small", {}, t("class_none_grid", { least: percent(layer.grid.least) })) : null;
  return [...rows, { colour: pattern("none", NO_DATA), label: [t(none), why], count: missing }];
}

function classRows(layer) {
  const limits = limitsOf(layer);
  const colours = coloursOf(layer);
  const counts = limits.map(() => 0);
  let least = Infinity;
  for (const row of places) {
    const value = layer.values[row];
    if (value === null) continue;
    counts[classOf(layer, value)] += 1;
    least = Math.min(least, value);
  }
  return limits.map((limit, place) => {
    const low = place ? limits[place - 1] : least;
    const ends = { a: limitOf(layer, low), b: limitOf(layer, limit) };
    const label = place ? t("class_range", ends) : low >= limit ? ends.b : t("class_upto", ends);
    return { colour: colours[place], label, count: counts[place] };
  });
}

function namedRows(layer) {
  return layer.classes.map((_, value) => {
    const note = classNote(layer, value);
    const label = [el("strong", {}, className(layer, value)), note && el("small", {}, note)];
    return { colour: layer.colours[value], label, count: places.filter((row) => layer.values[row] === value).length };
  });
}

function outlined(colour, edge) {
  const drawn = swatch(colour);
  drawn.append(svg("rect", { x: 2, y: 2, width: 18, height: 10, fill: "none", stroke: edge, "stroke-width": 2.4 }));
  return drawn;
}

// What is faint is so against the ground of the map.
function swatch(colour, opacity = 1) {
  return svg("svg", { class: "swatch", width: 22, height: 14, "aria-hidden": "true" },
    opacity < 1 ? svg("rect", { width: 22, height: 14, fill: "#e6ecee" }) : "",
    svg("rect", { width: 22, height: 14, fill: colour, "fill-opacity": opacity }));
}
