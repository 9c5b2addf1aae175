// On a member's every page: how much is new, told without a reload, and the service worker, by which the site is an app.
// Without it the page says what the server knew. The chat's pages have this file joined to their own.
const bell = document.getElementById("bell"), worker = navigator.serviceWorker, card = document.getElementById("ask");
let lookedAt = Date.now();

function ring(count) {
  const sign = bell.querySelector(".count");
  sign.textContent = count;
  sign.hidden = !count;
  navigator.setAppBadge?.(count).catch(() => {});
}

async function look() {
  lookedAt = Date.now();
  const answer = await fetch("/badge").catch(() => 0);
  if (answer.ok && !answer.redirected) ring((await answer.json()).unread);
}

const lookAfter = (pause) => { if (!document.hidden && Date.now() - lookedAt > pause) look(); };

if (bell) {
  ring(+bell.querySelector(".count").textContent);
  document.addEventListener("visibilitychange", () => lookAfter(20e3));
  if (!document.getElementById("live")) setInterval(lookAfter, 15e3, 12e4); // where there is a socket, that tells
  worker?.addEventListener("message", ({ data }) => { data === "news" ? look() : dispatchEvent(new Event(data)); });
  addEventListener("load", () => worker?.register("/service-worker.js?lang=" + document.documentElement.lang, { updateViaCache: "all" }).catch(() => {}));
}

// "Shall this device tell you?": only where it can, and nothing is loaded for it before somebody says yes.
const kind = window.PushManager ? window.Notification?.permission : navigator.standalone === false && "install";
for (const part of worker && card?.querySelectorAll(`[data-when~="${kind}"]`) || []) card.hidden = part.hidden = false;
card?.querySelector("[data-push]").addEventListener("submit", (event) => {
  event.preventDefault();
  const script = document.createElement("script");
  script.src = card.dataset.script;
  script.onload = () => event.target.requestSubmit();
  document.head.append(script);
}, { once: true });
