// Walk over the map by keyboard: the arrows lead to the next place in their direction, Enter chooses it, Escape leaves.

const WAYS = { ArrowUp: [0, 1], ArrowDown: [0, -1], ArrowLeft: [-1, 0], ArrowRight: [1, 0] };
const SIDEWAYS = 2; // how much more a step aside counts than a step ahead

const flat = data.units.at.map(([lon, lat]) => [lon * Math.cos((bounds.getCenter().lat * Math.PI) / 180), lat]);

// Of the places that lie more ahead than aside, the nearest.
function neighbourOf(row, [x, y]) {
  let best = null;
  let least = Infinity;
  for (const other of places) {
    const [dx, dy] = [flat[other][0] - flat[row][0], flat[other][1] - flat[row][1]];
    const [ahead, aside] = [dx * x + dy * y, Math.abs(dx * y) + Math.abs(dy * x)];
    if (other === row || ahead <= 0 || aside > ahead) continue;
    const cost = Math.hypot(ahead, SIDEWAYS * aside);
    if (cost < least) [best, least] = [other, cost];
  }
  return best;
}

function nearestTo({ lat, lng }) {
  const away = (row) => Math.hypot(data.units.at[row][0] - lng, data.units.at[row][1] - lat);
  return places.reduce((best, row) => (away(row) < away(best) ? row : best));
}

function placeSaid(row, layer) {
  const value = layer.values[row];
  const rank = rankOf(row);
  const told = value === null ? t("no_value") : `${valueOf(layer, value)}${layer.classes ? "" : ` ${unitOf(layer)}`}`;
  const place = rank ? `${t("rank")} ${rank.rank} ${rank.interval}` : t("class_unranked");
  return `${data.units.name[row]}, ${whereOf(row)}. ${titleOf(layer)}: ${told}. ${place}.`;
}

function startKeys(choose) {
  const node = leafletMap.getContainer();
  const frames = framesOf([{ color: "#fff", weight: 6 }, { color: "#b4570a", weight: 3.2, dashArray: "7 4" }]);
  const circle = L.circleMarker([0, 0], { renderer, radius: RING, fill: false, interactive: false, color: "#b4570a", weight: 3, dashArray: "7 4" });
  let cursor = null;

  function go(row) {
    cursor = row;
    circle.remove();
    frameRow(frames, row);
    if (row === null) return void (byId("map-live").textContent = "");
    const middle = shapesOnMap[row].getBounds().getCenter();
    leafletMap.panInside(middle, { padding: [70, 70], animate: false });
    if (isSmall(boxOf(row))) circle.setLatLng(middle).addTo(leafletMap);
    byId("map-live").textContent = placeSaid(row, layers.get(state.layer));
    hover(row);
  }

  const walk = (way) => {
    if (cursor === null) go(state.code === null ? nearestTo(leafletMap.getCenter()) : rowOf.get(state.code));
    else go(neighbourOf(cursor, way) ?? cursor);
  };
  const acts = {
    Enter: () => { if (cursor !== null) choose(data.units.code[cursor]); },
    "+": () => leafletMap.zoomIn(1), "-": () => leafletMap.zoomOut(1), 0: goHome,
  };
  node.addEventListener("keydown", (event) => {
    if (event.target !== node || event.ctrlKey || event.metaKey || event.altKey) return;
    const act = WAYS[event.key] ? () => walk(WAYS[event.key]) : event.key === "Escape" && cursor !== null ? () => go(null) : acts[event.key];
    if (!act) return;
    event.preventDefault();
    event.stopPropagation();
    act();
  });
  node.addEventListener("blur", () => { if (cursor !== null) go(null); });
}
