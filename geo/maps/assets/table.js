// List the places of the map in its order, each with its value and its rank with interval.

const LENGTHS = [20, 60, Infinity];

function orderOf(layer) {
  const { rank } = data.scores;
  const place = (row) => rank[row] ?? Infinity;
  const byRank = (a, b) => (place(a) === place(b) ? 0 : place(a) - place(b));
  const byValue = (a, b) => layer.direction * (layer.values[b] - layer.values[a]);
  if (layer.classes) return (a, b) => layer.values[a] - layer.values[b] || byRank(a, b);
  // A place without a rank does not stand among the ranked, whatever its score.
  return layer.id === data.study.root ? (a, b) => byRank(a, b) || byValue(a, b) : (a, b) => byValue(a, b) || byRank(a, b);
}

function drawTable(layer, choose) {
  const rows = places
    .filter((row) => layer.values[row] !== null && !isAside(row) && (!state.country || departmentOf(row)[2] === state.country))
    .sort(orderOf(layer));
  const order = { class: "table_sorted_classes", bivariate: "table_sorted_classes", width: "table_sorted_width", selected: "table_sorted_selected" }[layer.kind] ?? "table_sorted";
  fill(byId("table"),
    el("h2", { tabindex: "-1" }, t("table")),
    el("p", { class: "quiet" }, t(order)),
    tableTools(rows.length),
    rows.length ? el("table", { class: "list" }, tableHead(layer), el("tbody", {}, rows.slice(0, state.rows).map((row) => tableRow(layer, row, choose))))
      : el("p", { class: "empty" }, t("table_empty")));
}

function tableHead(layer) {
  const head = (text, kind) => el("th", { scope: "col", class: kind }, text);
  return el("thead", {}, el("tr", {}, head(t("col_place")),
    head(layer.classes ? t("col_class") : layer.kind === "score" ? t("score") : t("col_value"), layer.classes ? null : "number"),
    head(t("col_rank"), "number")));
}

function tableRow(layer, row, choose) {
  const rank = rankOf(row);
  const code = data.units.code[row];
  const name = el("button", { type: "button", class: "link", "data-code": code, onclick: () => choose(code) }, data.units.name[row]);
  return el("tr", { class: code === state.code ? "current" : null },
    el("th", { scope: "row" }, name, el("small", {}, whereOf(row))),
    el("td", { class: layer.classes ? "class" : "number" },
      el("span", {}, swatch(fillOf(layer, row)), " ", el("span", {}, valueOf(layer, layer.values[row]))), layer.selected ? el("small", {}, chosenOf(layer, row)) : null),
    el("td", { class: "number" }, rank ? [rank.rank, el("small", {}, rank.interval)] : el("small", {}, t("class_unranked"))));
}

function tableTools(count) {
  const pick = (key, options, value, change) => {
    const entries = options.map(([id, text]) => el("option", { value: id, selected: String(id) === String(value) }, text));
    return el("select", { onchange: (event) => change(event.target.value), "aria-label": t(key) }, entries);
  };
  const countries = [["", t("table_everywhere")], ...data.countries.map(({ iso3, name }) => [iso3, said(name)])];
  const lengths = LENGTHS.map((n) => [n, n === Infinity ? `${t("table_all")} (${number(count)})` : t("table_first", { n })]);
  return el("div", { class: "pickers" },
    pick("table_country", countries, state.country, (iso3) => arraigo.setCountry(iso3)),
    pick("table_rows", lengths, state.rows, (n) => set({ rows: Number(n) })));
}
