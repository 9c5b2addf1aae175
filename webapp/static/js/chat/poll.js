// Without a socket: ask, and be answered when there is something.
let polling = null;
async function poll() {
  const mine = polling = new AbortController();
  let wait = 0; // the first answer comes at once, and shows that this way is open
  while (downSince && !document.hidden && !mine.signal.aborted) {
    const timer = setTimeout(() => mine.abort(), 40e3);
    const began = Date.now(), seen = isInView() && last > seenSent ? `&seen=${last}` : "";
    const here = byId("presence").matches(".now") ? "&here=1" : "";
    try {
      const answer = await ask(`?after=${last}&wait=${wait}${seen}${here}`, { signal: mine.signal });
      if ([401, 403, 404, 409].includes(answer.status)) { location.reload(); return; }
      if (!answer.ok) throw answer.status;
      const html = await answer.text();
      if (mine.signal.aborted) break;
      if (seen) seenSent = last;
      last = Math.max(last, +answer.headers.get("Waymark-Seq"));
      seenSeq = Math.max(seenSeq, +answer.headers.get("Waymark-Seen"));
      arrive(html);
      const isHere = answer.headers.get("Waymark-Here"), isTyping = answer.headers.has("Waymark-Typing");
      if (isHere) sayPresence(isHere === "1");
      if (isTyping && !html) hear({ type: "typing" });
      say(byId("link"), words.slow);
      flush();
      if (html || isHere || isTyping || !wait || Date.now() - began > TRY_EVERY) { wait = 25; continue; }
    } catch {
      if (mine.signal.aborted) break;
      say(byId("link"), words.offline);
    } finally { clearTimeout(timer); }
    await new Promise((done) => setTimeout(done, TRY_EVERY));
  }
  if (polling === mine) polling = null;
}
