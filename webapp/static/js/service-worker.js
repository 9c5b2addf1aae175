// The service worker. It keeps the style, the icons and one page for when nobody answers, all of them public: no page and
// no fragment of anybody's is ever in a cache. It shows pushes and opens what they are about. When somebody signs out
// everything of it goes. What stands before this file is `site`: its version, names and addresses.
const CACHE = "waymark-" + site.version;
const windows = () => clients.matchAll({ type: "window", includeUncontrolled: true });

addEventListener("install", (event) => event.waitUntil(begin()));
async function begin() {
  const cache = await caches.open(CACHE);
  await Promise.all([site.offline, ...site.shell].map(async (address) => {
    const answer = await fetch(address, { credentials: "omit" }); // as nobody: it would greet a member by name
    if (!answer.ok) throw new Error(address);
    await cache.put(address, answer);
  }));
  await skipWaiting();
}

addEventListener("activate", (event) => event.waitUntil(takeOver()));
async function takeOver() {
  for (const key of await caches.keys()) if (key !== CACHE) await caches.delete(key);
  await registration.navigationPreload?.enable(); // so that no page waits for this file
  await clients.claim();
}

addEventListener("fetch", (event) => {
  const { request } = event, { origin, pathname } = new URL(request.url);
  if (origin !== location.origin) return;
  if (request.method === "POST" && pathname === "/logout") event.waitUntil(forget());
  if (request.method !== "GET") return;
  if (request.mode === "navigate") event.respondWith(page(event));
  else if (site.files.includes(pathname)) event.respondWith(file(event));
});

async function page(event) {
  try {
    return await event.preloadResponse || await fetch(event.request);
  } catch {
    return await caches.match(site.offline, { ignoreVary: true }) || Response.error();
  }
}

async function file(event) {
  const kept = await caches.match(event.request, { ignoreVary: true });
  if (kept) return kept;
  const answer = await fetch(event.request), copy = answer.clone();
  if (answer.ok) event.waitUntil(caches.open(CACHE).then((cache) => cache.put(event.request, copy)));
  return answer;
}

async function forget() {
  const subscription = await registration.pushManager?.getSubscription();
  await subscription?.unsubscribe();
  for (const shown of await registration.getNotifications()) shown.close();
  for (const key of await caches.keys()) await caches.delete(key);
  await navigator.clearAppBadge?.();
  await registration.unregister();
}

addEventListener("push", (event) => event.waitUntil(show(event.data)));
async function show(data) {
  let said = null;
  try { said = data.json(); } catch { /* then it is something new, and no more is known */ }
  const { title = site.name, body = "", url = "/", tag = "news", actions = [], unread } = said || {};
  await registration.showNotification(title, {
    body, tag, lang: site.lang, icon: site.icon, badge: site.badge,
    data: [url, ...actions.map((each) => each.url)],
    actions: actions.slice(0, 2).map((each, n) => ({ action: String(n + 1), title: each.title })),
  });
  if (unread !== undefined) await navigator.setAppBadge?.(unread);
  for (const each of await windows()) each.postMessage("news");
}

addEventListener("notificationclick", (event) => {
  event.notification.close();
  event.waitUntil(open(event.notification.data?.[+event.action || 0] || "/"));
});

// Ours, and no other's: whatever a push said, it opens nothing elsewhere.
async function open(path) {
  const asked = new URL(path, location.origin), target = asked.origin === location.origin ? asked : new URL(location.origin);
  const bare = (address) => address.split("#")[0];
  const shown = (await windows()).find((each) => bare(each.url) === bare(target.href));
  return shown ? shown.focus() : clients.openWindow(target.href);
}

// The browser is back on the net: an open conversation sends what waits in its outbox.
addEventListener("sync", (event) => event.waitUntil(windows().then((all) => all.forEach((each) => each.postMessage("online")))));
