// The sign-in page. Plain, so that it opens at once: the app itself is fetched while the password is being typed.

const english = {
  offline: "No connection; check the network and try again",
  empty: "Please enter account and password",
};
const chinese = { offline: "网络不通，请检查网络后重试", empty: "请填写账号和密码" };

const $ = (id) => document.getElementById(id);
const root = document.documentElement;
let inEnglish = false;
let busy = false;

/** Where to go afterwards: a page of ours, never another site. */
function destination() {
  const next = new URLSearchParams(location.search).get("next") || "/";
  const url = new URL(next, location.origin);
  const ours = url.origin === location.origin && !url.pathname.startsWith("/sign-in");
  return ours ? url.pathname + url.search : "/";
}

function speak(language) {
  inEnglish = language === "en";
  for (const element of document.querySelectorAll("[data-en]")) {
    element.dataset.zh ??= element.textContent;
    element.textContent = inEnglish ? element.dataset.en : element.dataset.zh;
  }
  document.title = inEnglish ? "Sign in · Tongzhou" : "登录 · 同舟";
  const other = $("language");
  other.textContent = inEnglish ? "中文" : "English";
  other.lang = inEnglish ? "zh-CN" : "en";
}

/** Fetches what the first page of the app needs, once somebody is about to sign in. */
let fetched = false;
async function fetchApp() {
  if (fetched) return;
  fetched = true;
  const answer = await fetch("/assets.json").catch(() => null);
  if (!answer?.ok) return;
  for (const href of (await answer.json()).shell) {
    const link = document.createElement("link");
    link.rel = "prefetch";
    link.href = href;
    document.head.append(link);
  }
}

function channel() {
  return matchMedia("(max-width: 767px), (pointer: coarse)").matches ? "phone" : "desktop";
}

function say(words) {
  $("error").textContent = words;
}

/** One attempt at a time, with whatever it says. */
async function attempt(button, work) {
  if (busy) return;
  busy = true;
  say("");
  button.setAttribute("aria-busy", "true");
  try {
    await work();
  } finally {
    busy = false;
    button.removeAttribute("aria-busy");
  }
}

async function signIn(account, password) {
  const words = inEnglish ? english : chinese;
  if (!account || !password) {
    say(words.empty);
    $(account ? "password" : "account").focus();
    return;
  }
  try {
    const answer = await fetch("/api/session", {
      method: "POST",
      headers: {
        "content-type": "application/json",
        "accept-language": inEnglish ? "en" : "zh-CN",
        "x-tongzhou": channel(),
      },
      body: JSON.stringify({ account, password, code: $("code").value.trim() || null }),
    });
    if (answer.ok) {
      location.replace(destination());
      return;
    }
    const problem = await answer.json();
    say(problem.title);
    const required = problem.code === "second_factor_required";
    const factor = required || problem.code === "wrong_code";
    if (factor) $("factor").hidden = false;
    if (required) $("passkey").hidden = !problem.detail.includes("passkey");
    if (required && !$("passkey").hidden) $("passkey").focus();
    else $(factor ? "code" : "password").select();
  } catch {
    say(words.offline);
  }
}

/** With what the browser asks the person for: a finger, a face, a key. */
async function signInWithPasskey() {
  const language = inEnglish ? "en" : "zh-CN";
  try {
    const passkey = await import(document.body.dataset.passkey);
    await passkey.signIn($("account").value.trim(), $("password").value, language, channel());
    location.replace(destination());
  } catch (error) {
    say(error.told === undefined ? (inEnglish ? english : chinese).offline : error.message);
  }
}

/** The people of a demonstration city, each one tap away. */
function showDemonstration({ password, accounts }) {
  for (const { account, name, title } of accounts) {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "button";
    const strong = document.createElement("strong");
    strong.textContent = name;
    const small = document.createElement("small");
    small.textContent = title;
    button.append(strong, small);
    button.addEventListener("pointerdown", fetchApp);
    button.addEventListener("click", () => {
      $("account").value = account;
      $("password").value = password;
      attempt($("submit"), () => signIn(account, password));
    });
    const item = document.createElement("li");
    item.append(button);
    $("accounts").append(item);
  }
  $("demonstration").hidden = accounts.length === 0;
}

speak(root.lang);
$("language").addEventListener("click", () => {
  const language = inEnglish ? "zh-CN" : "en";
  look("language", language);
  speak(language);
});
$("form").addEventListener("input", fetchApp);
$("form").addEventListener("submit", (event) => {
  event.preventDefault();
  attempt($("submit"), () => signIn($("account").value.trim(), $("password").value));
});
$("passkey").addEventListener("click", () => attempt($("passkey"), signInWithPasskey));
const boot = $("boot");
const demonstration = boot && JSON.parse(boot.textContent).demonstration;
if (demonstration) showDemonstration(demonstration);
