// What one can do with a message: the reactions in its row, one menu for the whole log, and the keys that walk it.
// Without this a message's time leads to its page, where the same things are forms.
(() => {
  const menu = byId("menu"), act = byId("act");
  if (!menu?.showPopover) return;
  let chosen = ""; // the id of the row that the menu is about: the row itself may be replaced meanwhile
  let on = null; // where in the log the focus is: the row's id, and what of it
  menu.hidden = false;

  const rowOf = (element) => element.closest("#log > li[data-client]");
  const timeOf = (row) => row.querySelector(":scope > a");
  const items = () => [...menu.querySelectorAll("[role^=menuitem]")].filter((item) => !item.hidden);
  const isMine = (row, kind) => !!row.querySelector(`.felt [value=${kind}][aria-pressed=true]`);

  function walkTo(row) {
    for (const other of log.querySelectorAll("[tabindex='0']")) other.tabIndex = -1;
    row.tabIndex = 0;
    row.focus();
  }

  // A row that came anew, through whichever door, keeps the focus if its older self had it.
  new MutationObserver((changes) => {
    for (const row of changes.flatMap((change) => [...change.addedNodes])) {
      if (!row.dataset?.client || !row.isConnected) continue;
      if (row.id === chosen && menu.matches(":popover-open")) timeOf(row).ariaExpanded = "true";
      if (on?.id !== row.id || ![document.body, null].includes(document.activeElement)) continue;
      row.tabIndex = 0;
      ((on.where && (row.querySelector(on.where) || timeOf(row))) || row).focus({ preventScroll: true });
    }
  }).observe(log, { childList: true });

  document.addEventListener("focusin", ({ target }) => {
    const row = rowOf(target);
    on = row && { id: row.id, where: target === row ? "" : target.value ? `[value="${target.value}"]` : ":scope > a" };
    if (row) timeOf(row).ariaHasPopup = "menu";
  });

  async function send(row, path, kind, old) {
    const sent = new URLSearchParams(kind ? { kind } : {});
    const headers = { "X-CSRFToken": act.elements.csrf_token.value, "HX-Request": "true", "HX-Request-Type": "partial" };
    let words = "";
    try {
      const answer = await fetch(timeOf(row).href + path, { method: "POST", body: sent, headers });
      if (answer.ok) return settle(await answer.text());
      if ([401, 404, 409].includes(answer.status)) return location.reload();
      if (answer.status === 429) words = reason(await answer.text());
    } catch { /* no connection */ }
    say(typing, words || menu.dataset.failed);
    if (old && row.isConnected) row.replaceWith(old);
  }

  // Shown at once; the server's row comes in its place, or what was there before comes back.
  function toggle(row, kind) {
    const old = row.cloneNode(true), path = `/reactions${isMine(row, kind) ? "/delete" : ""}`;
    let felt = row.querySelector(".felt"), chip = felt?.querySelector(`[value=${kind}]`);
    if (!chip) {
      if (!felt) row.append(felt = document.createElement("span"));
      felt.className = "felt";
      felt.append(chip = document.createElement("button"));
      chip.value = kind;
      chip.textContent = menu.querySelector(`[value=${kind}]`).textContent;
    }
    chip.ariaPressed = chip.ariaPressed !== "true";
    send(row, path, kind, old);
  }

  // Below the message's time, or else above the message, so that what it is about can be seen.
  function putBeside(row) {
    const time = timeOf(row).getBoundingClientRect(), box = menu.getBoundingClientRect();
    const above = row.getBoundingClientRect().top - box.height - 4;
    const top = time.bottom + box.height + 12 < innerHeight ? time.bottom + 4 : above > 0 ? above : time.top - box.height - 4;
    const left = Math.min(time.left, document.documentElement.clientWidth - box.width - 8);
    menu.style.setProperty("--top", `${Math.max(8, top)}px`);
    menu.style.setProperty("--left", `${Math.max(8, left)}px`);
  }

  // Whether there was anything to offer: on a message that is gone, or in a closed conversation, there may not be.
  function open(row) {
    const link = timeOf(row), whose = row.classList.contains("me") ? "me" : "them";
    if (row.querySelector(":scope > .gone")) return false;
    for (const item of menu.querySelectorAll("[role^=menuitem]")) {
      item.hidden = (item.dataset.of || whose) !== whose;
      if (item.dataset.to) item.href = item.dataset.to === "#body" && document.querySelector("#composer [name=reply_to]") ? "#body" : link.pathname + item.dataset.to;
      if (item.role === "menuitemcheckbox") item.ariaChecked = isMine(row, item.value);
    }
    if (!items().length) return false;
    chosen = row.id;
    link.ariaExpanded = "true";
    menu.showPopover();
    putBeside(row);
    items()[0].focus({ preventScroll: true });
    return true;
  }

  document.addEventListener("scroll", () => {
    const row = menu.matches(":popover-open") && byId(chosen);
    if (row) putBeside(row);
  }, true);

  menu.addEventListener("toggle", (event) => {
    if (event.newState === "open") return;
    const row = byId(chosen);
    if (!row) return;
    timeOf(row).removeAttribute("aria-expanded");
    if ([document.body, null].includes(document.activeElement) || menu.contains(document.activeElement)) (row.tabIndex === 0 ? row : timeOf(row)).focus({ preventScroll: true });
  });

  menu.addEventListener("click", (event) => {
    const item = event.target.closest("[role^=menuitem]"), row = byId(chosen);
    if (!item || !row) return;
    menu.hidePopover();
    if (item.value === "delete") send(row, "/delete");
    else if (item.value) toggle(row, item.value);
    else if (item.getAttribute("href") === "#body") { event.preventDefault(); body.focus(); }
  });

  menu.addEventListener("keydown", (event) => {
    const all = items(), at = all.indexOf(document.activeElement);
    const to = { ArrowDown: at + 1, ArrowRight: at + 1, ArrowUp: at - 1, ArrowLeft: at - 1, Home: 0, End: all.length - 1 }[event.key];
    if (event.key === "Tab") menu.hidePopover();
    if (to === undefined) return;
    event.preventDefault();
    all.at(to % all.length).focus();
  });

  log.addEventListener("click", (event) => {
    const link = event.target.closest("a"), chip = event.target.closest(".felt button"), row = rowOf(event.target);
    if (!row) return;
    if (chip) { event.preventDefault(); toggle(row, chip.value); }
    else if (link && link === timeOf(row) && !event.ctrlKey && !event.metaKey && !event.shiftKey && open(row)) event.preventDefault();
  });

  scroller.addEventListener("keydown", (event) => {
    const all = rows(), row = rowOf(event.target), at = all.indexOf(row);
    if (event.target !== scroller && event.target !== row) return;
    if (event.key === "Enter" && row) { event.preventDefault(); if (!open(row)) timeOf(row).click(); return; }
    const ends = all.length - 1;
    const to = { ArrowDown: row ? at + 1 : 0, ArrowUp: row ? at - 1 : ends, Home: 0, End: ends }[event.key];
    if (to === undefined || !all.length) return;
    event.preventDefault();
    walkTo(all[Math.min(Math.max(to, 0), ends)]);
  });
})();
