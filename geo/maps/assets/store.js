// Hold the study and what the reader has chosen; everything drawn follows from these.

const data = JSON.parse(byId("study-data").textContent);
const layers = new Map(data.layers.map((layer) => [layer.id, layer]));
const rowOf = new Map(data.units.code.map((code, row) => [code, row]));
const places = data.units.code.map((_, row) => row).filter((row) => !data.units.lake[row]);
const ranked = data.scores.rank.filter((rank) => rank !== null).length;
const pillarOf = new Map(data.pillars.map((pillar) => [pillar.id, pillar]));

const state = { lang: data.lang, layer: data.study.root, code: null, country: "", rows: 20 };

// The address keeps the view, so that a copied link opens it again.
function readAddress() {
  const asked = new URLSearchParams(location.hash.slice(1));
  if (data.langs.includes(asked.get("lang"))) state.lang = asked.get("lang");
  if (layers.has(asked.get("layer"))) state.layer = asked.get("layer");
  const row = rowOf.get(asked.get("code"));
  state.code = row !== undefined && !data.units.lake[row] ? asked.get("code") : null;
}

function writeAddress() {
  const said_ = new URLSearchParams({ lang: state.lang, layer: state.layer });
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
