EXPRESSION = "x**2 / 2"
