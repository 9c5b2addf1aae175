// Pushes on this device: asked for by a tap, never by itself. Each [data-push] form then sends itself with what the
// browser says; the parts of #device say how things stand.
const worker = navigator.serviceWorker, device = document.getElementById("device") || document.getElementById("ask");
const say = (state) => {
  for (const part of device.querySelectorAll("[data-when]")) part.hidden = !part.dataset.when.split(" ").includes(state);
};

async function state() {
  if (!worker || !window.PushManager) return navigator.standalone === false ? "install" : "none";
  if (Notification.permission === "denied") return "denied";
  const mine = await (await worker.getRegistration())?.pushManager.getSubscription();
  return mine && device.dataset.on ? "on" : "default";
}

async function subscribed() {
  const [{ pushManager }, answer] = await Promise.all([worker.ready, fetch("/push-subscriptions/key")]);
  const options = { userVisibleOnly: true, applicationServerKey: (await answer.json()).key };
  try {
    return await pushManager.subscribe(options);
  } catch (error) {
    if (error.name !== "InvalidStateError") throw error;
    await (await pushManager.getSubscription()).unsubscribe(); // it was made with another key than the site has now
    return pushManager.subscribe(options);
  }
}

for (const form of device.querySelectorAll("[data-push]"))
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    try {
      if (await Notification.requestPermission() === "granted") {
        const { endpoint, keys } = (await subscribed()).toJSON();
        for (const [name, value] of Object.entries({ endpoint, ...keys })) form.elements[name].value = value;
        return form.submit();
      }
      if (Notification.permission === "denied") return say("denied");
    } catch { /* the words are the same */ }
    form.querySelector("[role=alert]").hidden = false;
  });

if (device.id === "device") state().then(say);
