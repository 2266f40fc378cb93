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
  "family": {
   "fixed": {
    "epochs": 500,
    "start": 0.0
   },
   "x": {
    "high": 0.10499999999500001,
    "log": false,
    "low": -0.004999999895000001,
    "name": "learning_rate",
    "narrow": [
     0.219444,
     0.95
    ],
    "values": {
     "count": 50,
     "first": 1e-10,
     "last": 0.1,
     "step": 0.002040816324489796
    },
    "wide": [
     0.109722,
     0.975
    ]
   }
  },
  "map": {
   "fixed": {
    "start": 0.0
   },
   "x": {
    "high": 0.1010204081622449,
    "log": false,
    "low": -0.001020408062244898,
    "name": "learning_rate",
    "narrow": [
     0.219444,
     0.680556
    ],
    "values": {
     "count": 50,
     "first": 1e-10,
     "last": 0.1,
     "step": 0.002040816324489796
    },
    "wide": [
     0.109722,
     0.840278
    ]
   },
   "y": {
    "high": 506.5,
    "log": false,
    "low": 3.5,
    "name": "epochs",
    "narrow": [
     0.160606,
     0.875758
    ],
    "values": [
     10,
     23,
     35,
     48,
     60,
     73,
     85,
     98,
     111,
     123,
     136,
     148,
     161,
     173,
     186,
     198,
     211,
     224,
     236,
     249,
     261,
     274,
     286,
     299,
     312,
     324,
     337,
     349,
     362,
     374,
     387,
     399,
     412,
     425,
     437,
     450,
     462,
     475,
     487,
     500
    ],
    "wide": [
     0.130864,
     0.898765
    ]
   }
  },
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
   "high": 2000,
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
  "epochs": 500,
  "learning_rate": 0.1,
  "start": 0.0
 },
 "theory": true,
 "variable": "x"
},
});
