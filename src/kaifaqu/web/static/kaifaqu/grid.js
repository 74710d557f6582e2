// The grid of a return: keys, paste, and cells that save themselves. Without this file every cell is a form with a button.
// What is typed is first kept in this browser, then sent in order, each entry with its own number and the version of the cell
// that was seen; it is forgotten here when the server has answered. So a dropped line loses and doubles nothing.
"use strict";

const grid = () => document.querySelector("[data-grid]");
const word = (name, values = {}) => (grid()?.dataset[name] || "").replace(/\{(\w+)\}/g, (_all, key) => values[key] ?? "");
const cellOf = (ret, key) => parts().cells.get(`${ret}|${key}`) || null;
const addressOf = (ret) => `${grid().dataset.address}${ret}`;

// A year of seventy lines is eight hundred cells: they are looked up once for each grid that stands on the page.
let indexed = { of: null };

function parts() {
  if (indexed.of === grid()) return indexed;
  const by = (selector, name) => new Map([...document.querySelectorAll(selector)].map((part) => [name(part), part]));
  indexed = {
    of: grid(),
    cells: by("[data-cell]", ({ dataset }) => `${dataset.return}|${dataset.key}`),
    besides: by("[data-beside]", ({ dataset }) => dataset.beside),
    origins: by("[data-origin]", ({ dataset }) => dataset.origin),
  };
  return indexed;
}

// -- what is kept in this browser -------------------------------------------------------------------------------------------

const store = () => `kaifaqu.entries.${grid().dataset.user}`;

function kept() {
  try {
    return JSON.parse(localStorage.getItem(store())) || [];
  } catch {
    return [];
  }
}

function keep(entries) {
  if (entries.length) localStorage.setItem(store(), JSON.stringify(entries));
  else localStorage.removeItem(store());
}

const change = (sent, more) => keep(kept().map((entry) => (entry.sent === sent ? { ...entry, ...more } : entry)));
const forget = (sent) => keep(kept().filter((entry) => entry.sent !== sent));
const isWaiting = (entry) => !entry.fate;
const keptFor = (ret, key) => kept().filter((entry) => entry.ret === ret && entry.key === key);
const newNumber = () => [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, "0")).join("");

// -- from a cell into the queue ---------------------------------------------------------------------------------------------

const commit = (input) => commitAll([input]);

function commitAll(inputs) {
  const before = kept();
  const after = inputs.reduce(enqueue, before);
  if (after === before) return;
  keep(after);
  showState();
  send();
}

// What is kept once this cell is in the queue; the same array where it says nothing new.
function enqueue(entries, input) {
  const { return: ret, key } = input.dataset;
  const text = input.value.trim();
  const older = entries.filter((entry) => entry.ret === ret && entry.key === key);
  const latest = older.at(-1);
  if (latest ? latest.text === text : text === input.dataset.saved) return entries;
  const replaced = older.filter((entry) => entry.fate || !flying.has(entry.sent));
  const seen = replaced[0]?.seen ?? input.dataset.seen;
  const rest = replaced.length ? entries.filter((entry) => !replaced.includes(entry)) : entries;
  const undone = !older.some((entry) => flying.has(entry.sent)) && text === input.dataset.saved && seen === input.dataset.seen;
  if (undone) return rest;
  return [...rest, { sent: newNumber(), ret, key, text, seen, label: input.getAttribute("aria-label") }];
}

// -- from the queue to the server -------------------------------------------------------------------------------------------

const flying = new Set();
let sending = null;
let pause = 0;
let trouble = "";

function send() {
  sending ||= sendAll().finally(() => {
    sending = null;
    showState();
  });
  return sending;
}

async function sendAll() {
  for (let batch = nextBatch(); batch.length; batch = nextBatch()) {
    if (!(await sendBatch(batch))) return false;
  }
  return true;
}

