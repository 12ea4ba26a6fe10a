// Find a place by name, with or without accents, by mouse or keyboard.

const fold = (text) => text.normalize("NFD").replace(/[\u0300-\u036f]/g, "").toLowerCase().trim();
const SHOWN = 8;
// Made when somebody first types: nobody's first look at the map waits for it.
let folded = null;
const foldedNames = () => places.map((row) => ({
  row, name: fold(data.units.name[row]), around: fold(`${departmentOf(row)[1]} ${data.units.partOf[row] ?? ""}`),
}));

// Names that begin so come first, then words that do, then names that hold it, then places of such a department.
function closeness({ name, around }, words) {
  if (name.startsWith(words)) return name === words ? 0 : 1;
  if (name.includes(` ${words}`)) return 2;
  if (name.includes(words)) return 3;
  return around.startsWith(words) || around.includes(` ${words}`) ? 4 : 5;
}

function find(text) {
  const words = fold(text);
  if (!words) return [];
  const people = (row) => data.scores.people[row] ?? 0;
  folded ??= foldedNames();
  return folded
    .map((place) => ({ row: place.row, near: closeness(place, words) }))
    .filter(({ near }) => near < 5)
    .sort((a, b) => a.near - b.near || people(b.row) - people(a.row))
    .slice(0, SHOWN)
    .map(({ row }) => row);
}

function startSearch(choose) {
  const input = byId("search");
  const list = byId("found");
  let rows = [];
  let active = -1;

  const close = () => {
    list.hidden = true;
    active = -1;
    input.setAttribute("aria-expanded", "false");
    input.removeAttribute("aria-activedescendant");
  };
  const take = (row) => {
    input.value = data.units.name[row];
    close();
    choose(data.units.code[row]);
  };
  const option = (row, place) => el("li", {
    id: `found-${place}`, role: "option", "aria-selected": place === active ? "true" : "false",
    // Pressing must not take the focus from the field before the click arrives.
    onmousedown: (event) => event.preventDefault(), onclick: () => take(row),
  }, el("strong", {}, data.units.name[row]), el("span", {}, whereOf(row)));
  const draw = () => {
    const empty = !rows.length;
    fill(list, empty ? el("li", { class: "empty" }, t("search_none")) : rows.map(option));
    list.hidden = !input.value.trim();
    input.setAttribute("aria-expanded", String(!list.hidden));
    if (active < 0) input.removeAttribute("aria-activedescendant");
    else input.setAttribute("aria-activedescendant", `found-${active}`);
    byId("found-said").textContent = list.hidden || active >= 0 ? "" : empty ? t("search_none") : counted("search_found", rows.length);
  };
  const moves = {
    ArrowDown: () => { active = Math.min(active + 1, rows.length - 1); draw(); },
    ArrowUp: () => { active = Math.max(active - 1, 0); draw(); },
    Enter: () => { if (rows.length) take(rows[Math.max(active, 0)]); },
    Escape: () => { input.value = ""; close(); },
  };
  input.addEventListener("input", () => { rows = find(input.value); active = -1; draw(); });
  input.addEventListener("keydown", (event) => {
    if (list.hidden || !moves[event.key]) return;
    event.preventDefault();
    event.stopPropagation();
    moves[event.key]();
  });
  input.addEventListener("blur", close);
}
