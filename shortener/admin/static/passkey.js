// Passkeys: a form with data-passkey has the browser use ("get") or make ("create") one before it is sent.

const known = window.PublicKeyCredential?.parseRequestOptionsFromJSON && navigator.credentials;
// Which of the sentences that stand on the page it is.
const WORDS = { InvalidStateError: "known", NotAllowedError: "broken", SecurityError: "address" };

async function answer({ passkey, options }) {
  const asked = JSON.parse(options);
  if (passkey === "create")
    return navigator.credentials.create({ publicKey: PublicKeyCredential.parseCreationOptionsFromJSON(asked) });
  return navigator.credentials.get({ publicKey: PublicKeyCredential.parseRequestOptionsFromJSON(asked) });
}

async function fill(event) {
  const form = event.target;
  event.preventDefault();
  const told = document.getElementById("passkey-told");
  told.textContent = "";
  try {
    form.elements.answer.value = JSON.stringify(await answer(form.dataset));
    form.submit();
  } catch (error) {
    told.textContent = told.dataset[WORDS[error.name] ?? "failed"];
  }
}

for (const form of document.querySelectorAll("form[data-passkey]")) form.addEventListener("submit", fill);
for (const part of document.querySelectorAll(known ? "[data-without-passkeys]" : "[data-with-passkeys]")) part.remove();
