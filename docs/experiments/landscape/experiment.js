// Made by gdreport from the experiment; iterates agree with Python's.
(window.gdreport = window.gdreport || []).push({
  value: (x) => { return Math.exp(-1/20*((b) => (b*b))(x))*Math.sin(x); },
  gradient: (x) => { const c_0 = Math.exp(-1/20*((b) => (b*b))(x)); return -1/10*c_0*x*Math.sin(x) + c_0*Math.cos(x); },
  curvature: (x) => { const c_0 = ((b) => (b*b))(x); const c_1 = Math.sin(x); return ((1/100)*c_1*(c_0 - 10) - c_1 - 1/5*x*Math.cos(x))*Math.exp(-1/20*c_0); },
  bound: Infinity,
  ...{
 "figures": {
  "threshold": {
   "fixed": {
    "epochs": 2000,
    "start": -1.4
   },
   "x": {
    "high": 2.22,
    "log": false,
    "low": 1.78,
    "name": "learning_rate",
    "narrow": [
     0.219444,
     0.95
    ],
    "values": {
     "count": 41,
     "first": 1.8,
     "last": 2.2,
     "step": 0.010000000000000004
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
   2000
  ],
  "learning_rate": [
   0.001,
   5.625
  ],
  "start": [
   -7.223507351532903,
   6.283185307179586
  ]
 },
 "run": {
  "epochs": 2000,
  "learning_rate": 2.2,
  "start": -1.4
 },
 "variable": "x"
},
});
