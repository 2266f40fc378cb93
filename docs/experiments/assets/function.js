// A function that the reader types: parsed by a small grammar, never run as code; derivatives by Taylor arithmetic.
// The grammar is that of gdreport/objectives/parsing.py: tests/data/expressions.json is read by both.
//   sum     = product { ("+" | "-") product }          power = atom [ ("^" | "**") signed ]
//   product = signed { ("*" | "/") signed }            atom  = number | x | constant | name "(" sum ")" | "(" sum ")"
//   signed  = [ "+" | "-" ] ( signed | power )
//
// The arithmetic is that of the package, so that a function has the same bits in every browser: + - * / and square roots,
// which IEEE 754 settles, and the library's functions (assets/arithmetic.js), none of Math's. Order is that of
// gdreport/arithmetic/expressions.py as far as it can be without SymPy: of a product the constants come first, as one
// number, and what has a negative power is divided by at the end; of a sum the constants come last, as one number; whole
// powers are chains of products. What SymPy does besides is not done here: it sorts terms and factors, collects like
// ones (x + x is 2 x), simplifies (exp(log(x)) is x) and rounds a constant such as sin(1) from 40 digits; there a value may
// differ from the package's in its last bits.
// Derivatives are those of Taylor arithmetic, the package's those of a formula: the same numbers but for rounding.
"use strict";
(() => {
  const { sin, cos, tan, asin, acos, atan, sinh, cosh, tanh, exp, log, pow } = window.gdreportArithmetic;
  const { sqrt, abs } = Math; // exact

  // A value with its first and second derivative in x.
  const lift = (v, d = 0, s = 0) => ({ v, d, s });
  const chain = (a, v, d1, d2) => lift(v, d1 * a.d, d2 * a.d * a.d + d1 * a.s);
  const add = (a, b) => lift(a.v + b.v, a.d + b.d, a.s + b.s);
  const scale = (c, a) => lift(c * a.v, c * a.d, c * a.s);
  const multiply = (a, b) => lift(a.v * b.v, a.d * b.v + a.v * b.d, a.s * b.v + 2 * a.d * b.d + a.v * b.s);
  const negate = (a, v = -a.v) => lift(v, -a.d, -a.s);
  function divide(a, b) {
    const v = a.v / b.v, d = (a.d - v * b.d) / b.v;
    return lift(v, d, (a.s - 2 * d * b.d - v * b.s) / b.v);
  }
  const FUNCTIONS = {
    sin: (a) => { const s = sin(a.v); return chain(a, s, cos(a.v), -s); },
    cos: (a) => { const c = cos(a.v); return chain(a, c, -sin(a.v), -c); },
    tan: (a) => { const t = tan(a.v), u = 1 + t * t; return chain(a, t, u, 2 * t * u); },
    exp: (a) => { const e = exp(a.v); return chain(a, e, e, e); },
    log: (a) => chain(a, log(a.v), 1 / a.v, -1 / (a.v * a.v)),
    sqrt: (a) => { const r = sqrt(a.v); return chain(a, r, 1 / (2 * r), -1 / (4 * r * a.v)); },
    asin: (a) => { const u = 1 - a.v * a.v; return chain(a, asin(a.v), 1 / sqrt(u), a.v / (u * sqrt(u))); },
    acos: (a) => negate(FUNCTIONS.asin(a), acos(a.v)),
    atan: (a) => { const u = 1 + a.v * a.v; return chain(a, atan(a.v), 1 / u, (-2 * a.v) / (u * u)); },
    sinh: (a) => { const s = sinh(a.v); return chain(a, s, cosh(a.v), s); },
    cosh: (a) => { const c = cosh(a.v); return chain(a, c, sinh(a.v), c); },
    tanh: (a) => { const t = tanh(a.v), u = 1 - t * t; return chain(a, t, u, -2 * t * u); },
    abs: (a) => chain(a, abs(a.v), a.v > 0 ? 1 : a.v < 0 ? -1 : a.v, 0),
  };
  const CONSTANTS = { pi: Math.PI, e: Math.E };
  const MOST = 1000, DEPTH = 60, LARGEST_POWER = 1000, LONGEST_CHAIN = 32;

  // As raise_to in gdreport/arithmetic/values.py: squares from the lowest bit of the exponent up, a half by a square root.
  function raise(base, exponent) {
    const count = abs(exponent);
    if (count === 0) return 1;
    let result = Number.isInteger(count) ? null : sqrt(base), square = base;
    for (let bits = Math.floor(count); bits; bits >>= 1) {
      if (bits & 1) result = result === null ? square : result * square;
      if (bits > 1) square *= square;
    }
    return exponent > 0 ? result : 1 / result;
  }

  // A power of whole numbers is exact before it is rounded, as in SymPy.
  function wholePower(base, exponent) {
    const size = Number(BigInt(base) ** BigInt(abs(exponent)));
    return exponent < 0 ? 1 / size : size;
  }

  // Exponents that are whole or halves, and were written as such, are chains of products; 2.0 is no whole number to SymPy.
  function power(a, b, { isExact, isE }) {
    if (b.d !== 0 || b.s !== 0) {
      if (isE) return FUNCTIONS.exp(b);
      const way = multiply(b, a.d === 0 && a.s === 0 ? lift(log(a.v)) : FUNCTIONS.log(a)), v = pow(a.v, b.v);
      return chain(way, v, v, v);
    }
    const n = b.v, to = isExact && Number.isInteger(2 * n) && abs(n) <= LONGEST_CHAIN ? raise : pow;
    return isE ? FUNCTIONS.exp(b) : chain(a, to(a.v, n), n === 0 ? 0 : n * to(a.v, n - 1), n === 0 || n === 1 ? 0 : n * (n - 1) * to(a.v, n - 2));
  }

  // The sum, or the product, of nodes from the first to the last.
  function fold(nodes, combine) {
    if (nodes.length === 1) return nodes[0];
    return (x) => {
      let total = nodes[0](x);
      for (let i = 1; i < nodes.length; i++) total = combine(total, nodes[i](x));
      return total;
    };
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
    // A node, a function of the lifted x. What has no x is computed once, and must be a number that floating point can hold;
    // it is exact where it is made of whole numbers, as SymPy keeps them.
    function made(at, compute, parts, isLost = () => false, isExact = false) {
      if (parts.some((part) => part.constant === undefined)) return compute;
      const value = lift(compute().v);
      if (!Number.isFinite(value.v)) throw { at, message: Number.isNaN(value.v) ? "this is not a real number" : "this is beyond the largest number" };
      if (isLost(value.v)) throw { at, message: "this is beyond the smallest number" };
      return Object.assign(() => value, { constant: value.v, isExact: isExact && parts.every((part) => part.isExact) });
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
        return made(token.at, () => lift(Number(token.number)), [], undefined, /^\d+$/.test(token.number));
      }
      if (token.name === "x") return (x) => x;
      if (Object.hasOwn(CONSTANTS, token.name || "")) return Object.assign(made(token.at, () => lift(CONSTANTS[token.name]), []), { isE: token.name === "e" });
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
      const kind = { isExact: exponent.isExact || base.constant !== undefined, isE: base.isE }, isLost = (v) => v === 0 && base.constant !== 0;
      const isWhole = base.isExact && exponent.isExact && Number.isSafeInteger(base.constant) && Number.isInteger(exponent.constant);
      const compute = isWhole ? () => lift(wholePower(base.constant, exponent.constant)) : (x) => power(base(x), exponent(x), kind);
      const node = made(at, compute, [base, exponent], isLost, isWhole);
      // What a product divides by at its end.
      if (node.constant === undefined && exponent.constant < 0 && !base.isE) {
        const up = lift(-exponent.constant);
        node.under = exponent.constant === -1 && kind.isExact ? base : (x) => power(base(x), up, kind);
      }
      return node;
    }
    function signed() {
      const at = here(), sign = accept("+", "-");
      const inner = sign ? signed() : raised();
      return sign === "-" ? made(at, (x) => negate(inner(x)), [inner], undefined, true) : inner;
    }
    function product() {
      const at = here(), factors = [signed()], divisors = [];
      for (let sign; (sign = accept("*", "/")); ) {
        const place = here(), factor = signed();
        if (sign === "/" && factor.constant === 0) throw { at: place, message: "this divides by zero" };
        (sign === "*" ? factors : divisors).push(factor);
      }
      if (factors.length + divisors.length === 1) return factors[0];
      const isNumber = ({ constant }) => constant !== undefined, top = factors.filter(isNumber), bottom = divisors.filter(isNumber);
      const times = (values) => values.reduce((p, { constant }) => p * constant, 1);
      const number = made(at, () => lift(times(top) / times(bottom)), [...top, ...bottom], undefined, true);
      const ups = [], downs = [];
      for (const f of factors) if (!isNumber(f)) f.under ? downs.push(f.under) : ups.push(f);
      for (const f of divisors) if (!isNumber(f)) f.under ? ups.push(f.under) : downs.push(f);
      if (!ups.length && !downs.length) return number;
      const c = number.constant, under = downs.length ? fold(downs, multiply) : null;
      if (!ups.length) return (x) => divide(number(), under(x));
      // The coefficient is multiplied first, and not at all where it is 1 or -1.
      const first = ups[0];
      if (c !== 1 && c !== -1) ups[0] = (x) => scale(c, first(x));
      const over = fold(ups, multiply);
      const upper = c === -1 ? (x) => negate(over(x)) : over;
      return under ? (x) => divide(upper(x), under(x)) : upper;
    }
    function sum() {
      const at = here(), terms = [product()], numbers = [];
      for (let sign; (sign = accept("+", "-")); ) {
        const term = product();
        terms.push(sign === "+" ? term : made(at, (x) => negate(term(x)), [term], undefined, true));
      }
      if (terms.length === 1) return terms[0];
      const rest = terms.filter((term) => term.constant === undefined || !numbers.push(term));
      const number = made(at, () => lift(numbers.reduce((total, { constant }) => total + constant, 0)), numbers, undefined, true);
      if (!rest.length) return number;
      return fold(number.constant === 0 ? rest : [...rest, number], add);
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
      // Gradient descent, in the order of operations in which a page's program has it.
      numbers: ["learning_rate"], begin: () => [], epoch: (x, learning_rate) => [x + -learning_rate * gradient(x)], theory: true,
      minima: minima(gradient, low, high), bound: Infinity,
      ranges: {
        learning_rate: { low: 1e-4, high: 10, log: true, least: 0 },
        start: { low, high },
        epochs: { low: 1, high: 10000, log: true, least: 1, most: 100000 },
      },
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
