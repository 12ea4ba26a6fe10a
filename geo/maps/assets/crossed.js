// Explain the layer of two scores: nine classes in a square, with words along its sides and a count in each cell.

const third = (n) => t(["third_low", "third_middle", "third_high"][n]);
const axisOf = (layer, n) => titleOf(layers.get(layer.axes[n]));

function crossedName(layer, value) {
  const [across, up] = layer.classes[value];
  return t("crossed", { across: axisOf(layer, 0), a: third(across), up: axisOf(layer, 1), b: third(up) });
}

// The two scores themselves.
function crossedNote(layer, row) {
  return layer.axes.map((id) => `${titleOf(layers.get(id))}: ${number(layers.get(id).values[row], 1)}`).join(" · ");
}

// What a third reaches from and to, on the axis it stands beside.
function thirdNote(layer, axis, n) {
  const cuts = layer.cuts[axis];
  if (n >= cuts.length) return null;
  const b = number(cuts[n], 1);
  return n ? t("class_range", { a: number(cuts[n - 1], 1), b }) : t("class_upto", { b });
}

function square(layer) {
  const count = (value) => places.filter((row) => layer.values[row] === value).length;
  const cell = (across, up) => {
    const value = layer.classes.findIndex(([a, b]) => a === across && b === up);
    const colour = layer.colours[value];
    return el("td", { class: "number", title: crossedName(layer, value), style: { background: colour, color: inkOf(colour) } }, number(count(value)));
  };
  const side = (axis, n, scope) => el("th", { scope }, third(n), el("small", {}, thirdNote(layer, axis, n)));
  const rows = [2, 1, 0].map((up) => el("tr", {}, side(1, up, "row"), [0, 1, 2].map((across) => cell(across, up))));
  return el("table", { class: "square" }, legendTitle(layer), el("colgroup", {}, el("col", { class: "heads" })),
    el("thead", {}, el("tr", {}, el("td", { class: "axis", colspan: 4 }, `↑ ${axisOf(layer, 1)}`))),
    el("tbody", {}, rows, el("tr", { class: "feet" }, el("td", {}), [0, 1, 2].map((across) => side(0, across, "col"))),
      el("tr", {}, el("td", { class: "axis across", colspan: 4 }, `${axisOf(layer, 0)} →`)),
      el("tr", { class: "none" }, el("td", {}, swatch(pattern("none", NO_DATA))), el("td", { colspan: 2 }, t("class_none")),
        el("td", { class: "number" }, number(places.filter((row) => layer.values[row] === null).length)))));
}
