// The page's only JavaScript: starts Python, installs the wheel and hands over to app.py.
const status = document.getElementById("status");

function show(text, state) {
  status.textContent = text;
  status.dataset.state = state;
}

async function get(path) {
  const response = await fetch(path);
  if (!response.ok) {
    throw new Error(`${path} answered ${response.status}`);
  }
  return response;
}

async function start() {
  const began = performance.now();
  const [config, source, { loadPyodide }] = await Promise.all([
    get("/config.json").then((response) => response.json()),
    get("/app.py").then((response) => response.text()),
    import("/pyodide/pyodide.mjs"),
  ]);
  show("Loading Python…", "busy");
  const pyodide = await loadPyodide({ packages: ["micropip"] });
  show("Installing aws4web…", "busy");
  await pyodide.pyimport("micropip").install(new URL(config.wheel, location.href).href);
  pyodide.registerJsModule("demo_config", config);
  await pyodide.runPythonAsync(source, { filename: "app.py" });
  const seconds = ((performance.now() - began) / 1000).toFixed(1);
  const wheel = config.wheel.split("/").pop();
  show(`Ready in ${seconds} s: ${wheel}, Pyodide ${pyodide.version}, local AWS at ${config.endpoint}`, "done");
  document.documentElement.dataset.ready = "true";
}

start().catch((error) => show(`The page cannot start: ${error.message}`, "error"));
