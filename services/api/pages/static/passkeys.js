// Passkeys between the browser's authenticator and the API (WebAuthn Level 3, 5.1).

const decoded = (text) =>
  Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (c) => c.charCodeAt(0));

const encoded = (buffer) =>
  btoa(String.fromCharCode(...new Uint8Array(buffer)))
    .replaceAll("+", "-")
    .replaceAll("/", "_")
    .replaceAll("=", "");

export const words = document.getElementById("words").dataset;

/** Whether this browser can make and use passkeys at all. */
export const isSupported = "PublicKeyCredential" in window;

/** Ask the API; a refusal is thrown with the sentence that the API told. */
export async function ask(path, body, token) {
  const headers = { "Content-Type": "application/json", Accept: "application/json" };
  if (document.documentElement.lang) headers["Accept-Language"] = document.documentElement.lang;
  if (token) headers["X-CSRF-Token"] = token;
  const answer = await fetch(`/api/v1${path}`, {
    method: "POST",
    headers,
    body: body ? JSON.stringify(body) : undefined,
    credentials: "same-origin",
  });
  const told = answer.status === 204 ? {} : await answer.json();
  if (!answer.ok) throw Object.assign(new Error(told.detail), { code: told.code });
  return told;
}

/** Let the authenticator answer a challenge that the API gives out at `path`. */
export async function answerTo(path, token) {
  const { ceremony_id, options } = await ask(path, undefined, token);
  options.challenge = decoded(options.challenge);
  for (const one of options.allowCredentials ?? []) one.id = decoded(one.id);
  const made = await navigator.credentials.get({ publicKey: options });
  return {
    ceremony_id,
    credential: told(made, {
      authenticatorData: encoded(made.response.authenticatorData),
      signature: encoded(made.response.signature),
      userHandle: made.response.userHandle && encoded(made.response.userHandle),
    }),
  };
}

/** Let the authenticator make a passkey, by a challenge of the API. */
export async function makeFor(path, token) {
  const { ceremony_id, options } = await ask(path, undefined, token);
  options.challenge = decoded(options.challenge);
  options.user.id = decoded(options.user.id);
  for (const one of options.excludeCredentials ?? []) one.id = decoded(one.id);
  const made = await navigator.credentials.create({ publicKey: options });
  const attestationObject = encoded(made.response.attestationObject);
  return { ceremony_id, credential: told(made, { attestationObject }) };
}

/** Do `work` while the form waits; tell in the page what went wrong. */
export async function carryOut(form, work) {
  const notice = document.getElementById("told");
  const button = form.querySelector("button");
  button.disabled = true;
  notice.hidden = true;
  try {
    await work();
  } catch (error) {
    notice.textContent = sentenceFor(error);
    notice.classList.add("trouble");
    notice.hidden = false;
    button.disabled = false;
    button.focus({ preventScroll: true });
    notice.scrollIntoView({ block: "center" });
  }
}

function sentenceFor(error) {
  if (error.name === "NotAllowedError" || error.name === "AbortError") return words.cancelled;
  if (error.name === "TypeError" || !error.message) return words.failed;
  return error.message;
}

function told(made, response) {
  const clientDataJSON = encoded(made.response.clientDataJSON);
  return { id: made.id, rawId: encoded(made.rawId), type: made.type, response: { clientDataJSON, ...response } };
}
