import { run } from "./run.js";

onmessage = ({ data }) => {
  run(data).then(
    (result) => postMessage({ result }),
    (error) => postMessage({ error: error.stack ?? String(error) }),
  );
};
