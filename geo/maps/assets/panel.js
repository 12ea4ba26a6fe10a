// Tell everything about one place: what it scores, how sure that is, why, and from which figures.

function drawPanel(row, close) {
  const { scores, units } = data;
  const line = [units.partOf[row], whereOf(row)].filter(Boolean).join(" · ");
  fill(byId("panel"),
    el("button", { type: "button", class: "link back", onclick: close }, `‹ ${t("back")}`),
    el("header", {}, el("h2", { tabindex: "-1" }, units.name[row]),
      el("p", { class: "quiet" }, `${line} · ${units.code[row]}`)),
    headline(row),
    section("next", el("p", { class: "next" }, nextStep(row))),
    flagsOf(row),
    groupLines(row),
    ...(scores.score[row] === null ? [] : [section("contributions", contributions(row)), section("pillars", pillarBars(row))]),
    section("indicators", ...data.pillars.map((pillar) => pillarTable(row, pillar))));
}

const section = (key, ...content) => el("section", { class: `part ${key}` }, el("h3", {}, t(key)), content);

function headline(row) {
  const { scores } = data;
  const fact = (key, value, note, told) =>
    el("div", { class: `fact fact-${key}` }, el("dt", {}, t(key, told)), el("dd", {}, value, note && el("small", {}, note)));
  const rank = rankOf(row);
  const gate = { coverage: percent(scores.coverage[row] ?? 0), gate: percent(data.study.gate) };
  const bounds = { a: number(scores.score_low[row] ?? 0, 1), b: number(scores.score_high[row] ?? 0, 1) };
  const why = rank ? null : el("p", { class: "warn" }, t(`rank_none_${scores.gate[row]}`, gate));
  const type = scores.type?.[row] ?? null;
  return el("div", {}, el("dl", { class: "facts" },
    scores.score[row] === null ? null
      : fact("score", [number(scores.score[row], 1), " ", el("span", { class: "of" }, t("of_100"))], t("score_bounds", bounds)),
    rank && fact("rank", [rank.rank, " ", el("span", { class: "of" }, rank.interval)], t("rank_of", { n: number(ranked) })),
    countryRank(row, fact),
    scores.p_top[row] === null ? null : fact("p_top", chance(scores.p_top[row]), null, { k: data.study.topK }),
    fact("coverage", gate.coverage, t("coverage_note")),
    scores.people[row] === null ? null : fact("people", number(scores.people[row])),
    type === null || !data.types.length ? null
      : fact("type", typeName(type), typeNote(row, type))), why);
}

// Where the run ranked within countries too; never without its interval.
function countryRank(row, fact) {
  const { rank_in_country: place, rank_in_country_p5: low, rank_in_country_p95: high } = data.scores;
  if ((place?.[row] ?? null) === null) return null;
  const { iso3, name } = countryOf(row);
  const n = places.filter((other) => place[other] !== null && departmentOf(other)[2] === iso3).length;
  const interval = el("span", { class: "of" }, `(${ordinal(low[row])}–${ordinal(high[row])})`);
  return fact("country_rank", [ordinal(place[row]), " ", interval], t("rank_of", { n: number(n) }), { country: said(name) });
}

function typeNote(row, type) {
  if (!typeOf(type)) return t("type_mixed");
  const sure = data.scores.type_p?.[row] ?? null;
  return [said(typeOf(type)), sure === null ? null : t("type_sure", { p: percent(sure) })].filter(Boolean).join(" · ");
}

function nextStep(row) {
  const { p_top: chances, rank, flags } = data.scores;
  if (rank[row] === null) return t("next_gate");
  const told = t(chances[row] >= 0.8 ? "next_firm" : chances[row] >= 0.2 ? "next_doubt" : "next_out", { k: data.study.topK });
  const thin = chances[row] >= 0.8 && flags[row].some((flag) => /^(low_coverage|no_data_|inherited_)/.test(flag));
  return thin ? `${told} ${t("next_confirm")}` : told;
}

function flagsOf(row) {
  const flags = data.scores.flags[row].map(flagText).filter(Boolean);
  return flags.length ? section("flags", el("ul", { class: "flags" }, flags.map((text) => el("li", {}, text)))) : null;
}

