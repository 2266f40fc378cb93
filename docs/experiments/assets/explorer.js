// The live explorer of an experiment's page: the optimizer's own rule on its objective, to be moved by hand.
// A page's own script pushes a description to window.gdreport; without JavaScript the figures stay.
"use strict";
(() => {
  const VIEWS = { curve: "The curve and the iterates", error: "Distance from the minimum, by epoch" };
  // Where the next iterate hangs on this one alone, it is a map of it; else a phase portrait says more, and nothing that is not so.
  const MAP = "The next iterate (up) against this one (across)", PHASE = "The next step (up) against the iterate (across)";
  const HEIGHT = 260, PAD = { left: 52, right: 12, top: 10, bottom: 34 };
  const SHOWN = 200; // iterates drawn at once; a longer run is drawn thinner
  const LINE = 2000; // points of a line
  const FLOOR = 1e-15; // of the logarithmic axis: below it there is only rounding
  const AHEAD = 8, LONG_AHEAD = 1000; // epochs by which a run is continued to see whether it rests, and what of a push remains

  // One epoch after the other, by the programs that Python runs: the same bits. `known` holds what the program of an epoch
  // takes, which are the iterate, what the rule remembers, and the hyperparameters; at the end it holds those of the end.
  function proceed({ epoch, bound }, known, count) {
    const iterates = [known[0]];
    for (let k = 1; k <= count; k++) {
      const found = epoch.apply(null, known), next = found[0];
      if (!Number.isFinite(next) || Math.abs(next) > bound) return { iterates, known, divergedAt: k };
      iterates.push(next);
      for (let i = 0; i < found.length; i++) known[i] = found[i];
    }
    return { iterates, known, divergedAt: null };
  }
  function descend(spec, state) {
    const known = [state.start, ...spec.begin(state.start), ...spec.numbers.map((name) => state[name])];
    return Math.abs(state.start) > spec.bound ? { iterates: [state.start], known, divergedAt: 0 } : proceed(spec, known, state.epochs);
  }

  function nearest(values, x) {
    return values.reduce((best, v) => (Math.abs(v - x) < Math.abs(best - x) ? v : best), values[0]);
  }
  function largest(values, from = 0, to = values.length) {
    let most = 0;
    for (let i = from; i < to; i++) most = Math.max(most, values[i]); // NaN stays
    return most;
  }

  // What became of a run, and only what is so: how it ended, and where. It is read off the iterates, the objective and
  // what the rule itself makes of the end; sizes are judged by the window's.
  function judge({ iterates, known, divergedAt }, spec) {
    if (divergedAt !== null) return { kind: "gone" };
    const { low, high } = spec.ranges.start, last = iterates.length - 1, small = 1e-9 * (high - low);
    const [x3, x2, previous, x] = [3, 2, 1, 0].map((back) => iterates[last - back]);
    const leftAt = x < low || x > high ? iterates.findLastIndex((y) => y >= low && y <= high) + 1 : null;
    const slope = spec.gradient(x), bend = spec.curvature(x), ahead = proceed(spec, [...known], AHEAD).iterates;
    // At rest: the epochs to come move nothing, and what is left of the way, were the slope straight, is nothing.
    const isStill = ahead.length > AHEAD && ahead.every((y) => Math.abs(y - x) < small);
    const isThere = slope === 0 || (bend !== 0 && Math.abs(slope / bend) < small);
    if (isStill && isThere) return { kind: bend > 0 && comesBack(spec, known, 1e3 * small) ? "settled" : "rests", leftAt };
    const isBack = last > 2 && Math.abs(x - x2) < small && Math.abs(previous - x3) < small;
    if (isBack && Math.abs(x - previous) > 1e3 * small) return { kind: "swings", ends: [Math.min(x, previous), Math.max(x, previous)], leftAt };
    return { kind: pace(iterates, ahead[1]), leftAt };
  }

  // Whether the rule brings back an iterate that is pushed away from where it rests: whether the rest is stable.
  function comesBack(spec, known, push) {
    const pushed = proceed(spec, [known[0] + push, ...known.slice(1)], LONG_AHEAD).iterates.map((y) => Math.abs(y - known[0]));
    return pushed.length > LONG_AHEAD && largest(pushed, LONG_AHEAD / 2) < largest(pushed, 0, LONG_AHEAD / 2);
  }

  // Whether the steps become smaller: of a short run the next against the last; of a longer one the largest in each quarter
  // of its second half, since a rule with a memory swings, and its steps with it. Steps that become smaller by ever less
  // go to a size of their own, as on the way to a cycle: those that go to 0 lose about the same share again and again.
  function pace(iterates, next) {
    const last = iterates.length - 1, half = Math.floor(last / 2), rounding = 1e-15 * Math.max(1, Math.abs(iterates[last]));
    const steps = [];
    for (let k = last > 15 ? half : last - 1; k < last; k++) steps.push(Math.abs(iterates[k + 1] - iterates[k]));
    if (last <= 15) return Math.abs(next - iterates[last]) < steps[0] - rounding ? "slows" : "moves";
    const most = [0, 1, 2, 3].map((i) => largest(steps, Math.floor((i * steps.length) / 4), Math.floor(((i + 1) * steps.length) / 4)));
    const lost = [0, 1, 2].map((i) => most[i] - most[i + 1]);
    if (!lost.every((d) => d > rounding)) return "moves";
    return most[3] < 0.9 * most[0] || lost[2] > 0.9 * lost[1] * (most[2] / most[1]) ** 3 ? "slows" : "hovers";
  }

  // The shares by which the distance shrinks in an epoch: measured where it is small but above rounding, and |1 - rate f''|.
  function contraction(errors, minimum, rate, curvature) {
    let last = errors.length - 1;
    while (last > 0 && errors[last] < 1e-10) last--;
    const measured = last > 0 && errors[last] >= 1e-10 && errors[last - 1] > errors[last] ? errors[last] / errors[last - 1] : NaN;
    return { measured, theory: Math.abs(1 - rate * curvature(minimum)) };
  }

  const SUPER = { "-": "⁻", 0: "⁰", 1: "¹", 2: "²", 3: "³", 4: "⁴", 5: "⁵", 6: "⁶", 7: "⁷", 8: "⁸", 9: "⁹" };
  function number(value, digits = 4) {
    if (!Number.isFinite(value)) return Number.isNaN(value) ? "none" : value > 0 ? "∞" : "−∞";
    if (value === 0) return "0";
    const [mantissa, exponent] = value.toExponential(digits - 1).split("e");
    if (exponent > -4 && exponent < 6) return String(Number(value.toPrecision(digits))).replace("-", "−");
    const power = "10" + [...String(Number(exponent))].map((c) => SUPER[c]).join("");
    const short = String(Number(mantissa)).replace("-", "−");
    return short === "1" ? power : `${short}\u00a0×\u00a0${power}`;
  }

  function element(name, attributes = {}, ...children) {
    const node = document.createElement(name);
    for (const [key, value] of Object.entries(attributes)) node.setAttribute(key, value);
    node.append(...children);
    return node;
  }
  function svg(name, attributes = {}, text) {
    const node = document.createElementNS("http://www.w3.org/2000/svg", name);
    for (const [key, value] of Object.entries(attributes)) node.setAttribute(key, value);
    if (text !== undefined) node.textContent = text;
    return node;
  }

  function grid(low, high) {
    return Array.from({ length: 301 }, (_, i) => low + ((high - low) * i) / 300);
  }

  // From the least to the largest of some values, with room around.
  function around(values, least) {
    const known = values.filter((v) => !Number.isNaN(v)), low = Math.min(...known), high = Math.max(...known);
    const room = Math.max(0.06 * (high - low), least);
    return known.length ? { low: low - room, high: high + room } : { low: -1, high: 1 };
  }

  function ticks(low, high, count) {
    if (!(high > low) || Math.abs(low) + Math.abs(high) > 1e12 * (high - low)) return [low]; // flat, or finer than numbers are
    const raw = (high - low) / count, power = 10 ** Math.floor(Math.log10(raw));
    const step = [1, 2, 5, 10].map((m) => m * power).find((s) => s >= raw);
    const first = Math.ceil(low / step);
    return Array.from({ length: 2 * count }, (_, i) => (first + i) * step).filter((v) => v <= high + step * 1e-9);
  }

  // A drawing with axes: scales from data to pixels and functions that draw in data coordinates.
  function chart(node, x, y, log = false) {
    const width = Math.max(Number(node.dataset.width) || node.clientWidth, 240);
    const inner = width - PAD.left - PAD.right, high = HEIGHT - PAD.top - PAD.bottom;
    const bounded = (pixel) => Math.min(Math.max(pixel, -1e5), 1e5); // what lies far outside is cut off there
    const across = (v) => bounded(PAD.left + (inner * (v - x.low)) / (x.high - x.low));
    const place = (v) => (log ? Math.log10(Math.max(v, FLOOR)) : v);
    const up = (v) => bounded(HEIGHT - PAD.bottom - (high * (place(v) - y.low)) / (y.high - y.low));
    node.setAttribute("viewBox", `0 0 ${width} ${HEIGHT}`);
    node.replaceChildren();
    const add = (name, attributes, text) => node.appendChild(svg(name, attributes, text));
    for (const v of ticks(x.low, x.high, width < 420 ? 4 : 7)) {
      add("line", { class: "grid", x1: across(v), x2: across(v), y1: PAD.top, y2: HEIGHT - PAD.bottom });
      add("text", { x: across(v), y: HEIGHT - PAD.bottom + 15, "text-anchor": "middle" }, number(v));
    }
    for (const v of ticks(y.low, y.high, 5).filter((t) => !log || Number.isInteger(t))) {
      const at = HEIGHT - PAD.bottom - (high * (v - y.low)) / (y.high - y.low);
      add("line", { class: "grid", x1: PAD.left, x2: width - PAD.right, y1: at, y2: at });
      add("text", { x: PAD.left - 6, y: at + 4, "text-anchor": "end" }, number(log ? 10 ** v : v));
    }
    add("text", { x: PAD.left + inner / 2, y: HEIGHT - 4, "text-anchor": "middle" }, x.label);
    const points = (pairs) => pairs.filter(([a, b]) => Number.isFinite(a) && Number.isFinite(b));
    const clip = `gd-clip-${(chart.count = (chart.count || 0) + 1)}`;
    const frame = svg("clipPath", { id: clip });
    frame.append(svg("rect", { x: PAD.left, y: PAD.top, width: inner, height: high }));
    node.append(frame);
    return {
      across, up,
      toX: (pixel) => x.low + ((pixel - PAD.left) / inner) * (x.high - x.low),
      line: (kind, pairs) => add("polyline", { class: kind, "clip-path": `url(#${clip})`, points: points(pairs).map(([a, b]) => `${across(a).toFixed(2)},${up(b).toFixed(2)}`).join(" ") }),
      // What lies outside is a pointer at the edge.
      dot: (kind, a, b, r) => {
        const [left, right, top, bottom] = [PAD.left, width - PAD.right, PAD.top, HEIGHT - PAD.bottom];
        const cx = across(a), isAside = cx < left || cx > right, cy = Number.isFinite(b) || !isAside ? up(b) : (top + bottom) / 2;
        if (!Number.isFinite(cx) || !Number.isFinite(cy)) return null;
        if (cx >= left && cx <= right && cy >= top && cy <= bottom) return add("circle", { class: kind, "clip-path": `url(#${clip})`, cx, cy, r });
        if (kind === "iterate") return null;
        const [px, py] = [Math.min(Math.max(cx, left), right), Math.min(Math.max(cy, top), bottom)];
        const turn = cx < left ? 180 : cx > right ? 0 : cy < top ? 270 : 90;
        return add("path", { class: `${kind} outside`, d: "M0 0l-11 -7v14z", transform: `translate(${px} ${py}) rotate(${turn})` });
      },
      mark: (kind, a, b, shape) => add("path", { class: kind, d: `M${across(a)} ${up(b)}${shape}` }),
    };
  }

  // How a slider goes from value to place and back; what it gives is round.
  function scaleOf({ low, high, log }, isWhole) {
    if (log) return { to: Math.log10, from: (p) => (isWhole ? Math.round(10 ** p) : Number((10 ** p).toPrecision(3))) };
    const places = Math.min(Math.max(3, 3 - Math.ceil(Math.log10(high - low))), 100);
    return { to: (v) => v, from: (p) => Number(p.toFixed(places)) };
  }

  class Explorer {
    constructor(root, spec) {
      spec.run = { ...spec.run, ...JSON.parse(root.dataset.run || "{}") };
      Object.assign(this, { root, spec, timer: 0, state: { ...spec.run, epoch: spec.run.epochs } });
      this.isMap = spec.begin(spec.run.start).length === 0; // the rule remembers nothing
      this.build();
      this.restore();
      // Drawn for the first time when a reader comes near: a page is not kept waiting for what stands below.
      const near = new IntersectionObserver((entries) => {
        if (!entries.some((entry) => entry.isIntersecting)) return;
        near.disconnect();
        new ResizeObserver(() => {
          // Read here, where the layout is fresh: to ask for it between two drawings would lay out the page each time.
          for (const view of Object.values(this.views)) view.dataset.width = view.clientWidth;
          this.draw();
        }).observe(root);
      }, { rootMargin: "400px" });
      near.observe(root);
      window.addEventListener("hashchange", () => this.restore());
    }

    build() {
      const { spec } = this;
      this.inputs = {};
      const controls = element("div", { class: "gd-controls" });
      for (const name of [...spec.numbers, "start", "epochs"]) {
        const words = name.replaceAll("_", " "), id = `${spec.id}-${name}`, scale = scaleOf(spec.ranges[name], name === "epochs");
        const [low, high] = [spec.ranges[name].low, spec.ranges[name].high].map(scale.to);
        const slider = element("input", { type: "range", min: low, max: high, step: (high - low) / 500, "aria-label": `${words}, by slider` });
        const field = element("input", { id, type: "number", step: "any", inputmode: "decimal" });
        slider.addEventListener("input", () => this.set({ [name]: scale.from(Number(slider.value)) }));
        field.addEventListener("change", () => {
          this.set({ [name]: field.valueAsNumber });
          this.write(name); // what is run, should it not be what was typed
        });
        this.inputs[name] = { slider, field, scale };
        controls.append(element("label", { for: id }, words), field, slider);
      }
      const scrub = element("input", { id: `${spec.id}-epoch`, type: "range", min: 0, step: 1 });
      scrub.addEventListener("input", () => this.set({ epoch: Number(scrub.value) }));
      this.scrub = scrub;
      this.shown = element("output", { for: scrub.id });
      controls.append(element("label", { for: scrub.id }, "epoch shown"), this.shown, scrub);
      const button = (words, action) => {
        const node = element("button", { type: "button", class: "md-button" }, words);
        node.addEventListener("click", action);
        return node;
      };
      this.player = button("Play", () => (this.timer ? this.stop() : this.play()));
      const buttons = element("div", { class: "gd-buttons" }, this.player,
        button("Back", () => this.step(-1)), button("Step", () => this.step(1)),
        button(spec.expression === undefined ? "Reset to the experiment" : "Reset", () => this.set({ ...spec.run, epoch: spec.run.epochs })));
      this.said = element("p", { class: "gd-said", role: "status" });
      this.views = {};
      const views = element("div", { class: "gd-views" });
      for (const [name, title] of Object.entries({ ...VIEWS, map: this.isMap ? MAP : PHASE })) {
        const drawing = svg("svg", { role: "img", "aria-label": title, height: HEIGHT });
        this.views[name] = drawing;
        views.append(element("figure", {}, element("figcaption", {}, title), drawing));
      }
      const dashed = `dashed: ${spec.theory ? "in the second view theory, " : ""}in the third where nothing would move`;
      const key = `○ start · ● the iterate shown, ▶ outside the window · ▼ minimum · ${dashed}`;
      this.root.replaceChildren(controls, buttons, this.said, views, element("p", { class: "gd-key" }, key));
      this.drag(this.views.curve);
    }

    // Whatever comes from an address or a field: only what has a name here, only numbers, and none that cannot be.
    set(changes, remember = true) {
      const next = { ...this.state };
      for (const [name, { least = -Infinity, most = Infinity }] of Object.entries(this.spec.ranges)) {
        if (Number.isFinite(changes[name])) next[name] = Math.min(Math.max(changes[name], least), most);
      }
      next.epochs = Math.round(next.epochs);
      next.epoch = "epoch" in changes ? changes.epoch : "epochs" in changes ? next.epochs : next.epoch;
      next.epoch = Math.min(Math.max(Math.floor(next.epoch), 0), next.epochs); // what is wished; a run that ends before shows its end
      this.state = next;
      this.draw();
      if (remember) this.remember();
    }

    // The address holds the view, so that a link to it shows the same.
    remember() {
      clearTimeout(this.writing);
      this.writing = setTimeout(() => {
        const words = Object.entries(this.state).map(([name, value]) => `${name}=${value}`).join("&");
        const own = { f: this.spec.expression, low: this.spec.ranges.start.low, high: this.spec.ranges.start.high };
        const text = own.f === undefined ? words : `${words}&${new URLSearchParams(own)}`;
        history.replaceState(null, "", `#${this.spec.id}?${text}`);
      }, 200);
    }

    restore() {
      const [id, words] = location.hash.slice(1).split("?");
      if (id === this.spec.id && words !== undefined) {
        const found = Object.fromEntries([...new URLSearchParams(words)].map(([name, value]) => [name, parseFloat(value)]));
        const known = Object.keys(this.state).filter((name) => Number.isFinite(found[name]));
        this.root.scrollIntoView({ block: "center" });
        this.set(Object.fromEntries(known.map((name) => [name, found[name]])), false);
      }
    }

    play() {
      if (this.epoch >= this.last()) this.set({ epoch: 0 });
      if (matchMedia("(prefers-reduced-motion: reduce)").matches) return this.set({ epoch: this.last() });
      this.player.textContent = "Pause";
      const pace = Math.max(1, Math.round(this.last() / 150));
      this.timer = setInterval(() => (this.epoch >= this.last() ? this.stop() : this.set({ epoch: this.epoch + pace })), 50);
    }
    stop() {
      clearInterval(this.timer);
      this.timer = 0;
      this.player.textContent = "Play";
    }
    step(by) {
      this.stop();
      this.set({ epoch: Math.min(this.epoch + by, this.last()) });
    }
    last() {
      return this.run.iterates.length - 1;
    }

    drag(view) {
      const move = (event) => {
        if (!this.dragging || !this.curve) return;
        const box = view.getBoundingClientRect();
        const { low, high } = this.spec.ranges.start;
        const x = this.curve.toX(((event.clientX - box.left) / box.width) * view.viewBox.baseVal.width);
        this.set({ start: Number(Math.min(Math.max(x, low), high).toFixed(3)) });
      };
      view.addEventListener("pointerdown", (event) => {
        this.dragging = true;
        view.setPointerCapture(event.pointerId);
        move(event);
      });
      view.addEventListener("pointermove", move);
      for (const end of ["pointerup", "pointercancel"]) view.addEventListener(end, () => (this.dragging = false));
    }

    draw() {
      const { spec, state } = this;
      this.run = descend(spec, state);
      const epoch = (this.epoch = Math.min(state.epoch, this.last()));
      const minimum = spec.minima.length ? nearest(spec.minima, this.run.iterates[this.last()]) : NaN;
      this.fate = judge(this.run, spec);
      this.errors = this.run.iterates.map((x) => Math.abs(x - minimum));
      const found = spec.theory ? contraction(this.errors, minimum, state.learning_rate, spec.curvature) : {};
      for (const [name, { field }] of Object.entries(this.inputs)) if (document.activeElement !== field) this.write(name);
      this.scrub.max = this.last();
      this.scrub.value = epoch;
      this.shown.textContent = epoch;
      this.say(epoch, minimum, found);
      // The first time one after the other, so that the page stays quick while it loads.
      const views = [() => this.drawCurve(epoch), () => this.drawError(epoch, found), () => (this.isMap ? this.drawMap(epoch) : this.drawPhase(epoch))];
      for (const view of views) this.drawn ? view() : setTimeout(view);
      this.drawn = true;
    }

    write(name) {
      const { slider, field, scale } = this.inputs[name], value = this.state[name];
      slider.value = Math.max(scale.to(value), slider.min);
      slider.setAttribute("aria-valuetext", number(value));
      field.value = Number(value.toPrecision(6));
    }

    // Whether the run comes to the minimum that is nearest to its end: only then does the theory of its end apply.
    settling({ theory }) {
      const { errors } = this;
      const last = this.last(), { low, high } = this.spec.ranges.start, fate = this.fate.kind;
      return this.spec.theory && theory < 1 && (fate === "settled" || (fate === "slows" && errors[last] < 1e-2 * (high - low) && errors[last] < errors[last - 1])) && errors[last] < (high - low) / 10;
    }

    say(epoch, minimum, found) {
      const { iterates, divergedAt } = this.run, { spec, fate } = this, { low, high } = spec.ranges.start;
      const tiny = 1e-12 * (high - low), plain = (x) => number(Math.abs(x) < tiny ? 0 : x, 6);
      const x = iterates[epoch], last = iterates[this.last()], gap = Math.abs(x - minimum);
      const rest = last - (spec.curvature(last) ? spec.gradient(last) / spec.curvature(last) : 0), end = plain(rest); // of a run at rest, where it leads
      let here = epoch === 0 ? `At the start ${spec.variable} is ${plain(x)}` : `After ${number(epoch, 6)} epoch${epoch === 1 ? "" : "s"} the iterate is ${plain(x)}`;
      if (gap < tiny) here += ", a minimum";
      else if (gap < high - low) here += `, ${number(gap, 2)} from the minimum at ${number(Math.abs(minimum) < tiny ? 0 : minimum)}`;
      const left = fate.leftAt ? "It leaves the window" + (fate.leftAt < this.last() ? ` for good at epoch ${number(fate.leftAt, 6)}` : "") + `; a pointer at the edge shows where it is` : "";
      const bound = Number.isFinite(spec.bound) ? `the bound ${number(spec.bound)}` : "the range of numbers";
      const ends = {
        gone: `The run diverges: at epoch ${divergedAt} it leaves ${bound}`,
        settled: `The run has settled at ${end}, ${fate.leftAt === null ? "a minimum" : "a minimum outside the window"}`,
        rests: `The run rests at ${end}, where the slope is zero`,
        swings: fate.ends && `The run swings between ${fate.ends.map(plain).join(" and ")}`,
        slows: spec.scheduled ? "The run's steps become smaller, as its schedule wants" : "The run is on its way: its steps become smaller",
        hovers: "The run has not settled: its steps hardly become smaller",
        moves: "The run has not settled: its steps do not become smaller",
      };
      const parts = [here, ends[fate.kind]];
      if (left && fate.kind !== "settled") parts.push(left);
      if (this.settling(found)) parts.push(`Near that minimum an epoch multiplies the distance by |1 − rate × f″| = ${number(found.theory)} in theory` + (Number.isNaN(found.measured) ? "" : `, by ${number(found.measured)} at the end of this run`));
      this.said.textContent = `${parts.join(". ")}.`;
    }

    // Epochs up to one, no more than so many.
    thinned(epoch, most = SHOWN) {
      const every = Math.ceil((epoch + 1) / most) | 1; // odd, or a run that swings between two sides would show one
      const found = [];
      for (let k = 0; k < epoch; k += every) found.push(k);
      return [...found, epoch];
    }

    drawCurve(epoch) {
      const { spec } = this, { low, high } = spec.ranges.start;
      const drawn = grid(low, high).map((x) => [x, spec.value(x)]);
      const ys = drawn.map(([, y]) => y).filter((y) => Math.abs(y) < 1e300);
      const [bottom, top] = ys.length ? [Math.min(...ys), Math.max(...ys)] : [0, 1], room = (top - bottom || 1) * 0.08;
      const view = (this.curve = chart(this.views.curve, { low, high, label: spec.variable }, { low: bottom - room, high: top + room }));
      view.line("objective", drawn);
      for (const x of this.thinned(epoch).map((k) => this.run.iterates[k])) view.dot("iterate", x, spec.value(x), 2.5);
      view.dot("start", this.state.start, spec.value(this.state.start), 7);
      view.dot("end", this.run.iterates[epoch], spec.value(this.run.iterates[epoch]), 5.5);
      for (const m of spec.minima) view.mark("minimum", m, spec.value(m), "m-6 -18h12l-6 9z"); // above its place, where an end does not hide it
    }

    drawError(epoch, found) {
      const { errors } = this, { theory } = found, last = Math.max(this.last(), 1);
      let least = 1, most = 1e-3;
      for (const e of errors) if (e > FLOOR && e < Infinity) [least, most] = [Math.min(least, e), Math.max(most, e)];
      const high = Math.ceil(Math.log10(most) + 0.1), low = Math.max(Math.floor(Math.log10(least)), Math.log10(FLOOR));
      const view = chart(this.views.error, { low: 0, high: last * 1.03, label: "epoch" }, { low: Math.min(low, high - 1), high }, true);
      if (this.settling(found)) {
        const from = Math.max(errors.findIndex((e) => e < 0.1), 0);
        const end = theory > 0 ? Math.min(last, from + Math.log(FLOOR / errors[from]) / Math.log(theory)) : from + 1;
        view.line("theory", [from, end].map((k) => [k, errors[from] * theory ** (k - from)]));
      }
      view.line("measured", this.thinned(this.last(), LINE).map((k) => [k, errors[k]]));
      view.dot("end", epoch, errors[epoch], 4.5);
    }

    drawMap(epoch) {
      const { spec, state } = this, { low, high } = spec.ranges.start, values = spec.numbers.map((name) => state[name]);
      const view = chart(this.views.map, { low, high, label: `${spec.variable} at an epoch` }, { low, high });
      view.line("theory", [[low, low], [high, high]]);
      view.line("objective", grid(low, high).map((x) => [x, spec.epoch(x, ...values)[0]]));
      const path = this.run.iterates.slice(0, Math.min(epoch, SHOWN) + 1);
      view.line("web", path.flatMap((x, k) => (k ? [[path[k - 1], x], [x, x]] : [[x, low], [x, x]])));
    }

    drawPhase(epoch) {
      const { spec } = this, { low, high } = spec.ranges.start, { iterates } = this.run, last = this.last();
      // The step after the last iterate is the one that would come, and of a run that diverges the one that leaves.
      const after = spec.epoch(...this.run.known)[0], next = (k) => (k === last ? after : iterates[k + 1]);
      const point = (k) => [iterates[k], next(k) - iterates[k]];
      // As wide and high as the whole run needs, but for what is far outside the window.
      const wide = high - low, known = [...iterates.slice(0, LINE).keys(), ...this.thinned(last).filter((k) => k >= LINE)];
      const seen = known.filter((k) => iterates[k] >= low - wide / 2 && iterates[k] <= high + wide / 2);
      const across = around(seen.map((k) => iterates[k]), 1e-9 * wide);
      const up = around([0, ...seen.map((k) => Math.min(Math.max(next(k) - iterates[k], -wide), wide))], 1e-9 * wide);
      const view = chart(this.views.map, { ...across, label: `${spec.variable} at an epoch` }, up);
      view.line("theory", [[across.low, 0], [across.high, 0]]);
      // A line through every epoch, one after the other; what comes later as dots.
      view.line("web", iterates.slice(0, Math.min(epoch + 1, LINE)).map((_, k) => point(k)));
      for (const k of this.thinned(epoch).filter((k) => k >= LINE)) view.dot("iterate", ...point(k), 2.5);
      view.dot("start", ...point(0), 5.5);
      view.dot("end", ...point(epoch), 5.5);
    }
  }

  // As numpy.linspace computes them.
  function spaced({ first, step, count, last }) {
    return Array.from({ length: count }, (_, i) => (i === count - 1 ? last : i * step + first));
  }

  // A click on a figure over a sweep opens the run that stands there.
  function opened(explorer, name, axes) {
    const image = document.querySelector(`#${CSS.escape(name)} img`);
    if (!image) return;
    image.classList.add("gd-clickable");
    image.title = "Click a run to open it in the explorer";
    image.addEventListener("click", (event) => {
      const box = image.getBoundingClientRect();
      const at = { x: (event.clientX - box.left) / box.width, y: 1 - (event.clientY - box.top) / box.height };
      const changes = { ...axes.fixed };
      for (const side of ["x", "y"]) {
        const axis = axes[side];
        if (!axis) continue;
        const [from, to] = axis[image.currentSrc.includes(".narrow.") ? "narrow" : "wide"];
        const share = (at[side] - from) / (to - from);
        if (share < -0.02 || share > 1.02) return;
        const value = axis.log ? axis.low * (axis.high / axis.low) ** share : axis.low + share * (axis.high - axis.low);
        const values = Array.isArray(axis.values) ? axis.values : spaced(axis.values);
        changes[axis.name] = nearest(values, value);
      }
      explorer.set({ ...changes, epoch: Infinity });
      explorer.root.scrollIntoView({ block: "center", behavior: matchMedia("(prefers-reduced-motion: reduce)").matches ? "auto" : "smooth" });
    });
  }

  function mount(told) {
    // The page's programs are a function of the library, assets/arithmetic.js; a reader's own function has it already.
    const spec = { ...told, ...(told.functions ? told.functions(window.gdreportArithmetic) : {}) };
    const root = document.getElementById(spec.id);
    if (!root) return null;
    const explorer = new Explorer(root, spec);
    for (const [name, axes] of Object.entries(spec.figures || {})) opened(explorer, name, axes);
    return explorer;
  }

  const waiting = window.gdreport || [];
  window.gdreport = { descend, explorers: waiting.map(mount), push: (spec) => window.gdreport.explorers.push(mount(spec)) };
})();
