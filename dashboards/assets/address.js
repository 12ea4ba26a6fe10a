// Keep what the reader has chosen in the address: the one place where it stands, and where everything drawn reads it.

(() => {
  "use strict";
  const arraigo = (window.arraigo = window.arraigo ?? {});
  const followers = [];
  let followed = null; // the address that everything drawn follows already
  const words = JSON.parse(document.getElementById("words").textContent);

  // Of what narrows the ranking the last word counts, and one that the study does not know counts as not said.
  function asked() {
    const address = new URLSearchParams(location.search);
    for (const [key, known] of Object.entries(words.es.known)) {
      const said = address.getAll(key).filter(Boolean).at(-1);
      if (known.includes(said)) address.set(key, said);
      else address.delete(key);
    }
    return address;
  }
  const written = (parameters) => String(parameters).replaceAll("%2C", ",").replaceAll("%3A", ":");
  const keep = () => window.dash_clientside.no_update;

  const KEYS = ["w", "n", "a", "s", "gate"];
  // What cannot be a setting is not asked for: an address may be longer than a server takes.
  const sensible = (key, text) => (key === "w"
    ? text.split(",").filter((pair) => /^[\w.-]{1,80}:[\d.]{1,8}$/.test(pair)).slice(0, 200).join(",")
    : text.slice(0, 20));
  const settingOf = (address) => {
    const kept = new URLSearchParams();
    KEYS.forEach((key) => {
      const said = sensible(key, address.get(key) ?? "");
      if (said) kept.set(key, said);
    });
    return written(kept);
  };
  const langOf = (address) => (address.get("lang") === "en" ? "en" : "es");

  const spoken = () => words[langOf(asked())];

  // What of the address concerns which of the server's parts of the page.
  function parts() {
    const address = asked();
    const [lang, view] = [langOf(address), address.get("view") ?? ""];
    return {
      seen: view ? location.search : "",
      where: address.get("country") ?? "",
      setting: settingOf(address),
      lang,
    };
  }

  // Tell the server's part of the page what has changed of what concerns it.
  let untold = false;
  let told = {};
  function tell() {
    untold = false;
    const now = parts();
    for (const [id, value] of Object.entries(now)) {
      if (told[id] === value) continue;
      if (id === "seen") tools().then(() => window.dash_clientside.set_props(id, { value }), untell);
      else window.dash_clientside.set_props(id, { value });
    }
    told = now;
    arraigo.tellPlace();
  }

  // Scripts that only the views are drawn with are fetched when one is first opened.
  let fetched = null;
  function tools() {
    fetched ??= Promise.all(JSON.parse(document.getElementById("menu").dataset.tools).map((src) => new Promise((done, fail) => {
      const script = Object.assign(document.createElement("script"), { src, async: false, onload: done, onerror: fail });
      document.body.append(script);
    })));
    return fetched;
  }

  // What was lost on the way is asked for again with whatever is chosen next.
  function untell() {
    fetched = null;
    told = { ...told, seen: null };
    arraigo.tellLost();
  }

  function follow() {
    if (followed === location.search) return;
    followed = location.search;
    followers.forEach((act) => act(asked()));
  }

  // Change keys of the address; null takes one out. `replace` stays on the same entry of the history; what is changed
  // `later` is told to the server's part of the page when the new scores are there, and what is `quiet` never.
  function go(change, { replace = false, quiet = false, later = false } = {}) {
    const next = asked();
    for (const [key, value] of Object.entries(change)) {
      if (value === null || value === "") next.delete(key);
      else next.set(key, value);
    }
    if (String(next) === String(asked())) return;
    const text = written(next);
    history[replace ? "replaceState" : "pushState"]({}, "", text ? `?${text}` : location.pathname);
    follow();
    if (later) untold = true;
    else if (!quiet) tell();
  }

  Object.assign(arraigo, {
    asked, go, settingOf, langOf, KEYS,
    tellLate: () => { if (untold) tell(); },
    onAddress: (act) => followers.push(act),
    onWords: [],
    say: (key, fill = {}) => spoken()[key].replace(/\{(\w+)\}/g, (_, name) => fill[name] ?? ""),
    words: spoken,
    // A mark that a benchmark reads; the latest alone is kept.
    mark(name) {
      performance.clearMarks(`arraigo:${name}`);
      performance.mark(`arraigo:${name}`);
    },
    el(tag, attributes = {}, ...children) {
      const node = document.createElement(tag);
      for (const [name, value] of Object.entries(attributes)) {
        if (name.startsWith("on")) node.addEventListener(name.slice(2), value);
        else if (name in node && !name.includes("-") && typeof value !== "string") node[name] = value;
        else if (value !== null) node.setAttribute(name, value);
      }
      node.append(...children.flat().filter((child) => child !== null && child !== ""));
      return node;
    },
  });

  // Controls of a view write to the address: data-go when pressed, set-<key> when changed.
  document.addEventListener("click", ({ target }) => {
    const control = target.closest("[data-go]");
    if (!control) return;
    arraigo.mark("moved");
    go(JSON.parse(control.dataset.go));
  });
  document.addEventListener("change", ({ target }) => {
    if (target.id?.startsWith("set-")) go({ [target.id.slice(4)]: target.value || null });
  });

  // Back, forward, and links of Dash's own change the address by themselves.
  for (const event of ["popstate", "_dashprivate_pushstate"]) {
    window.addEventListener(event, () => { follow(); tell(); });
  }

  // A menu closes when the reader turns elsewhere, and gives the focus back on Escape.
  document.addEventListener("click", ({ target }) => {
    document.querySelectorAll("details.menu[open]").forEach((menu) => { if (!menu.contains(target)) menu.open = false; });
  });
  document.addEventListener("keydown", ({ key, target }) => {
    if (key !== "Escape" || target.matches("input, select, textarea")) return;
    const menu = document.querySelector("details.menu[open]");
    if (menu) {
      menu.open = false;
      menu.querySelector("summary").focus();
    } else if (asked().get("code")) go({ code: null });
  });

  const clientside = (window.dash_clientside = window.dash_clientside ?? {});
  clientside.arraigo = Object.assign(clientside.arraigo ?? {}, {
    readAddress() {
      follow();
      told = parts();
      arraigo.tellPlace();
      // Without a view of its own the page stands already as it should.
      return [...Object.entries(told).map(([id, value]) => (id === "seen" && !value ? keep() : value)), words.es.run];
    },
    // The server has other results than this page: newer ones, or, in a team, older ones that it now lets go of.
    async hearOfOthers(others) {
      if (!others) return;
      const { stale } = await arraigo.ask(`/live/fresh?run=${words.es.run}`).catch(() => ({ stale: false }));
      if (stale) arraigo.announceNew();
      else setTimeout(() => { told = {}; tell(); }, 1000);
    },
  });
})();
