// One number's page: copy the citation, print. Without this file the citation is text that can be marked, and the browser prints.
"use strict";

document.querySelectorAll("[data-copy], [data-print]").forEach((button) => {
  button.hidden = false;
});

document.addEventListener("click", async (event) => {
  const button = event.target.closest("[data-copy], [data-print]");
  if (!button) return;
  if ("print" in button.dataset) {
    window.print();
    return;
  }
  const source = document.getElementById(button.dataset.copy);
  source.closest("details").open = true;
  window.getSelection().selectAllChildren(source);
  if (navigator.clipboard) await navigator.clipboard.writeText(source.textContent.trim());
  else document.execCommand("copy");
  button.textContent = button.dataset.done;
});
