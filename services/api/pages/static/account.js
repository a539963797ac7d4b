// One's own account: make a passkey, and prove to be there before what needs it.

import { answerTo, ask, carryOut, isSupported, makeFor, words } from "./passkeys.js";

const token = words.token;

const form = document.getElementById("passkey-form");
form?.addEventListener("submit", (event) => {
  event.preventDefault();
  carryOut(form, async () => {
    if (!isSupported) throw new Error(words.unsupported);
    const made = await makeFor("/me/passkeys/options", token);
    await ask("/me/passkeys", { ...made, name: form.elements.name.value }, token);
    location.reload();
  });
});
if (form) form.hidden = false;

for (const guarded of document.querySelectorAll("form[data-prove]")) {
  guarded.addEventListener("submit", (event) => {
    event.preventDefault();
    carryOut(guarded, async () => {
      await ask("/me/proof", await answerTo("/me/proof/options", token), token);
      guarded.submit();
    });
  });
}
