// Passkeys (通行密钥, WebAuthn): between the server's JSON and the browser's buffers. Newer browsers can do this
// themselves (parseCreationOptionsFromJSON); those we promise cannot all.

const bytes = (text) => Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (c) => c.charCodeAt(0));
const text = (buffer) => {
  const letters = Array.from(new Uint8Array(buffer), (byte) => String.fromCharCode(byte)).join("");
  return btoa(letters).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
};
const known = (list) => (list ?? []).map((credential) => ({ ...credential, id: bytes(credential.id) }));

const failed = {
  "zh-CN": "没有完成通行密钥验证，请重试",
  en: "The passkey was not used; please try again",
};

/** Makes a passkey. Takes the server's options and gives the credential, both as JSON text. */
export async function create(options) {
  const { publicKey } = JSON.parse(options);
  const made = await navigator.credentials.create({
    publicKey: {
      ...publicKey,
      challenge: bytes(publicKey.challenge),
      user: { ...publicKey.user, id: bytes(publicKey.user.id) },
      excludeCredentials: known(publicKey.excludeCredentials),
    },
  });
  const { attestationObject, clientDataJSON } = made.response;
  const response = { attestationObject: text(attestationObject), clientDataJSON: text(clientDataJSON) };
  return JSON.stringify({ id: made.id, rawId: text(made.rawId), type: made.type, response });
}

/** Signs what the server asks, with a passkey that it knows. */
async function sign({ publicKey }) {
  const used = await navigator.credentials.get({
    publicKey: {
      ...publicKey,
      challenge: bytes(publicKey.challenge),
      allowCredentials: known(publicKey.allowCredentials),
    },
  });
  const { authenticatorData, clientDataJSON, signature, userHandle } = used.response;
  return {
    id: used.id,
    rawId: text(used.rawId),
    type: used.type,
    response: {
      authenticatorData: text(authenticatorData),
      clientDataJSON: text(clientDataJSON),
      signature: text(signature),
      userHandle: userHandle ? text(userHandle) : null,
    },
  };
}

/** Signs in with password and passkey. Gives the session as JSON text; throws an Error with words for the person. */
export async function signIn(account, password, language, channel) {
  const send = async (method, body) => {
    const answer = await fetch("/api/session/passkey", {
      method,
      headers: { "content-type": "application/json", "accept-language": language, "x-tongzhou": channel },
      body: JSON.stringify(body),
    });
    const said = await answer.text();
    if (!answer.ok) throw Object.assign(new Error(JSON.parse(said).title), { told: true });
    return said;
  };
  try {
    const { id, options } = JSON.parse(await send("POST", { account, password }));
    return await send("PUT", { challenge: id, credential: await sign(options) });
  } catch (error) {
    if (error.told) throw error;
    throw Object.assign(new Error(failed[language] ?? failed.en), { told: false });
  }
}
