// Pushes (浏览器推送) to this browser: asks its push service for an address, and gives it back.

const bytes = (text) => Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (c) => c.charCodeAt(0));

async function manager() {
  const registration = await navigator.serviceWorker.ready;
  return registration.pushManager;
}

/** `unsupported`, `denied`, or this browser's address; nothing where it has none. */
export async function state() {
  if (!("serviceWorker" in navigator && "PushManager" in self && "Notification" in self)) return "unsupported";
  if (!(await navigator.serviceWorker.getRegistration())) return "unsupported";
  if (Notification.permission === "denied") return "denied";
  const subscription = await (await manager()).getSubscription();
  return subscription?.endpoint ?? "";
}

/** Asks the person and the push service. Gives address and keys as JSON text. */
export async function subscribe(key) {
  const pushes = await manager();
  // One for another key, from before, cannot be pushed to from here.
  await (await pushes.getSubscription())?.unsubscribe();
  const subscription = await pushes.subscribe({ userVisibleOnly: true, applicationServerKey: bytes(key) });
  const { endpoint, keys } = subscription.toJSON();
  return JSON.stringify({ endpoint, p256dh: keys.p256dh, auth: keys.auth });
}

export async function unsubscribe() {
  await (await (await manager()).getSubscription())?.unsubscribe();
}
