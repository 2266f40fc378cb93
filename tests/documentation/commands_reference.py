"""The commands, from click's own help."""

import re

import click

from documentation.writing import read_prose, write_head, write_table
from gdreport.cli import main


def write_commands() -> str:
    """The page of the commands."""
    context = click.Context(main, info_name="gdreport")
    parts = [write_head("Commands", "Every command of gdreport with its options.", "the commands' own help")]
    parts += [_write_help(main), _write_options(main, context), read_prose("commands")]
    for name in main.list_commands(context):
        command = main.commands[name]
        inner = click.Context(command, info_name=name, parent=context)
        usage = " ".join(["gdreport", name, *command.collect_usage_pieces(inner)])
        parts += [f"## gdreport {name}", f"`{usage}`", _write_help(command), _write_options(command, inner)]
    return "\n\n".join(part.strip() for part in parts if part.strip()) + "\n"


def _write_help(command: click.Command) -> str:
    """Its help, whose paragraphs are Markdown as they stand; examples, which click shows line by line, are a list."""
    return "\n\n".join(map(_write_paragraph, (command.help or "").split("\n\n")))


def _write_paragraph(paragraph: str) -> str:
    lines = [line.strip() for line in paragraph.strip().split("\n")]
    if lines[0] != "\b":
        return " ".join(paragraph.split())
    examples = [re.split(r"\s{2,}", line, maxsplit=1) for line in lines[1:]]
    return "\n".join("- " + ": ".join([f"`{command}`", *words]) for command, *words in examples)


def _write_options(command: click.Command, context: click.Context) -> str:
    records = [p.get_help_record(context) for p in command.params if isinstance(p, click.Option)]
    rows = [(f"`{names}`", re.sub(r"\s+", " ", words)) for names, words in filter(None, records)]
    return write_table(("option", "what it does"), rows) if rows else ""
