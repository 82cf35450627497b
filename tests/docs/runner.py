"""Runs Python code blocks one after another in one namespace, in Pyodide and on CPython, and records their values.

On CPython `python -m tests.docs.runner` takes {blocks, names} as JSON on standard input. It imports nothing of ours.
"""

import ast
import inspect
import json
import sys
import traceback
from typing import Any


class _Recorder(ast.NodeTransformer):
    """Makes each expression statement, and each name that is assigned, a call of `saw`."""

    def visit_Expr(self, node: ast.Expr) -> ast.AST:
        if isinstance(node.value, ast.Constant):
            return node  # a docstring, or `...`
        return ast.copy_location(ast.Expr(_saw(node.value, ast.unparse(node.value))), node)

    def visit_Assign(self, node: ast.Assign) -> list[ast.AST]:
        return [node, *self._names(node.targets, node)]

    def visit_AsyncFor(self, node: ast.AsyncFor) -> ast.AST:
        self.generic_visit(node)
        node.body = [*self._names([node.target], node), *node.body]
        return node

    @staticmethod
    def _names(targets: list[ast.expr], node: ast.AST) -> list[ast.stmt]:
        names = [one.id for target in targets for one in ast.walk(target) if isinstance(one, ast.Name)]
        made = [ast.Expr(_saw(ast.Name(name, ast.Load()), name)) for name in names]
        return [ast.fix_missing_locations(ast.copy_location(one, node)) for one in made]


def _saw(value: ast.expr, source: str) -> ast.Call:
    line = getattr(value, "lineno", 0)  # a name made here has none
    return ast.Call(ast.Name("__saw__", ast.Load()), [ast.Constant(line), ast.Constant(source), value], [])


def _plain(value: Any) -> Any:
    """The value if JSON can hold it, or its repr."""
    return value if isinstance(value, str | int | float | None) else repr(value)


async def run_all(blocks: list[str], names: dict[str, Any]) -> list[dict[str, Any]]:
    """What each block showed, as [line, expression, value], and the error that it ended with."""
    results: list[dict[str, Any]] = []
    namespace = dict(names)
    for code in blocks:
        shown: list[list[Any]] = []

        def saw(line: int, source: str, value: Any, shown: list[list[Any]] = shown) -> None:
            shown.append([line, source, _plain(value)])

        namespace["__saw__"] = saw
        namespace["print"] = lambda *values, shown=shown: shown.append([0, "print", " ".join(map(str, values))])
        error = None
        try:
            tree = ast.fix_missing_locations(_Recorder().visit(ast.parse(code)))
            compiled = compile(tree, "README.md", "exec", ast.PyCF_ALLOW_TOP_LEVEL_AWAIT)
            running = eval(compiled, namespace)
            if inspect.isawaitable(running):
                await running
        except Exception:
            error = traceback.format_exc()
        results.append({"shown": shown, "error": error})
    return results


if __name__ == "__main__":
    import asyncio

    print(json.dumps(asyncio.run(run_all(**json.load(sys.stdin)))))
