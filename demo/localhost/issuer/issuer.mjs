// Loader glue: npm's oidc-provider as an issuer on loopback. issuer_process.py starts it, with its settings as JSON.
import { generateKeyPairSync, randomUUID } from "node:crypto";
import { pathToFileURL } from "node:url";

const settings = JSON.parse(process.argv[2]);
URL.parse ??= (text, base) => (URL.canParse(text, base) ? new URL(text, base) : null); // Node 20 has none
const { default: Provider } = await import(pathToFileURL(settings.provider));

const { privateKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
const provider = new Provider(settings.url, {
  clients: [
    {
      client_id: settings.client_id,
      client_name: settings.client_name,
      token_endpoint_auth_method: "none", // a page keeps no secret
      grant_types: ["authorization_code", "refresh_token"],
      response_types: ["code"],
      redirect_uris: settings.redirect_uris,
      post_logout_redirect_uris: settings.redirect_uris,
    },
  ],
  scopes: ["openid", "offline_access"],
  responseTypes: ["code"],
  pkce: { required: () => true },
  // A page may call the token endpoint if its origin is one that the client is sent back to.
  clientBasedCORS: (_, origin, client) => client.redirectUris.some((uri) => new URL(uri).origin === origin),
  features: {
    devInteractions: { enabled: true }, // pages for login and consent, which take any name and any password
    revocation: { enabled: true },
    rpInitiatedLogout: { enabled: true },
  },
  // One after the other: a refresh token that is used twice ends all that came of the same sign-in.
  rotateRefreshToken: true,
  ttl: {
    AuthorizationCode: settings.code_life,
    IdToken: settings.id_token_life,
    AccessToken: settings.id_token_life,
    RefreshToken: 8 * 3600,
    Interaction: 3600,
    Session: 8 * 3600,
    Grant: 8 * 3600,
  },
  // Made anew at each start, so nobody else can sign as this issuer.
  jwks: { keys: [{ ...privateKey.export({ format: "jwk" }), use: "sig", alg: "RS256", kid: randomUUID() }] },
  cookies: { keys: [randomUUID()] },
});

provider.use(async (context, next) => {
  // Its pages ask for a font on the Internet; they do without.
  context.set("Content-Security-Policy", "style-src 'unsafe-inline'; font-src 'none'; frame-ancestors 'none'");
  await next();
  // Without the query, which carries codes.
  console.log(`${context.method} ${context.path} ${context.status}`);
});
provider.listen(settings.port, "127.0.0.1", () => console.log("ready"));
