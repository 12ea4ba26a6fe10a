// Carry what the reader chooses between the address, the table and the map, which lives in a frame of its own.

(() => {
  "use strict";
  const IDS = { url: "url", map: "map", ranking: "ranking", panel: "panel" };
  const narrow = matchMedia("(max-width: 899px)");
  const frame = () => document.getElementById(IDS.map);
  const shown = { code: null, lang: null };
  let chooser = null; // what the latest choice was made on: it shows the choice already

  const asked = () => new URLSearchParams(location.search);
  const keep = () => window.dash_clientside.no_update;

  // The address with one thing changed; nothing when it says so already.
  function address(change) {
    const next = asked();
    for (const [key, value] of Object.entries(change)) {
      if (value === null) next.delete(key);
      else next.set(key, value);
    }
    return next.toString() === asked().toString() ? keep() : `?${next}`;
  }

  function go(change) {
    const search = address(change);
    if (search !== keep()) window.dash_clientside.set_props(IDS.url, { search });
  }

  // The map takes calls by message, as it would from any page that holds it.
  function call(name, ...args) {
    frame()?.contentWindow?.postMessage({ arraigo: name, args }, location.origin);
  }

  // It answers each choice with the same words it uses for a click, so what was sent is kept until it comes back.
  const sent = [];
  function point(code) {
    sent.push(code);
    call("select", code, { move: true });
  }

  const afterPaint = (act) => requestAnimationFrame(() => setTimeout(act));

  // In the table the chosen row is marked and brought into view.
  function mark(code) {
    window.dash_clientside.set_props(IDS.ranking, {
      selectedRows: { ids: code ? [code] : [] },
      ...(code && { scrollTo: { rowId: code, rowPosition: "middle" } }),
    });
  }

  // A frame that has just loaded knows nothing of what was chosen before.
  function introduce() {
    if (shown.lang) call("setLanguage", shown.lang);
    sent.length = 0;
    if (shown.code) point(shown.code);
  }

  window.addEventListener("message", ({ source, origin, data: message }) => {
    if (origin !== location.origin || source !== frame()?.contentWindow) return;
    const { arraigo: event, code = null } = message ?? {};
    if (event === "ready") introduce();
    if (event !== "select") return;
    if (sent[0] === code) sent.shift();
    else if (code !== shown.code) {
      chooser = "map";
      go({ code });
    }
  });

  // Controls of a view write to the address: data-go when pressed, set-<key> when changed.
  document.addEventListener("click", ({ target }) => {
    const control = target.closest("[data-go]");
    if (control) go(JSON.parse(control.dataset.go));
  });
  document.addEventListener("change", ({ target }) => {
    if (target.id?.startsWith("set-")) go({ [target.id.slice(4)]: target.value || null });
  });

  // A menu closes when the reader turns elsewhere, and gives the focus back on Escape.
  document.addEventListener("click", ({ target }) => {
    document.querySelectorAll("details.menu[open]").forEach((menu) => { if (!menu.contains(target)) menu.open = false; });
  });
  document.addEventListener("keydown", ({ key, target }) => {
    if (key !== "Escape" || target.matches("input, select")) return;
    const menu = document.querySelector("details.menu[open]");
    if (menu) {
      menu.open = false;
      menu.querySelector("summary").focus();
    } else if (shown.code) go({ code: null });
  });

  window.dash_clientside = Object.assign({}, window.dash_clientside, {
    arraigo: {
      chooseRow(rows) {
        const code = Array.isArray(rows) ? rows[0]?.code : null;
        if (!code || code === shown.code) return keep();
        chooser = "table";
        return address({ code });
      },
      chooseLanguage() {
        const pressed = window.dash_clientside.callback_context.triggered_id;
        return address({ lang: pressed === "lang-en" ? "en" : "es" });
      },
      showPlace(code) {
        shown.code = code ?? null;
        // Moving the map takes a moment; the panel should be there before.
        if (chooser !== "map") afterPaint(() => point(code ?? null));
        if (chooser !== "table") mark(shown.code);
        const panel = document.getElementById(IDS.panel);
        panel.scrollTop = 0;
        // On a small screen the panel stands below the map and the table.
        if (shown.code && chooser && narrow.matches) panel.scrollIntoView();
        chooser = null;
      },
      // New rows know of no choice.
      markAgain() {
        if (shown.code) requestAnimationFrame(() => mark(shown.code));
      },
      showLanguage(lang) {
        shown.lang = lang;
        document.documentElement.lang = lang;
        call("setLanguage", lang);
        return [String(lang === "es"), String(lang === "en")];
      },
      nameWindow(title) {
        if (title) document.title = title;
      },
    },
  });
})();
