// Made by gdreport from the experiment: iterates are Python's, to the last bit.
(window.gdreport = window.gdreport || []).push({
  functions: ({  }) => {
  function value(x) {
    const product = x * x;
    return (((x * product) - (6.0 * product)) + (11.0 * x)) - 6.0;
  }
  function gradient(x) {
    return ((3.0 * (x * x)) - (12.0 * x)) + 11.0;
  }
  function curvature(x) {
    return (6.0 * x) - 12.0;
  }
  function begin(x) {
    return [];
  }
  function epoch(x, learning_rate) {
    return [x + ((-learning_rate) * (((3.0 * (x * x)) - (12.0 * x)) + 11.0))];
  }
  return { value, gradient, curvature, begin, epoch };
},
  bound: 1000000.0,
  ...{
 "figures": {
  "fate": {
   "fixed": {
    "epochs": 50,
    "learning_rate": 0.1
   },
   "x": {
    "high": 5.25,
    "log": false,
    "low": -0.25,
    "name": "start",
    "narrow": [
     0.219444,
     0.95
    ],
    "values": {
     "count": 2001,
     "first": 0.0,
     "last": 5.0,
     "step": 0.0025
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
  2.577350269189626
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
   "high": 0.7216878364870317,
   "least": 0,
   "log": true,
   "low": 0.001
  },
  "start": {
   "high": 7.0,
   "low": 0.0
  }
 },
 "run": {
  "epochs": 50,
  "learning_rate": 0.1,
  "start": 4.0575
 },
 "theory": true,
 "variable": "x"
},
});
