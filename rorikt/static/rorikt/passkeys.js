// Passkeys: the browser is asked for one, and what it answers is sent with the form. The form says which: `create`, `get`,
// or `log-in`, where nobody is known yet and what to ask for is fetched.

const FAULTS = {
  NotAllowedError: "Passnøkkelen ble ikke brukt. Prøv igjen, eller velg en annen måte.",
  InvalidStateError: "Denne passnøkkelen er lagt til fra før.",
  NotSupportedError: "Enheten kan ikke lage en slik passnøkkel.",
  SecurityError: "Passnøkler virker bare på nettstedets eget navn over https, ikke på en IP-adresse.",
};
const OTHERWISE = "Det gikk ikke å bruke passnøkkelen. Prøv igjen, eller velg en annen måte.";

const bytes = (text) => Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (sign) => sign.charCodeAt(0));
const text = (buffer) => btoa(String.fromCharCode(...new Uint8Array(buffer))).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
const listed = (keys) => (keys ?? []).map((key) => ({ ...key, id: bytes(key.id) }));

async function create({ publicKey }) {
  const made = await navigator.credentials.create({
    publicKey: {
      ...publicKey,
      challenge: bytes(publicKey.challenge),
      user: { ...publicKey.user, id: bytes(publicKey.user.id) },
      excludeCredentials: listed(publicKey.excludeCredentials),
      // Kept with its person's name, so that it lets in without a password too.
      authenticatorSelection: { ...publicKey.authenticatorSelection, residentKey: "preferred", requireResidentKey: false, userVerification: "required" },
    },
  });
  return { ...plain(made), response: { clientDataJSON: text(made.response.clientDataJSON), attestationObject: text(made.response.attestationObject), transports: made.response.getTransports?.() ?? [] } };
}

async function get({ publicKey }) {
  const found = await navigator.credentials.get({ publicKey: { ...publicKey, challenge: bytes(publicKey.challenge), allowCredentials: listed(publicKey.allowCredentials) } });
  const { clientDataJSON, authenticatorData, signature, userHandle } = found.response;
  return { ...plain(found), response: { clientDataJSON: text(clientDataJSON), authenticatorData: text(authenticatorData), signature: text(signature), ...(userHandle ? { userHandle: text(userHandle) } : {}) } };
}

const plain = (key) => ({ id: key.id, rawId: text(key.rawId), type: key.type, clientExtensionResults: key.getClientExtensionResults(), authenticatorAttachment: key.authenticatorAttachment });

async function optionsOf(form) {
  if (form.dataset.passkey !== "log-in") return JSON.parse(form.querySelector("script[type='application/json']").textContent);
  const answer = await fetch(form.action, { headers: { Accept: "application/json", "X-Requested-With": "XMLHttpRequest" }, cache: "no-store" });
  return (await answer.json()).request_options;
}

for (const form of document.querySelectorAll("[data-passkey]")) {
  if (!window.PublicKeyCredential) continue;
  form.hidden = false;
  const fault = form.querySelector("[data-fault]");
  let isAnswered = false;
  form.addEventListener("submit", async (event) => {
    if (isAnswered) return;
    event.preventDefault();
    fault.hidden = true;
    try {
      const options = await optionsOf(form);
      form.elements.credential.value = JSON.stringify(await (form.dataset.passkey === "create" ? create : get)(options));
      isAnswered = true;
      form.requestSubmit(event.submitter);
    } catch (problem) {
      fault.textContent = FAULTS[problem.name] ?? OTHERWISE;
      fault.hidden = false;
    }
  });
}