function nextBatch() {
  const waiting = kept().filter(isWaiting);
  const met = new Set();
  const batch = [];
  for (const entry of waiting) {
    if (entry.ret !== waiting[0].ret || met.has(entry.key) || batch.length === 200) continue;
    met.add(entry.key);
    batch.push(entry);
  }
  return batch;
}

async function sendBatch(batch) {
  batch.forEach((entry) => flying.add(entry.sent));
  showState();
  try {
    const told = await ask(`${addressOf(batch[0].ret)}/entries`, {
      method: "POST",
      headers: { "Content-Type": "application/json", "X-CSRFToken": document.querySelector("[name=csrfmiddlewaretoken]")?.value || "" },
      body: JSON.stringify({ entries: batch.map(({ sent, key, text, seen }) => ({ sent, key, text, seen })) }),
    });
    if (!told) return false;
    batch.forEach((entry) => flying.delete(entry.sent));
    keep(told.answers.reduce((entries, answer) => settle(entries, batch[0].ret, answer), kept()));
    showCells(batch[0].ret, told);
    return true;
  } finally {
    batch.forEach((entry) => flying.delete(entry.sent));
  }
}

async function ask(url, options) {
  let answer;
  try {
    answer = await fetch(url, { ...options, credentials: "same-origin", redirect: "error", signal: AbortSignal.timeout(20000) });
  } catch (error) {
    return retryLater(navigator.onLine === false || error.name !== "TypeError" ? "" : await whyNot());
  }
  if (answer.status === 204) return null;
  if (answer.ok) {
    pause = 0;
    trouble = "";
    return answer.json();
  }
  return retryLater(answer.status === 403 ? word("expired") : "");
}

// A redirect to the login page is refused by fetch like a dropped line: ask once more which of the two it is.
async function whyNot() {
  try {
    const answer = await fetch(location.href, { credentials: "same-origin", redirect: "manual", signal: AbortSignal.timeout(5000) });
    return answer.type === "opaqueredirect" ? word("expired") : "";
  } catch {
    return "";
  }
}

let again;

function retryLater(reason) {
  trouble = reason;
  pause = Math.min(pause ? pause * 2 : 1500, 20000);
  clearTimeout(again);
  again = setTimeout(send, pause);
  return null;
}

// What is still kept once the server has answered one entry.
function settle(entries, ret, answer) {
  const input = cellOf(ret, answer.key);
  const others = entries.filter((entry) => entry.sent !== answer.sent);
  const isOfCell = (entry) => entry.ret === ret && entry.key === answer.key;
  if (answer.fate === "saved") {
    const entry = entries.find((one) => one.sent === answer.sent);
    if (input && entry && input.value.trim() === entry.text) input.dataset.saved = entry.text;
    if (input) input.dataset.seen = answer.stamp;
    return others.map((one) => (isOfCell(one) ? { ...one, seen: answer.stamp } : one));
  }
  if (others.some(isOfCell)) return others;
  const { fate, message, theirs, who, stamp } = answer;
  return entries.map((entry) => (entry.sent === answer.sent ? { ...entry, fate, message, theirs, who, stamp } : entry));
}

// -- from the server onto the page ------------------------------------------------------------------------------------------

function showCells(ret, told) {
  const dirty = new Set(kept().map((entry) => `${entry.ret}|${entry.key}`));
  for (const [key, cell] of Object.entries(told.cells)) {
    const place = `${ret}|${key}`;
    const input = cellOf(ret, key);
    if (input) showCell(input, cell, dirty.has(place));
    replacePart(parts().besides.get(place), cell.beside);
    replacePart(parts().origins.get(place), cell.origin);
  }
  if (ret === grid().dataset.return) {
    grid().dataset.stamp = told.stamp;
    document.getElementById("summary").innerHTML = told.summary;
    const sign = document.querySelector("[data-sign]");
    if (sign) sign.disabled = !told.signable;
    if (told.locked && !document.querySelector(".locked") && !kept().length) location.reload();
  }
  document.querySelectorAll("[data-row]").forEach((row) => row.classList.toggle("problem", row.querySelector("[data-faulty]") !== null));
  showState();
}

