// A real, certified OpenID provider on loopback, for one client; anybody may sign in to it.
// Usage: node oidc_provider.mjs PORT REDIRECT_URI
import { generateKeyPairSync } from "node:crypto";
import { Provider } from "../../frontend/node_modules/oidc-provider/lib/index.js";

const [port, redirectUri] = process.argv.slice(2);
const issuer = `http://127.0.0.1:${port}`;
const { privateKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });

const provider = new Provider(issuer, {
  clients: [{
    client_id: "parley-client",
    client_secret: "parley-secret-of-the-test",
    redirect_uris: [redirectUri],
    response_types: ["code"],
    grant_types: ["authorization_code"],
  }],
  jwks: { keys: [{ ...privateKey.export({ format: "jwk" }), kid: "real", use: "sig", alg: "RS256" }] },
  cookies: { keys: ["only-for-this-test"] },
  pkce: { required: () => true },
  claims: { openid: ["sub"], email: ["email", "email_verified"], profile: ["name"] },
  findAccount: async (_ctx, id) => ({
    accountId: id,
    claims: async () => ({
      sub: id,
      name: `${id[0].toUpperCase()}${id.slice(1)} Berg`,
      email: `${id}@parley.example`,
      email_verified: true,
    }),
  }),
});

provider.listen(Number(port), "127.0.0.1", () => console.log("ready"));
