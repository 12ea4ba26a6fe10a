// Hold the study and what the reader has chosen; everything drawn follows from these.

const data = await asked.study;
const layers = new Map(data.layers.map((layer) => [layer.id, layer]));
const rowOf = new Map(data.units.code.map((code, row) => [code, row]));
const places = data.units.code.map((_, row) => row).filter((row) => !data.units.lake[row]);
const pillarOf = new Map(data.pillars.map((pillar) => [pillar.id, pillar]));
const countRanked = () => data.scores.rank.filter((rank) => rank !== null).length;
let ranked = countRanked();

// An empty scheme leaves each layer its own.
const state = { lang: data.lang, layer: data.study.root, code: null, country: "", rows: 20, scheme: "", firm: false };

// What the page around this one has put on the map; the address does not keep it.
const shown = { filter: null, marks: { chosen: [], locked: [], excluded: [], compared: [] }, tiles: false };

// The address keeps the view, so that a copied link opens it again.
function readAddress() {
  const asked_ = new URLSearchParams(location.hash.slice(1));
  if (data.langs.includes(asked_.get("lang"))) state.lang = asked_.get("lang");
  if (layers.has(asked_.get("layer"))) state.layer = asked_.get("layer");
  if (SCHEMES.includes(asked_.get("scheme"))) state.scheme = asked_.get("scheme");
  state.firm = asked_.get("firm") === "1";
  state.code = isPlace(asked_.get("code")) ? asked_.get("code") : null;
}

const isPlace = (code) => rowOf.has(code) && !data.units.lake[rowOf.get(code)];

function writeAddress() {
  // Held, the page around keeps what is chosen; to write it here too would make the browser lay out everything at once.
  if (held) return;
  const said_ = new URLSearchParams({ lang: state.lang, layer: state.layer });
  if (state.scheme) said_.set("scheme", state.scheme);
  if (state.firm) said_.set("firm", "1");
  if (state.code) said_.set("code", state.code);
  // A page handed over as text (srcdoc) has no address of its own.
  if (location.protocol !== "about:") history.replaceState(null, "", `#${said_}`);
}

const departmentOf = (row) => data.departments[data.units.department[row]];
const countryOf = (row) => data.countries.find((country) => country.iso3 === departmentOf(row)[2]);

function whereOf(row) {
  const [, department] = departmentOf(row);
  return `${department}, ${said(countryOf(row).name)}`;
}
