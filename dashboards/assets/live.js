// Score again while a slider moves: one question in flight, the newest wins, and all simulations once the hand rests.

(() => {
  "use strict";
  const arraigo = window.arraigo;
  const { asked, el, langOf, mark, say, settingOf, KEYS } = arraigo;
  const REST = 350; // milliseconds without a move after which all simulations are made
  let shown = null; // the setting that the page shows; null until the table has been filled
  let busy = false;
  let again = false;
  let whole = true; // whether the map has every layer of this setting
  let resting = 0;
  let longRun = null;
  let unpainted = new Set(); // what is still to be painted before a move has been shown

  // Without a setting of the reader's own the table is filled by the server's part of the page, in either language.
  const question = () => {
    const setting = settingOf(asked());
    return setting ? `${setting}&lang=${langOf(asked())}` : "";
  };

  // No answer is asked for twice, so the browser need not look for it among those it keeps, nor keep it.
  async function ask(path, more = {}) {
    const answer = await fetch(path, { headers: { Accept: "application/json" }, cache: "no-store", ...more });
    if (!answer.ok) throw new Error(answer.status);
    return answer.json();
  }

  async function rescore() {
    again = busy;
    if (busy) return null;
    busy = true;
    stopLongRun();
    try {
      do {
        again = false;
        const now = question();
        const told = await ask(`/live/scores?${now}&shown=${arraigo.layerOf() ?? ""}&lang=${langOf(asked())}&run=${run()}`);
        if (told.stale) return announceNew();
        show(told, now);
      } while (again || shown !== question());
      tellBack();
    } catch {
      tellLost();
    } finally {
      busy = false;
    }
    return plan();
  }

  function show(told, now) {
    shown = now;
    whole = told.firm || !told.own;
    const onMap = !told.fault && arraigo.showScene(told.scene);
    const mine = (unpainted = new Set(onMap ? ["map", "table"] : ["table"]));
    // The map takes its message first, a moment later all else follows: so all of it is painted in the same frames.
    setTimeout(() => {
      arraigo.showFault?.(told.fault);
      banner(told);
      if (!told.fault) {
        arraigo.takeRows(told.rows);
        afterFrames(2, () => isPainted("table", mine));
      }
      afterFrames(3, followUp);
    });
  }

  const afterFrames = (n, act) => requestAnimationFrame(n > 1 ? () => afterFrames(n - 1, act) : act);

  // What the server's part of the page makes of a move would keep the frames waiting that show it.
  function followUp() {
    if (busy) return;
    arraigo.tellLate();
    lookForNew();
  }

  function isPainted(part, of) {
    if (of.delete(part) && !of.size) mark("shown");
  }
  arraigo.painted = () => isPainted("map", unpainted);

  function plan() {
    clearTimeout(resting);
    if (!settingOf(asked()) || whole) return;
    resting = setTimeout(runLong, REST);
  }

  function stopLongRun() {
    clearTimeout(resting);
    longRun?.abort();
    longRun = null;
    progress(null);
  }

  async function runLong() {
    const mine = (longRun = new AbortController());
    const now = question();
    try {
      const answer = await fetch(`/live/intervals?${now}&run=${run()}`, { signal: mine.signal });
      for await (const told of lines(answer)) {
        if (mine !== longRun) return null;
        if (told.stale) return announceNew();
        if (told.again) {
          resting = setTimeout(runLong, 1000 * told.again);
          return null;
        }
        if (told.result && now === question()) {
          show(told.result, now);
          // From here on the views and the panel show the same simulations.
          window.dash_clientside.set_props("firm", { value: settingOf(asked()) });
          arraigo.simulatedAll(settingOf(asked()));
        } else progress(told);
      }
    } catch (error) {
      if (error.name !== "AbortError") tellLost();
    } finally {
      if (mine === longRun) progress(null);
    }
    return null;
  }

  async function* lines(answer) {
    if (!answer.ok) throw new Error(answer.status);
    const reader = answer.body.pipeThrough(new TextDecoderStream()).getReader();
    let rest = "";
    for (;;) {
      const { value, done } = await reader.read();
      rest += value ?? "";
      const parts = rest.split("\n");
      rest = parts.pop();
      for (const part of parts) if (part) yield JSON.parse(part);
      if (done) return;
    }
  }

  // Whose setting this is, what it changes, and how sure the intervals are.
  function banner({ own, fault, words }) {
    const place = document.getElementById("own");
    place.hidden = !own && !fault;
    if (place.hidden) return place.replaceChildren();
    const reset = el("button", { type: "button", class: "plain", id: "own-reset", onclick: () => arraigo.reset() }, say("setting_reset"));
    if (fault) return place.replaceChildren(el("p", { class: "warn", role: "alert" }, fault), reset);
    return place.replaceChildren(
      el("div", {}, el("h2", {}, words.title), el("p", {}, words.differs.join(". "))),
      el("p", { id: "own-first", role: "status" }, words.first),
      el("p", { id: "certainty", class: "quiet" }, words.certainty),
      el("p", { class: "quiet kept" }, words.kept),
      reset,
      el("progress", { id: "progress", max: 1, value: 0, hidden: true, "aria-label": say("certainty_running") }),
    );
  }

  function progress(told) {
    const bar = document.getElementById("progress");
    if (!bar) return;
    bar.hidden = !told;
    if (told) bar.value = told.done / told.of;
  }

  function notice(name, content) {
    const place = document.getElementById("notice");
    place?.querySelector(`[data-notice="${name}"]`)?.remove();
    if (content && place) {
      content.dataset.notice = name;
      place.append(content);
    }
  }

  const tellLost = () => notice("lost", el("p", {}, say("lost")));
  const tellBack = () => notice("lost", null);

  // Results may be replaced while the page is open; old and new must not be mixed.
  const run = () => arraigo.words().run ?? "";
  let looked = 0;
  async function lookForNew() {
    if (Date.now() - looked < 5000 || arraigo.words().run === undefined) return;
    looked = Date.now();
    const { stale } = await ask(`/live/fresh?run=${run()}`).catch(() => ({ stale: false }));
    if (stale) announceNew();
  }

  function announceNew() {
    const load = el("button", { type: "button", class: "plain", onclick: () => location.reload() }, say("stale_reload"));
    notice("stale", el("p", {}, say("stale"), " ", load));
  }

  arraigo.onAddress(() => {
    // While the table is still to be filled for the first time, nothing is scored again.
    if (shown === null || shown === question()) lookForNew();
    else rescore();
  });
  // A layer that was not told of while the slider moved is told of now.
  arraigo.layerTurned = () => { if (shown && !whole) rescore(); };
  arraigo.tableFilled = () => {
    shown = shown ?? "";
    if (shown !== question()) rescore();
  };
  Object.assign(arraigo, {
    rescore, stopLongRun, ask, run, tellLost, tellBack, announceNew,
    reset: () => arraigo.go(Object.fromEntries(KEYS.map((key) => [key, null])), { later: true }),
  });
})();