function showCell(input, cell, isDirty) {
  const edited = isDirty || (document.activeElement === input && input.value.trim() !== input.dataset.saved);
  input.closest("td").toggleAttribute("data-faulty", cell.faulty);
  input.toggleAttribute("aria-invalid", cell.faulty);
  if (cell.faulty) input.setAttribute("aria-invalid", "true");
  if (edited) return;
  if (cell.stamp !== input.dataset.seen) input.closest("td").classList.add("news");
  input.dataset.seen = cell.stamp;
  input.dataset.saved = cell.shown;
  if (input.value === cell.shown) return;
  input.value = cell.shown;
  if (document.activeElement === input && !isEditing(input)) input.select();
}

function replacePart(part, html) {
  if (!part || part.dataset.html === html || part.contains(document.activeElement)) return;
  const first = part.dataset.html === undefined;
  part.dataset.html = html;
  if (first && part.innerHTML.trim() === html.trim()) return;
  part.innerHTML = html;
  window.htmx?.process(part);
}

const MARKS = { saving: "saving", unsaved: "unsaved", refused: "refused", conflict: "clash" };

function stateOf(entry) {
  return entry.fate || (flying.has(entry.sent) ? "saving" : pause || !navigator.onLine ? "unsaved" : "saving");
}

function showState() {
  if (!grid()) return;
  const entries = kept();
  const marked = new Map();
  entries.forEach((entry) => {
    const input = cellOf(entry.ret, entry.key);
    if (!input) return;
    if (document.activeElement !== input || input.value.trim() === input.dataset.saved) input.value = entry.text;
    marked.set(input, entry);
  });
  document.querySelectorAll("[data-cell]").forEach((input) => {
    const entry = marked.get(input);
    const was = input.dataset.state;
    const state = entry ? stateOf(entry) : was && was !== "saved" ? "saved" : was;
    if (state) input.dataset.state = state;
    const shown = state ? word(MARKS[state] || "saved") : "";
    const box = input.closest("td");
    if (box.dataset.state !== shown) box.dataset.state = shown;
    showNote(input, entry);
  });
  showSummary(entries);
  const lost = entries.filter((entry) => !cellOf(entry.ret, entry.key) && (entry.fate || entry.ret === grid().dataset.return));
  const list = document.getElementById("kept");
  list.hidden = !lost.length;
  list.replaceChildren(...lost.map(keptItem));
}

function keptItem(entry) {
  const item = document.createElement("li");
  item.textContent = `${entry.label} ${entry.text} — ${entry.message || word("unsaved")} `;
  item.append(button(word("drop"), () => forget(entry.sent)));
  return item;
}

function showSummary(entries) {
  const line = document.getElementById("saving");
  const waiting = entries.filter(isWaiting);
  const unsaved = entries.filter((entry) => stateOf(entry) !== "saving");
  const text = trouble && waiting.length ? trouble
    : unsaved.some(isWaiting) ? word("someUnsaved", { n: unsaved.filter(isWaiting).length })
      : unsaved.length ? word("someOpen", { n: unsaved.length })
      : waiting.length ? word("someSaving", { n: waiting.length })
        : line.dataset.busy ? word("allSaved") : "";
  if (entries.length) line.dataset.busy = "yes";
  line.classList.toggle("late", unsaved.length > 0);
  if (line.textContent === text) return;
  line.textContent = text;
  if (trouble && waiting.length) {
    const link = document.createElement("a");
    link.href = grid().dataset.login;
    link.textContent = " →";
    line.append(link);
  }
}

function showNote(input, entry) {
  const id = `note-${input.dataset.return}-${input.dataset.key}`;
  const known = document.getElementById(id);
  const signature = entry?.fate ? `${entry.sent} ${entry.fate}` : "";
  if (known?.dataset.signature === signature) return;
  known?.remove();
  if (!signature) return input.removeAttribute("aria-describedby");
  const note = document.createElement("div");
  note.id = id;
  note.className = "clash-note";
  note.dataset.signature = signature;
  note.setAttribute("role", "alert");
  fillNote(note, entry, input);
  const place = parts().besides.get(`${entry.ret}|${entry.key}`);
  (place || input.closest("td")).before(note);
  input.setAttribute("aria-describedby", id);
}

