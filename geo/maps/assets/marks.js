// Mark the places a reader has chosen, locked in, left out or is comparing: each by its kind of line, so that none needs colour.

const LINES = {
  chosen: [{ color: "#fff", weight: 4 }, { color: EDGES.selected, weight: 2.2 }],
  locked: [{ color: "#fff", weight: 6.6 }, { color: "#15191b", weight: 4.6 }, { color: "#fff", weight: 1.5 }],
  excluded: [{ color: "#fff", weight: 4 }, { color: "#15191b", weight: 1.8, dashArray: "6 4", fill: true, fillOpacity: 1 }],
  compared: [{ color: "#fff", weight: 5 }, { color: "#15191b", weight: 3, dashArray: "0.1 5.5" }],
};
const KINDS = Object.keys(LINES);
const marksOnMap = L.layerGroup().addTo(leafletMap);

// Lines that cross, with nothing behind them: the colour of the place stays.
function crossing() {
  if (!byId("crossing")) {
    byId("patterns").append(svg("pattern", { id: "crossing", width: 9, height: 9, patternUnits: "userSpaceOnUse" },
      svg("path", { d: "M0,0 L9,9 M9,0 L0,9", stroke: "#fff", "stroke-width": 2.6, "stroke-opacity": 0.85 }),
      svg("path", { d: "M0,0 L9,9 M9,0 L0,9", stroke: "#15191b", "stroke-width": 1.1 })));
  }
  return "url(#crossing)";
}

function drawMarks() {
  marksOnMap.clearLayers();
  for (const kind of KINDS) {
    const rows = shown.marks[kind];
    const points = rows.flatMap((row) => latLngs[row]);
    if (!rows.length) continue;
    LINES[kind].forEach((look) => L.polygon(points, {
      renderer, smoothFactor: 0, fill: false, fillColor: crossing(), interactive: false, ...look,
    }).addTo(marksOnMap));
  }
  shown.marks.compared.forEach((row, place) => badge(row, LETTERS[place]).addTo(marksOnMap));
}

// As the app letters the places that it sets side by side.
const LETTERS = "ABCD";

function badge(row, letter) {
  const [lon, lat] = data.units.at[row];
  const icon = L.divIcon({ className: "name badge", iconSize: null, html: el("span", {}, el("b", {}, letter ?? "")) });
  return L.marker([lat, lon], { pane: "names", interactive: false, keyboard: false, zIndexOffset: 2000, icon });
}

function markKeys() {
  return KINDS.filter((kind) => shown.marks[kind].length).map((kind) =>
    el("li", { "data-mark": kind }, lined(kind), el("span", {}, counted(`mark_${kind}`, shown.marks[kind].length))));
}

function lined(kind) {
  const drawn_ = swatch("#e9e2d6");
  for (const { color, weight, dashArray = "none", fill: filled } of LINES[kind]) {
    drawn_.append(svg("rect", {
      x: 3, y: 3, width: 16, height: 8, fill: filled ? crossing() : "none", stroke: color, "stroke-width": weight * 0.7,
      "stroke-dasharray": dashArray, "stroke-linecap": "round",
    }));
  }
  return drawn_;
}
