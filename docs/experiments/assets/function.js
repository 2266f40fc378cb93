// A function that the reader types: parsed by a small grammar, never run as code; derivatives by Taylor arithmetic.
// The grammar is that of gdreport/objectives/parsing.py: tests/data/expressions.json is read by both.
//   sum     = product { ("+" | "-") product }          power = atom [ ("^" | "**") signed ]
//   product = signed { ("*" | "/") signed }            atom  = number | x | constant | name "(" sum ")" | "(" sum ")"
//   signed  = [ "+" | "-" ] ( signed | power )
"use strict";
(() => {
  // A value with its first and second derivative in x.
  const lift = (v, d = 0, s = 0) => ({ v, d, s });
  const chain = (a, v, d1, d2) => lift(v, d1 * a.d, d2 * a.d * a.d + d1 * a.s);
  const add = (a, b) => lift(a.v + b.v, a.d + b.d, a.s + b.s);
  const multiply = (a, b) => lift(a.v * b.v, a.d * b.v + a.v * b.d, a.s * b.v + 2 * a.d * b.d + a.v * b.s);
  const negate = (a, v = -a.v) => lift(v, -a.d, -a.s);
  const invert = (a) => chain(a, 1 / a.v, -1 / (a.v * a.v), 2 / (a.v * a.v * a.v));
  const FUNCTIONS = {
    sin: (a) => chain(a, Math.sin(a.v), Math.cos(a.v), -Math.sin(a.v)),
    cos: (a) => chain(a, Math.cos(a.v), -Math.sin(a.v), -Math.cos(a.v)),
    tan: (a) => { const t = Math.tan(a.v), u = 1 + t * t; return chain(a, t, u, 2 * t * u); },
    exp: (a) => { const e = Math.exp(a.v); return chain(a, e, e, e); },
    log: (a) => chain(a, Math.log(a.v), 1 / a.v, -1 / (a.v * a.v)),
    sqrt: (a) => { const r = Math.sqrt(a.v); return chain(a, r, 1 / (2 * r), -1 / (4 * r * a.v)); },
    asin: (a) => { const u = 1 - a.v * a.v; return chain(a, Math.asin(a.v), 1 / Math.sqrt(u), a.v / u ** 1.5); },
    acos: (a) => negate(FUNCTIONS.asin(a), Math.acos(a.v)),
    atan: (a) => { const u = 1 + a.v * a.v; return chain(a, Math.atan(a.v), 1 / u, (-2 * a.v) / (u * u)); },
    sinh: (a) => chain(a, Math.sinh(a.v), Math.cosh(a.v), Math.sinh(a.v)),
    cosh: (a) => chain(a, Math.cosh(a.v), Math.sinh(a.v), Math.cosh(a.v)),
    tanh: (a) => { const t = Math.tanh(a.v), u = 1 - t * t; return chain(a, t, u, -2 * t * u); },
    abs: (a) => chain(a, Math.abs(a.v), Math.sign(a.v), 0),
  };
  const CONSTANTS = { pi: Math.PI, e: Math.E };
  const MOST = 1000, DEPTH = 60, LARGEST_POWER = 1000;

  function power(a, b) {
    if (b.d === 0 && b.s === 0) {
      const n = b.v;
      return chain(a, a.v ** n, n === 0 ? 0 : n * a.v ** (n - 1), n === 0 || n === 1 ? 0 : n * (n - 1) * a.v ** (n - 2));
    }
    return FUNCTIONS.exp(multiply(b, FUNCTIONS.log(a)));
  }

  // The text as a function from a lifted x to a lifted value. Throws {at, message}, the place counted from 0.
  function parse(text) {
    if (text.length > MOST) throw { at: MOST, message: `at most ${MOST} characters` };
    const pattern = /\s*(?:(\d+\.?\d*(?:[eE][-+]?\d+)?|\.\d+(?:[eE][-+]?\d+)?)|([A-Za-z_]\w*)|(\*\*|[-+*/^()]))/y;
    const tokens = [];
    for (let at = 0; text.slice(at).trim() !== ""; at = pattern.lastIndex) {
      pattern.lastIndex = at;
      const match = pattern.exec(text);
      const start = at + text.slice(at).search(/\S/);
      if (!match) throw { at: start, message: `“${text[start]}” has no meaning here` };
      tokens.push({ at: start, number: match[1], name: match[2], sign: match[3] === "**" ? "^" : match[3] });
    }
    let next = 0, depth = 0;
    // A node, a function of the lifted x. What has no x is computed once, and must be a number that floating point can hold.
    function made(at, compute, parts, isLost = () => false) {
      if (parts.some((part) => part.constant === undefined)) return compute;
      const value = compute();
      if (!Number.isFinite(value.v)) throw { at, message: Number.isNaN(value.v) ? "this is not a real number" : "this is beyond the largest number" };
      if (isLost(value.v)) throw { at, message: "this is beyond the smallest number" };
      return Object.assign(() => value, { constant: value.v });
    }
    const here = () => (tokens[next] ? tokens[next].at : text.length);
    const accept = (...signs) => (tokens[next] && signs.includes(tokens[next].sign) ? tokens[next++].sign : null);
    const expect = (sign) => { if (!accept(sign)) throw { at: here(), message: `“${sign}” is missing` }; };

    function atom() {
      const token = tokens[next];
      if (!token) throw { at: text.length, message: "something is missing at the end" };
      if (accept("(")) return bracketed();
      next++;
      if (token.number !== undefined) {
        if (/^0\d*[1-9]\d*$/.test(token.number)) throw { at: token.at, message: "a whole number does not begin with 0" };
        return made(token.at, () => lift(Number(token.number)), []);
      }
      if (token.name === "x") return (x) => x;
      if (Object.hasOwn(CONSTANTS, token.name || "")) return made(token.at, () => lift(CONSTANTS[token.name]), []);
      if (Object.hasOwn(FUNCTIONS, token.name || "")) {
        expect("(");
        const inner = bracketed(), f = FUNCTIONS[token.name];
        return made(token.at, (x) => f(inner(x)), [inner], (v) => token.name === "exp" && v === 0);
      }
      const known = [...Object.keys(FUNCTIONS), ...Object.keys(CONSTANTS)].join(", ");
      throw { at: token.at, message: token.name ? `“${token.name}” is unknown; there are x, ${known}` : `“${token.sign}” cannot stand here` };
    }
    function bracketed() {
      if (++depth > DEPTH) throw { at: here(), message: "too deeply nested" };
      const inner = sum();
      expect(")");
      depth--;
      return inner;
    }
    function raised() {
      const at = here(), base = atom();
      if (!accept("^")) return base;
      const place = here(), exponent = signed();
      if (Math.abs(exponent.constant) > LARGEST_POWER) throw { at: place, message: `powers go up to ${LARGEST_POWER}` };
      return made(at, (x) => power(base(x), exponent(x)), [base, exponent], (v) => v === 0 && base.constant !== 0);
    }
    function signed() {
      const at = here(), sign = accept("+", "-");
      const inner = sign ? signed() : raised();
      return sign === "-" ? made(at, (x) => negate(inner(x)), [inner]) : inner;
    }
    function product() {
      const at = here();
      let left = signed();
      for (let sign; (sign = accept("*", "/")); ) {
        const place = here(), a = left, b = signed();
        if (sign === "/" && b.constant === 0) throw { at: place, message: "this divides by zero" };
        left = made(at, sign === "*" ? (x) => multiply(a(x), b(x)) : (x) => multiply(a(x), invert(b(x))), [a, b]);
      }
      return left;
    }
    function sum() {
      const at = here();
      let left = product();
      for (let sign; (sign = accept("+", "-")); ) {
        const a = left, b = product();
        left = made(at, sign === "+" ? (x) => add(a(x), b(x)) : (x) => add(a(x), negate(b(x))), [a, b]);
      }
      return left;
    }
    const whole = sum();
    if (next < tokens.length) throw { at: here(), message: "an operator is missing before this" };
    return whole;
  }

  // Where f' changes sign from minus to plus on a grid, to the last bit.
  function minima(gradient, low, high) {
    const found = [], count = 2000;
    for (let i = 0; i < count; i++) {
      let a = low + ((high - low) * i) / count, b = low + ((high - low) * (i + 1)) / count;
      if (!(gradient(a) < 0 && gradient(b) >= 0)) continue;
      for (let k = 0; k < 60; k++) { const m = (a + b) / 2; if (gradient(m) < 0) a = m; else b = m; }
      // Zero, where it differs from it by less than the ends of the window are rounded.
      if (Math.abs(gradient(b)) < 1e-3) found.push(Math.abs(b) < 1e-12 * (high - low) ? 0 : b);
    }
    return found;
  }

  function spec(id, text, low, high) {
    const f = parse(text), at = (x) => f(lift(x, 1));
    const gradient = (x) => at(x).d;
    return {
      id, expression: text, variable: "x", value: (x) => at(x).v, gradient, curvature: (x) => at(x).s,
      minima: minima(gradient, low, high), bound: Infinity,
      ranges: { learning_rate: [1e-4, 10], start: [low, high], epochs: [1, 10000] },
      run: { learning_rate: 0.1, start: Number((low + 0.8 * (high - low)).toFixed(3)), epochs: 100 },
    };
  }

  function form(root) {
    const [text, low, high] = ["f", "low", "high"].map((name) => root.querySelector(`[name=${name}]`));
    const message = root.querySelector(".gd-mistake"), place = root.querySelector(".gd-explorer");
    let explorer = null;
    function read() {
      if (!location.hash.startsWith(`#${place.id}?`)) return;
      const shared = new URLSearchParams(location.hash.split("?")[1]);
      for (const field of [text, low, high]) field.value = shared.get(field.name) ?? field.value;
    }
    // Before the explorer, which listens too and then sets its run.
    window.addEventListener("hashchange", () => { read(); update(); });
    read();
    function update() {
      try {
        if (!Number.isFinite(high.valueAsNumber - low.valueAsNumber)) throw { at: null, message: "the ends of the domain are two numbers, not too far apart" };
        if (!(low.valueAsNumber < high.valueAsNumber)) throw { at: null, message: "the first end of the domain must be below the second" };
        const made = spec(place.id, text.value, low.valueAsNumber, high.valueAsNumber);
        message.textContent = "";
        text.removeAttribute("aria-invalid");
        place.style.opacity = "";
        if (explorer) {
          const start = Math.min(Math.max(explorer.state.start, low.valueAsNumber), high.valueAsNumber);
          Object.assign(explorer, { spec: made, state: { ...explorer.state, start } });
        }
        if (!explorer) window.gdreport.push(made);
        explorer = window.gdreport.explorers.at(-1);
        explorer.stop();
        explorer.build();
        explorer.draw();
      } catch (error) {
        if (error instanceof Error) throw error;
        message.textContent = error.at === null ? error.message : `${text.value}\n${" ".repeat(error.at)}↑\n${error.message}`;
        text.setAttribute("aria-invalid", "true");
        place.style.opacity = 0.4; // it still shows the last function that was one
      }
    }
    root.addEventListener("submit", (event) => { event.preventDefault(); update(); });
    for (const field of [text, low, high]) field.addEventListener("input", update);
    update();
  }

  window.gdreportFunction = { parse, lift, minima };
  if (typeof document !== "undefined") for (const root of document.querySelectorAll("form.gd-function")) form(root);
})();
