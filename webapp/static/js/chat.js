// The conversation's liveness: the optimistic row, the outbox, catching up, typing, what was seen. Without this file
// the same page reads and writes by its forms. htmx's hx-ws holds the socket and swaps the rows that come down it.
(() => {
  const chat = document.getElementById("conversation");
  const form = document.getElementById("composer");
  if (!chat || !window.htmx) return;
  const log = document.getElementById("log");
  const scroller = document.getElementById("scroller");
  const typing = document.getElementById("typing");
  const words = JSON.parse(chat.dataset.words);
  const address = `/pairs/${chat.dataset.pair}/messages`;
  const boxKey = `outbox:${chat.dataset.member}:${chat.dataset.pair}`;
  const draftKey = `draft:${chat.dataset.member}:${location.pathname}`;
  const body = form && form.elements.body;
  let socket = null, last = +chat.dataset.last, typedAt = 0, typingTimer, bannerTimer, ended = false;

  // What somebody else left here, who shared this browser, is not ours to keep.
  try { for (const key of Object.keys(localStorage)) if (/^(outbox|draft):/.test(key) && key.split(":")[1] !== chat.dataset.member) localStorage.removeItem(key); } catch { /* private mode */ }

  const open = () => socket && socket.readyState === WebSocket.OPEN;
  const up = (frame) => socket.send(JSON.stringify(frame));
  const store = (key, value) => { try { value ? localStorage.setItem(key, value) : localStorage.removeItem(key); } catch { /* private mode */ } };
  const stored = (key) => { try { return localStorage.getItem(key); } catch { return null; } };
  const outbox = () => JSON.parse(stored(boxKey) || "[]");
  const keep = (box) => store(boxKey, box.length ? JSON.stringify(box) : null);
  const newId = () => btoa(String.fromCharCode(...crypto.getRandomValues(new Uint8Array(12)))).replace(/\+/g, "-").replace(/\//g, "_");
  const atEnd = () => scroller.scrollHeight - scroller.scrollTop - scroller.clientHeight < 100;
  const toEnd = () => { scroller.scrollTop = scroller.scrollHeight; };
  const pending = (id) => document.getElementById("c-" + id);

  // A row of ours that the server has not confirmed yet.
  function show(message) {
    if (pending(message.client_id)) return;
    const row = document.createElement("li"), text = document.createElement("p"), state = document.createElement("span");
    row.id = "c-" + message.client_id;
    row.className = "me";
    text.dir = "auto";
    text.textContent = message.body;
    state.textContent = words.sending;
    row.append(text, state);
    log.append(row);
    document.querySelector(".first")?.remove();
    toEnd();
  }

  function fail(id, why) {
    const state = pending(id)?.lastChild;
    if (!state) return;
    const retry = document.createElement("button");
    retry.type = "button";
    retry.className = "link";
    retry.textContent = words.retry;
    retry.onclick = () => { state.textContent = words.sending; send(outbox().find((m) => m.client_id === id)); };
    state.replaceChildren((why || words.failed) + " ", retry);
    state.parentNode.classList.add("failed");
  }

  function send(message) {
    if (!message) return;
    if (open()) { up({ type: "message", ...message }); return; }
    const { thread, ...fields } = message;
    const sent = new FormData(form);
    for (const [name, value] of Object.entries({ ...fields, step: thread })) value ? sent.set(name, value) : sent.delete(name);
    fetch(address, { method: "POST", body: sent, headers: { "HX-Request": "true", "HX-Request-Type": "partial" } })
      .then(async (answer) => {
        if (answer.ok) {
          const box = document.createElement("template");
          box.innerHTML = await answer.text();
          log.append(box.content);
          tidy();
        } else fail(message.client_id, answer.status === 429 ? words.slower : "");
      })
      .catch(() => fail(message.client_id));
  }

  // After rows came: ours replace their optimistic ones, nothing stands twice, and the newest change is known.
  function tidy() {
    const box = outbox();
    for (const row of log.querySelectorAll("li[data-client]")) {
      last = Math.max(last, +row.dataset.seq);
      const twins = log.querySelectorAll("#" + row.id);
      for (const twin of twins) if (twin !== row && +twin.dataset.seq <= +row.dataset.seq) twin.remove();
      pending(row.dataset.client)?.remove();
    }
    const confirmed = new Set([...log.querySelectorAll("li[data-client]")].map((row) => row.dataset.client));
    keep(box.filter((message) => !confirmed.has(message.client_id)));
    const days = new Set();
    for (const day of log.querySelectorAll(".day")) days.has(day.id) ? day.remove() : days.add(day.id);
    for (const waiting of log.querySelectorAll("li[id^='c-']")) log.append(waiting);
  }

  function see() {
    if (open() && !document.hidden && chat.dataset.marks) up({ type: "seen", seq: last });
  }

  function seenUpTo(seq) {
    const mine = [...log.querySelectorAll("li.me[data-client]")].filter((row) => +row.id.slice(1) <= seq);
    log.querySelector(".seen")?.remove();
    const mark = document.createElement("i");
    mark.className = "seen";
    mark.textContent = " " + words.seen;
    mine.at(-1)?.append(mark);
  }

  function banner(isShown) {
    document.getElementById("offline")?.remove();
    if (!isShown || ended) return;
    const bar = document.createElement("p");
    bar.id = "offline";
    bar.className = "banner";
    bar.setAttribute("role", "status");
    bar.textContent = words.offline;
    scroller.before(bar);
  }

  function pill() {
    if (document.getElementById("pill")) return;
    const button = document.createElement("button");
    button.id = "pill";
    button.type = "button";
    button.className = "button small pill";
    button.textContent = words.new;
    button.onclick = () => { toEnd(); button.remove(); };
    scroller.append(button);
  }

  document.addEventListener("htmx:ws:after:connection", (event) => {
    socket = event.detail.connection.socket;
    clearTimeout(bannerTimer);
    banner(false);
    up({ type: "sync", after: last });
    outbox().forEach(send);
    see();
  });

  document.addEventListener("htmx:ws:close", (event) => {
    socket = null;
    ended = [4401, 4403].includes(event.detail.code);
    if (ended) location.reload();
    clearTimeout(bannerTimer);
    bannerTimer = setTimeout(() => banner(!document.hidden), 3000);
  });

  let wasAtEnd = true, known = 0;
  document.addEventListener("htmx:ws:before:message:incoming", () => {
    wasAtEnd = atEnd();
    known = log.querySelectorAll("li[data-client]:not(.me)").length;
  });

  document.addEventListener("htmx:ws:after:message:incoming", (event) => {
    const data = event.detail.message.data;
    if (data[0] === "{") {
      const said = JSON.parse(data);
      if (said.type === "seen") seenUpTo(said.seq);
      if (said.type === "refused") fail(said.client_id, said.words);
      if (said.type === "typing") {
        typing.textContent = `${said.who} ${words.typing}`;
        clearTimeout(typingTimer);
        typingTimer = setTimeout(() => { typing.textContent = ""; }, 5000);
      }
      return;
    }
    tidy();
    typing.textContent = "";
    document.querySelector(".first")?.remove();
    const hasNew = log.querySelectorAll("li[data-client]:not(.me)").length > known;
    if (wasAtEnd) toEnd(); else if (hasNew) pill();
    if (hasNew) see();
  });

  scroller.addEventListener("scroll", () => { if (atEnd()) document.getElementById("pill")?.remove(); });
  document.addEventListener("visibilitychange", see);

  if (form) {
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      const text = body.value.trim();
      if (!text) return;
      const message = { client_id: newId(), body: text };
      if (form.elements.step) message.thread = +form.elements.step.value;
      if (form.elements.reply_to) message.reply_to = +form.elements.reply_to.value;
      keep([...outbox(), message]);
      body.value = "";
      store(draftKey, null);
      show(message);
      send(message);
    });
    body.value = stored(draftKey) || "";
    body.addEventListener("input", () => {
      store(draftKey, body.value);
      if (open() && Date.now() - typedAt > 3000) { typedAt = Date.now(); up({ type: "typing" }); }
    });
    // Enter sends where there is a keyboard; on touch it is a new line. A word being composed is left alone.
    body.addEventListener("keydown", (event) => {
      const isKeyboard = matchMedia("(hover: hover) and (pointer: fine)").matches;
      if (event.key === "Enter" && !event.shiftKey && !event.isComposing && isKeyboard) { event.preventDefault(); form.requestSubmit(); }
    });
    outbox().forEach(show);
  }
  tidy();
  const unread = document.getElementById("unread");
  if (location.hash.startsWith("#m")) document.querySelector(location.hash)?.scrollIntoView({ block: "center" });
  else if (unread) scroller.scrollTop = unread.offsetTop - scroller.offsetTop - 80;
  else if (!location.search.includes("before=")) toEnd();
})();
