// Starts Python, shows the progress, and hands over to app/.
import * as sending from "./sending.js";

const byId = (id) => document.getElementById(id);

// Before anything is requested, what an issuer sent along leaves the address. Python takes it from here.
window.arrival = location.search;
history.replaceState(null, "", location.pathname + location.hash);

// How far along each step is, by the time it takes on a fast connection.
const DOWNLOADED = 0.6;
const STARTED = 0.9;

function show(text, share) {
  byId("start-step").textContent = text;
  if (share !== undefined) {
    byId("start-bar").value = share;
  }
}

const megabytes = (bytes) => (bytes / 1e6).toFixed(1);

// Tell `tell` of each piece that any fetch of this page receives; returns a function that ends this.
function watchDownloads(tell) {
  const plainFetch = window.fetch;
  let isWatching = true;
  window.fetch = async (...request) => {
    const response = await plainFetch(...request);
    // A clone, so that the browser can still cache the compiled form of the response itself.
    count(response.clone());
    return response;
  };
  async function count(response) {
    const reader = response.body?.getReader();
    for (let piece = await reader?.read(); isWatching && piece && !piece.done; piece = await reader.read()) {
      tell(piece.value.length);
    }
  }
  return () => {
    isWatching = false;
    window.fetch = plainFetch;
  };
}

async function get(path) {
  const response = await fetch(path);
  if (!response.ok) {
    throw new Error(`${path} answered ${response.status}`);
  }
  return response;
}

// What a tab shows is a file of its own; a dialog in it moves to the end of the page.
async function fillPanel(panel) {
  const text = await (await get(`panels/${panel.id}.html`)).text();
  panel.append(...new DOMParser().parseFromString(text, "text/html").body.childNodes);
  document.body.append(...panel.querySelectorAll(":scope > dialog"));
}

async function load(config) {
  const { loadPyodide } = await import(new URL(`${config.pyodide}pyodide.mjs`, document.baseURI));
  const [pyodide, program] = await Promise.all([
    // A wheel without dependencies needs no micropip: Pyodide's lock has it under its name, or this is its address.
    loadPyodide({ packages: [config.package.includes("/") ? new URL(config.package, document.baseURI).href : config.package] }),
    get(config.program).then((response) => response.arrayBuffer()),
    Promise.all([...document.querySelectorAll("[data-panel]")].map(fillPanel)),
  ]);
  return { pyodide, program };
}

async function start() {
  const config = await (await get("config.json")).json();
  let received = 0;
  const endWatching = watchDownloads((bytes) => {
    received = Math.min(received + bytes, config.download_bytes);
    const progress = `${megabytes(received)} of ${megabytes(config.download_bytes)} MB`;
    show(`Python, its library and aws4web: ${progress}`, (DOWNLOADED * received) / config.download_bytes);
  });
  const { pyodide, program } = await load(config).finally(endWatching);
  show("Starting the page’s Python program…", STARTED);
  pyodide.FS.writeFile("/program.zip", new Uint8Array(program)); // which Python imports from, as it is
  // Only who signs in needs it.
  config.load_oauth = () => import("./oauth4webapi.js");
  pyodide.registerJsModule("demo_config", config);
  pyodide.registerJsModule("demo_sending", sending);
  pyodide.runPython("import sys; sys.path.insert(0, '/program.zip')\nfrom app.main import main\nmain()");
  byId("start").hidden = true;
  byId("app").hidden = false;
  const status = byId("status");
  const seconds = (performance.now() / 1000).toFixed(1);
  const version = config.wheel.split("-")[1];
  status.textContent = `Ready in ${seconds} s · Pyodide ${pyodide.version} · aws4web ${version}`;
  status.dataset.state = "done";
}

start().catch((error) => {
  console.error(error);
  byId("start-title").textContent = "Python could not be started";
  show(`${error.message}. Reload the page to try again; WebAssembly must be allowed.`);
  byId("start").dataset.state = "error";
  byId("status").dataset.state = "error";
});
