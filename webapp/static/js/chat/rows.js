// Rows.
let last = +chat.dataset.last; // everything up to this seq is on the page
let seenSeq = chat.dataset.seen ?? NaN; // how far the partner has read; nobody says so once the pair is closed
const place = (row) => +row.id.slice(1);
const rows = () => [...log.querySelectorAll("li[data-client]")];
const had = rows().length; // of one who waits for the first answer, all their own

// Put what the server sent where it belongs: in place of its older self, or in order. Gives the new ones of the partner.
function settle(html) {
  const box = document.createElement("template"), news = [], here = rows();
  box.innerHTML = html;
  for (const partial of box.content.querySelectorAll("hx-partial")) partial.replaceWith(...partial.childNodes);
  for (const row of box.content.querySelectorAll("li[data-client]")) {
    const old = byId(row.id), day = row.previousElementSibling;
    if (old) { if (+old.dataset.seq <= +row.dataset.seq) old.replaceWith(row); }
    else if (!marks) row.matches(".me") || news.push(row); // an old page stays one: see the pill
    else if (!here.length || place(row) > Math.min(place(here[0]), +chat.dataset.last)) { // older ones are on other pages
      const next = rows().find((other) => place(other) > place(row)) || null;
      if (day?.matches(".day") && !byId(day.id)) newDay(day, next);
      if (!row.matches(".me") && !isInView()) unreadLine(next);
      log.insertBefore(row, next);
      if (!row.matches(".me")) news.push(row);
    }
    landed(row.dataset.client);
  }
  if (news.length) say(typing, "");
  document.querySelector(".first")?.remove();
  mark();
  return news;
}

function newDay(day, next) {
  for (const other of log.querySelectorAll(".day")) if (other.textContent === day.textContent) other.textContent = words.yesterday;
  log.insertBefore(day, next);
}

function unreadLine(next) {
  if (byId("unread")) return;
  const line = document.createElement("li"), text = document.createElement("span");
  line.className = line.id = "unread";
  text.textContent = words.unread;
  line.append(text);
  log.insertBefore(line, next);
}

// "seen" at the last of one's own that the partner has read, "sent" at the newest if that is another one.
function mark() {
  const all = rows(), { left } = chat.dataset;
  say(byId("wait"), left && all.length - had >= left && all.every((row) => row.matches(".me")) ? words.wait : "");
  if (isNaN(seenSeq)) return;
  for (const old of log.querySelectorAll(".seen")) old.remove();
  const mine = all.filter((row) => row.matches(".me")), read = mine.filter((row) => place(row) <= seenSeq).at(-1);
  for (const [row, word] of [[read, words.seen], [mine.at(-1) !== read && mine.at(-1), words.sent]]) {
    if (!row) continue;
    const sign = document.createElement("i");
    sign.className = "seen";
    sign.textContent = word;
    row.append(" ", sign);
  }
}

// "Show earlier" without leaving the page: what one reads stays where it is, and the focus goes to the next earlier row.
log.addEventListener("click", async (event) => {
  const link = event.target.closest(".earlier a");
  if (!link) return;
  event.preventDefault();
  const before = new URLSearchParams(link.search).get("before");
  const answer = await ask(`?before=${before}`).catch(() => null);
  if (!answer?.ok) { location = link.href; return; }
  const box = document.createElement("template");
  box.innerHTML = await answer.text();
  for (const extra of box.content.querySelectorAll(".seen, .unread")) extra.remove();
  const earlier = [...box.content.querySelectorAll("li[data-client]")].at(-1), fromEnd = scroller.scrollHeight - scroller.scrollTop;
  for (const day of box.content.querySelectorAll(".day")) byId(day.id)?.remove();
  log.parentNode.ariaLive = "off"; // they are no news
  link.parentNode.remove();
  log.prepend(box.content);
  scroller.scrollTop = scroller.scrollHeight - fromEnd;
  if (earlier) { earlier.tabIndex = -1; earlier.focus({ preventScroll: true }); }
  mark();
  setTimeout(() => { log.parentNode.ariaLive = null; }, 1000);
});
