// What Python is compared with: aws4fetch and the browser itself, in the same window or worker.
import { AwsClient, AwsV4Signer } from "./aws4fetch.mjs";

let given;
let keys;
let client;
const cache = new Map();

export function use(values) {
  given = values;
  keys = { accessKeyId: given.access_key_id, secretAccessKey: given.secret_access_key };
  client = new AwsClient(keys);
}

export async function sign(calls) {
  const { url, headers, body } = given;
  for (let i = 0; i < calls; i++) {
    await new AwsV4Signer({ ...keys, method: "POST", url, headers, body, cache }).sign();
  }
}

const presigned = (aws4fetch, count) =>
  Promise.all(
    Array.from({ length: count }, (_, i) => aws4fetch.sign(`${given.presigned_url}?n=${i}`, { aws: { signQuery: true } })),
  );

export const presign = (count) => presigned(client, count);

export const presignCold = (count) => presigned(new AwsClient(keys), count);

export async function fetchSigned(calls) {
  const { sink, service, region, headers, body } = given;
  for (let i = 0; i < calls; i++) {
    await client.fetch(sink, { method: "POST", headers, body, aws: { service, region } });
  }
}

// The headers that a signed request has, so the server and the browser have as much to read.
let signedInit;
export async function signOnce() {
  const { sink, service, region, headers, body } = given;
  const request = await client.sign(sink, { method: "POST", headers, body, aws: { service, region } });
  signedInit = { method: "POST", headers: Object.fromEntries(request.headers), body };
  return signedInit;
}

export async function fetchBare(calls) {
  for (let i = 0; i < calls; i++) {
    await fetch(given.sink, signedInit);
  }
}

export function makeBlob(size) {
  const piece = crypto.getRandomValues(new Uint8Array(65536));
  return new Blob(Array(size / piece.length).fill(piece));
}

export async function digestBytes(bytes, calls) {
  for (let i = 0; i < calls; i++) {
    await crypto.subtle.digest("SHA-256", bytes);
  }
}

export async function digestBlob(blob, calls) {
  for (let i = 0; i < calls; i++) {
    await crypto.subtle.digest("SHA-256", await blob.arrayBuffer());
  }
}

// An upload cannot do without this: S3 over plain http wants the hash.
export async function putHashed(blob) {
  const bytes = await blob.arrayBuffer();
  await crypto.subtle.digest("SHA-256", bytes);
  await fetch(`${given.sink}bucket/key`, { method: "PUT", body: bytes });
}

// How many bytes were fetched from this site since then.
export const downloaded = (since) =>
  performance
    .getEntriesByType("resource")
    .filter(({ name, startTime }) => startTime >= since && name.startsWith(location.origin))
    .reduce((sum, { encodedBodySize }) => sum + encodedBodySize, 0);

const PART = 8 * 1024 * 1024;

// The parts of what has so many bytes, four at once.
async function eachPart(size, work) {
  let next = 0;
  const one = async () => {
    while (next < size) {
      const first = next;
      next += PART;
      await work(first, Math.min(next, size));
    }
  };
  await Promise.all([one(), one(), one(), one()]);
}

async function ask(url, init) {
  const response = await fetch(url, init);
  if (!response.ok) {
    throw new Error(`${url} answered ${response.status}`);
  }
  return response;
}

// As with presigned URLs: the least that an upload in parts can be.
export const putParts = (blob) =>
  eachPart(blob.size, (first, after) =>
    ask(`${given.s3}/bucket/plain?uploadId=plain&partNumber=${first / PART + 1}`, {
      method: "PUT",
      body: blob.slice(first, after),
    }),
  );

export async function newFile(name) {
  return (await navigator.storage.getDirectory()).getFileHandle(name, { create: true });
}

// On disk, as what a visitor picks is. Of a Blob in memory, Chromium copies what is sliced, and has 500 MiB for all of
// these until they are collected as garbage: the parts of 256 MiB are more (ERR_BLOB_OUT_OF_MEMORY, whoever slices).
export async function makeFile(size) {
  const piece = crypto.getRandomValues(new Uint8Array(65536));
  const file = await newFile(`source-${size}.bin`);
  const writable = await file.createWritable();
  for (let written = 0; written < size; written += piece.length) {
    await writable.write(piece);
  }
  await writable.close();
  return file.getFile();
}

export async function getParts(size, file) {
  const writable = await file.createWritable();
  await eachPart(size, async (first, after) => {
    const headers = { Range: `bytes=${first}-${after - 1}` };
    const response = await ask(`${given.s3}/bucket/${size}`, { headers, cache: "no-store" });
    await writable.write({ type: "write", position: first, data: await response.arrayBuffer() });
  });
  await writable.close();
}

let sdk;
// AWS's SDK, which other measures need not load.
export async function useSdk() {
  const { GetObjectCommand, S3Client, Upload } = await import("/npm/sdk.mjs");
  const client = new S3Client({ credentials: keys, region: given.region, endpoint: given.s3, forcePathStyle: true });
  const target = (key) => ({ Bucket: "bucket", Key: String(key) });
  sdk = {
    put: (blob) => new Upload({ client, params: { ...target(blob.size), Body: blob }, partSize: PART, queueSize: 4 }).done(),
    get: async (size, file) =>
      (await client.send(new GetObjectCommand(target(size)))).Body.pipeTo(await file.createWritable()),
  };
}

export const putWithSdk = async (blob) => void (await sdk.put(blob));

export const getWithSdk = (size, file) => sdk.get(size, file);
