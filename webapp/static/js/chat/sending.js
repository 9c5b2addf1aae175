// Sending: one at a time, in order, each under its id for ever.
let flying = null, triedAt = 0;
const refused = new Set();
const isHere = (message) => (form.elements.reply_to?.value || "") == (message.reply_to || "") && (!form.elements.step || form.elements.step.value == message.thread);
const newId = () => btoa(String.fromCharCode(...crypto.getRandomValues(new Uint8Array(12)))).replace(/\+/g, "-").replace(/\//g, "_");

function flush() {
  const message = form && !flying && outbox().find(({ client_id }) => !refused.has(client_id));
  if (!message) return;
  triedAt = Date.now();
  flying = { id: message.client_id, at: triedAt, byPost: isOpen() ? null : new AbortController() };
  state(message.client_id, words.sending);
  const { at, ...frame } = message;
  flying.byPost ? post(message, flying) : up({ type: "message", ...frame });
}

async function post({ client_id, body: text, thread: step, reply_to }, mine) {
  const timer = setTimeout(() => mine.byPost.abort(), patience + ANSWER_WITHIN);
  const fields = new FormData(form);
  for (const [name, value] of Object.entries({ client_id, body: text, step, reply_to })) value ? fields.set(name, value) : fields.delete(name);
  try {
    const answer = await ask("?", { method: "POST", body: fields, signal: mine.byPost.signal });
    const html = await answer.text();
    if (answer.ok) { if (isHere({ thread: step, reply_to })) arrive(html); landed(client_id); }
    else if ([409, 422, 429].includes(answer.status)) refuse(client_id, reason(html));
    else throw answer.status;
  } catch {
    if (flying !== mine) return;
    flying = null;
    state(client_id, words.unsent, client_id);
  } finally { clearTimeout(timer); }
}

const reason = (html) => new DOMParser().parseFromString(html, "text/html").querySelector(".notice, .summary li")?.lastChild.textContent.trim() || words.failed;

function landed(id) {
  drop(id);
  byId("c-" + id)?.remove();
  patience = ANSWER_WITHIN;
  if (flying?.id !== id) return;
  flying = null;
  flush();
}

function refuse(id, why) {
  refused.add(id);
  state(id, `${words.failed}: ${why}`, id);
  if (flying?.id === id) flying = null;
  flush();
}

// A row of ours that the server has not confirmed. It stands outside the log, which would read it out twice.
function show(message) {
  if (byId("c-" + message.client_id) || !isHere(message)) return;
  const row = document.createElement("li"), text = document.createElement("p"), sign = document.createElement("span");
  row.id = "c-" + message.client_id;
  row.className = "me";
  text.dir = "auto";
  text.textContent = message.body;
  row.append(text, sign);
  unsent.append(row);
  sign.textContent = words.sending;
  document.querySelector(".first")?.remove();
}

function state(id, text, retryId) {
  const row = byId("c-" + id), wasAtEnd = isAtEnd();
  if (!row) return;
  row.classList.toggle("failed", !!retryId);
  row.lastChild.replaceChildren(text, ...(retryId ? [" ", button(words.retry, () => { refused.delete(id); if (!isOpen()) redial(); flush(); })] : []));
  if (refused.has(id)) row.lastChild.append(" ", button(words.back, () => takeBack(id)));
  if (retryId) row.lastChild.setAttribute("role", "status");
  if (wasAtEnd) toEnd();
}

function takeBack(id) {
  const message = outbox().find(({ client_id }) => client_id === id);
  drop(id);
  refused.delete(id);
  byId("c-" + id)?.remove();
  if (message) body.value = [body.value, message.body].filter(Boolean).join("\n");
  store(DRAFT, body.value);
  body.focus();
}

function button(text, act) {
  const made = document.createElement("button");
  made.type = "button";
  made.className = "link";
  made.textContent = text;
  made.onclick = act;
  return made;
}
