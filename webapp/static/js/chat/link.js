// The link: hx-ws opens the socket and tries again; here is what it does not notice.
let socket = null, connection = null, downSince = Date.now(), failures = 0, asked = 0, saidAt = 0, heardAt = 0, dialled = 0, redialled = 0, typingTimer;
let patience = ANSWER_WITHIN;
const markup = byId("live")?.firstChild.innerHTML;
const isOpen = () => socket?.readyState === WebSocket.OPEN;
const up = (frame) => socket.send(JSON.stringify(frame));
const say = (element, text) => { if (element && element.textContent !== text) element.textContent = text; };
const ask = (query, more) => fetch(messages + query + (thread ? "&" + thread : ""), { headers: { "HX-Request": "true", "HX-Request-Type": "partial" }, ...more });

// A fresh socket at once: hx-ws waits up to 30 s, gives up for good on some codes, and trusts a dead one. The first one,
// too: htmx may begin before this file has come, and what it says of a socket then is heard by nobody.
function redial() {
  if (!markup) return;
  socket = connection = null;
  flying = null;
  asked = dialled = 0;
  redialled = Date.now();
  htmx.swap({ sourceElement: document.body, target: "#live", swap: "innerHTML", text: markup });
}

function sayHere() {
  saidAt = Date.now();
  asked ||= saidAt;
  up({ type: "here" });
}

// Whenever hx-ws dials, the address says what the page has then, and the server sends the rest at once.
document.addEventListener("htmx:ws:before:connection", ({ detail }) => {
  if (detail.connection === connection) return;
  connection = detail.connection;
  const address = new URL(connection.url);
  Object.defineProperty(connection, "url", { get: () => { address.searchParams.set("after", last); return address.href; } });
});

// A socket that has been open may have missed something.
function greet() {
  up({ type: "sync", after: last });
  sayHere();
  see();
}

// A proxy may let a socket open and carry nothing: it is up once something came down it.
function isUp() {
  asked = failures = downSince = 0;
  heardAt = Date.now();
  polling?.abort();
  say(byId("link"), "");
  if (!flying?.byPost) return;
  flying.byPost.abort(); // it may hang on a dead connection: the socket takes its message, under the same id
  flying = null;
  flush();
}

document.addEventListener("htmx:ws:after:connection", (event) => {
  socket = event.detail.connection.socket;
  sayHere();
  see();
  flush();
});

document.addEventListener("htmx:ws:close", ({ detail }) => {
  if (detail.reason === "removed") return; // by redial
  if ([4401, 4403].includes(detail.code)) { location.reload(); return; }
  socket = null;
  detail.connection.attempt = failures++; // hx-ws begins anew with each socket that opens
  downSince ||= Date.now();
  asked = dialled = 0;
  flying = flying?.byPost ? flying : null;
  sayPresence(false);
});

document.addEventListener("htmx:ws:before:message:incoming", (event) => {
  const data = event.detail.message.data;
  isUp();
  if (data[0] === "{") { hear(JSON.parse(data)); return; }
  if (!/^\s*<hx-partial hx-target="#(log|m\d+)"/.test(data)) return; // htmx's own to place
  event.preventDefault();
  const seqs = [...data.matchAll(/ data-seq="(\d+)"/g)].map((found) => +found[1]);
  last = Math.max(last, ...seqs);
  arrive(data);
});

// Whoever was here now was here today; of whoever was not, the page says what the server knew.
function sayPresence(isNow) {
  const line = byId("presence");
  if (isNow || line.matches(".now")) say(line, isNow ? words.now : words.today);
  line.classList.toggle("now", isNow);
}

function hear(said) {
  if (said.type === "seen") { seenSeq = Math.max(seenSeq, said.seq); mark(); }
  if (said.type === "refused") refuse(said.client_id, said.words);
  if (said.type === "stored") landed(said.client_id);
  if (said.type === "here") sayPresence(said.now);
  if (said.type === "news") ring(said.count);
  if (said.type === "typing") {
    say(typing, words.typing);
    clearTimeout(typingTimer);
    typingTimer = setTimeout(() => say(typing, ""), TYPING_FOR);
  }
}

function watch() {
  const now = Date.now(), isDialling = connection?.socket?.readyState === WebSocket.CONNECTING;
  dialled = isDialling ? dialled || now : 0;
  // Since when something waits for its answer: for a while that is only said, then there is another socket.
  const waiting = Math.min(...[asked, dialled, flying && !flying.byPost && flying.at].map((since) => since || now));
  if (now - waiting > patience) {
    downSince ||= asked || now - BANNER_AFTER;
    patience = Math.min(2 * patience, 60e3); // a slow server is not helped by being called again and again
    failures++;
    redial();
  }
  if (!markup || document.hidden) return;
  if (isOpen() && now - saidAt > SAY_EVERY) sayHere();
  if (now - (downSince || Math.max(waiting, heardAt)) > BANNER_AFTER && !polling) say(byId("link"), words.offline);
  if (!downSince) return;
  if (!polling && (failures >= FAILURES || now - downSince > POLL_AFTER)) poll();
  if (!flying && now - triedAt > TRY_EVERY) flush();
  if (!isDialling && now - Math.max(downSince, redialled) > 30e3) redial(); // hx-ws may have given up
}
setInterval(watch, 1000);
setTimeout(redial); // after htmx has begun

// A tab that was away may have a dead socket, or one that hx-ws closed and opens again.
document.addEventListener("visibilitychange", () => {
  if (document.hidden || !markup) return;
  if (downSince) downSince = Date.now();
  if (isOpen()) greet();
});
addEventListener("offline", () => { if (isOpen()) sayHere(); });
addEventListener("online", () => { if (markup) isOpen() ? greet() : redial(); });
addEventListener("pageshow", (event) => { if (event.persisted) redial(); });
