// What is kept in the browser: one entry a message, so that two tabs never write over each other's.
const BOX = `outbox:${member}:${pair}:`, DRAFT = `draft:${member}:${location.pathname}`;
const kept = () => { try { return Object.keys(localStorage); } catch { return []; } };
const load = (key) => { try { return localStorage.getItem(key); } catch { return null; } };
const store = (key, value) => { try { value ? localStorage.setItem(key, value) : localStorage.removeItem(key); } catch { /* private mode, or full */ } };
const atHand = new Map(); // the same in memory, for a browser that keeps nothing
const outbox = () => {
  for (const key of kept()) if (key.startsWith(BOX)) atHand.set(key, JSON.parse(load(key)));
  return [...atHand.values()].sort((a, b) => a.at - b.at);
};
const wake = () => worker?.ready.then(({ sync }) => sync?.register("outbox")).catch(() => {}); // a page asleep is woken when there is a net
const keep = (message) => { wake(); atHand.set(BOX + message.client_id, message); store(BOX + message.client_id, JSON.stringify(message)); };
const drop = (id) => { atHand.delete(BOX + id); store(BOX + id, null); };
// What somebody else left here, who shared this browser, is not ours to keep.
for (const key of kept()) if (/^(outbox|draft):/.test(key) && key.split(":")[1] !== member) store(key, null);
