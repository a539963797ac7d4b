// The entrance: a passkey, a link that was sent, a recovery code; the code of a letter filled in.

import { answerTo, ask, carryOut, isSupported, words } from "./passkeys.js";

const goOn = () => location.assign(words.next);
const on = (id, work) => {
  const form = document.getElementById(id);
  form?.addEventListener("submit", (event) => {
    event.preventDefault();
    carryOut(form, () => work(form));
  });
};

// What a link or a letter's picture carries stands behind the #, which no browser sends to any
// server. It is taken out of the address at once, and used only when somebody presses the button:
// mail scanners press none.
const carried = location.hash.slice(1);
const isLink = carried.startsWith("link_");
if (carried) history.replaceState(null, "", location.pathname + location.search);
// Followed while this page is open, a link changes only what stands behind the #.
addEventListener("hashchange", () => location.reload());

if (carried.startsWith("letter_")) {
  const form = document.getElementById("letter-form");
  form.elements.code.value = carried.slice("letter_".length);
  form.elements.pin.focus();
}

on("link-form", async () => {
  await ask("/sign-in/link", { link: carried });
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
const show = (ids, shown) => {
  for (const door of ids) document.getElementById(door)?.toggleAttribute("hidden", !shown);
};
show(isLink ? ["link"] : ["passkey", "recovery"], true);

// In another language, the same link is still to be used.
if (carried) for (const link of document.querySelectorAll("nav a[hreflang]")) link.hash = carried;
if (isLink) show(["email", "letter"], false);
