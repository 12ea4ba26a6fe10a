// Tie the places to what is told of them: colours, outlines, names, the chosen one.

const NEAR = 8.5; // the zoom from which departments are named instead of countries

function startMap(choose) {
  // A pale casing keeps the line of a department visible between dark places.
  outline((row) => data.units.department[row], { color: "#fff", weight: 2.4, opacity: 0.6 });
  outline((row) => data.units.department[row], { color: "#3b3a38", weight: 0.9, opacity: 0.85 });
  outline((row) => departmentOf(row)[2], { color: "#2f2e2c", weight: 1.3 });
  const edges = L.layerGroup().addTo(leafletMap);
  const chosen = framesOf([{ color: "#fff", weight: 6 }, { color: "#0f3d44", weight: 3 }]);
  const locate = startLocator();

  leafletMap.setMinZoom(leafletMap.getZoom() - 1);
  leafletMap.setMaxZoom(14);
  leafletMap.setMaxBounds(bounds.pad(0.6));
  L.control.scale({ imperial: false, position: "bottomright" }).addTo(leafletMap);
  leafletMap.createPane("names").classList.add("names");
  const rowChosen = () => (state.code === null ? null : rowOf.get(state.code));
  leafletMap.on("zoomend", () => leafletMap.getContainer().classList.toggle("near", leafletMap.getZoom() >= NEAR));
  leafletMap.on("moveend", () => locate(rowChosen()));
  startControls(goHome);

  let layer = null;
  let edged = null; // the layer whose outlines are drawn
  allShapes.on("click", (event) => { L.DomEvent.stopPropagation(event); choose(data.units.code[event.layer.row]); });
  allShapes.on("mouseover", (event) => hover(event.layer.row)).on("mouseout", () => hover(null));
  allShapes.bindTooltip((shape) => tooltip(shape.row, layer), { sticky: true, className: "tip", direction: "top", offset: [0, -6] });
  leafletMap.on("click", ({ containerPoint }) => {
    const row = nearestSmall(containerPoint);
    if (row !== null) choose(data.units.code[row]);
  });

  function nearestSmall(point) {
    let best = null;
    let least = REACH;
    for (const row of places) {
      const box = boxOf(row);
      if (!isSmall(box)) continue;
      const distance = point.distanceTo(box.middle);
      if (distance < least) [best, least] = [row, distance];
    }
    return best;
  }

  function drawEdges(next) {
    const groupOf = groupsOn(next);
    if (!groupOf && edged === null) return;
    edges.clearLayers();
    edged = groupOf ? next.id : null;
    leafletMap.getContainer().classList.toggle("zoned", next.id === "zone");
    if (!groupOf) return;
    outline(groupOf, { color: "#fff", weight: 3.2, opacity: 0.9 }, edges);
    outline(groupOf, { color: EDGES[next.id], weight: 1.6 }, edges);
    if (next.id === "zone") zoneNames(next).forEach((name) => name.addTo(edges));
    chosen.forEach((shape) => shape.bringToFront());
  }

  return {
    paint(next) {
      layer = next;
      drawEdges(next);
      // Blue is a class of two scores: there, a lake is as pale as the sea.
      leafletMap.getContainer().classList.toggle("crossed", Boolean(next.axes));
      for (const row of places) colourShape(row, { fill: fillOf(next, row), "fill-opacity": opacityOf(next, row) });
      const tip = allShapes.getTooltip();
      if (tip.isOpen()) tip.update();
    },
    mark(row, { move, animate = !calm() }) {
      frameRow(chosen, row);
      if (row !== null && move) leafletMap.fitBounds(shapesOnMap[row].getBounds(), { padding: [60, 60], maxZoom: 10, animate });
      locate(row);
    },
    frame(iso3) {
      const its = shapesOnMap.filter(({ row }) => departmentOf(row)[2] === iso3);
      if (its.length) leafletMap.fitBounds(L.featureGroup(its).getBounds(), { padding: [12, 12], animate: !calm() });
      else goHome();
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
  const notes = !there ? [] : layer.axes ? [crossedNote(layer, row)] : layer.classes ? [classNote(layer, layer.values[row]), qOf(layer, row)]
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
