"""The first command of a text in words, as the shell that it was written for has them; nothing is run. Pure."""

import re
from typing import NamedTuple

_ESCAPED = {"n": "\n", "r": "\r", "t": "\t", "a": "\a", "b": "\b", "e": "\x1b", "f": "\f", "v": "\v"}
_escape = re.compile(r"\\(u[0-9A-Fa-f]{1,4}|x[0-9A-Fa-f]{1,2}|[0-7]{1,3}|.)", re.DOTALL)
_in_double = re.compile(r'\\(\r?\n|[$`"\\])')
# A piece of a word, or what is between words; a newline ends no command, as many paste it without its backslash.
_piece = re.compile(
    r"""
      '(?P<plain>[^']*+)'
    | \$'(?P<ansi>(?:[^'\\]|\\.)*+)'
    | \$?"(?P<double>(?:[^"\\]|\\.)*+)"
    | (?P<joined>\\\r?\n)
    | \\(?P<escaped>.)
    | (?P<between>(?:\s|`[ \t]*\r?\n|(?<=\s)\#[^\n]*)++)
    | (?P<end>\||&&|[;&](?=\s|$)|(?<=\s)[012&]?>)
    | (?P<bare>[^\s'"\\$`;&|>\#012]++|[$`;&>\#012])
    """,
    re.DOTALL | re.VERBOSE,
)
# Up to the first word that is not simple, and there a caret of cmd.exe: a browser's "Copy as cURL (cmd)".
_of_cmd = re.compile(r"""\s*+[^\s'"^]++(?:\s++(?:[^\s'"^]++|"[^"]*+"))*+\s*\^["\r\n]""")


class Words(NamedTuple):
    """A command."""

    words: list[str]
    end: str
    """The mark that ends it, if something follows: a pipe, another command, where its output goes."""
    has_substitution: bool
    """Whether a shell would put something in the place of $(…) or `…`."""


def shell_words(text: str) -> Words:
    """Read it. Raises ValueError if it is not whole."""
    text = _without_carets(text)
    words: list[str] = []
    word: list[str] = []
    at, has_substitution = 0, False
    while at < len(text):
        found = _piece.match(text, at)
        if not found:
            what = "it ends with a backslash" if text[at] == "\\" else "a quotation mark is not closed"
            raise ValueError(f"the command is not whole: {what}")
        kind, at = found.lastgroup or "", found.end()
        if kind in ("between", "end"):
            words += ["".join(word)] if word else []
            word.clear()
            if kind == "end":
                return Words(words, found[kind] if text[at:].strip() else "", has_substitution)
        elif kind != "joined":
            word.append(_meant(kind, found[kind]))
            has_substitution |= kind in ("double", "bare") and _substitutes(found[kind] + text[at : at + 1])
    return Words([*words, "".join(word)] if word else words, "", has_substitution)


def _substitutes(written: str) -> bool:
    plain = re.sub(r"\\.", "", written, flags=re.DOTALL)
    return "$(" in plain or "`" in plain


def _without_carets(text: str) -> str:
    """What cmd.exe makes of its carets: a line goes on after one, and a second newline is meant."""
    if not _of_cmd.match(text):
        return text
    is_old = not re.search(r'\^"', text)  # browsers of some years ago had carets at the ends of lines alone
    text = re.sub(r"\^\r?\n(\r?\n)?", lambda match: "\n" if match[1] else " ", text)
    return text if is_old else re.sub(r"\^(.)", r"\1", text)


def _meant(kind: str, written: str) -> str:
    if kind == "double":
        return _in_double.sub(lambda match: "" if match[1].endswith("\n") else match[1], written)
    if kind == "ansi":  # two \u may make one character
        return _escape.sub(_unescaped, written).encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return written


def _unescaped(match: re.Match[str]) -> str:
    said = match[1]
    if said[0] in "ux" and len(said) > 1:
        return chr(int(said[1:], 16))
    return chr(int(said, 8) & 0xFF) if said.isdecimal() else _ESCAPED.get(said, said)
