// How this person wants it to look (src/settings.rs), before anything is painted: language, size of type, colours.
globalThis.look = (() => {
  const root = document.documentElement;
  const dark = matchMedia("(prefers-color-scheme: dark)");
  const chosen = {};
  try {
    for (const key of ["language", "size", "theme"]) chosen[key] = localStorage.getItem(key);
  } catch {
    // A browser that keeps nothing.
  }
  function show() {
    const { language, size, theme } = chosen;
    root.lang = language || (navigator.language.startsWith("en") ? "en" : "zh-CN");
    root.dataset.size = size || "standard";
    root.dataset.theme = theme === "dark" || (theme !== "light" && dark.matches) ? "dark" : "light";
  }
  dark.addEventListener("change", show);
  show();
  return (key, value) => {
    chosen[key] = value;
    try {
      localStorage.setItem(key, value);
    } catch {
      // It forgets the choice with the page.
    }
    show();
  };
})();
