// The composer.
if (form) {
  let typedAt = 0;
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const text = body.value.trim();
    if (!text) return;
    const message = { client_id: newId(), body: text, at: Date.now() };
    if (form.elements.step) message.thread = +form.elements.step.value;
    if (form.elements.reply_to) message.reply_to = +form.elements.reply_to.value;
    keep(message);
    body.value = "";
    store(DRAFT, null);
    if (!marks) { toNewest(); return; } // that page sends it
    show(message);
    toEnd();
    flush();
  });
  body.value = load(DRAFT) || body.value;
  body.addEventListener("input", () => {
    store(DRAFT, body.value);
    if (!isOpen()) return;
    if (Date.now() - typedAt > 3000) { typedAt = Date.now(); up({ type: "typing" }); }
    if (Date.now() - Math.max(saidAt, heardAt) > PROBE_EVERY) sayHere(); // whoever writes is told early that nothing passes
  });
  // Enter sends where there is a keyboard; on touch it is a new line. A word being composed is left alone (229: Safari).
  body.addEventListener("keydown", (event) => {
    const hasKeyboard = matchMedia("(hover: hover) and (pointer: fine)").matches;
    if (event.key !== "Enter" || event.shiftKey || event.isComposing || event.keyCode === 229 || !hasKeyboard) return;
    event.preventDefault();
    form.requestSubmit();
  });
  outbox().forEach(show);
  flush();
}

mark();
const target = /^#m\d+$/.test(location.hash) && byId(location.hash.slice(1)), unread = byId("unread");
if (target) target.scrollIntoView({ block: "center" });
else if (unread) scroller.scrollTop = unread.offsetTop - 80;
else if (marks) toEnd();
