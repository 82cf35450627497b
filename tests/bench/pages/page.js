// Called by the driver: bench(given) runs a script in this window or in a worker.
import { run } from "./run.js";

function runInWorker(given) {
  return new Promise((resolve, reject) => {
    const worker = new Worker("worker.js", { type: "module" });
    worker.onmessage = ({ data }) => (data.error ? reject(new Error(data.error)) : resolve(data.result));
    worker.onerror = ({ message }) => reject(new Error(message));
    worker.postMessage(given);
  });
}

globalThis.bench = (given) => (given.place === "worker" ? runInWorker(given) : run(given));
