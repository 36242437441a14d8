// Starts the app, and says so where the browser is too old or the app does not arrive.
(() => {
  const base = document.currentScript.src;
  const here = (name) => new URL(name, base).href;
  const workers = navigator.serviceWorker;

  // The app asks for an island (app/islands/NAME.js) by name; it cannot know this build's folder.
  globalThis.island = (name) => import(here(`islands/${name}.js`));

  /** A notice of the page; "nothing" for none, once the app has drawn itself. */
  function show(id) {
    document.getElementById("first")?.remove();
    for (const notice of document.querySelectorAll(".boot-notice[id]")) notice.hidden = notice.id !== id;
  }

  /** Keeps the app for the next visit, once this one no longer needs the network. */
  async function keep() {
    const registration = await workers.register("/service-worker.js");
    const offer = (worker) => {
      if (worker?.state === "installed" && workers.controller) offerUpdate(worker);
    };
    offer(registration.waiting);
    registration.addEventListener("updatefound", () => {
      const worker = registration.installing;
      worker.addEventListener("statechange", () => offer(worker));
    });
    (await workers.ready).active.postMessage("fetch ahead");
  }

  /** Another build waits: it is taken when the person says so. */
  function offerUpdate(worker) {
    const update = document.getElementById("update");
    update.hidden = false;
    update.addEventListener("click", () => {
      workers.addEventListener("controllerchange", () => location.reload());
      worker.postMessage("take over");
    });
  }

  /** Code that failed stands still: nothing on the page answers any more. */
  function stopped(error) {
    if (error instanceof WebAssembly.RuntimeError) document.getElementById("stopped").hidden = false;
  }

  if (typeof WebAssembly !== "object") {
    addEventListener("DOMContentLoaded", () => show("outdated"));
    return;
  }
  addEventListener("error", (event) => stopped(event.error));
  addEventListener("unhandledrejection", (event) => stopped(event.reason));
  const app = import(here("app.js"));
  addEventListener("DOMContentLoaded", () => {
    app
      .then((app) => app.default({ module_or_path: here("app_bg.wasm") }))
      .then(() => {
        show("nothing");
        // Without it the app shows what was true when it asked.
        island("live").then((live) => live.listen(), console.error);
        if (workers) setTimeout(() => keep().catch(() => {}), 3000);
      })
      .catch((error) => {
        console.error(error);
        show(error instanceof WebAssembly.CompileError ? "outdated" : "unreachable");
      });
  });
})();
