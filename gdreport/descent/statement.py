"""What a descent computes, in Markdown."""

from gdreport.descent.optimizers import Optimizer
from gdreport.descent.parameters import name_optimizer
from gdreport.descent.update_rule import is_by_entry, write_update_rule
from gdreport.number_text import count_text
from gdreport.objectives.objective import MOST_NAMES, Objective


def write_statement(objective: Objective, optimizer: Optimizer) -> str:
    """The objective, its derivatives, what is proved of it, and the update rule."""
    rule, names = objective.rule, objective.variables
    point = ", ".join(names) if len(names) <= MOST_NAMES else r"\mathbf{x}"
    formulas = [f"f({point}) = {latex}" for latex in [rule.latex()] if latex]
    partials = rule.partials_latex()
    heads = [f"f'({names[0]})"] if len(names) == 1 else [rf"\frac{{\partial f}}{{\partial {name}}}" for name in names]
    formulas += [f"{head} = {latex}" for head, latex in zip(heads, partials, strict=False)]
    update = write_update_rule(optimizer, len(names))
    kind = name_optimizer(optimizer)
    by_entry = ", entry by entry," if len(names) > 1 and is_by_entry(optimizer, update) else ""
    words = f"The optimizer is {kind}." if isinstance(update, str) else f"{kind[0].upper()}{kind[1:]}{by_entry} repeats"
    proved = [_tell_completeness(objective)] if len(names) == 1 and partials else []
    blocks = [*map(_display, formulas), *proved, words, *map(_display, [] if isinstance(update, str) else update)]
    if not formulas:
        blocks.insert(0, f"The objective is `{rule}`.")
    return "\n\n".join(blocks)


def _tell_completeness(objective: Objective) -> str:
    how = "by interval bisection of f′ and f″"
    if not objective.completeness.is_proved:
        return f"That its minima and maxima inside the domain are all was not proved {how}: {objective.completeness.why}."
    kinds = (("minimum", "minima", objective.minima), ("maximum", "maxima", objective.maxima))
    found = [count_text(len(places), one, many) for one, many, places in kinds if len(places)]
    points = f"{' and '.join(found)} inside the domain and no other" if found else "no"
    count = len(objective.inflections)
    inflections = f"{count} inflection{'s' * (count != 1)}" if count else "no inflection"
    rest = f" That it has {inflections} there is proved likewise." if objective.completeness_of_inflections.is_proved else ""
    return f"That f has {points} stationary point{'' if found else ' inside the domain'} is proved {how}.{rest}"


def _display(latex: str) -> str:
    return f"$$\n{latex}\n$$"
