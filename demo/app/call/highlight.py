"""JSON and XML in pieces, each with what it is, so that the page can colour it. Pure."""

import re
from collections.abc import Iterator

MOST = 2_500  # coloured pieces: more take too long to make

# Each pattern also takes what is not closed, so that no character is looked at again and again.
_json_piece = re.compile(
    r'(?P<name>"(?:[^"\\\n]|\\.)*+"(?=\s{0,20}:))|(?P<string>"(?:[^"\\\n]|\\.)*+"?)'
    r"|(?P<number>-?\d++(?:\.\d++)?(?:[eE][+-]?\d++)?)|(?P<word>\b(?:true|false|null)\b)"
)
_xml_piece = re.compile(r"(?P<comment><[?!][^<>]*+>)|(?P<tag></?[^\s<>/]++)(?P<rest>[^<>]*+>)")
_attribute = re.compile(r"(?P<name>[^\s=\"'/>]++)(?P<is>=?)|(?P<string>\"[^\"]*+\"?|'[^']*+'?)")


def pieces(text: str) -> list[tuple[str, str]]:
    """The text in pieces, as pairs of a kind and a text; plain text has the kind ``."""
    start = text.lstrip()[:1]
    found = _xml(text) if start == "<" else _json(text) if start in tuple("{[") else iter(())
    result: list[tuple[str, str]] = []
    end = 0
    for kind, begin, stop in found:
        if len(result) >= 2 * MOST:
            break
        if begin > end:
            result.append(("", text[end:begin]))
        result.append((kind, text[begin:stop]))
        end = stop
    return [*result, ("", text[end:])] if end < len(text) else result


def _json(text: str) -> Iterator[tuple[str, int, int]]:
    for match in _json_piece.finditer(text):
        yield match.lastgroup or "", *match.span()


def _xml(text: str) -> Iterator[tuple[str, int, int]]:
    for match in _xml_piece.finditer(text):
        if match["comment"]:
            yield "comment", *match.span()
            continue
        yield "tag", *match.span("tag")
        begin, end = match.span("rest")
        for inner in _attribute.finditer(text, begin, end):
            if inner["string"] or inner["is"]:
                yield "string" if inner["string"] else "name", *inner.span("string" if inner["string"] else "name")
        closing = end - (2 if text[end - 2 : end] == "/>" else 1)
        yield "tag", max(closing, begin), end
