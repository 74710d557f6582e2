/* A visit written where the line drops: it is kept on the phone and sent once, under its own number, when the line is back. */
(() => {
  "use strict";
  const KEY = "kaifaqu.visits";
  const form = document.querySelector("form[data-queue]");
  const status = document.getElementById("queue");
  if (!form || !status) return;
  const read = () => JSON.parse(localStorage.getItem(KEY) || "[]");
  const write = (rows) => localStorage.setItem(KEY, JSON.stringify(rows));
  const say = (words) => { status.textContent = words; };

  const toText = (file) => new Promise((done, fail) => {
    const reader = new FileReader();
    reader.onload = () => done(reader.result);
    reader.onerror = fail;
    reader.readAsDataURL(file);
  });
  const toFile = (text) => {
    const [head, body] = text.split(",");
    const bytes = Uint8Array.from(atob(body), (letter) => letter.charCodeAt(0));
    return new File([bytes], "photo", { type: head.slice(5, head.indexOf(";")) });
  };

  async function pack() {
    const row = { url: location.pathname + location.search, fields: [], photo: "" };
    for (const [name, value] of new FormData(form)) {
      if (name === "csrfmiddlewaretoken") continue;
      if (value instanceof File) { if (value.size) row.photo = await toText(value); } else row.fields.push([name, value]);
    }
    return row;
  }

  async function send(row) {
    const data = new FormData();
    for (const [name, value] of row.fields) data.append(name, value);
    if (row.photo) data.append("photo", toFile(row.photo));
    data.append("csrfmiddlewaretoken", form.querySelector("[name=csrfmiddlewaretoken]").value);
    return fetch(row.url, { method: "POST", body: data, headers: { "X-Requested-With": "queue" } });
  }

  async function flush() {
    for (const row of read()) {
      let reply;
      try { reply = await send(row); } catch { say(status.dataset.kept); return; }
      if (!reply.ok && reply.status !== 422) { say(status.dataset.kept); return; }
      const told = await reply.json();
      write(read().slice(1));
      if (reply.ok) {
        say(status.dataset.sent);
        const link = document.createElement("a");
        link.href = told.url;
        link.textContent = told.url;
        status.append(" ", link);
        form.reset();
        form.querySelector("[name=sent]").value = crypto.randomUUID ? crypto.randomUUID() : String(Date.now());
      } else {
        say(status.dataset.refused + Object.values(told.faults).flat().map((fault) => fault.message).join(" "));
      }
    }
  }

  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const row = await pack();
    try { write([...read().filter((old) => JSON.stringify(old.fields) !== JSON.stringify(row.fields)), row]); } catch { row.photo = ""; write([...read(), row]); }
    flush();
  });
  window.addEventListener("online", flush);
  flush();
})();
