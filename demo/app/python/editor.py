"""A textarea that indents as an editor does, and that the keyboard can leave: Esc, then Tab."""

from typing import Any

from js import document

from ..dom import on

_INDENT = "    "


class Editor:
    """What a textarea does with keys."""

    def __init__(self, js_area: Any) -> None:
        self.js_area = js_area
        self._may_leave = False
        on(js_area, "keydown", self._on_key)

    def _on_key(self, js_event: Any) -> None:
        leaves, self._may_leave = self._may_leave, js_event.key == "Escape"
        if js_event.key in ("Shift", "Control", "Alt", "Meta"):
            self._may_leave = leaves
        elif js_event.key == "Tab" and not leaves:
            js_event.preventDefault()
            self._shift(out=js_event.shiftKey)
        elif js_event.key == "Enter" and not (js_event.ctrlKey or js_event.metaKey or js_event.shiftKey):
            js_event.preventDefault()
            _insert("\n" + self._next_indent())

    def go_to(self, line: int) -> None:
        """Put the caret at the beginning of a line, the first is 1, and show it."""
        lines = self.js_area.value.split("\n")
        if line > len(lines):
            return
        begin = sum(len(one.encode("utf-16-le")) // 2 + 1 for one in lines[: line - 1])
        self.js_area.focus()
        self.js_area.setSelectionRange(begin, begin)
        # Browsers bring the caret into view only when somebody types.
        height = self.js_area.scrollHeight / len(lines)
        self.js_area.scrollTop = max(0, (line - 0.5) * height - self.js_area.clientHeight / 2)

    @property
    def _line_start(self) -> int:
        return self.js_area.value.rfind("\n", 0, self.js_area.selectionStart) + 1

    def _next_indent(self) -> str:
        """This line's indentation, and one step more after a colon or a bracket."""
        before = self.js_area.value[self._line_start : self.js_area.selectionStart]
        indent = before[: len(before) - len(before.lstrip(" "))]
        return indent + (_INDENT if before.rstrip().endswith((":", "(", "[", "{")) else "")

    def _shift(self, *, out: bool) -> None:
        """Move the selected lines by one step; a lone caret goes to the next one."""
        begin, end = self.js_area.selectionStart, self.js_area.selectionEnd
        if begin == end and not out:
            column = begin - self._line_start
            _insert(" " * (len(_INDENT) - column % len(_INDENT)))
            return
        start = self._line_start
        old = self.js_area.value[start:end]
        lines = old.split("\n")
        moved = [
            line[min(len(_INDENT), len(line) - len(line.lstrip(" "))) :] if out else _INDENT + line for line in lines
        ]
        new = "\n".join(moved)
        if new == old:
            return
        self.js_area.setSelectionRange(start, end)
        _insert(new)
        caret = max(start, begin + len(moved[0]) - len(lines[0]))
        self.js_area.setSelectionRange(caret if begin == end else start, caret if begin == end else start + len(new))


def _insert(text: str) -> None:
    """Insert as if typed: nothing else keeps the browser's undo."""
    document.execCommand("insertText" if text else "delete", False, text)
