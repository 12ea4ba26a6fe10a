// The drawer of weights and methods: native sliders whose every move goes into the address, and what the reader saved.

(() => {
  "use strict";
  const arraigo = window.arraigo;
  const { asked, go, el, say, mark } = arraigo;
  const SAVED = "arraigo-weights";
  const GESTURE = 1500; // milliseconds within which moves are one step back in the history
  const byId = (id) => document.getElementById(id);
  let tree = null; // what the server says can be set
  let lang = null;
  let moved = 0;

  const entries = () => [...tree.nodes, ...tree.indicators];
  const below = (id) => entries().filter(({ parent }) => parent === id);
  const plain = (number) => String(Number(number.toFixed(2)));

  // The weights of the address: the study's, with what the reader has changed.
  function weights() {
    const all = new Map(entries().map(({ id, weight }) => [id, weight]));
    for (const pair of (asked().get("w") ?? "").split(",")) {
      const [id, weight] = pair.split(":");
      const number = Number(weight);
      if (all.has(id) && weight && number >= 0 && number <= tree.most) all.set(id, number);
    }
    return all;
  }

  const writtenOf = (all) => entries().filter(({ id, weight }) => all.get(id) !== weight)
    .map(({ id }) => id).sort().map((id) => `${id}:${plain(all.get(id))}`).join(",") || null;

  function change(keys, { gesture = false } = {}) {
    const now = Date.now();
    mark("moved");
    go(keys, { replace: gesture && now - moved < GESTURE, later: true });
    moved = gesture ? now : 0;
  }

  // The share of the score that falls to each, from the root down.
  function shares(all) {
    const told = new Map([[tree.root, 1]]);
    const visit = (id) => {
      const children = below(id);
      const sum = children.reduce((total, child) => total + all.get(child.id), 0);
      children.forEach((child) => {
        told.set(child.id, sum > 0 ? told.get(id) * all.get(child.id) / sum : 0);
        visit(child.id);
      });
    };
    visit(tree.root);
    return told;
  }

  function slider({ id, title }) {
    const input = el("input", { type: "range", id: `weight-${id}`, "data-weight": id, min: 0, max: tree.most, step: 0.05 });
    return el("div", { class: "slider" }, el("label", { for: `weight-${id}` }, title),
      el("output", { for: `weight-${id}`, "data-number": id }), input, el("span", { class: "share", "data-share": id }));
  }

  function block(node) {
    const children = below(node.id);
    const inner = children.map((child) => (child.leaf === undefined ? slider(child) : block(child)));
    const silent = node.leaf && !children.length;
    const own = el("div", { class: "block" }, slider(node), silent ? el("p", { class: "quiet" }, say("setting_silent")) : "");
    if (!inner.length) return own;
    own.append(node.leaf
      ? el("details", {}, el("summary", {}, say("setting_inside", { name: node.title })), inner)
      : el("div", { class: "inner" }, inner));
    return own;
  }

  // What is labelled, and by what.
  const field = (label, control) => el("div", { class: "field" }, el("label", { for: control.id }, label), control);

  function choice(key, label) {
    const list = el("select", { id: `method-${key}` }, tree.methods[key].map(({ value, title }) => el("option", { value }, title)));
    list.addEventListener("change", () => change({ [key]: list.value || null }));
    return field(label, list);
  }

  const saved = () => {
    try { return JSON.parse(localStorage.getItem(SAVED)) ?? {}; } catch { return {}; }
  };

  function keepSaved(all, said) {
    try {
      localStorage.setItem(SAVED, JSON.stringify(all));
      byId("saved-said").textContent = said;
    } catch {
      byId("saved-said").textContent = say("preset_refused");
    }
    listPresets();
  }

  function only(pillar) {
    const all = weights();
    for (const { id } of entries()) if (id !== tree.root) all.set(id, 0);
    const inside = (id) => below(id).forEach((child) => {
      all.set(child.id, tree.nodes.concat(tree.indicators).find((one) => one.id === child.id).weight);
      inside(child.id);
    });
    // Everything else keeps the study's weights inside: only the way down to the pillar counts.
    inside(tree.root);
    for (let id = pillar; id !== tree.root; id = tree.nodes.find((node) => node.id === id).parent) {
      const { parent } = tree.nodes.find((node) => node.id === id);
      below(parent).forEach((sibling) => all.set(sibling.id, sibling.id === id ? 1 : 0));
    }
    return all;
  }

  function preset(name) {
    if (name === "study") return change({ w: null });
    if (name === "equal") return change({ w: writtenOf(new Map(entries().map(({ id }) => [id, 1]))) });
    if (name.startsWith("only:")) return change({ w: writtenOf(only(name.slice(5))) });
    return change({ w: saved()[name.slice(6)] || null });
  }

  function listPresets() {
    const pillars = tree.nodes.filter((node) => node.leaf && below(node.id).length);
    const own = Object.keys(saved()).sort();
    const option = (value, title) => el("option", { value }, title);
    byId("presets").replaceChildren(
      option("", say("preset_choose")),
      el("optgroup", { label: say("preset_ready") }, option("study", say("preset_study")), option("equal", say("preset_equal")),
        pillars.map(({ id, title }) => option(`only:${id}`, say("preset_only", { name: title })))),
      ...(own.length ? [el("optgroup", { label: say("preset_saved") }, own.map((name) => option(`saved:${name}`, name)))] : []),
    );
    byId("forget").replaceChildren(...own.map((name) => el("li", {}, el("button", {
      type: "button", class: "plain",
      onclick: () => {
        const { [name]: _, ...rest } = saved();
        keepSaved(rest, "");
      },
    }, say("preset_forget", { name })))));
  }

  function presets() {
    const list = el("select", { id: "presets", onchange: ({ target }) => { preset(target.value); target.value = ""; } });
    const name = el("input", { type: "text", id: "preset-name", maxlength: 40, autocomplete: "off" });
    const save = el("form", {
      class: "save",
      onsubmit: (event) => {
        event.preventDefault();
        const title = name.value.trim();
        if (!title) return name.focus();
        keepSaved({ ...saved(), [title]: asked().get("w") ?? "" }, say("preset_kept", { name: title }));
        name.value = "";
        return null;
      },
    }, field(say("preset_name"), name), el("button", { type: "submit", class: "plain" }, say("preset_save")));
    return [field(say("setting_presets"), list),
      el("details", {}, el("summary", {}, say("preset_save")), save, el("p", { id: "saved-said", role: "status", class: "quiet" }), el("ul", { id: "forget" }))];
  }

  function gate() {
    const input = el("input", { type: "range", id: "gate", min: 0, max: 1, step: 0.01 });
    input.addEventListener("input", () => change({ gate: Number(input.value) === tree.gate ? null : input.value }, { gesture: true }));
    return el("div", { class: "slider" }, el("label", { for: "gate" }, say("setting_gate")), el("output", { for: "gate", id: "gate-number" }), input);
  }

  function build() {
    const close = el("button", { type: "button", class: "shut", id: "drawer-close", "aria-label": say("setting_close"), onclick: () => open(false) }, "×");
    const head = el("div", { class: "named" }, el("h3", { id: "drawer-title", tabindex: "-1" }, say("setting_title")), close);
    const fault = el("p", { id: "setting-fault", class: "warn", role: "alert" });
    if (tree.hindrance) return byId("drawer").replaceChildren(head, el("p", { class: "warn" }, tree.hindrance));
    const top = below(tree.root).map(block);
    byId("drawer").replaceChildren(
      head, fault, el("p", { class: "quiet" }, say("setting_note")), ...presets(),
      el("h4", {}, say("setting_weights")), ...top,
      el("h4", {}, say("setting_method")), choice("n", say("setting_normalisation")), choice("a", say("setting_aggregation")),
      choice("s", say("setting_scope")), gate(),
      el("button", { type: "button", class: "plain", onclick: () => arraigo.reset() }, say("setting_reset")),
    );
    listPresets();
    return show();
  }

  // The controls say what the address says.
  function show() {
    if (!tree || tree.hindrance || !byId("presets")) return;
    const all = weights();
    const share = shares(all);
    for (const input of byId("drawer").querySelectorAll("[data-weight]")) {
      const { weight: id } = input.dataset;
      const part = `${(100 * (share.get(id) ?? 0)).toFixed(1)}%`;
      if (Number(input.value) !== all.get(id)) input.value = all.get(id);
      byId("drawer").querySelector(`[data-number="${id}"]`).textContent = plain(all.get(id));
      byId("drawer").querySelector(`[data-share="${id}"]`).textContent = part;
      input.setAttribute("aria-valuetext", `${plain(all.get(id))}, ${say("setting_share", { p: part })}`);
    }
    for (const key of Object.keys(tree.methods)) byId(`method-${key}`).value = asked().get(key) ?? "";
    const least = Number(asked().get("gate") ?? tree.gate);
    byId("gate").value = least;
    byId("gate-number").textContent = `${Math.round(100 * least)}%`;
    byId("gate").setAttribute("aria-valuetext", byId("gate-number").textContent);
  }

  document.addEventListener("input", ({ target }) => {
    if (!target.dataset?.weight) return;
    const all = weights();
    all.set(target.dataset.weight, Number(target.value));
    change({ w: writtenOf(all) }, { gesture: true });
  });

  async function open(wanted) {
    const button = byId("weigh");
    button.setAttribute("aria-expanded", String(wanted));
    document.documentElement.classList.toggle("weighing", wanted);
    if (!wanted) return button.focus();
    await load();
    return byId("drawer-title")?.focus();
  }

  async function load() {
    const { lang: now } = arraigo.words();
    if (tree && lang === now) return null;
    const told = await arraigo.ask(`/live/setting?lang=${now}&run=${arraigo.run()}`);
    if (told.stale) {
      arraigo.announceNew();
      return open(false);
    }
    tree = told;
    lang = now;
    return build();
  }

  document.addEventListener("click", ({ target }) => {
    const button = target.closest("#weigh");
    if (button) open(button.getAttribute("aria-expanded") !== "true");
  });
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || !event.target.closest?.("#drawer")) return;
    event.stopImmediatePropagation();
    open(false);
  }, true);

  arraigo.onAddress(show);
  arraigo.onWords.push(() => { if (tree) load(); });
  arraigo.showFault = (text) => {
    const place = byId("setting-fault");
    if (place) place.textContent = text;
  };
})();
