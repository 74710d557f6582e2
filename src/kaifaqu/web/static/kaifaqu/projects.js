// Keys of the projects room. Everything works without this file; it only makes it quicker.
"use strict";

const writing = (target) => target.matches("input, select, textarea");

// -- lists: J and K move from row to row, Enter follows the link that has the focus --------------------------------------------

function moveRow(step) {
  const links = [...document.querySelectorAll("[data-rows] [data-open]")];
  const at = links.indexOf(document.activeElement);
  links[Math.min(Math.max(at + step, 0), links.length - 1)]?.focus();
}

// -- board: arrows move between cards, in a lane and from lane to lane --------------------------------------------------------

function moveCard(across, down) {
  const lanes = [...document.querySelectorAll("[data-board] .lane")].map((lane) => [...lane.querySelectorAll("[data-card]")]);
  const filled = lanes.filter((cards) => cards.length);
  const lane = filled.findIndex((cards) => cards.includes(document.activeElement));
  if (lane < 0) return filled[0]?.[0]?.focus();
  const next = filled[Math.min(Math.max(lane + across, 0), filled.length - 1)];
  const at = filled[lane].indexOf(document.activeElement) + down;
  next[Math.min(Math.max(at, 0), next.length - 1)]?.focus();
}

// -- one project: N or J and P or K go on in the list, U or Esc goes back to it, E edits ---------------------------------------

const follow = (selector) => document.querySelector(selector)?.click();

const KEYS = [
  ["[data-rows]", { j: () => moveRow(1), k: () => moveRow(-1) }],
  ["[data-board]", { ArrowRight: () => moveCard(1, 0), ArrowLeft: () => moveCard(-1, 0), ArrowDown: () => moveCard(0, 1), ArrowUp: () => moveCard(0, -1) }],
  ["[data-project]", {
    n: () => follow("[data-after]"), j: () => follow("[data-after]"), p: () => follow("[data-before]"), k: () => follow("[data-before]"),
    u: () => follow("[data-list]"), Escape: () => follow("[data-list]"), e: () => follow("[data-edit]"),
  }],
];

document.addEventListener("keydown", (event) => {
  if (event.key === "Escape" && writing(event.target)) return event.target.blur();
  if (writing(event.target) || event.ctrlKey || event.metaKey || event.altKey) return;
  for (const [place, acts] of KEYS) {
    const act = document.querySelector(place) && acts[event.key];
    if (!act) continue;
    event.preventDefault();
    act();
    return;
  }
});

// A link to a part of the page opens the first form there.
function openPart() {
  const part = location.hash && document.querySelector(location.hash);
  const entry = part && !part.querySelector("details.entry[open]") && part.querySelector("details.entry");
  if (entry) {
    entry.open = true;
    entry.querySelector("select, input:not([type=hidden])")?.focus({ preventScroll: true });
  }
}

window.addEventListener("hashchange", openPart);
