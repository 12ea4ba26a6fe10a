// Say how the ranking's cells are sorted, written and drawn; the columns in ranking.py name these functions.

(() => {
  "use strict";
  const own = (window.dashAgGridFunctions = window.dashAgGridFunctions ?? {});
  const percent = (share) => `${Math.round(100 * share)}%`;

  // Places without a figure stay last, whichever way the column is sorted.
  const nullsLast = (a, b, turned) => {
    if (a == null || b == null) return (a == null) === (b == null) ? 0 : (a == null) === turned ? -1 : 1;
    return a - b;
  };

  own.arraigoNullsLast = (a, b, nodeA, nodeB, turned) => nullsLast(a, b, turned);
  own.arraigoByWidth = (a, b, nodeA, nodeB, turned) => nullsLast(nodeA.data.width, nodeB.data.width, turned);
  own.arraigoPercent = ({ value }) => (value == null ? "" : percent(value));
  own.arraigoScore = ({ value }) => (value == null ? "–" : value.toFixed(1));

  // A simulated share is never quite 0 or 1.
  own.arraigoChance = ({ value }) => {
    if (value == null) return "–";
    if (value > 0.99) return "> 99%";
    return value < 0.01 ? "< 1%" : percent(value);
  };

  own.arraigoBar = ({ value }) => {
    if (value == null) return {};
    const end = `${value}%`;
    return { backgroundImage: `linear-gradient(to right, var(--bar) ${end}, transparent ${end})` };
  };

  own.arraigoChooseOnEnter = ({ node, event }) => {
    if (event?.key === "Enter") node.setSelected(true, true);
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
