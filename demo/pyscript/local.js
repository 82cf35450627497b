// Instead of the CDN: PyScript from this server, told to take Pyodide and the wheel from here too.
const { wheel } = await (await fetch("/config.json")).json();
const here = (path) => new URL(path, location.origin).href; // a worker's own address is a blob's

for (const script of document.querySelectorAll("script[type=py]")) {
  const config = JSON.parse(script.getAttribute("config"));
  config.interpreter = here("/pyodide/pyodide.mjs");
  config.packages = config.packages.map((name) => (name === "aws4web" ? here(wheel) : name));
  script.setAttribute("config", JSON.stringify(config));
}

await import("/pyscript/core/core.js");
