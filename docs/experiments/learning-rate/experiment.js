// Made by gdreport from the experiment: iterates are Python's, to the last bit.
(window.gdreport = window.gdreport || []).push({
  functions: ({ cos, exp, sin }) => {
  function value(x) {
    return exp(-0.05 * (x * x)) * sin(x);
  }
  function gradient(x) {
    const exp_value = exp(-0.05 * (x * x));
    return (((-0.1 * x) * exp_value) * sin(x)) + (exp_value * cos(x));
  }
  function curvature(x) {
    const product = x * x;
    const exp_value = exp(-0.05 * product);
    const sin_of_x = sin(x);
    return ((((0.01 * product) * exp_value) * sin_of_x) - (((0.2 * x) * exp_value) * cos(x))) - ((1.1 * exp_value) * sin_of_x);
  }
  function begin(x) {
    return [];
  }
  function epoch(x, learning_rate) {
    const exp_value = exp(-0.05 * (x * x));
    return [x + ((-learning_rate) * ((((-0.1 * x) * exp_value) * sin(x)) + (exp_value * cos(x))))];
  }
  return { value, gradient, curvature, begin, epoch };
},
  bound: Infinity,
  ...{
 "figures": {
  "error": {
   "fixed": {
    "epochs": 1000,
    "start": 0.0
   },
   "x": {
    "high": 0.1,
    "log": false,
    "low": 0.0,
    "name": "learning_rate",
    "narrow": [
     0.219444,
     0.95
    ],
    "values": {
     "count": 50,
     "first": 1e-05,
     "last": 0.1,
     "step": 0.0020406122448979594
    },
    "wide": [
     0.109722,
     0.975
    ]
   }
  },
  "final": {
   "fixed": {
    "epochs": 1000,
    "start": 0.0
   },
   "x": {
    "high": 0.10499950000000001,
    "log": false,
    "low": -0.004989500000000001,
    "name": "learning_rate",
    "narrow": [
     0.219444,
     0.95
    ],
    "values": {
     "count": 50,
     "first": 1e-05,
     "last": 0.1,
     "step": 0.0020406122448979594
    },
    "wide": [
     0.109722,
     0.975
    ]
   }
  }
 },
 "id": "explorer",
 "minima": [
  -1.428870011214077,
  4.305801413119223
 ],
 "numbers": [
  "learning_rate"
 ],
 "ranges": {
  "epochs": {
   "high": 1000,
   "least": 1,
   "log": true,
   "low": 1,
   "most": 100000
  },
  "learning_rate": {
   "high": 2.496223715893583,
   "least": 0,
   "log": true,
   "low": 1e-05
  },
  "start": {
   "high": 6.283185307179586,
   "low": -6.283185307179586
  }
 },
 "run": {
  "epochs": 1000,
  "learning_rate": 0.1,
  "start": 0.0
 },
 "theory": true,
 "variable": "x"
},
});
