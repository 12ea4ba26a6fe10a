// Draw the places with Leaflet: shapes, outlines, names, the chosen one.

const REACH = 14; // pixels around a tiny place in which a tap still finds it
const NEAR = 8.5; // the zoom from which departments are named instead of countries

function startMap(choose) {
  const arcs = decodeArcs(data.geometry);
  const { shapes } = data.geometry;
  const bounds = L.latLngBounds(arcs.flat());
  const home = () => leafletMap.fitBounds(bounds, { padding: [12, 12], animate: false });
  home();
  const renderer = L.svg({ padding: 0.4 });
  const names = leafletMap.createPane("names");
  const latLngs = shapes.map((shape) => polygonsOf(shape, arcs));
  const shapesOnMap = latLngs.map((points, row) => {
    const lake = data.units.lake[row];
    const look = { renderer, smoothFactor: 0, weight: 0.5, color: "#fff", fillOpacity: 1, interactive: !lake };
    return Object.assign(L.polygon(points, { ...look, className: lake ? "lake" : "place" }), { row });
  });
  const all = L.featureGroup(shapesOnMap).addTo(leafletMap);
  const outline = (groupOf, look, to = leafletMap) =>
    L.polyline(outlineOf(shapes, arcs, groupOf), { renderer, smoothFactor: 0.8, interactive: false, ...look }).addTo(to);
  // A pale casing keeps the line of a department visible between dark places.
  outline((row) => data.units.department[row], { color: "#fff", weight: 2.4, opacity: 0.6 });
  outline((row) => data.units.department[row], { color: "#3b3a38", weight: 0.9, opacity: 0.85 });
  outline((row) => departmentOf(row)[2], { color: "#2f2e2c", weight: 1.3 });
  const edges = L.layerGroup().addTo(leafletMap);
  const chosen = [{ color: "#fff", weight: 6 }, { color: "#0f3d44", weight: 3 }].map((look) =>
    L.polygon([], { renderer, smoothFactor: 0, fill: false, interactive: false, ...look }).addTo(leafletMap));

  leafletMap.setMinZoom(leafletMap.getZoom() - 1);
  leafletMap.setMaxZoom(14);
  leafletMap.setMaxBounds(bounds.pad(0.6));
  L.control.scale({ imperial: false, position: "bottomright" }).addTo(leafletMap);
  names.classList.add("names");
  leafletMap.on("zoomend", () => leafletMap.getContainer().classList.toggle("near", leafletMap.getZoom() >= NEAR));
  startControls(home);

  let layer = null;
  all.on("click", (event) => { L.DomEvent.stopPropagation(event); choose(data.units.code[event.layer.row]); });
  all.bindTooltip((shape) => tooltip(shape.row, layer), { sticky: true, className: "tip", direction: "top", offset: [0, -6] });
  leafletMap.on("click", ({ containerPoint }) => {
    const row = nearestSmall(containerPoint);
    if (row !== null) choose(data.units.code[row]);
  });

  // Only places too small to hit count, so that the sea beside a large one stays the sea.
  function nearestSmall(point) {
    let best = null;
    let least = REACH;
    for (const row of places) {
      const box = shapesOnMap[row].getBounds();
      const [low, high] = [box.getSouthWest(), box.getNorthEast()].map((corner) => leafletMap.latLngToContainerPoint(corner));
      if (high.x - low.x > 2 * REACH || low.y - high.y > 2 * REACH) continue;
      const distance = point.distanceTo(low.add(high).divideBy(2));
      if (distance < least) [best, least] = [row, distance];
    }
    return best;
  }

  function drawEdges(next) {
    edges.clearLayers();
    leafletMap.getContainer().classList.toggle("zoned", next.id === "zone");
    const groupOf = groupsOn(next);
    if (!groupOf) return;
    outline(groupOf, { color: "#fff", weight: 3.2, opacity: 0.9 }, edges);
    outline(groupOf, { color: EDGES[next.id], weight: 1.6 }, edges);
    if (next.id === "zone") zoneNames(next).forEach((name) => name.addTo(edges));
    chosen.forEach((shape) => shape.bringToFront());
  }

  return {
    home,
    paint(next) {
      layer = next;
      drawEdges(next);
      for (const row of places) {
        const colour = fillOf(next, row);
        shapesOnMap[row].options.fillColor = colour;
        shapesOnMap[row].getElement().setAttribute("fill", colour);
      }
    },
    mark(row, { move, animate = !calm() }) {
      chosen.forEach((shape) => shape.setLatLngs(row === null ? [] : latLngs[row]).bringToFront());
      if (row === null || !move) return;
      leafletMap.fitBounds(shapesOnMap[row].getBounds(), { padding: [60, 60], maxZoom: 10, animate });
    },
    frame(iso3) {
      const shown = shapesOnMap.filter(({ row }) => departmentOf(row)[2] === iso3);
      if (shown.length) leafletMap.fitBounds(L.featureGroup(shown).getBounds(), { padding: [12, 12], animate: !calm() });
      else home();
    },
    name: drawNames,
  };
}

const calm = () => matchMedia("(prefers-reduced-motion: reduce)").matches;

function tooltip(row, layer) {
  const rank = rankOf(row);
  const there = layer.values[row] !== null;
  const value = `${valueOf(layer, layer.values[row])}${layer.classes ? "" : ` · ${unitOf(layer)}`}`;
  const handed = layer.mark[row] !== "h" ? null : layer.status ? originOf(layer, row).status : t("mostly_handed");
  const warn = handed ?? gridOf(layer, row);
  const notes = !there ? [] : layer.classes ? [classNote(layer, layer.values[row]), qOf(layer, row)]
    : layer.selected ? [chosenOf(layer, row)] : [];
  return el("div", {},
    el("strong", {}, data.units.name[row]), el("span", {}, whereOf(row)),
    el("span", { class: "big" }, there ? value : t("no_value")),
    notes.filter(Boolean).map((note) => el("span", {}, note)), warn && el("span", { class: "warn" }, warn),
    layer.kind === "indicator" || !rank ? null : el("span", {}, `${t("rank")} ${rank.rank} ${rank.interval}`));
}

function startControls(home) {
  const Buttons = L.Control.extend({
    onAdd() {
      const press = (id, sign, act) => el("button", { type: "button", id, onclick: act }, sign);
      const bar = el("div", { class: "leaflet-bar zoom" },
        press("zoom-in", "+", () => leafletMap.zoomIn(1)), press("zoom-out", "−", () => leafletMap.zoomOut(1)),
        press("home", "⌂", home));
      L.DomEvent.disableClickPropagation(bar);
      return bar;
    },
  });
  new Buttons({ position: "topleft" }).addTo(leafletMap);
}

let nameLayer = null;

function drawNames() {
  nameLayer?.remove();
  const label = ([lon, lat], text, kind) => L.marker([lat, lon], {
    pane: "names", interactive: false, keyboard: false,
    icon: L.divIcon({ className: `name ${kind}`, iconSize: null, html: el("span", {}, text) }),
  });
  nameLayer = L.layerGroup([
    ...data.countries.filter(({ label: at }) => at).map(({ label: at, name }) => label(at, said(name), "country")),
    ...data.departments.map(([, name, , at]) => label(at, name, "department")),
  ]).addTo(leafletMap);
}
