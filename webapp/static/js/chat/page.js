// The conversation's liveness. Without this file the same page reads and writes by its forms. htmx's hx-ws holds the
// socket; what comes down it, or by a poll where there is none, or as the answer to a post, is placed here, one way.
// The files of this folder are joined, in the order that assets.py gives, into the body of one function.
const byId = (id) => document.getElementById(id);
const chat = byId("conversation"), form = byId("composer");
if (!chat || !window.htmx) return;
const { pair, member, thread, marks } = chat.dataset;
const log = byId("log"), unsent = byId("unsent"), scroller = byId("scroller"), typing = byId("typing");
const words = JSON.parse(chat.dataset.words);
const body = form?.elements.body;
const messages = `/pairs/${pair}/messages`;

const SAY_EVERY = 45e3, PROBE_EVERY = 10e3, ANSWER_WITHIN = 10e3, TRY_EVERY = 5e3, BANNER_AFTER = 3e3, POLL_AFTER = 8e3, TYPING_FOR = 5e3; // ms
const FAILURES = 3; // tries of a socket before the page polls
const NEAR = 100; // px from the end
