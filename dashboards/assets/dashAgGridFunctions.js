// Say how the ranking's cells are sorted, written and drawn; the columns in ranking.py name these functions.

(() => {
  "use strict";
  const own = (window.dashAgGridFunctions = window.dashAgGridFunctions ?? {});
  const arraigo = window.arraigo;
  const percent = (share) => `${Math.round(100 * share)}%`;
  const written = new Intl.NumberFormat("en"); // to be told the language at each number takes twenty times as long
  const whole = (number) => written.format(Math.round(number));
  const between = (low, high) => `${whole(low)}–${whole(high)}`;

  // Places without a figure stay last, whichever way the column is sorted.
  const nullsLast = (a, b, turned) => {
    if (a == null || b == null) return (a == null) === (b == null) ? 0 : (a == null) === turned ? -1 : 1;
    return a - b;
  };
  const width = ({ rank_p5, rank_p95 }) => (rank_p5 == null ? null : rank_p95 - rank_p5);

  own.arraigoNullsLast = (a, b, nodeA, nodeB, turned) => nullsLast(a, b, turned);
  own.arraigoByWidth = (a, b, nodeA, nodeB, turned) => nullsLast(width(nodeA.data), width(nodeB.data), turned);
  own.arraigoPercent = ({ value }) => (value == null ? "" : percent(value));
  own.arraigoScore = ({ value }) => (value == null ? "–" : value.toFixed(1));
  own.arraigoInterval = ({ data }) =>
    (data.rank_p5 == null ? arraigo.say("unranked") : between(data.rank_p5, data.rank_p95));
  own.arraigoAtHome = ({ data }) => (data.rank_in_country == null ? "–"
    : `${whole(data.rank_in_country)} (${between(data.rank_in_country_p5, data.rank_in_country_p95)})`);

  // A simulated share is never quite 0 or 1.
  own.arraigoChance = ({ value }) => {
    if (value == null) return "–";
    if (value > 0.99) return "> 99%";
    return value < 0.01 ? "< 1%" : percent(value);
  };

  own.arraigoBar = ({ value }) => {
    if (value == null) return { backgroundImage: "none" };
    const end = `${value}%`;
    return { backgroundImage: `linear-gradient(to right, var(--bar) ${end}, transparent ${end})` };
  };

  // From the fifth to the ninety-fifth percentile of the rank, on a line of all ranks.
  own.arraigoReach = ({ data }, ranked) => {
    if (data.rank_p5 == null) return { backgroundImage: "none" };
    const at = (rank) => `${Math.min(100, (100 * rank) / ranked).toFixed(1)}%`;
    // The shortest is still to be seen.
    const [low, high] = [at(data.rank_p5 - 1), at(Math.max(data.rank_p95, data.rank_p5 + ranked / 60))];
    return {
      backgroundImage: `linear-gradient(to right, transparent ${low}, var(--reach) ${low} ${high}, transparent ${high})`,
    };
  };

  own.arraigoNarrows = () => arraigo.narrows();
  own.arraigoPasses = ({ data }) => arraigo.passes(data);
  // A hand chooses; what the page marks by itself was chosen already.
  own.arraigoChoose = ({ node, source }) => {
    if (source !== "api" && node.isSelected()) arraigo.choose(node.data.code, "table");
  };
  own.arraigoChooseOnEnter = ({ node, event }) => {
    if (event?.key === "Enter") node.setSelected(true, true, "rowClicked");
  };

  // Tab leaves the table for what stands beside it: arrows go through its cells, of which there are thousands.
  own.arraigoLeavesTable = ({ backwards }) => {
    const table = document.getElementById("ranking");
    const side = backwards ? Node.DOCUMENT_POSITION_PRECEDING : Node.DOCUMENT_POSITION_FOLLOWING;
    const beside = [...document.querySelectorAll("a[href], button, input, select, summary, [tabindex='0']")].filter((node) =>
      !table.contains(node) && table.compareDocumentPosition(node) & side && node.getClientRects().length && !node.disabled);
    // The grid first gives the focus back to the cell it was on.
    setTimeout(() => (beside.at(backwards ? -1 : 0) ?? document.getElementById("panel")).focus());
    return true;
  };

  // What the grid tells those who read by ear; the rest of it is never shown.
  const SPANISH = {
    ariaRowSelect: "Pulse Espacio para elegir este lugar",
    ariaRowDeselect: "Pulse Espacio para dejar de elegir este lugar",
    ariaRowToggleSelection: "Pulse Espacio para elegir o dejar este lugar",
    ariaSortableColumn: "Pulse Enter para ordenar",
    ariaUnchecked: "no elegido",
    ariaChecked: "elegido",
  };
  own.arraigoLocale = ({ key, defaultValue }) =>
    (document.documentElement.lang === "es" && SPANISH[key]) || defaultValue;
})();
