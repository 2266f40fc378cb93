// What `gdreport serve` adds to a page: what is wrong, above it, and a reload that keeps the reader's place.
"use strict";
(() => {
  const told = document.getElementById("gdreport-live"), seen = JSON.parse(told.textContent), KEPT = "gdreport-place";
  const STYLE = `
    :host { all: initial; }
    * { box-sizing: border-box; }
    .problems { position: fixed; inset: 0 0 auto; z-index: 2147483647; max-height: 50vh; overflow: auto; padding: 12px 16px;
      font: 15px/1.45 system-ui, sans-serif; color: #fff; background: #8c1d18; box-shadow: 0 2px 12px #0006; }
    .problems.mild { background: #6b4a00; }
    .problems.folded { inset: auto 16px 16px auto; border-radius: 8px; padding: 6px 12px; }
    .folded > :not(button) { display: none; }
    p, ul { margin: 0; } ul { padding: 0; list-style: none; } li { margin-top: 10px; }
    .place { font-family: ui-monospace, monospace; font-weight: 600; overflow-wrap: anywhere; }
    .lines { font-family: ui-monospace, monospace; }
    .what { white-space: pre-wrap; overflow-wrap: anywhere; }
    .remedy { white-space: pre-wrap; overflow-wrap: anywhere; } .remedy::before { content: "Remedy: "; font-weight: 600; }
    button { float: right; margin-left: 12px; font: inherit; color: inherit; background: none; border: 1px solid #fff9;
      border-radius: 4px; padding: 2px 10px; cursor: pointer; }
    .folded button { float: none; margin: 0; border: 0; }
    .doing { position: fixed; inset: auto auto 16px 16px; z-index: 2147483647; padding: 4px 12px; border-radius: 8px;
      font: 13px/1.4 system-ui, sans-serif; color: #fff; background: #333d; animation: late 0s 0.7s backwards; }
    @keyframes late { from { visibility: hidden; } }`;

  const host = document.createElement("gdreport-live"), root = host.attachShadow({ mode: "open" });
  document.documentElement.append(host); // beside the body, which themes exchange
  let folded = ""; // the problems that the reader has seen enough of

  function make(name, className, text, ...inside) {
    const made = document.createElement(name);
    made.className = className;
    made.append(...(text ? [text] : []), ...inside);
    return made;
  }

  function show({ problems, doing }) {
    root.replaceChildren(make("style", "", STYLE));
    if (problems.length) root.append(showProblems(problems));
    if (doing) {
      const line = make("div", "doing", doing);
      line.setAttribute("role", "status");
      root.append(line);
    }
  }

  function showProblems(problems) {
    const mistakes = problems.filter((p) => !p.is_warning).length, warnings = problems.length - mistakes;
    const count = (n, what) => (n ? [`${n} ${what}${n > 1 ? "s" : ""}`] : []);
    const counts = [...count(mistakes, "mistake"), ...count(warnings, "warning")].join(", ");
    const all = JSON.stringify(problems), isFolded = folded === all;
    const fold = make("button", "", isFolded ? counts : "Hide");
    fold.type = "button";
    fold.addEventListener("click", () => { folded = isFolded ? "" : all; box.replaceWith(showProblems(problems)); });
    const head = mistakes ? `${counts}. What they concern is shown as it was before.` : `${counts}.`;
    const items = problems.map(({ place, what, remedy }) => make("li", "", "", ...[["place", place], ["what", what], ["remedy", remedy]]
      .filter(([, text]) => text).map(([name, text]) => make("p", `${name}${text.includes("\n") ? " lines" : ""}`, text))));
    const box = make("div", `problems${mistakes ? "" : " mild"}${isFolded ? " folded" : ""}`, "", fold, make("p", "", head), make("ul", "", "", ...items));
    box.setAttribute("role", "alert");
    return box;
  }

  // The last heading above the reader's eyes is where it was, however much longer the page above it has become.
  function keepPlace() {
    const heads = [...document.querySelectorAll("main :is(h1, h2, h3, h4, h5, h6, figure, details)[id], body > :is(h1, h2, h3)[id]")];
    const near = heads.filter((h) => h.getBoundingClientRect().top < innerHeight / 3).at(-1);
    const folds = [...document.querySelectorAll("details")];
    sessionStorage.setItem(KEPT, JSON.stringify({
      path: location.pathname, x: scrollX, y: scrollY, near: near?.id, off: near?.getBoundingClientRect().top,
      open: folds.map((fold) => fold.open), folded,
    }));
  }

  function returnToPlace() {
    const kept = JSON.parse(sessionStorage.getItem(KEPT));
    sessionStorage.removeItem(KEPT);
    if (kept?.path !== location.pathname) return;
    ({ folded } = kept);
    const folds = [...document.querySelectorAll("details")];
    if (folds.length === kept.open.length) folds.forEach((fold, i) => { fold.open = kept.open[i]; });
    const was = history.scrollRestoration;
    history.scrollRestoration = "manual"; // or the browser would move on from here
    const go = () => {
      const near = kept.near && document.getElementById(kept.near);
      scrollTo({ left: kept.x, top: near ? scrollY + near.getBoundingClientRect().top - kept.off : kept.y, behavior: "instant" });
    };
    go();
    // The browser may move once more after the page has loaded.
    addEventListener("load", () => { go(); setTimeout(() => { history.scrollRestoration = was; }, 1000); }, { once: true });
  }

  // One of the few connections that a browser has for a host: only while the page is looked at.
  let source;
  function listen() {
    source?.close();
    source = undefined;
    if (document.visibilityState === "hidden") return;
    source = new EventSource(told.dataset.news);
    source.onmessage = ({ data }) => {
      const news = JSON.parse(data);
      if (news.site === seen.site) return show(news);
      source.close();
      keepPlace();
      location.reload();
    };
  }

  returnToPlace();
  show(seen);
  listen();
  document.addEventListener("visibilitychange", listen);
  addEventListener("pagehide", () => source?.close());
  addEventListener("pageshow", (event) => { if (event.persisted) listen(); });
})();
