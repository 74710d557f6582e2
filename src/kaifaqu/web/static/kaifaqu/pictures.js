// A picture as PNG beside the SVG that the page offers: drawn by the browser from the very same file. Without this file the SVG remains.
"use strict";

const SCALE = 2;

async function savePicture(link) {
  const image = new Image();
  image.src = link.href;
  await image.decode();
  const canvas = document.createElement("canvas");
  [canvas.width, canvas.height] = [image.naturalWidth * SCALE, image.naturalHeight * SCALE];
  canvas.getContext("2d").drawImage(image, 0, 0, canvas.width, canvas.height);
  const blob = await new Promise((done) => canvas.toBlob(done, "image/png"));
  const file = Object.assign(document.createElement("a"), { href: URL.createObjectURL(blob), download: `${link.dataset.png}.png` });
  file.click();
  setTimeout(() => URL.revokeObjectURL(file.href), 10000);
}

document.querySelectorAll("a[data-png]").forEach((link) => {
  const button = Object.assign(document.createElement("button"), { type: "button", className: "quiet", textContent: "PNG" });
  button.setAttribute("aria-label", `${link.textContent} PNG: ${link.dataset.png}`);
  button.addEventListener("click", () => savePicture(link));
  link.after(" ", button);
});
