// node snapshot.mjs PYODIDE_FOLDER, with {files, program} as JSON on standard input: runs the program in a Pyodide whose
// memory is then snapshotted, as Cloudflare does with a Worker when it is deployed. Prints {size} or {error}.
import { readFileSync } from "node:fs";
import { pathToFileURL } from "node:url";

const { files, program } = JSON.parse(readFileSync(0, "utf-8"));
const { loadPyodide } = await import(pathToFileURL(`${process.argv[2]}/pyodide.mjs`));
const pyodide = await loadPyodide({ _makeSnapshot: true });
for (const [name, text] of Object.entries(files)) {
  pyodide.FS.mkdirTree(`/worker/${name}`.replace(/\/[^/]*$/, ""));
  pyodide.FS.writeFile(`/worker/${name}`, text);
}
let result;
try {
  pyodide.runPython(`import sys\nsys.path.append("/worker")\n${program}`);
  result = { size: pyodide.makeMemorySnapshot().length };
} catch (error) {
  result = { error: error.message };
}
console.log(JSON.stringify(result));
