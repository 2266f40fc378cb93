// Made by gdreport from the experiment; iterates agree with Python's.
(window.gdreport = window.gdreport || []).push({
  value: (x) => { return ((b) => b*(b*b))(x) - 6*((b) => (b*b))(x) + 11*x - 6; },
  gradient: (x) => { return 3*((b) => (b*b))(x) - 12*x + 11; },
  curvature: (x) => { return 6*x - 12; },
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
 "ranges": {
  "epochs": [
   1,
   1000
  ],
  "learning_rate": [
   0.001,
   0.7216878364870317
  ],
  "start": [
   0.0,
   7.0
  ]
 },
 "run": {
  "epochs": 50,
  "learning_rate": 0.1,
  "start": 4.0575
 },
 "variable": "x"
},
});
