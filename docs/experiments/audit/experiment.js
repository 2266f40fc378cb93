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
  "needed": {
   "fixed": {
    "epochs": 2000,
    "start": 0.0
   },
   "x": {
    "high": 2.5792797576052098,
    "log": true,
    "low": 0.007676561622142045,
    "name": "learning_rate",
    "narrow": [
     0.219444,
     0.95
    ],
    "values": [
     0.01,
     0.010938,
     0.011963,
     0.013085,
     0.014312,
     0.015654,
     0.017122,
     0.018728,
     0.020484,
     0.022405,
     0.024506,
     0.026804,
     0.029317,
     0.032066,
     0.035073,
     0.038362,
     0.041959,
     0.045893,
     0.050197,
     0.054904,
     0.060052,
     0.065684,
     0.071843,
     0.07858,
     0.085948,
     0.094008,
     0.102823,
     0.112465,
     0.123011,
     0.134546,
     0.147162,
     0.160962,
     0.176055,
     0.192564,
     0.210621,
     0.230371,
     0.251974,
     0.275601,
     0.301445,
     0.329712,
     0.360629,
     0.394446,
     0.431434,
     0.47189,
     0.51614,
     0.564539,
     0.617476,
     0.675378,
     0.738709,
     0.807979,
     0.883744,
     0.966614,
     1.057254,
     1.156395,
     1.264831,
     1.383436,
     1.513163,
     1.655054,
     1.81025,
     1.98
    ],
    "wide": [
     0.109722,
     0.975
    ]
   }
  },
  "starts": {
   "fixed": {
    "epochs": 1000,
    "learning_rate": 0.01
   },
   "x": {
    "high": 5.5,
    "log": false,
    "low": -5.5,
    "name": "start",
    "narrow": [
     0.219444,
     0.95
    ],
    "values": {
     "count": 25,
     "first": -5.0,
     "last": 5.0,
     "step": 0.4166666666666667
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
   "high": 20000,
   "least": 1,
   "log": true,
   "low": 1,
   "most": 100000
  },
  "learning_rate": {
   "high": 5.0,
   "least": 0,
   "log": true,
   "low": 1e-05
  },
  "start": {
   "high": 6.283185307179586,
   "low": -7.228109771627248
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
