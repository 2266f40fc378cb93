// What the theme leaves out: a name for the search dialog, tables and formulas that scroll by keyboard, tables that sort.
"use strict";
document$.subscribe(() => {
  document.querySelector(".md-search")?.setAttribute("aria-label", "Search");
  for (const box of document.querySelectorAll(".md-typeset__scrollwrap")) box.tabIndex = 0;
  const boxes = new ResizeObserver((entries) => {
    for (const { target } of entries) target.tabIndex = target.scrollWidth > target.clientWidth ? 0 : -1;
  });
  for (const box of document.querySelectorAll(".gd-formula")) boxes.observe(box);
  for (const head of document.querySelectorAll(".gd-sortable thead th:not(:has(button))")) {
    const button = document.createElement("button");
    button.type = "button";
    button.append(...head.childNodes);
    head.append(button);
    button.addEventListener("click", () => sort(head));
  }
});

// 1,234 and −9.5 × 10⁻⁷ as numbers; words have none.
function numeric(cell) {
  const text = cell.textContent.trim().replaceAll(",", "").replace("−", "-");
  const match = text.match(/^(?:(-?[\d.]+)(?: × )?)?(?:10([⁻⁰¹²³⁴⁵⁶⁷⁸⁹]+))?$/);
  if (!match || text === "") return NaN;
  const exponent = [...(match[2] || "⁰")].map((c) => "⁰¹²³⁴⁵⁶⁷⁸⁹".indexOf(c)).map((d) => (d < 0 ? "-" : d)).join("");
  return Number(`${match[1] ?? 1}e${exponent}`);
}

// Numbers by size, words after them in their own order.
function sort(head) {
  const table = head.closest("table"), column = head.cellIndex;
  const order = head.getAttribute("aria-sort") === "ascending" ? "descending" : "ascending";
  for (const other of table.tHead.rows[0].cells) other.removeAttribute("aria-sort");
  head.setAttribute("aria-sort", order);
  const sign = order === "ascending" ? 1 : -1;
  const compare = (a, b) => {
    const [x, y] = [numeric(a.cells[column]), numeric(b.cells[column])];
    if (!Number.isNaN(x) && !Number.isNaN(y)) return sign * (x - y);
    return Number.isNaN(x) - Number.isNaN(y) || a.cells[column].textContent.localeCompare(b.cells[column].textContent);
  };
  table.tBodies[0].append(...[...table.tBodies[0].rows].sort(compare));
}
