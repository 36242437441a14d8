// 核验: compares the file that somebody holds with what was issued. The file stays on their device.

const english = {
  title: "Check a file · Tongzhou",
  reading: "Reading the file …",
  same: "Genuine: this is the file that was issued",
  replaced: "Was issued here, but sealed again since: another file is in force",
  other: "Issued here, but not the file that the code on the paper belongs to",
  number: "Number",
  subject: "Title",
  organ: "Issued by",
  at: "Sealed",
  offline: "No connection; check the network and try again",
  insecure: "This browser cannot compute fingerprints here. Open the page by https.",
  large: "The file is too large to be one of ours",
};
const chinese = {
  title: "核验文件 · 同舟",
  reading: "正在读取文件…",
  same: "核验一致：这是盖章制发的文件",
  replaced: "此件由本系统制发，但之后已重新盖章，以新文件为准",
  other: "此件由本系统制发，但不是纸上二维码对应的那份文件",
  number: "文号",
  subject: "标题",
  organ: "发文机关",
  at: "盖章时间",
  offline: "网络不通，请检查网络后重试",
  insecure: "浏览器在此地址下不能计算校验值，请用 https 打开本页",
  large: "文件过大，不是本系统制发的文件",
};
// Larger files than the server takes.
const LARGEST = 200 * 1024 * 1024;

const $ = (id) => document.getElementById(id);
let inEnglish = false;
const words = () => (inEnglish ? english : chinese);

function speak(language) {
  inEnglish = language === "en";
  for (const element of document.querySelectorAll("[data-en]")) {
    element.dataset.zh ??= element.textContent;
    element.textContent = inEnglish ? element.dataset.en : element.dataset.zh;
  }
  document.title = words().title;
  const other = $("language");
  other.textContent = inEnglish ? "中文" : "English";
  other.lang = inEnglish ? "zh-CN" : "en";
}

/** Says how it ended: `tone` is good, caution or alarm. */
function say(tone, text, facts = []) {
  const verdict = document.createElement("p");
  verdict.className = `verdict ${tone}`;
  verdict.textContent = text;
  const list = document.createElement("dl");
  for (const [name, value] of facts) {
    const [term, said] = [document.createElement("dt"), document.createElement("dd")];
    term.textContent = name;
    said.textContent = value;
    list.append(term, said);
  }
  $("answer").replaceChildren(verdict, ...(facts.length ? [list] : []));
}

async function fingerprint(file) {
  const hash = await crypto.subtle.digest("SHA-256", await file.arrayBuffer());
  return Array.from(new Uint8Array(hash), (byte) => byte.toString(16).padStart(2, "0")).join("");
}

function facts({ number, title, organ, sealed_at }) {
  const at = new Date(sealed_at).toLocaleString(inEnglish ? "en-GB" : "zh-CN", { timeZone: "Asia/Shanghai" });
  const { number: numbered, subject, organ: by, at: sealed } = words();
  return [[numbered, number], [subject, title], [by, organ], [sealed, at]];
}

async function check(file) {
  if (!crypto.subtle) return say("caution", words().insecure);
  if (file.size > LARGEST) return say("alarm", words().large);
  say("", words().reading);
  try {
    const sha256 = await fingerprint(file);
    const headers = { "accept-language": inEnglish ? "en" : "zh-CN" };
    const answer = await fetch(`/api/documents/sealed/${sha256}`, { headers });
    const said = await answer.json();
    if (!answer.ok) return say("alarm", said.title);
    const wanted = location.hash.slice(1);
    if (wanted && wanted !== sha256 && said.current) return say("caution", words().other, facts(said));
    if (!said.current) return say("caution", words().replaced, facts(said));
    return say("good", words().same, facts(said));
  } catch {
    return say("caution", words().offline);
  }
}

function checkChosen() {
  const [file] = $("file").files;
  if (file) check(file);
  else $("answer").replaceChildren();
}

speak(document.documentElement.lang);
$("language").addEventListener("click", () => {
  const language = inEnglish ? "zh-CN" : "en";
  look("language", language);
  speak(language);
  checkChosen();
});
$("file").addEventListener("change", checkChosen);
$("form").addEventListener("submit", (event) => event.preventDefault());
