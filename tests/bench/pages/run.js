// Starts a Pyodide, and runs one Python script of this folder in it. Python finds the JavaScript side as `js.rival`.
// `micropip`: load it, and leave the wheel for the script to install.
import { loadPyodide } from "/pyodide/pyodide.mjs";
import * as rival from "./rival.js";

const MODULES = "/home/pyodide/bench";

async function get(url) {
  const response = await fetch(url);
  if (!response.ok) {
    throw new Error(`${url} answered ${response.status}`);
  }
  return response;
}

export async function run(given) {
  rival.use(given);
  globalThis.rival = rival;
  const pyodide = await loadPyodide();
  pyodide.FS.mkdirTree(MODULES);
  for (const name of ["timing.py", "growth_rounds.py", `${given.script}.py`]) {
    pyodide.FS.writeFile(`${MODULES}/${name}`, await (await get(name)).text());
  }
  if (given.micropip || given.install) {
    await pyodide.loadPackage("micropip", { messageCallback: () => {} });
  }
  if (given.install) {
    await pyodide.pyimport("micropip").install.callKwargs(given.install, { index_urls: given.index });
  }
  if (!given.micropip) {
    pyodide.unpackArchive(await (await get(given.wheel)).arrayBuffer(), "whl");
  }
  pyodide.globals.set("given", pyodide.toPy(given));
  // Nothing is imported before the script, which may measure the import.
  const result = await pyodide.runPythonAsync(`
import sys
sys.path.append("${MODULES}")
from ${given.script} import main
result = await main(given)
import json
json.dumps(result)
`);
  return JSON.parse(result);
}
