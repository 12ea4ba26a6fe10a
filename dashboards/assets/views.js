// Let the views do what an address alone cannot: copy a text, and write several bounds as one key.

(() => {
  "use strict";

  // What a button with data-go does, without a button of its own.
  function go(change) {
    const button = document.createElement("button");
    button.hidden = true;
    button.dataset.go = JSON.stringify(change);
    document.body.append(button);
    button.click();
    button.remove();
  }

  async function copy(button) {
    const { copy: text, copied } = button.dataset;
    try {
      await navigator.clipboard.writeText(text);
    } catch {
      // Without a secure address browsers keep the clipboard to themselves: the older way still works.
      const field = document.createElement("textarea");
      field.value = text;
      document.body.append(field);
      field.select();
      document.execCommand("copy");
      field.remove();
      button.focus();
    }
    const before = button.textContent;
    if (before === copied) return;
    button.textContent = copied;
    setTimeout(() => { button.textContent = before; }, 1500);
  }

  document.addEventListener("click", ({ target }) => {
    const button = target.closest("[data-copy]");
    if (button) copy(button);
  });

  // Bounds are written together: country=SLV:10-20,department=GT13:2-
  function bounds(added) {
    const groups = new Map();
    for (const { id, value } of document.querySelectorAll('input[id^="quota-"]')) {
      const [, end, group] = id.match(/^quota-(low|high)-(.+)$/);
      groups.set(group, { ...groups.get(group), [end]: value.replace(/\D/g, "").slice(0, 4) });
    }
    if (added) groups.set(added, { low: "1", high: "" });
    return [...groups].map(([group, { low, high }]) => `${group}:${low}-${high}`).join(",");
  }

  document.addEventListener("change", ({ target }) => {
    // What the list of places asks for too, asked from within a view: an id may stand in a page but once.
    if (target.id?.startsWith("view-set-")) go({ [target.id.slice(9)]: target.value || null });
    if (target.matches?.('input[id^="quota-"]')) go({ quota: bounds() });
    if (target.id === "quota-add" && target.value) {
      const group = target.value;
      target.value = "";
      go({ quota: bounds(group) });
    }
  });

  // With the switch on, a touch on the map holds a place in the set, and the next touch lets it go again. The view is
  // drawn anew after each; the switch stays as it was until the view is left.
  let holding = false;
  // With the other one on, the map shows the set and fades the rest.
  let alone = false;
  const switches = () => ["[data-hold-by-map]", "[data-alone]"].map((name) => document.querySelector(name));
  function showAlone(button) {
    if (alone) window.arraigo?.filterMap?.(button.dataset.alone.split(","));
    else window.arraigo?.tellFilter?.();
  }

  const drawnAnew = new MutationObserver(() => {
    const [hold, only] = switches();
    const before = alone;
    [holding, alone] = [holding && hold !== null, alone && only !== null];
    hold?.setAttribute("aria-pressed", String(holding));
    only?.setAttribute("aria-pressed", String(alone));
    if (before) showAlone(only);
    if (!hold && !only) drawnAnew.disconnect();
  });
  document.addEventListener("click", ({ target }) => {
    const [hold, only] = switches();
    if (!hold?.contains(target) && !only?.contains(target)) return;
    if (hold?.contains(target)) holding = !holding;
    else {
      alone = !alone;
      showAlone(only);
    }
    hold?.setAttribute("aria-pressed", String(holding));
    only?.setAttribute("aria-pressed", String(alone));
    drawnAnew.observe(document.getElementById("view"), { childList: true, subtree: true });
  });
  // The map says the same of what it was told to show; a hand was on it only when the pointer or the focus is there.
  window.addEventListener("message", ({ source, origin, data: message }) => {
    const frame = document.getElementById("map");
    if (!holding || origin !== location.origin || source !== frame?.contentWindow) return;
    if (message?.arraigo !== "select" || !message.code) return;
    if (!frame.matches(":hover") && document.activeElement !== frame) return;
    const asked = new URLSearchParams(location.search);
    const [held, out] = ["in", "out"].map((key) => (asked.get(key) ?? "").split(",").filter(Boolean));
    const without = (codes) => codes.filter((code) => code !== message.code);
    const next = held.includes(message.code) ? without(held) : [...held, message.code];
    go({ code: message.code, in: next.join(",") || null, out: without(out).join(",") || null });
  });
})();
