// A worker's only JavaScript: starts a Python of its own, for the visitor's programs, and passes messages to it.
// The first message brings what to load and a port; what comes later, by the port, is for app/python/worker/ to read.
const FOLDER = "/lib/programs";

async function start({ pyodide: address, packages, sources, interrupt, answer }, port) {
  const tell = (message) => port.postMessage(JSON.stringify(message));
  const failed = (error) => tell({ kind: "ended", text: String(error?.message ?? error) });
  const close = self.close.bind(self);
  self.close = () => {
    tell({ kind: "ended", text: "the program closed its worker" });
    close();
  };
  self.addEventListener("error", (event) => event.preventDefault() ?? failed(event.message));
  try {
    const { loadPyodide } = await import(address);
    const pyodide = await loadPyodide({ packages });
    pyodide.FS.mkdirTree(`${FOLDER}/worker`);
    for (const [name, text] of sources) {
      pyodide.FS.writeFile(`${FOLDER}/worker/${name}`, text);
    }
    pyodide.registerJsModule("worker_glue", { post: (text) => port.postMessage(text), answer });
    pyodide.pyimport("sys").path.push(FOLDER);
    const { handle } = pyodide.pyimport("worker.main");
    // Even if it is not shared: WebKit ends a worker only where Python looks into JavaScript, which this makes it do.
    pyodide.setInterruptBuffer(interrupt ?? new Uint8Array(1));
    // os._exit(), and what exhausts the stack, end Python in the middle of a task of its own.
    self.addEventListener("unhandledrejection", (event) => {
      try {
        pyodide.runPython("");
      } catch (error) {
        if (!(error instanceof pyodide.ffi.PythonError)) { // which Stop raises, too
          event.preventDefault();
          failed(event.reason);
        }
      }
    });
    port.onmessage = ({ data }) => {
      interrupt?.fill(0); // what arrives as a message must not be interrupted
      try {
        handle(data);
      } catch (error) {
        failed(error);
      }
    };
    tell({ kind: "ready" });
  } catch (error) {
    failed(error);
  }
}

addEventListener("message", ({ data, ports: [port] }) => start(data, port), { once: true });
