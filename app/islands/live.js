// Hears what has changed (GET /api/live). One connection a browser: the tab that holds the lock keeps it and tells the
// others. Where the browser has no locks every tab keeps its own.

const CHANNEL = "tongzhou-live";
const FIRST_PAUSE = 2000;
const LONGEST_PAUSE = 60000;

// The window hears an event `touched` with the text of api::live::Touched, or "" where everything may have changed.
const hear = (detail) => dispatchEvent(new CustomEvent("touched", { detail }));

export function listen() {
  const others = "BroadcastChannel" in globalThis ? new BroadcastChannel(CHANNEL) : null;
  if (others) others.onmessage = ({ data }) => hear(data);
  const tell = (text) => {
    hear(text);
    if (others) others.postMessage(text);
  };
  const keep = () => new Promise(() => connect(tell));
  if (others && navigator.locks) navigator.locks.request(CHANNEL, keep);
  else keep();
}

function connect(tell) {
  let source = null;
  let pause = FIRST_PAUSE;
  let waiting = 0;
  // The browser resumes by itself with the last id, but not a source that is made anew.
  let missed = false;
  // What happened since the page was made belongs to the first.
  const made = JSON.parse(document.getElementById("boot")?.textContent || "{}").live;
  let address = made ? `/api/live?after=${encodeURIComponent(made)}` : "/api/live";

  function open() {
    clearTimeout(waiting);
    if (source) source.close();
    source = new EventSource(address);
    address = "/api/live";
    source.onopen = () => {
      pause = FIRST_PAUSE;
      if (missed) tell("");
      missed = false;
    };
    source.addEventListener("touched", ({ data }) => tell(data));
    source.addEventListener("refresh", () => tell(""));
    // Whoever acts next is asked to sign in; until then nothing is to be heard.
    source.addEventListener("ended", () => {
      source.close();
      later(LONGEST_PAUSE);
    });
    source.onerror = () => {
      // CONNECTING: the browser tries again by itself. CLOSED: it was refused.
      if (source.readyState === EventSource.CLOSED) later(pause);
    };
  }

  function later(time) {
    missed = true;
    clearTimeout(waiting);
    waiting = setTimeout(open, time);
    pause = Math.min(pause * 2, LONGEST_PAUSE);
  }

  // A phone that slept or a network that changed leaves a connection that only seems to be one.
  function again() {
    if (document.visibilityState !== "visible") return;
    if (Date.now() - hidden < 5000 && source.readyState === EventSource.OPEN) return;
    missed = true;
    open();
  }
  let hidden = Date.now();
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "hidden") hidden = Date.now();
    else again();
  });
  globalThis.addEventListener("online", () => {
    hidden = 0;
    again();
  });
  open();
}
