/* A visit written where the line drops. What is typed is kept on the phone as a draft from the first letter, photo too; what was submitted
   waits there and is sent once, under its own number, when the line is back. Each account has its own drawer. */
(() => {
  "use strict";
  const form = document.querySelector("form[data-queue]");
  const status = document.getElementById("queue");
  if (!form || !status) return;
  const QUEUE = `kaifaqu.visits.${form.dataset.queue}`;
  const DRAFT = `kaifaqu.visit.${form.dataset.queue}`;
  const LONGEST_SIDE = 1600;
  const picture = form.querySelector("[name=photo]");
  let photo = "";
  let shrinking = Promise.resolve();
  let sending = false;

  const read = (key, absent) => JSON.parse(localStorage.getItem(key) || absent);
  const say = (words) => { status.textContent = words; };
  const number = () => form.querySelector("[name=sent]").value;
  const renew = () => { form.querySelector("[name=sent]").value = crypto.randomUUID ? crypto.randomUUID() : String(Date.now()); };

  /* A phone's picture is several megabytes and the drawer holds five: it is made smaller before it is kept. */
  async function shrink(file) {
    const bitmap = await createImageBitmap(file);
    const scale = Math.min(1, LONGEST_SIDE / Math.max(bitmap.width, bitmap.height));
    const canvas = document.createElement("canvas");
    canvas.width = Math.round(bitmap.width * scale);
    canvas.height = Math.round(bitmap.height * scale);
    canvas.getContext("2d").drawImage(bitmap, 0, 0, canvas.width, canvas.height);
    return canvas.toDataURL("image/jpeg", 0.8);
  }

  function toFile(text) {
    const [head, body] = text.split(",");
    const bytes = Uint8Array.from(atob(body), (letter) => letter.charCodeAt(0));
    return new File([bytes], "photo.jpg", { type: head.slice(5, head.indexOf(";")) });
  }

  function pack() {
    const fields = [...new FormData(form)].filter(([name, value]) => name !== "csrfmiddlewaretoken" && !(value instanceof File));
    return { sent: number(), url: location.pathname + location.search, fields, photo };
  }

  /* Keeps a row; where the drawer is full without its photo, and says so. */
  function keep(key, value, bare) {
    try { localStorage.setItem(key, JSON.stringify(value)); return true; } catch {
      localStorage.setItem(key, JSON.stringify(bare));
      say(status.dataset.full);
      return false;
    }
  }

  function saveDraft() {
    const row = pack();
    keep(DRAFT, row, { ...row, photo: "" });
  }

  function restore(row) {
    for (const [name, value] of row.fields) {
      const field = form.elements.namedItem(name);
      if (!field) continue;
      if (field.type === "checkbox") field.checked = true; else field.value = value;
    }
    photo = row.photo;
    if (photo) say(status.dataset.photo);
  }

  async function send(row) {
    const data = new FormData();
    for (const [name, value] of row.fields) data.append(name, value);
    if (row.photo) data.append("photo", toFile(row.photo));
    data.append("csrfmiddlewaretoken", form.querySelector("[name=csrfmiddlewaretoken]").value);
    return fetch(row.url, { method: "POST", body: data, headers: { "X-Requested-With": "queue" } });
  }

  const isAnswer = (reply) => (reply.ok || reply.status === 422) && !reply.redirected && (reply.headers.get("Content-Type") || "").includes("json");

  async function flush() {
    if (sending) return;
    sending = true;
    try {
      for (const row of read(QUEUE, "[]")) {
        let reply;
        try { reply = await send(row); } catch { say(status.dataset.kept); return; }
        if (!isAnswer(reply)) { say(status.dataset.login); return; }
        const told = await reply.json();
        localStorage.setItem(QUEUE, JSON.stringify(read(QUEUE, "[]").filter((other) => other.sent !== row.sent)));
        if (reply.ok) tellSent(row, told.url); else giveBack(row, told.faults);
      }
    } finally { sending = false; }
  }

  function tellSent(row, url) {
    say(status.dataset.sent);
    const link = document.createElement("a");
    link.href = url;
    link.textContent = status.dataset.open;
    status.append(" ", link);
    if (row.sent !== number()) return;
    localStorage.removeItem(DRAFT);
    form.reset();
    photo = "";
    renew();
  }

  /* What was not taken comes back into the form: nothing has to be typed again. */
  function giveBack(row, faults) {
    restore(row);
    form.querySelector("[name=sent]").value = row.sent;
    say(status.dataset.refused + Object.values(faults).flat().map((fault) => fault.message).join(" "));
  }

  form.addEventListener("input", saveDraft);
  async function takePicture() {
    photo = "";
    if (picture.files.length) {
      try { photo = await shrink(picture.files[0]); } catch { say(status.dataset.nopicture); picture.value = ""; }
    }
    saveDraft();
  }

  picture?.addEventListener("change", () => { shrinking = takePicture(); });
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    await shrinking;
    const row = pack();
    const others = read(QUEUE, "[]").filter((other) => other.sent !== row.sent);
    keep(QUEUE, [...others, row], [...others, { ...row, photo: "" }]);
    flush();
  });
  window.addEventListener("online", flush);

  const draft = read(DRAFT, "null");
  if (draft && draft.url === location.pathname + location.search && !form.querySelector("[role=alert]")) {
    restore(draft);
    say(draft.photo ? status.dataset.draft + status.dataset.photo : status.dataset.draft);
  }
  flush();
})();
