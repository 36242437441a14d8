// Starts the app, and says so where the browser is too old or the app does not arrive.

// The app asks for an island (app/islands/NAME.js) by name; it cannot know this build's folder.
globalThis.island = (name) => import(`./islands/${name}.js`);

function show(id) {
  document.getElementById("loading").hidden = id !== "loading";
  document.getElementById("outdated").hidden = id !== "outdated";
  document.getElementById("unreachable").hidden = id !== "unreachable";
}

if (typeof WebAssembly !== "object") {
  show("outdated");
} else {
  import("./app.js")
    .then((app) => app.default({ module_or_path: new URL("./app_bg.wasm", import.meta.url) }))
    .then(() => show("nothing"))
    .catch((error) => {
      console.error(error);
      show(error instanceof WebAssembly.CompileError ? "outdated" : "unreachable");
    });
}
