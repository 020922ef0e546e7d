// Passkeys: a form with data-passkey has the browser use ("get") or make ("create") one before it is sent.
// With data-offered the browser may offer those it has among the names, as soon as somebody is in that field.

const known = window.PublicKeyCredential?.parseRequestOptionsFromJSON && navigator.credentials;
// Which of the sentences that stand on the page it is.
const WORDS = { InvalidStateError: "known", NotAllowedError: "broken", SecurityError: "address" };
let offer;

async function answer({ passkey, options }, more = {}) {
  const asked = JSON.parse(options);
  if (passkey === "create")
    return navigator.credentials.create({ publicKey: PublicKeyCredential.parseCreationOptionsFromJSON(asked) });
  return navigator.credentials.get({ publicKey: PublicKeyCredential.parseRequestOptionsFromJSON(asked), ...more });
}

function send(form, found) {
  form.elements.answer.value = JSON.stringify(found);
  form.submit();
}

async function fill(event) {
  const form = event.target;
  event.preventDefault();
  const told = document.getElementById("passkey-told");
  told.textContent = "";
  offer?.abort(); // a browser is asked one thing at a time
  try {
    send(form, await answer(form.dataset));
  } catch (error) {
    told.textContent = told.dataset[WORDS[error.name] ?? "failed"];
    offerAmongNames(form);
  }
}

async function offerAmongNames(form) {
  if (!("offered" in form.dataset) || !(await PublicKeyCredential.isConditionalMediationAvailable?.())) return;
  offer = new AbortController();
  try {
    send(form, await answer(form.dataset, { mediation: "conditional", signal: offer.signal }));
  } catch {
    // nobody chose one: the button and the password are still there
  }
}

for (const form of document.querySelectorAll("form[data-passkey]")) {
  form.addEventListener("submit", fill);
  if (known) offerAmongNames(form);
}
for (const part of document.querySelectorAll(known ? "[data-without-passkeys]" : "[data-with-passkeys]")) part.remove();
