// Explain the colours: the layer's title, unit, years and source, and its classes with their limits and counts.

function drawLegend(layer) {
  const marks = new Set(layer.mark);
  // The middle of a ramp, the first of a list of classes: what is striped is a finding.
  const sample = layer.colours[layer.classes ? 0 : Math.floor(layer.colours.length / 2)] ?? NO_DATA;
  const key = (kind, text, told) => el("li", {}, swatch(pattern(kind, sample)), el("span", {}, t(text, told)));
  const ends = layer.grid && { a: percent(layer.grid.least), b: percent(layer.grid.whole) };
  const edge = groupsOn(layer) && el("li", {}, outlined(sample, EDGES[layer.id]), el("span", {}, t(`class_${layer.id}`)));
  fill(byId("legend"), layer.axes ? square(layer) : classTable(layer),
    el("ul", { class: "keys" },
      showsDoubt(layer) ? doubtKeys(sample) : null,
      shown.filter === null ? null
        : el("li", { "data-mark": "aside" }, swatch(sample, ASIDE), el("span", {}, t("class_aside", { n: number(shown.filter.size) }))),
      markKeys(),
      marks.has("h") ? key("handed", layer.status ? "class_handed" : "class_handed_score") : null,
      marks.has("p") ? key("partly", "class_partly", ends) : null,
      edge,
      marks.has("g") ? key("gate", "class_gate") : null,
      data.units.lake.includes(1) ? el("li", {}, swatch(layer.axes ? "#e6ecee" : "#a9cbe0"), el("span", {}, t("class_lake"))) : null));
}

function classTable(layer) {
  const rows = legendRows(layer).map(({ colour, label, count }) =>
    el("tr", {}, el("td", {}, swatch(colour)), el("td", {}, label), el("td", { class: "number" }, number(count))));
  return el("table", {}, legendTitle(layer), el("tbody", {}, rows));
}

// On paper there is no menu, so the title names the scheme too.
function legendTitle(layer) {
  const unit = has(`unit_${layer.id}`) || !layer.classes ? el("small", {}, unitOf(layer)) : null;
  const scheme = layer.schemes ? el("small", { class: "scheme" }, t("scheme_said", { scheme: t(`scheme_${schemeOf(layer)}`) })) : null;
  return el("caption", {}, titleOf(layer), unit, scheme);
}

// How many ranks an interval may span to be drawn so firmly.
function doubtKeys(sample) {
  const ends = DOUBT.map((share) => number(Math.floor(share * ranked)));
  const texts = ["doubt_firm", "doubt_middling", "doubt_wide"];
  return texts.map((text, place) => el("li", { "data-doubt": place }, swatch(sample, FAINT[place]),
    el("span", {}, t(text, { a: ends[place - 1], b: ends[place] }))));
}

function drawAbout(layer) {
  const lines = [layer.older && t("older"), layer.selected && selectionTold(layer), noteOf(layer), layer.q && howTested()];
  if (layer.kind === "indicator") {
    lines.push(t(layer.direction > 0 ? "direction_up" : "direction_down"));
    if (!layer.comparable) lines.push(t("not_comparable"));
    if (layer.modelled) lines.push(t("modelled"));
  }
  const origin = layer.origins?.length ? t("source_line", { list: sourcesOf(layer) })
    : t("made_line", { n: number(basisOf(layer).length), years: yearsOf(layer) });
  const grid = gridLine(layer);
  fill(byId("about"), el("p", {}, lines.filter(Boolean).join(" ")),
    el("p", { class: "quiet source" }, origin), grid && el("p", { class: "quiet grid" }, grid));
}

function gridLine(layer) {
  if (!layer.grid) return null;
  const known = layer.origins.map(([series]) => data.sources[series]?.resolution).filter(Boolean).map(said);
  return [...new Set(known)].map((resolution) => t("resolution_line", { resolution })).join(" ");
}

// The indicators that a layer rests on: itself, those under its node, or all.
function basisOf(layer) {
  if (layer.origins) return [layer];
  return data.layers.filter(({ origins, group }) => origins?.length && (layer.under ?? [group]).includes(group));
}

// Each producer once, with the years its figures are of.
function sourcesOf(layer) {
  const years = new Map();
  for (const [series, year] of layer.origins) {
    const producer = data.sources[series]?.producer ?? series;
    years.set(producer, new Set([...(years.get(producer) ?? []), year]));
  }
  return [...years].map(([producer, its]) => `${producer} (${[...its].sort().join(", ")})`).join("; ");
}

function vintages() {
  const words = (vintage) => (has(`vintage_${vintage}`) ? t(`vintage_${vintage}`) : vintage);
  const known = data.countries.filter(({ vintage }) => vintage);
  return known.map(({ name, vintage }) => `${said(name)} (${words(vintage)})`).join(", ");
}

// The years that the figures shown, or what they were computed from, are of.
function yearsOf(layer) {
  const years = basisOf(layer).flatMap(({ origins }) => origins.map(([, year]) => year));
  if (!years.length) return "–";
  const [first, last] = [Math.min(...years), Math.max(...years)];
  return first === last ? String(first) : `${first}–${last}`;
}

function drawFooter(layer) {
  byId("footer").textContent = [
    t("footer", { vintage: vintages(), years: yearsOf(layer), date: dateOf(data.run.date), seed: data.run.seed }),
    t("credit"), byId("tiles").checked ? t("tile_credit") : null,
  ].filter(Boolean).join(" · ");
  const beside = Object.entries(data.links).map(([page, address]) => el("a", { href: address }, t(`page_${page}`)));
  fill(byId("beside"), beside.flatMap((link, place) => (place ? [" · ", link] : [link])));
  const used = new Set(data.layers.flatMap(({ origins = [] }) => origins.map(([series]) => series)));
  const lines = [...used].map((series) => data.sources[series]).filter(Boolean)
    .map(({ producer, publication, licence, licenceStatus }) =>
      `${producer}. ${publication} (${t(`licence_${licenceStatus}`)}: ${licence}).`);
  fill(byId("sources"), [...new Set(lines)].sort().map((line) => el("li", {}, line)));
}
