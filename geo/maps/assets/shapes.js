// Draw the places as soon as their shapes are there; what is told of them may still be on its way.

const geometry = await asked.geometry;
const arcs = decodeArcs(geometry);
const latLngs = geometry.shapes.map((shape) => polygonsOf(shape, arcs));
const renderer = L.svg({ padding: 0.4 });

const lakes = new Set(geometry.lakes);
const shapesOnMap = latLngs.map((points, row) => {
  const lake = lakes.has(row);
  const look = { renderer, smoothFactor: 0, weight: 0.5, color: "#fff", fillColor: NO_DATA, fillOpacity: 1, interactive: !lake };
  return Object.assign(L.polygon(points, { ...look, className: lake ? "lake" : "place" }), { row });
});
const allShapes = L.featureGroup(shapesOnMap);
const bounds = allShapes.getBounds();
const goHome = () => leafletMap.fitBounds(bounds, { padding: [12, 12], animate: false });
// The view first: what is added to a map without one is drawn twice.
goHome();
allShapes.addTo(leafletMap);
const drawn = shapesOnMap.map(() => ({ fill: NO_DATA, "fill-opacity": 1 }));

// Only what changed is written: a browser paints again what is written, be it the same or not.
function colourShape(row, look) {
  for (const [name, value] of Object.entries(look)) {
    if (drawn[row][name] === value) continue;
    drawn[row][name] = value;
    shapesOnMap[row].getElement().setAttribute(name, value);
  }
}

const outline = (groupOf, look, to = leafletMap) =>
  L.polyline(outlineOf(geometry.shapes, arcs, groupOf), { renderer, smoothFactor: 0.8, interactive: false, ...look }).addTo(to);

// Two lines on each other, so that what is outlined shows on the light classes and on the dark ones.
const framesOf = (looks) => looks.map((look) =>
  L.polygon([], { renderer, smoothFactor: 0, fill: false, interactive: false, ...look }).addTo(leafletMap));
const frameRow = (frames, row) =>
  frames.forEach((frame) => frame.setLatLngs(row === null ? [] : latLngs[row]).bringToFront());

const REACH = 14; // pixels around a tiny place in which a tap still finds it

function boxOf(row) {
  const box = shapesOnMap[row].getBounds();
  const [low, high] = [box.getSouthWest(), box.getNorthEast()].map((corner) => leafletMap.latLngToContainerPoint(corner));
  return { middle: low.add(high).divideBy(2), width: high.x - low.x, height: low.y - high.y };
}

// Only places too small to hit count, so that the sea beside a large one stays the sea.
const isSmall = ({ width, height }) => width <= 2 * REACH && height <= 2 * REACH;
