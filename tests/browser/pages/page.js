// Runs one Python script from this folder, and shows the JSON that it ends with. The test's settings are in location.hash:
// script, wheel, micropip (false: unpack the wheel without it), lock (the URL of a lock file that has aws4web: no wheel is
// given), before (what the page loads first) and whatever the script reads as `given`.
import { loadPyodide } from "../pyodide.mjs";

const given = JSON.parse(decodeURIComponent(location.hash.slice(1)));
const violations = [];
document.addEventListener("securitypolicyviolation", (event) => violations.push(`${event.violatedDirective} ${event.blockedURI}`));
Object.assign(globalThis, { given, violations });

async function run() {
  if (given.before) await import(given.before);
  const pyodide = await loadPyodide(given.lock ? { packages: ["aws4web"], lockFileURL: given.lock } : {});
  if (given.lock) {
    // It is there.
  } else if (given.micropip) {
    await pyodide.loadPackage("micropip", { messageCallback: () => {} });
    await pyodide.pyimport("micropip").install(given.wheel);
  } else {
    pyodide.unpackArchive(await (await fetch(given.wheel)).arrayBuffer(), "whl");
  }
  const script = await (await fetch(given.script)).text();
  return pyodide.runPythonAsync(script, { filename: given.script });
}

const result = document.getElementById("result");
try {
  result.textContent = await run();
  result.dataset.state = "done";
} catch (error) {
  result.textContent = error.stack ?? String(error);
  result.dataset.state = "error";
}
