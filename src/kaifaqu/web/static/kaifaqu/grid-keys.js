// The grid by keyboard: moving between cells, a block chosen with Shift, copied and pasted as Excel does. Loaded after grid.js,
// whose cells and queue it uses.
"use strict";

// -- moving -----------------------------------------------------------------------------------------------------------------

const rowsOf = () => [...document.querySelectorAll("[data-row]")];
const placeOf = (input) => ({ row: rowsOf().indexOf(input.closest("tr")), column: Number(input.closest("td").dataset.column) });
const boxAt = (row, column) => rowsOf()[row]?.querySelector(`[data-column="${column}"]`);
const inputAt = (row, column) => boxAt(row, column)?.querySelector("[data-cell]");

function seek(input, down, right) {
  const rows = rowsOf().length;
  const last = document.querySelectorAll("[data-row]:first-child [data-column]").length;
  let { row, column } = placeOf(input);
  for (row += down, column += right; row >= 0 && row < rows && column >= 0 && column < last; row += down, column += right) {
    const found = inputAt(row, column);
    if (found) return found;
  }
  return null;
}

function tab(input, back) {
  const within = seek(input, 0, back ? -1 : 1);
  if (within) return within;
  const cells = [...document.querySelectorAll("[data-cell]")];
  return cells[cells.indexOf(input) + (back ? -1 : 1)] || null;
}

function go(input, target, event) {
  if (!target) return;
  event?.preventDefault();
  commit(input);
  target.focus();
}

const isEditing = (input) => input.dataset.mode === "edit";

const KEYS = {
  ArrowDown: (input, event) => (event.shiftKey ? extend(input, 1, 0, event) : stop(event) || go(input, seek(input, 1, 0))),
  ArrowUp: (input, event) => (event.shiftKey ? extend(input, -1, 0, event) : stop(event) || go(input, seek(input, -1, 0))),
  ArrowLeft: (input, event) => sideways(input, event, -1),
  ArrowRight: (input, event) => sideways(input, event, 1),
  Enter: (input, event) => {
    stop(event);
    commit(input);
    input.dataset.mode = "";
    (seek(input, event.shiftKey ? -1 : 1, 0) || input).focus();
  },
  Tab: (input, event) => go(input, tab(input, event.shiftKey), event),
  F2: (input, event) => {
    stop(event);
    input.dataset.mode = "edit";
    input.setSelectionRange(input.value.length, input.value.length);
  },
  F4: (input, event) => {
    stop(event);
    showPast(`${addressOf(input.dataset.return)}/cell?key=${encodeURIComponent(input.dataset.key)}`, input);
  },
  Escape: (input) => {
    input.value = keptFor(input.dataset.return, input.dataset.key).at(-1)?.text ?? input.dataset.saved;
    input.dataset.mode = "";
    pick(input);
    input.select();
  },
};

function stop(event) {
  event.preventDefault();
}

function sideways(input, event, step) {
  if (isEditing(input)) return;
  if (event.shiftKey) return extend(input, 0, step, event);
  const whole = input.selectionStart === 0 && input.selectionEnd === input.value.length;
  const atEdge = step < 0 ? input.selectionEnd === 0 : input.selectionStart === input.value.length;
  if (whole || atEdge) {
    stop(event);
    go(input, seek(input, 0, step));
  }
}

document.addEventListener("keydown", (event) => {
  const input = event.target;
  if (!input.matches?.("[data-cell]") || event.isComposing || event.ctrlKey || event.metaKey || event.altKey) return;
  KEYS[event.key]?.(input, event);
});
document.addEventListener("focusin", (event) => {
  if (!event.target.matches?.("[data-cell]")) return;
  event.target.dataset.mode = "";
  event.target.closest("td").classList.remove("news");
  pick(event.target);
  event.target.select();
});
document.addEventListener("dblclick", (event) => {
  if (event.target.matches("[data-cell]")) event.target.dataset.mode = "edit";
});
document.addEventListener("change", (event) => {
  if (event.target.matches("[data-cell]")) commit(event.target);
});

// -- a block: chosen with Shift and the arrows, copied and pasted as Excel does -----------------------------------------------

let corner = null;

function pick(input) {
  corner = placeOf(input);
  document.querySelectorAll("td.picked").forEach((box) => box.classList.remove("picked"));
}

function extend(input, down, right, event) {
  if (isEditing(input)) return;
  stop(event);
  const last = document.querySelectorAll("[data-row]:first-child [data-column]").length - 1;
  corner = {
    row: Math.min(Math.max(corner.row + down, 0), rowsOf().length - 1),
    column: Math.min(Math.max(corner.column + right, 0), last),
  };
  const chosen = new Set(block(input).flat());
  document.querySelectorAll("td[data-column]").forEach((box) => box.classList.toggle("picked", chosen.has(box)));
}

function block(input) {
  const from = placeOf(input);
  const range = (one, other) => Array.from({ length: Math.abs(one - other) + 1 }, (_none, n) => Math.min(one, other) + n);
  return range(from.row, corner.row).map((row) => range(from.column, corner.column).map((column) => boxAt(row, column)));
}

const textOf = (box) => (box?.querySelector("[data-cell]")?.value ?? box?.querySelector("a")?.textContent ?? "").trim();

document.addEventListener("copy", (event) => {
  const input = document.activeElement;
  if (!input?.matches("[data-cell]") || !document.querySelector("td.picked")) return;
  event.preventDefault();
  event.clipboardData.setData("text/plain", block(input).map((row) => row.map(textOf).join("\t")).join("\n"));
});

document.addEventListener("paste", (event) => {
  const input = event.target;
  if (!input.matches?.("[data-cell]")) return;
  const text = event.clipboardData.getData("text/plain").replace(/\r\n?/g, "\n").replace(/\n$/, "");
  if (isEditing(input) && !/[\t\n]/.test(text)) return;
  event.preventDefault();
  pasteAt(placeOf(input), text.split("\n").map((line) => line.split("\t")));
});

function pasteAt(from, lines) {
  const pasted = [];
  const boxes = rowsOf().map((row) => new Map([...row.querySelectorAll("[data-column]")].map((box) => [box.dataset.column, box])));
  let skipped = 0;
  lines.forEach((line, down) => line.forEach((text, right) => {
    if (!text.trim()) return;
    const target = boxes[from.row + down]?.get(String(from.column + right))?.querySelector("[data-cell]");
    if (!target) {
      skipped += 1;
      return;
    }
    target.value = text.trim();
    pasted.push(target);
  }));
  commitAll(pasted);
  const words = [pasted.length > 1 ? word("pasted", { n: pasted.length }) : "", skipped ? word("skipped", { n: skipped }) : ""].join("");
  if (words) document.getElementById("saving").textContent = words;
}
