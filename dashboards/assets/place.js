// Show the place that the address asks for: one question to the server at each choice, and the newest one wins.

(() => {
  "use strict";
  const arraigo = window.arraigo;
  const { asked, el, langOf, say, settingOf } = arraigo;
  const byId = (id) => document.getElementById(id);
  const HELD = ["code", "vs", "in", "out"]; // what of the address the panel speaks of, beside the setting and the language
  let shown = null; // the question that the panel answers, or is waiting to
  let place = null; // the place that the page shows
  let running = null;
  let firm = ""; // the setting for which the page has all simulations: the panel shows the same ones

  function question() {
    const address = asked();
    if (!address.get("code")) return "";
    const kept = new URLSearchParams(HELD.filter((key) => address.get(key)).map((key) => [key, address.get(key)]));
    return [kept, settingOf(address), `lang=${langOf(address)}`].filter(String).join("&");
  }

  const isFirm = () => firm !== "" && firm === settingOf(asked());
  const ask = (what, body) => arraigo.ask(
    `/live/${what}?run=${arraigo.run()}${isFirm() ? "&firm=1" : ""}`, { method: "POST", body, signal: running.signal });

  async function show() {
    const next = question();
    if (next + isFirm() === shown) return;
    const mine = (shown = next + isFirm());
    running?.abort();
    running = new AbortController();
    if (!next) {
      put({ code: null });
      return;
    }
    try {
      const told = await ask("place", next);
      if (mine !== shown) return;
      if (told.stale) {
        arraigo.announceNew();
        return;
      }
      put(told);
      arraigo.tellBack();
      await complete(next, mine);
    } catch (error) {
      if (error.name === "AbortError") return;
      shown = null;
      arraigo.tellLost();
    }
  }

  // What the server writes is HTML in which every name is escaped.
  function put({ code, panel, spoken = "" }) {
    const node = byId("panel");
    // Before it is filled: afterwards the browser would have to lay everything out to know.
    if (code !== place) node.scrollTop = 0;
    node.classList.toggle("open", code !== null);
    // Known by a name, not found by the style sheet: to look for it would style the whole table anew.
    node.parentElement.classList.toggle("with-place", code !== null);
    if (code) node.innerHTML = panel;
    else invite();
    byId("spoken").textContent = spoken;
    if (code === place) return;
    place = code;
    arraigo.showPlace(code);
  }

  // What takes long comes when the rest is there, into the room that was kept for it.
  async function complete(next, mine) {
    const room = byId("panel").querySelector(".part[aria-busy]");
    if (!room) return;
    const told = await ask("entry", next);
    if (mine === shown && !told.stale) room.outerHTML = told.part;
  }

  function invite() {
    byId("panel").replaceChildren(el("p", { class: "invitation" }, say("panel_empty")));
  }

  arraigo.onWords.push(() => { if (place === null) invite(); });
  Object.assign(arraigo, {
    tellPlace: show,
    // From here on everything shows the same simulations.
    simulatedAll(setting) {
      firm = setting;
      show();
    },
  });
})();
