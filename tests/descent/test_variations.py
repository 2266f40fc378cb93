"""Variations: other runs than those that were asked for, each as its name says."""

import pytest

from gdreport import Descent, GradientDescent, Objective, choice, uniform
from gdreport.catalogue import named
from gdreport.descent.variations import list_variations

PARABOLA = Objective("x**2 / 2", domain=(-2, 2))


def test_every_one_runs_with_what_its_name_says() -> None:
    descent = Descent(PARABOLA, GradientDescent(learning_rate=[0.2, 0.4]), start=[-1.0, 1.0], epochs=[4, 10])
    varied = list_variations(descent)
    runs = {name: other.run() for name, other in varied.items()}
    assert runs["learning rates halved"]["learning_rate"].values.tolist() == [0.1, 0.2]
    assert runs["learning rates doubled"]["learning_rate"].values.tolist() == [0.4, 0.8]
    assert runs["epochs halved"]["epochs"].values.tolist() == [2, 5]
    assert runs["epochs doubled"]["epochs"].values.tolist() == [8, 20]
    assert runs["starts moved"]["start"].values.tolist() == [-0.6, 1.4]
    assert str(varied["another objective"].objective.rule) == str(named("wave").rule)
    assert varied["the objective doubled"].objective.value(1.0) == 1.0
    assert all(run["final"].shape == (2, 2, 2) for run in runs.values())


def test_draws_are_drawn_again() -> None:
    descent = Descent(PARABOLA, GradientDescent(learning_rate=0.2), start=uniform(-1, 1, seed=3, count=4), epochs=2)
    starts = {name: other.starts().ravel().tolist() for name, other in list_variations(descent).items() if name.startswith("seed")}
    assert list(starts) == [f"seed {k}" for k in (4, 5, 6, 7, 8)]
    assert starts["seed 4"] == uniform(-1, 1, seed=4, count=4).values.tolist()
    assert choice([1.0, 2.0], seed=1).redraw(2).values == choice([1.0, 2.0], seed=2).values


def test_objectives_of_several_variables_and_of_functions_have_them_too() -> None:
    two = Objective("a**2 + 3*b**2", domain={"a": (-1, 1), "b": (-1, 1)})
    varied = list_variations(Descent(two, GradientDescent(learning_rate=0.1), start=(0.5, 0.5), epochs=3))
    assert varied["another objective"].objective.variables == ("a", "b")
    assert varied["starts moved"].starts() == pytest.approx([0.7, 0.7])
    bowl = Objective.from_functions(lambda w: w @ w, lambda w: 2 * w, variables=["a", "b"], minima=[[0, 0]])
    varied = list_variations(Descent(bowl, GradientDescent(learning_rate=0.1), start=(3.0, 4.0), epochs=1))
    assert "starts moved" not in varied, "it has no domain"
    assert varied["the objective doubled"].objective.value([3.0, 4.0]) == 50.0


def test_epochs_that_cannot_be_halved_are_not() -> None:
    descent = Descent(PARABOLA, GradientDescent(learning_rate=0.1), start=1.0, epochs=[1, 2])
    assert "epochs halved" not in list_variations(descent)


def test_a_run_of_very_many_epochs_has_none_and_says_so() -> None:
    descent = Descent(PARABOLA, GradientDescent(learning_rate=0.1), start=1.0, epochs=1_000_000)
    assert descent.variations() == {}
    assert "no variations: its run is longer than 100000 epochs" in descent.shortcomings()
