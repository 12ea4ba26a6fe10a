// Carry what the reader chooses between the address and the map, which lives in a frame of its own.

(() => {
  "use strict";
  const arraigo = window.arraigo;
  const { asked, go, mark } = arraigo;
  const narrow = matchMedia("(max-width: 899px)");
  const frame = () => document.getElementById("map");
  const told = {}; // what the map was last told, by call
  let scene = null; // the latest scores on the map, for a frame that loads again
  let chooser = null; // what the latest choice was made on: it shows the choice already
  let chosen = []; // the reader's own set of places
  let moving = false; // the view is being moved by the page, not by a hand

  // The map takes calls by message, as it would from any page that holds it.
  function call(name, ...args) {
    frame()?.contentWindow?.postMessage({ arraigo: name, args }, location.origin);
  }

  function callOnce(name, ...args) {
    const text = JSON.stringify(args);
    if (told[name] === text) return false;
    told[name] = text;
    call(name, ...args);
    return true;
  }

  // It answers each choice with the same words it uses for a click, so what was sent is kept until it comes back.
  const sent = [];
  function point(code, { move = true } = {}) {
    sent.push(code);
    if (move) hold();
    call("select", code, { move });
  }

  // A place is marked at once; the map moves to it when the hand rests, since a move takes as long as several choices.
  const REST = 150; // milliseconds
  let resting = 0;
  function pointGently(code) {
    clearTimeout(resting);
    afterPaint(() => point(code, { move: false }));
    if (code) resting = setTimeout(() => { if (code === asked().get("code")) point(code); }, REST);
  }

  // For a moment a change of the view is the page's own.
  function hold() {
    clearTimeout(moving);
    moving = setTimeout(() => { moving = false; }, 900);
  }

  const afterPaint = (act) => requestAnimationFrame(() => setTimeout(act));
  const codes = (text) => (text ? text.split(",") : []);
  const layerOf = (address) => address.get("layer") ?? standing(address);
  // What the map shows when the reader has chosen no layer.
  const standing = (address) => {
    const { views, root } = arraigo.words();
    const view = address.get("view");
    // The layer of the study's set would put that set in the way of the reader's own.
    return !chosen.length && Object.hasOwn(views, view) ? views[view] : root;
  };

  function show(address) {
    callOnce("setLanguage", arraigo.langOf(address));
    if (layerOf(address) && callOnce("setLayer", layerOf(address))) arraigo.layerTurned?.();
    callOnce("setScheme", address.get("scheme") ?? "");
    const [locked, excluded, compared] = ["in", "out", "vs"].map((key) => codes(address.get(key)));
    callOnce("setMarks", { chosen, locked, excluded, compared });
  }

  function look(address) {
    const [lat, lon, zoom] = (address.get("at") ?? "").split(",").map(Number);
    if (!Number.isFinite(zoom)) return;
    hold();
    call("setView", { lat, lon, zoom });
  }

  // A frame that has just loaded knows nothing of what was chosen before.
  function introduce() {
    Object.keys(told).forEach((name) => delete told[name]);
    hold();
    show(asked());
    if (scene) call("setScene", scene);
    arraigo.tellFilter?.();
    sent.length = 0;
    if (asked().get("code")) point(asked().get("code"));
    look(asked());
  }

  // The hand is on the map when the pointer is, or the focus.
  const touched = () => !moving && (frame().matches(":hover") || document.activeElement === frame());

  const HEARD = {
    ready: introduce,
    select({ code }) {
      if (sent[0] === code) return sent.shift();
      if (code === asked().get("code")) return null;
      mark("moved");
      chooser = "map";
      return go({ code });
    },
    layer({ layer }) {
      told.setLayer = JSON.stringify([layer]);
      arraigo.layerTurned?.();
      if (layer !== layerOf(asked())) go({ layer: layer === standing(asked()) ? null : layer });
    },
    scheme({ scheme }) {
      told.setScheme = JSON.stringify([scheme]);
      go({ scheme });
    },
    view({ lat, lon, zoom }) {
      if (touched()) go({ at: `${lat},${lon},${zoom}` }, { replace: true, quiet: true });
    },
    painted() { arraigo.painted?.(); },
  };
  window.addEventListener("message", ({ source, origin, data: message }) => {
    if (origin !== location.origin || source !== frame()?.contentWindow) return;
    HEARD[message?.arraigo]?.(message);
  });

  // The map loads beside the scripts, and may have said that it is ready before anybody listened.
  document.addEventListener("DOMContentLoaded", () => { if (frame().contentWindow.arraigo) introduce(); });
  window.addEventListener("popstate", () => requestAnimationFrame(() => look(asked())));
  arraigo.onAddress(show);
  arraigo.onWords.push(() => show(asked()));

  Object.assign(arraigo, {
    layerOf: () => layerOf(asked()),
    filterMap: (kept) => callOnce("setFilter", kept),
    showScene(next) {
      if (!next?.layers) return false;
      // A scene may be of one layer only: the others stay as the map has them.
      scene = { scores: { ...scene?.scores, ...next.scores }, layers: { ...scene?.layers, ...next.layers } };
      call("setScene", next);
      return frame().offsetParent !== null;
    },
    choose(code, from) {
      if (!code || code === asked().get("code")) return;
      mark("moved");
      chooser = from;
      go({ code });
    },
    showPlace(code) {
      const [onMap, onTable] = [chooser === "map", chooser === "table"];
      // To move the map or the table takes a moment; the panel should be there before.
      if (!onMap) pointGently(code);
      if (!onTable) afterPaint(() => arraigo.markRow(code));
      // On a small screen the panel stands below the map and the table.
      if (code && chooser && narrow.matches) document.getElementById("panel").scrollIntoView();
      chooser = null;
      requestAnimationFrame(() => requestAnimationFrame(() => mark("shown")));
    },
  });

  Object.assign(window.dash_clientside.arraigo, {
    showSet(text) {
      chosen = codes(text);
      show(asked());
    },
  });
})();
