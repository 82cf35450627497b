// node compile_stdlib.mjs PYODIDE PROGRAM OUT: has a Pyodide run PROGRAM, which makes bytecode of its own library.
import { readFileSync, writeFileSync } from "node:fs";
import { pathToFileURL } from "node:url";

const [folder, program, out] = process.argv.slice(2);
const { loadPyodide } = await import(pathToFileURL(`${folder}/pyodide.mjs`));
const pyodide = await loadPyodide();
pyodide.FS.writeFile("/sources.zip", readFileSync(`${folder}/python_stdlib.zip`));
pyodide.runPython(readFileSync(program, "utf8"));
writeFileSync(out, pyodide.FS.readFile("/compiled.zip"));
