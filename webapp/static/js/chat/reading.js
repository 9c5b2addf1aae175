// Where one reads.
let isChatInView = false, unseen = 0, seenSent = +chat.dataset.last;
const isAtEnd = () => scroller.scrollHeight - scroller.scrollTop - scroller.clientHeight < NEAR;
const toNewest = () => { location = location.pathname + "#conversation"; };
const toEnd = () => { scroller.scrollTop = scroller.scrollHeight; };
const isInView = () => isAtEnd() && isChatInView && !document.hidden;
new IntersectionObserver(([entry]) => { isChatInView = entry.isIntersecting; see(); }).observe(typing);

function arrive(html) {
  const wasAtEnd = isAtEnd(), news = settle(html).length;
  if (wasAtEnd && marks) toEnd();
  else if (news) pill(unseen += news);
  see();
}

// The read mark: only what was before somebody's eyes.
function see() {
  if (!marks || !isInView()) return;
  pill(unseen = 0);
  if (last > seenSent && isOpen()) up({ type: "seen", seq: seenSent = last });
}

function pill(count) {
  let button = byId("pill");
  if (!count) {
    if (button === document.activeElement) scroller.focus();
    button?.remove();
    return;
  }
  if (!button) {
    button = document.createElement("button");
    button.id = "pill";
    button.type = "button";
    button.className = "button filled small pill";
    button.onclick = () => { if (!marks) toNewest(); toEnd(); pill(unseen = 0); see(); };
    scroller.append(button);
  }
  const category = new Intl.PluralRules(document.documentElement.lang).select(count);
  button.textContent = (words.new[category] || words.new.other).replace("#", count);
}

scroller.addEventListener("scroll", see);
