// Keys of the review page. Everything works without this file; it only makes it quicker.
"use strict";

const typing = (target) => target.matches("input, select, textarea");

// -- review: J/K move, Enter accepts, X rejects, E edits, A accepts all that is sure -----------------------------------------

function moveFigure(step) {
  const figures = [...document.querySelectorAll("[data-figure]")];
  const at = figures.findIndex((figure) => figure.classList.contains("at"));
  const next = figures[Math.min(Math.max(at + step, 0), figures.length - 1)];
  if (next) showFigure(next);
}

function showFigure(figure) {
  document.querySelectorAll("[data-figure].at").forEach((other) => other.classList.remove("at"));
  figure.classList.add("at");
  figure.focus({ preventScroll: true });
  figure.scrollIntoView({ block: "nearest" });
  sessionStorage.setItem("figure", figure.dataset.figure);
  document.getElementById(`t-${figure.dataset.figure}`)?.scrollIntoView({ block: "nearest" });
  document.querySelectorAll("[data-box]").forEach((box) => box.classList.toggle("at", box.dataset.box === figure.dataset.figure));
  document.querySelector("[data-box].at")?.scrollIntoView({ block: "nearest" });
}

const REVIEW_KEYS = {
  j: () => moveFigure(1),
  k: () => moveFigure(-1),
  ArrowDown: () => moveFigure(1),
  ArrowUp: () => moveFigure(-1),
  Enter: () => document.querySelector(".figure.at [data-act=accept]")?.click(),
  x: () => document.querySelector(".figure.at [data-act=reject]")?.click(),
  e: () => editFigure(),
  A: () => document.querySelector("[data-key=A]:not(:disabled)")?.click(),
};

function editFigure() {
  const details = document.querySelector(".figure.at details");
  if (!details) return;
  details.open = true;
  details.querySelector("select, input")?.focus();
}

document.addEventListener("keydown", (event) => {
  if (!document.querySelector("[data-review]") || event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.key === "Escape" && typing(event.target)) event.target.blur();
  if (typing(event.target) || (event.key === "Enter" && event.target.matches("button, a, summary"))) return;
  const act = REVIEW_KEYS[event.key];
  if (act) {
    event.preventDefault();
    act();
  }
});

// The reviewer always stands somewhere: at first, and after each decision (the part is replaced then), at the first figure from
// where he was that nobody has decided.
function findUndecided() {
  const last = sessionStorage.getItem("figure");
  const figures = [...document.querySelectorAll("[data-review] [data-figure]")];
  const from = Math.max(figures.findIndex((figure) => figure.dataset.figure === last), 0);
  const open = (figure) => !figure.classList.contains("accepted") && !figure.classList.contains("rejected");
  return figures.slice(from).find(open) || figures[from];
}

document.addEventListener("htmx:afterSettle", () => {
  const next = findUndecided();
  if (next) showFigure(next);
});

document.addEventListener("DOMContentLoaded", () => findUndecided()?.classList.add("at")); // marked, and the page not yet scrolled

// -- a table wider than its place is scrolled by keys too: it takes the focus, under the name of its caption or heading ------------

function nameOf(region) {
  const section = region.closest("section, details, main");
  const heading = region.querySelector("caption") ?? section?.querySelector("h1, h2, h3, summary");
  return heading?.textContent.trim() || document.title;
}

function letKeysScroll() {
  for (const region of document.querySelectorAll(".scroll:not([role=region]), .board")) {
    const wider = region.scrollWidth > region.clientWidth || region.scrollHeight > region.clientHeight;
    const told = { tabindex: "0", role: "group", "aria-label": nameOf(region) };
    for (const [name, value] of Object.entries(told)) {
      if (wider) region.setAttribute(name, value);
      else region.removeAttribute(name);
    }
  }
}

letKeysScroll();
addEventListener("resize", letKeysScroll);
addEventListener("htmx:afterSettle", letKeysScroll);
