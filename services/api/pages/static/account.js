// One's own account: make a passkey, and prove to be there before what needs it.

import { answerTo, ask, carryOut, isSupported, makeFor, words } from "./passkeys.js";

const token = words.token;

/** Show by a passkey to be there; what needs it may go on for a while. */
const prove = async () => ask("/me/proof", await answerTo("/me/proof/options", token), token);

const form = document.getElementById("passkey-form");
form?.addEventListener("submit", (event) => {
  event.preventDefault();
  carryOut(form, async () => {
    if (!isSupported) throw new Error(words.unsupported);
    const made = await makeFor("/me/passkeys/options", token).catch(async (refused) => {
      if (refused.code !== "step_up_required") throw refused;
      await prove();
      return makeFor("/me/passkeys/options", token);
    });
    await ask("/me/passkeys", { ...made, name: form.elements.name.value }, token);
    location.reload();
  });
});
if (form) form.hidden = false;

for (const guarded of document.querySelectorAll("form[data-prove]")) {
  guarded.addEventListener("submit", (event) => {
    event.preventDefault();
    carryOut(guarded, async () => {
      await prove();
      guarded.submit();
    });
  });
}
