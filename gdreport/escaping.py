"""Text that comes from data, made safe for where it stands: what an author writes in a `.md` is markup, all else is text."""

import re

# What no XML, YAML or terminal can bear: control characters, halves of a character, and those that are none.
CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufffe\uffff]")
OVERRIDE = re.compile("[\u202a-\u202e\u2066-\u2069]")  # turn what follows around, beyond the text they came with
SPACE = re.compile("[ \t\n\r\x0b\x0c\x1c-\x1e\x85\u2028\u2029]+")
# Punctuation to which some Markdown, its extensions or HTML give a meaning. A point, colon or hyphen inside a word has none.
ACTIVE = re.compile(
    r"""[!"#$&'*<>?@\[\\\]^_`{|}~]      # always, but for those below:
    |(?<!\ )[=+]|[=+](?!\ )            # not the signs between spaces
    |^\)|(?<![^\W_])(?<!\))\.(?![^\W_])      # not after a word, or inside a number
    |(?<![^\W_])-|(?<![^\W_])(?<!\)):|(?<=[^\W_])-(?![^\W_])|(?<=[^\W_]):(?![^\W_]|\ |$)""",
    re.VERBOSE,
)
MOST = 1000  # characters of a text, or digits of a number, that a page bears
ITEM = re.compile(r"^(\d+)([.)])(?= |$)")  # of a list
SOURCE = re.compile(r"[&<>`~{$]")
COMMAND = re.compile(r"(?m)^(\s*)(:|#)(?=:|#\[)")


def clean(text: str) -> str:
    r"""A text on one line: what cannot be shown is U+FFFD, as in a file that was read wrongly.

    >>> clean("a\n b\x00")
    'a b�'
    """
    return OVERRIDE.sub("\ufffd", CONTROL.sub("\ufffd", SPACE.sub(" ", text).strip(" ")))


def is_too_long(value: object) -> bool:
    """Whether a text or a whole number has more characters than a page bears."""
    return len(value) > MOST if isinstance(value, str) else isinstance(value, int) and abs(value) >= 10**MOST


def escape_markdown(text: str) -> str:
    """A text for a page: the same in Markdown, in HTML and in an attribute, whatever extensions a site has.

    >>> escape_markdown("a *b* <i>, 0.5 s")
    'a &#42;b&#42; &#60;i&#62;, 0.5 s'
    """
    return ITEM.sub(lambda m: f"{m[1]}&#{ord(m[2])};", ACTIVE.sub(_entity, clean(text)))


def escape_source(text: str) -> str:
    r"""A text of many lines for `<pre>`: no blank line, at which a block of HTML ends, and no fence or snippet in it.

    >>> escape_source("a\n\n--8<-- b")
    'a&#10;\n--8&#60;-- b'
    """
    lines = CONTROL.sub("\ufffd", "\n".join(text.strip("\r\n").splitlines()))
    return re.sub(r"\n(?=[ \t]*(?:\n|\Z))", "&#10;", SOURCE.sub(_entity, lines))


def escape_line(text: str) -> str:
    """What a command prints: no escape for the terminal, and no line that a CI takes for a command.

    >>> escape_line("::error::no")
    ': :error::no'
    """
    return COMMAND.sub(r"\1\2 ", OVERRIDE.sub("\ufffd", CONTROL.sub("\ufffd", text)))


def _entity(match: re.Match[str]) -> str:
    return f"&#{ord(match[0])};"