// A flag is a word, a word and an indicator (`dominated:x`), or a word and a block (`no_data_x`, `inherited_x`).
function flagText(flag) {
  const [, word, subject] = flag.match(/^(no_data|inherited)_(.+)$/) ?? flag.match(/^([^:]+):?(.*)$/);
  const name = layers.has(subject) ? titleOf(layers.get(subject)) : subject || t("flag_closed");
  return has(`flag_${word}`) ? t(`flag_${word}`, { name }) : flag.replaceAll("_", " ");
}

const indicators = data.layers.filter((layer) => layer.kind === "indicator");
const pillarColour = (id) => pillarOf.get(id)?.colour ?? NO_DATA;

// Striped as on the map where the figure was not measured in the place.
function bar(layer, row, value, share, colour) {
  const width = `${Math.max(0, Math.min(100, 100 * share)).toFixed(1)}%`;
  const look = layer.mark[row] === "h" ? "fill handed" : "fill";
  return el("li", {}, el("span", { class: "label" }, titleOf(layer)), el("span", { class: "number" }, number(value, 1)),
    el("span", { class: "track", "aria-hidden": "true" }, el("span", { class: look, style: { width, "background-color": colour } })));
}

const LEADING = 8; // bars shown at once; the rest unfolds

function contributions(row) {
  const parts = indicators
    .map((layer) => ({ layer, points: layer.contribution[row] }))
    .filter(({ points }) => points !== null && points > 0)
    .sort((a, b) => b.points - a.points);
  if (!parts.length) return el("p", { class: "quiet" }, t("contributions_none"));
  const most = parts[0].points;
  const bars = parts.map(({ layer, points }) => bar(layer, row, points, points / most, pillarColour(layer.group)));
  const rest = parts.slice(LEADING).reduce((sum, { points }) => sum + points, 0);
  const { closed } = data.study;
  const handed = parts.some(({ layer }) => layer.mark[row] === "h");
  const notes = [t("contributions_note"), handed && t("bars_handed"), closed && counted("contributions_closed", closed)];
  return [
    el("p", { class: "quiet" }, notes.filter(Boolean).join(" ")),
    el("ul", { class: "bars" }, bars.slice(0, LEADING)),
    bars.length > LEADING ? el("details", {},
      el("summary", {}, counted("contributions_rest", bars.length - LEADING, { points: number(rest, 1) })),
      el("ul", { class: "bars" }, bars.slice(LEADING))) : null];
}

function pillarBars(row) {
  const nodes = data.layers.filter(({ kind, id }) => kind === "score" && id !== data.study.root);
  return el("ul", { class: "bars pillars" }, nodes.map((layer) => {
    const value = layer.values[row];
    if (value !== null) return bar(layer, row, value, value / 100, pillarOf.get(layer.id)?.colour ?? "#5b6b70");
    return el("li", {}, el("span", { class: "label" }, titleOf(layer)), el("span", { class: "quiet" }, t("no_value")));
  }));
}

function pillarTable(row, pillar) {
  const own = indicators.filter((layer) => layer.group === pillar.id);
  const head = el("h4", {}, el("i", { class: "dot", style: { background: pillar.colour } }), said(pillar.title));
  if (!own.length) return el("div", {}, head, el("p", { class: "quiet" }, t("pillar_empty")));
  return el("div", {}, head, el("ul", { class: "figures" }, own.map((layer) => figure(row, layer))));
}

function figure(row, layer) {
  const { year, status, few, source } = originOf(layer, row);
  const licence = source && `${source.producer} (${t(`licence_${source.licenceStatus}`)})`;
  const known = layer.values[row] !== null;
  const grid = gridOf(layer, row);
  return el("li", { class: `status-${layer.status[row]}`, "data-indicator": layer.id },
    el("button", { type: "button", class: "link", onclick: () => set({ layer: layer.id }) }, titleOf(layer)),
    el("span", { class: "value" }, valueOf(layer, layer.values[row]), known ? el("small", {}, ` ${unitOf(layer)}`) : null),
    el("p", { class: "quiet" }, [year, known ? status : grid ?? status, known && grid, few, licence].filter(Boolean).join(" · ")));
}
