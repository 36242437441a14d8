// Writing in a long document on a phone: from a key to the paint that shows its letter, in the middle of 20,000
// characters. Prints a table; never fails for a figure.

import { PROFILE, inCity, percentile, phone, print, row, slowProcessor, watchPresses } from "../support/bench.mjs";

const CHARACTERS = 20_000;
const PARAGRAPH = 100;
const KEYS = 80;
// A brisk typist's pace, milliseconds.
const PACE = 120;
// What is slower is felt, milliseconds.
const FELT = 100;

await inCity(async (city) => {
  const { context, page, wire } = await phone(city, "chenyu");
  const id = await longDraft(context.request);
  await page.addInitScript(watchPresses);
  await page.goto(`/documents/${id}/edit`);
  const text = page.getByRole("textbox", { name: "正文", exact: true });
  await text.waitFor();
  await page.locator("[aria-busy=true]").first().waitFor({ state: "hidden" });
  const middle = text.locator("p").nth(CHARACTERS / PARAGRAPH / 2);
  await middle.click();
  await slowProcessor(wire);
  // The first keys wake what has not run yet.
  await page.keyboard.type("abcdefgh", { delay: PACE });
  await page.evaluate(() => (window.presses.length = 0));
  for (let key = 0; key < KEYS; key++) await page.keyboard.type("0123456789"[key % 10], { delay: PACE });
  const presses = await page.evaluate(() => window.presses.filter(({ name }) => name === "keydown"));
  // One of less than 16 ms is not told.
  const durations = [...presses.map(({ duration }) => duration), ...Array(Math.max(0, KEYS - presses.length)).fill(16)];
  const shown = (await middle.textContent()).includes("0123456789".repeat(KEYS / 10));
  if (!shown) throw new Error("the letters are not all in the text");
  print(`editor, ${CHARACTERS} characters, ${KEYS} keys, ${PROFILE.cpu}× slower CPU`, [
    row("editor", "key to paint, p50, ms", percentile(durations, 0.5)),
    row("editor", "key to paint, p95, ms", percentile(durations, 0.95), FELT),
    row("editor", "key to paint, longest, ms", Math.max(...durations)),
  ]);
  await context.close();
});

/** A draft of the clerk's with so many characters; answers the id of its case. */
async function longDraft(request) {
  const session = await (await request.get("/api/session")).json();
  const post = session.posts[0];
  const sentence = "各单位要按照职责分工抓好落实，及时报送数据共享工作进展情况。";
  const paragraph = sentence.repeat(PARAGRAPH).slice(0, PARAGRAPH);
  const draft = {
    genre: "通知",
    direction: "downward",
    secrecy: "公开",
    urgency: "normal",
    issuers: [post.organ],
    mark_suffix: true,
    title: "舟山市大数据局关于报送数据共享情况的通知",
    recipients: [],
    body: Array.from({ length: CHARACTERS / PARAGRAPH }, () => ({ type: "paragraph", text: paragraph })),
  };
  const data = { key: crypto.randomUUID(), post: post.id, draft };
  const answer = await request.post("/api/documents", { headers: { "x-tongzhou": "phone" }, data });
  if (!answer.ok()) throw new Error(`a draft: ${answer.status()} ${await answer.text()}`);
  return (await answer.json()).case;
}
