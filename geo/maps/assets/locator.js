// Show where one is: a ring around a chosen place that is too small to see, and the whole region in a corner.

const INSET = { width: 116, least: 0.7 }; // pixels; points nearer to each other than `least` are left out
const CLOSER = 0.75; // steps of zoom from which the map no longer shows the region by itself
const RING = 17;

const ring = [{ color: "#fff", weight: 5.5 }, { color: "#0f3d44", weight: 2.6 }].map((look) =>
  L.circleMarker([0, 0], { renderer, radius: RING, fill: false, interactive: false, className: "ring", ...look }));

function drawRing(row) {
  const small = row !== null && isSmall(boxOf(row));
  for (const circle of ring) {
    if (!small) circle.remove();
    else circle.setLatLng(shapesOnMap[row].getBounds().getCenter()).addTo(leafletMap).bringToFront();
  }
}

function startLocator() {
  const shrink = Math.cos((bounds.getCenter().lat * Math.PI) / 180);
  const [west, north] = [bounds.getWest(), bounds.getNorth()];
  const scale = INSET.width / ((bounds.getEast() - west) * shrink);
  const height = (north - bounds.getSouth()) * scale;
  const at = (lat, lon) => [(lon - west) * shrink * scale, (north - lat) * scale];
  const path = outlineOf(geometry.shapes, arcs, (row) => departmentOf(row)[2]).map((line) => lineTo(line, at)).join("");
  const box = svg("rect", { class: "extent" });
  const dot = svg("circle", { r: 3.5 });
  byId("locator").append(svg("svg", { viewBox: `-4 -4 ${INSET.width + 8} ${height + 8}`, width: INSET.width + 8, height: height + 8 },
    svg("path", { d: path }), box, dot));

  return (row) => {
    drawRing(row);
    const near = leafletMap.getZoom() > leafletMap.getBoundsZoom(bounds) + CLOSER;
    byId("locator").hidden = !near;
    if (!near) return;
    const view = leafletMap.getBounds();
    const [[left, top], [right, bottom]] = [at(view.getNorth(), view.getWest()), at(view.getSouth(), view.getEast())];
    // However close the view, its box stays large enough to be seen.
    const [width, tall] = [Math.max(right - left, 6), Math.max(bottom - top, 6)];
    Object.entries({ x: (left + right - width) / 2, y: (top + bottom - tall) / 2, width, height: tall })
      .forEach(([name, value]) => box.setAttribute(name, value));
    dot.setAttribute("visibility", row === null ? "hidden" : "visible");
    if (row === null) return;
    const { lat, lng } = shapesOnMap[row].getBounds().getCenter();
    const [x, y] = at(lat, lng);
    dot.setAttribute("cx", x);
    dot.setAttribute("cy", y);
  };
}

function lineTo(line, at) {
  let last = null;
  return line.map(({ lat, lng }, place) => {
    const [x, y] = at(lat, lng);
    if (last && place < line.length - 1 && Math.hypot(x - last[0], y - last[1]) < INSET.least) return "";
    const start = last ? "L" : "M";
    last = [x, y];
    return `${start}${x.toFixed(1)},${y.toFixed(1)}`;
  }).join("");
}
