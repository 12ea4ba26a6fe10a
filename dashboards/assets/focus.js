// Keep the focus of those who use the keyboard: what is drawn anew gets it back, and what is gone hands it to a heading.

(() => {
  "use strict";
  const REGIONS = ["#menu", "#view", "#panel", "#own", "#drawer", ".ranking"];
  const byId = (id) => document.getElementById(id);
  const visible = (node) => node !== null && node.isConnected && node.getClientRects().length > 0;
  const named = (node) => [node.tagName, node.id, node.getAttribute("aria-label") ?? node.textContent.trim()].join("|");
  let last = null; // what had the focus: the node, what it is called, and in which part of the page it stood
  let shown = null; // the heading that was read out last

  // The heading of what the page shows now: of the open view, or of the ranking.
  function heading() {
    const own = document.querySelector("#view h2");
    return visible(own) ? own : byId("ranking-label");
  }

  function focusHeading(node = heading()) {
    if (!node) return;
    node.tabIndex = -1;
    node.focus();
  }

  document.addEventListener("focusin", ({ target }) => {
    const region = REGIONS.find((name) => target.closest(name));
    last = region ? { node: target, name: named(target), region } : null;
  });

  // The focus falls to the page itself when its control is taken away, and when it is clicked on nothing: then it stays.
  function restore() {
    if (document.activeElement !== document.body || !last || visible(last.node)) return;
    const region = document.querySelector(last.region);
    const same = [...(region?.querySelectorAll("button, a, input, select, summary") ?? [])].find((node) => named(node) === last.name);
    if (visible(same ?? null)) same.focus();
    else focusHeading(last.region === "#panel" && document.querySelector("#panel.open") ? document.querySelector("#panel h2") : heading());
  }

  // Who hears the page is told which view is open.
  function announce() {
    const now = heading()?.textContent ?? "";
    if (!now || now === shown) return;
    if (shown !== null) byId("told").textContent = now;
    shown = now;
  }

  const afterwards = () => requestAnimationFrame(() => requestAnimationFrame(() => { restore(); announce(); }));

  function begin() {
    // Dash brings the room of the views a moment later than the rest.
    if (!byId("view")) return setTimeout(begin, 50);
    const told = document.createElement("p");
    Object.assign(told, { id: "told", className: "unseen" });
    told.setAttribute("role", "status");
    document.body.append(told);
    const changes = new MutationObserver(afterwards);
    for (const id of ["menu", "view", "panel", "own", "drawer"]) changes.observe(byId(id), { childList: true, subtree: true });
    changes.observe(byId("main"), { attributes: true, attributeFilter: ["class"] });
    return afterwards();
  }

  // The way past the map leads to what is open, and leaves no trace in the address.
  document.addEventListener("click", (event) => {
    if (!event.target.closest("#skip")) return;
    event.preventDefault();
    focusHeading();
  });

  begin();
})();
