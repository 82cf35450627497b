// Loads Pyodide, the wheel and the cases, then does the tasks that the test gives, one after another: in a page or in a
// worker.
import { loadPyodide } from "/pyodide/pyodide.mjs";

let number = Number(location.hash.slice(1)); // of the next task; the first is to start

async function call(command, args) {
  const response = await fetch(`/${command}`, { method: "POST", body: JSON.stringify(args) });
  return response.json();
}

async function start() {
  const pyodide = await loadPyodide({ indexURL: "/pyodide/" });
  pyodide.unpackArchive(await (await fetch("/wheel")).arrayBuffer(), "wheel");
  await pyodide.loadPackage("fsspec", { messageCallback: () => {} });
  for (const [path, text] of Object.entries(await (await fetch("/modules")).json())) {
    pyodide.FS.mkdirTree(`/${path.split("/")[0]}`);
    pyodide.FS.writeFile(`/${path}`, text);
  }
  pyodide.runPython("import sys; sys.path.insert(0, '/')");
  pyodide._module.enable_pyproxy_allocation_tracing();
  globalThis.pyodide = pyodide;
  return pyodide;
}

// What JS and Python hold of each other. Pyodide keeps something of the promise that was awaited last: let that always
// be the same one.
async function held(pyodide) {
  await pyodide.runPythonAsync("import gc, js; await js.Promise.resolve(js.Array.of()); gc.collect(); gc.collect(); None");
  const { pyproxy_alloc_map, hiwire } = pyodide._module;
  return { proxies: pyproxy_alloc_map.size, references: hiwire?.num_keys?.() ?? null };
}

async function work(pyodide, task) {
  const before = await held(pyodide);
  const text = await pyodide.runPythonAsync(`from faults.page import work; await work(${JSON.stringify(JSON.stringify(task))})`);
  return { ...JSON.parse(text), before, after: await held(pyodide) };
}

async function run() {
  const pyodide = await start();
  await call("result", { number, result: { started: navigator.userAgent } });
  for (number++; ; ) {
    const task = await call("task", { number });
    if (task) await call("result", { number: number++, result: await work(pyodide, task) });
  }
}

try {
  await run();
} catch (error) {
  const text = `${error}\n${error.stack}`;
  if (globalThis.document) document.getElementById("log").textContent = text;
  await call("result", { number, result: { error: text } });
}
