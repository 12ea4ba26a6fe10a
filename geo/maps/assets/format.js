// Say things in the reader's language: texts, numbers, ordinals, intervals.

// es-419, not es: in the three countries 12,345.6 is written with a comma for thousands and a decimal point.
const LOCALES = { es: "es-419", en: "en" };
const ENDINGS = { one: "st", two: "nd", few: "rd", other: "th" };
const formats = new Map();

function t(key, fill = {}) {
  return data.texts[state.lang][key].replace(/\{(\w+)\}/g, (_, name) => fill[name]);
}

// One has a word of its own: "1 resultado", "2 resultados".
function counted(key, n, more = {}) {
  return t(`${key}_${n === 1 ? "one" : "other"}`, { n: number(n), ...more });
}

const has = (key) => key in data.texts[state.lang];
const said = (text) => text[state.lang];

function number(value, decimals = 0, style = "decimal") {
  const key = `${state.lang} ${style} ${decimals}`;
  if (!formats.has(key)) {
    const digits = { minimumFractionDigits: decimals, maximumFractionDigits: decimals };
    formats.set(key, new Intl.NumberFormat(LOCALES[state.lang], { style, ...digits }));
  }
  return formats.get(key).format(value);
}

const percent = (value, decimals = 0) => number(value, decimals, "percent");

// A simulated share is never quite 0 or 1.
function chance(value) {
  if (value > 0.99) return `> ${percent(0.99)}`;
  return value < 0.01 ? `< ${percent(0.01)}` : percent(value);
}

function ordinal(place) {
  if (state.lang === "es") return `${number(place)}.º`;
  return number(place) + ENDINGS[new Intl.PluralRules("en", { type: "ordinal" }).select(place)];
}

// A rank never goes without its interval.
function rankOf(row) {
  const { rank, rank_p5: low, rank_p95: high } = data.scores;
  return rank[row] === null || low[row] === null || high[row] === null ? null : { rank: ordinal(rank[row]), interval: `(${ordinal(low[row])}–${ordinal(high[row])})` };
}

function valueOf(layer, value) {
  if (value === null) return t("no_value");
  if (["chance", "selected"].includes(layer.kind)) return chance(value);
  if (layer.classes) return className(layer, value);
  // A share of 0.412 with three decimals is shown as 41.2 %.
  return layer.share ? percent(value, Math.max(0, layer.decimals - 2)) : number(value, layer.decimals);
}

function limitOf(layer, value) {
  return ["chance", "selected"].includes(layer.kind) ? percent(value) : valueOf(layer, value);
}

const titleOf = (layer) => (layer.title ? said(layer.title) : t(`layer_${layer.id}`, { k: data.study.topK }));
const noteOf = (layer) => (layer.note ? said(layer.note) : t(`layer_${layer.id}_note`, { k: data.study.topK }));
const unitOf = (layer) => (layer.unit ? said(layer.unit) : t(has(`unit_${layer.id}`) ? `unit_${layer.id}` : `unit_${layer.kind}`));

function dateOf(iso) {
  const [year, month, day] = iso.slice(0, 10).split("-").map(Number);
  return new Intl.DateTimeFormat(LOCALES[state.lang], { dateStyle: "long" }).format(new Date(year, month - 1, day));
}

// What a raster has of a place: too little for a figure, or a figure of part of it only.
function gridOf(layer, row) {
  if (!layer.grid) return null;
  const { least, percent: shares } = layer.grid;
  const share = (shares[row] ?? 100) / 100;
  const told = { p: percent(share), least: percent(least) };
  if (layer.values[row] !== null) return layer.mark[row] === "p" ? t("grid_partly", told) : null;
  if (!share) return t("grid_none");
  return share < least ? t("grid_little", told) : null;
}

// Where a figure comes from: its year, how it came about, who published it.
function originOf(layer, row) {
  const [series, year, level, reliability] = layer.origins[layer.origin[row]] ?? [];
  const status = t(`status_${layer.status[row]}`, { level: level && t(`level_${level}`) });
  const few = reliability === "low" ? t("reliability_low") : null;
  return { year, status, few, source: data.sources[series] };
}
