// What aws4fetch answers: one JSON case a line on stdin, one JSON result a line on stdout, in the same order.
// Usage: node oracle.mjs <folder of the npm package aws4fetch>. Ends at the end of stdin, so never outlives its parent.
import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { pathToFileURL } from 'node:url';

const folder = resolve(process.argv[2]);
const { version } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
const { AwsV4Signer } = await import(pathToFileURL(join(folder, 'dist', 'aws4fetch.esm.mjs')));

const write = (result) => process.stdout.write(JSON.stringify(result) + '\n');

function bodyOf({ kind, base64 }) {
  const bytes = Buffer.from(base64, 'base64');
  return kind === 'str' ? bytes.toString('utf8') : new Uint8Array(bytes);
}

// null means "not given": aws4fetch wants undefined there.
const given = (value) => (value === null ? undefined : value);

function signerOf(c) {
  const headers = c.headers !== null && c.headers_as === 'mapping' ? Object.fromEntries(c.headers) : given(c.headers);
  return new AwsV4Signer({
    url: c.url,
    method: given(c.method),
    headers,
    body: c.body === null ? undefined : bodyOf(c.body),
    accessKeyId: c.access_key_id,
    secretAccessKey: c.secret_access_key,
    sessionToken: given(c.session_token),
    service: given(c.service),
    region: given(c.region),
    datetime: c.datetime,
    signQuery: c.sign_query,
    appendSessionToken: c.append_session_token,
    allHeaders: c.all_headers,
    singleEncode: c.single_encode,
  });
}

// How a WHATWG parser reads the input: a deviation's condition may look at this besides the case itself.
function partsOf(input) {
  let url;
  try {
    url = new URL(input); // URL.canParse says no to a lone surrogate, the constructor takes it
  } catch {
    return null;
  }
  const { protocol, host, hostname, pathname, username, password } = url;
  // Unlike .search and .hash these tell an empty query from none.
  const [, search, hash] = /^[^?#]*(\?[^#]*)?(#.*)?$/.exec(url.href);
  return { protocol, host, hostname, pathname, search: search ?? '', hash: hash ?? '', username, password };
}

async function answer(c) {
  const parts = partsOf(c.url);
  try {
    const signer = signerOf(c);
    const result = {
      parts,
      service: signer.service,
      region: signer.region,
      datetime: signer.datetime,
      encoded_path: signer.encodedPath,
      encoded_search: signer.encodedSearch,
      signable_headers: signer.signableHeaders,
      signed_headers: signer.signedHeaders,
      canonical_headers: signer.canonicalHeaders,
      credential_string: signer.credentialString,
      canonical_string: await signer.canonicalString(),
      string_to_sign: await signer.stringToSign(),
      signature: await signer.signature(),
    };
    const signed = await signer.sign();
    return { ...result, method: signed.method, url: signed.url.href, headers: [...signed.headers] };
  } catch (e) {
    return { parts, error: `${e.name}: ${e.message}` };
  }
}

write({ aws4fetch: version });
let written = Promise.resolve();
for await (const line of createInterface({ input: process.stdin, crlfDelay: Infinity })) {
  // All at once, as each waits for SubtleCrypto's threads; written in order.
  const result = answer(JSON.parse(line));
  written = written.then(async () => write(await result));
}
