// The entrance: a passkey, a link that was sent, or a recovery code.

import { answerTo, ask, carryOut, isSupported, words } from "./passkeys.js";

const goOn = () => location.assign(words.next);
const on = (id, work) => {
  const form = document.getElementById(id);
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    carryOut(form, () => work(form));
  });
};

// A link's secret stands behind the #, which no browser sends to any server; it is taken out of
// the address at once, and used only when somebody presses the button: mail scanners press none.
const link = decodeURIComponent(location.hash.slice(1));
if (link.startsWith("link_")) {
  history.replaceState(null, "", location.pathname + location.search);
}
// Followed while this page is open, a link changes only what stands behind the #.
addEventListener("hashchange", () => location.reload());

const doors = link.startsWith("link_") ? ["link"] : ["passkey", "recovery"];

on("link-form", async () => {
  await ask("/sign-in/link", { link });
  goOn();
});

on("passkey-form", async () => {
  if (!isSupported) throw new Error(words.unsupported);
  await ask("/sign-in/passkey", await answerTo("/sign-in/passkey/options"));
  goOn();
});

on("recovery-form", async (form) => {
  await ask("/sign-in/recovery", { code: form.elements.code.value });
  goOn();
});

// Shown once they work: a button pressed before would do nothing.
for (const door of doors) document.getElementById(door).hidden = false;
