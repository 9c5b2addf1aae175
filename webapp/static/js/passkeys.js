// Passkeys. A form that says so asks the server what to sign and the browser for a passkey, and then sends itself.
// Where the browser knows none, or no script runs, it stays hidden.
const bytes = (text) => Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (byte) => byte.charCodeAt());
const text = (buffer) =>
  btoa(String.fromCharCode(...new Uint8Array(buffer))).replace(/\+/g, "-").replace(/\//g, "_").replace(/=/g, "");

const answerTo = async (form) => {
  const said = await fetch(form.dataset.passkey, { method: "POST", body: new FormData(form) });
  const publicKey = await said.json();
  publicKey.challenge = bytes(publicKey.challenge);
  for (const known of publicKey.allowCredentials || publicKey.excludeCredentials || []) known.id = bytes(known.id);
  if (!publicKey.user) return navigator.credentials.get({ publicKey });
  publicKey.user.id = bytes(publicKey.user.id);
  return navigator.credentials.create({ publicKey });
};

const asJson = ({ id, type, response }) => {
  const parts = { transports: response.getTransports?.() };
  for (const name of ["clientDataJSON", "attestationObject", "authenticatorData", "signature", "userHandle"])
    if (response[name]) parts[name] = text(response[name]);
  return JSON.stringify({ id, rawId: id, type, response: parts });
};

if (window.PublicKeyCredential) {
  for (const note of document.querySelectorAll("[data-without-passkeys]")) note.hidden = true;
  for (const form of document.querySelectorAll("[data-passkey]")) {
    const words = form.querySelector("[role=alert]");
    form.hidden = false;
    form.addEventListener("submit", async (event) => {
      event.preventDefault();
      words.hidden = true;
      try {
        form.elements.credential.value = asJson(await answerTo(form));
        form.submit();
      } catch (error) {
        words.textContent = (error.name === "InvalidStateError" && form.dataset.known) || form.dataset.failed;
        words.hidden = false;
      }
    });
  }
}
