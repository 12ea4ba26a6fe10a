// Narrow the ranking and the map to what the address asks for, and let the rows follow the weights.

(() => {
  "use strict";
  const arraigo = window.arraigo;
  const { asked, go, el, say } = arraigo;
  const CHOICES = { country: "iso3", department: "adm1_code", type: "kind" };
  let wanted = { query: "", kept: [] };
  let rows = [];

  const grid = () => {
    try { return window.dash_ag_grid.getApi("ranking"); } catch { return null; }
  };
  // As people type: without accents, in small letters.
  const fold = (text) => text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase().trim().split(/\s+/).join(" ");

  const narrows = () => Boolean(wanted.query || wanted.kept.length);
  const passes = (row) => row.search.includes(wanted.query) && wanted.kept.every(([field, value]) => String(row[field]) === value);

  function read(address) {
    const before = JSON.stringify(wanted);
    const kept = Object.entries(CHOICES).map(([key, field]) => [field, address.get(key)]).filter(([, value]) => value);
    wanted = { query: fold((address.get("q") ?? "").slice(0, 80)), kept };
    if (JSON.stringify(wanted) === before) return;
    grid()?.onFilterChanged();
    countRows();
    tellFilter();
  }

  function tellFilter() {
    arraigo.filterMap(narrows() ? rows.filter(passes).map(({ code }) => code) : null);
  }

  function countRows() {
    if (!rows.length) return;
    const n = rows.filter(passes).length;
    document.getElementById("count").textContent = say(n ? "count" : "count_none", {
      n: n.toLocaleString("en"), total: rows.length.toLocaleString("en"),
    });
  }

  // What is chosen in the address is chosen in the lists, as soon as they offer it.
  function showFilters() {
    const address = asked();
    for (const key of Object.keys(CHOICES)) {
      const list = document.getElementById(`set-${key}`);
      if (list) list.value = address.get(key) ?? "";
      if (list && list.selectedIndex < 0) list.value = "";
    }
    const field = searchField();
    if (document.activeElement !== field) field.value = address.get("q") ?? "";
  }

  let typing = 0;
  let last = 0;
  function searchField() {
    const found = document.getElementById("search");
    if (found) return found;
    const field = el("input", { id: "search", type: "search", autocomplete: "off", spellcheck: "false", maxlength: "80", "aria-labelledby": "search-label" });
    field.addEventListener("input", () => {
      clearTimeout(typing);
      typing = setTimeout(() => {
        // What is typed in one go is one step back.
        go({ q: field.value.trim() || null }, { replace: Date.now() - last < 3000 });
        last = Date.now();
      }, 120);
    });
    document.getElementById("search-label").setAttribute("for", "search");
    document.getElementById("search-field").append(field);
    return field;
  }

  // A department of another country is let go with the country.
  document.addEventListener("change", ({ target }) => {
    if (target.id !== "set-country") return;
    const department = asked().get("department");
    const place = rows.find(({ adm1_code }) => adm1_code === department);
    if (place && target.value && place.iso3 !== target.value) go({ department: null }, { replace: true });
  });

  const FIGURES = ["rank", "rank_p5", "rank_p50", "rank_p95", "rank_in_country", "rank_in_country_p5", "rank_in_country_p95", "score", "p_top", "coverage"];

  // The rows that the grid holds get their new figures, are sorted once, and those in sight are drawn once: to hand it
  // new rows would have it look at each of hundreds that nobody sees.
  function takeRows(told) {
    if (!told || !rows.length) return;
    const at = new Map(told.code.map((code, row) => [code, row]));
    grid()?.forEachNode(({ data: row }) => {
      const place = at.get(row.code);
      if (place === undefined) return;
      row.notes = told.said[told.notes[place]];
      FIGURES.forEach((name) => { row[name] = told[name][place]; });
    });
    // At once: the grid would leave its cells to a later task, and a frame may come before that.
    window.ReactDOM.flushSync(() => {
      grid()?.refreshClientSideRowModel("sort");
      grid()?.refreshCells({ force: true, columns: [...FIGURES, "notes"] });
    });
  }

  // In the table the chosen row is marked and brought into view.
  function markRow(code) {
    window.dash_clientside.set_props("ranking", {
      selectedRows: { ids: code ? [code] : [] },
      ...(code && { scrollTo: { rowId: code, rowPosition: "middle" } }),
    });
  }

  arraigo.onAddress((address) => { read(address); showFilters(); });
  arraigo.onWords.push(() => {
    searchField().placeholder = say("search_hint");
    countRows();
    // Rows that came before the words have none in their cells.
    grid()?.refreshCells({ force: true });
  });
  Object.assign(arraigo, { narrows, passes, takeRows, tellFilter, markRow });

  Object.assign(window.dash_clientside.arraigo, {
    showFilters,
    // New rows know of no choice, and of no filter.
    fillTable(told) {
      if (!told) return;
      rows = told;
      countRows();
      requestAnimationFrame(() => {
        grid()?.onFilterChanged();
        tellFilter();
        const code = asked().get("code");
        if (code) markRow(code);
        arraigo.tableFilled?.();
      });
    },
  });
})();
