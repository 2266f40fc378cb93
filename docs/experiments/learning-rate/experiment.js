// Made by gdreport from the experiment; iterates agree with Python's.
(window.gdreport = window.gdreport || []).push({
  value: (x) => { return Math.exp(-1/20*((b) => (b*b))(x))*Math.sin(x); },
  gradient: (x) => { const c_0 = Math.exp(-1/20*((b) => (b*b))(x)); return -1/10*c_0*x*Math.sin(x) + c_0*Math.cos(x); },
  curvature: (x) => { const c_0 = ((b) => (b*b))(x); const c_1 = Math.sin(x); return ((1/100)*c_1*(c_0 - 10) - c_1 - 1/5*x*Math.cos(x))*Math.exp(-1/20*c_0); },
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
  -1.4288700112140769,
  4.305801413119223
 ],
 "ranges": {
  "epochs": [
   1,
   1000
  ],
  "learning_rate": [
   1e-05,
   2.496223715893583
  ],
  "start": [
   -6.283185307179586,
   6.283185307179586
  ]
 },
 "run": {
  "epochs": 1000,
  "learning_rate": 0.1,
  "start": 0.0
 },
 "variable": "x"
},
});