function fillNote(note, entry, input) {
  const said = document.createElement("p");
  note.append(said);
  const told = { who: entry.who, theirs: entry.theirs, mine: entry.text };
  if (entry.fate === "refused") {
    said.textContent = entry.message;
    note.append(button(word("drop"), () => takeTheirs(entry, input)));
    return;
  }
  said.textContent = word(entry.stamp ? "changedBy" : "clearedBy", told);
  note.append(
    button(word("mine", told), () => change(entry.sent, { sent: newNumber(), seen: entry.stamp, fate: "", message: "" })),
    button(word("theirs", told), () => takeTheirs(entry, input)),
  );
}

function takeTheirs(entry, input) {
  forget(entry.sent);
  if (entry.fate === "conflict") {
    input.dataset.seen = entry.stamp;
    input.dataset.saved = entry.theirs;
  }
  input.value = input.dataset.saved;
}

function button(text, act) {
  const made = document.createElement("button");
  made.type = "button";
  made.textContent = text;
  made.addEventListener("click", () => {
    act();
    showState();
    send();
  });
  return made;
}

// -- what a cell said before --------------------------------------------------------------------------------------------------

async function showPast(url, from) {
  let answer;
  try {
    answer = await fetch(url, { headers: { "X-Part": "cell" }, credentials: "same-origin" });
  } catch {
    return;
  }
  if (!answer.ok) return;
  const dialog = document.createElement("dialog");
  dialog.className = "past";
  dialog.innerHTML = await answer.text();
  dialog.setAttribute("aria-label", dialog.querySelector("h2")?.textContent || "");
  const close = document.createElement("button");
  close.textContent = word("close");
  close.addEventListener("click", () => dialog.close());
  dialog.prepend(close);
  dialog.addEventListener("close", () => {
    dialog.remove();
    from?.focus();
  });
  document.body.append(dialog);
  dialog.showModal();
}

document.addEventListener("click", (event) => {
  const link = event.target.closest?.("a[data-past]");
  if (!link || !grid() || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  showPast(link.href, link);
});

// -- acts wait for what is typed; a page that is opened again sends what is left ------------------------------------------------

document.addEventListener(
  "submit",
  (event) => {
    const form = event.target;
    if (!grid()?.contains(form)) return;
    if (form.matches(".cell")) {
      event.preventDefault();
      commit(form.querySelector("[data-cell]"));
      return;
    }
    const input = document.activeElement;
    if (input?.matches("[data-cell]")) commit(input);
    if (!kept().some(isWaiting)) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    send().then((done) => done && form.requestSubmit(event.submitter));
  },
  true,
);

async function look() {
  if (!grid() || document.hidden || kept().length) return;
  const told = await fetch(`${addressOf(grid().dataset.return)}/entries?since=${grid().dataset.stamp}`, { credentials: "same-origin", redirect: "error" }).catch(() => null);
  if (told?.status === 200) showCells(grid().dataset.return, await told.json());
}

function begin() {
  if (!grid()) return;
  grid().classList.add("scripted");
  const region = document.querySelector(".scroll.year");
  const own = region?.querySelector("th.month.current");
  const name = region?.querySelector("th.name");
  if (own && name) region.scrollLeft = Math.max(0, own.offsetLeft - name.offsetWidth - 3 * own.offsetWidth);
  showState();
  send();
}

window.addEventListener("online", () => {
  pause = 0;
  send();
});
window.addEventListener("offline", showState);
document.addEventListener("visibilitychange", look);
document.addEventListener("htmx:afterSettle", (event) => {
  if (event.target.id === "grid" || event.detail?.target?.id === "grid") begin();
});
document.addEventListener("DOMContentLoaded", () => {
  begin();
  setInterval(look, 20000);
});
