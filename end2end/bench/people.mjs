// Choosing people among 10,000 on a phone: from the finger on the button to the sheet with people in it. Prints a
// table; never fails for a figure.

import { execFileSync } from "node:child_process";
import { PROFILE, inCity, percentile, phone, print, row, slowLine, slowProcessor, watchPresses } from "../support/bench.mjs";

const PEOPLE = 10_000;
const RUNS = 9;
const OPENED = 100;

// So many more people, a tenth in the department of the one who chooses, with the names and spellings of the city's.
const MORE = `
  with named as (
    select name, spellings, row_number() over (order by id) as place, count(*) over () as all_of_them from people
  ), made as (
    insert into people (id, name, account, password_hash, spellings)
    select gen_random_uuid(), name, 'bench' || n, '', spellings
    from generate_series(1, ${PEOPLE}) n join named on place = 1 + n % all_of_them
    returning id, account
  ), numbered as (
    select id, row_number() over (order by account) as n from made
  ), own as (
    select p.department_id, p.organ_id from posts p join people on people.id = p.person_id where account = 'linjingshu' limit 1
  ), place as (
    select id, organ_id, row_number() over (order by id) as place, count(*) over () as all_of_them from departments
  )
  insert into posts (id, person_id, department_id, organ_id, title, head, sort)
  select gen_random_uuid(), numbered.id, coalesce(own.department_id, place.id), coalesce(own.organ_id, place.organ_id),
         '科员', false, 1000 + n
  from numbered
  join place on place.place = 1 + n % place.all_of_them
  left join own on n % 10 = 0`;

await inCity(async (city) => {
  if (city.socket) fill(city.socket);
  const { context, page, wire } = await phone(city, "linjingshu");
  const answer = await (await context.request.get("/api/inbox?box=todo")).json();
  const found = answer.rows.find(({ case: it }) => it.module === "documents");
  if (!found) throw new Error("nobody has handed a document to the head of the department");
  await page.addInitScript(watchPresses);
  const [opened, answered] = [[], []];
  for (let run = 0; run < RUNS; run++) {
    await page.goto(`/documents/${found.case.id}`);
    await page.getByRole("region", { name: "更多操作" }).getByRole("button", { name: "更多" }).click();
    await page.getByRole("dialog", { name: "更多操作" }).getByRole("button", { name: "传阅", exact: true }).click();
    const button = page.getByRole("dialog", { name: "传阅" }).getByRole("button", { name: "选择人员" });
    await button.waitFor();
    await page.waitForLoadState("networkidle");
    await slowProcessor(wire);
    await slowLine(wire);
    await page.evaluate(noteOptions);
    await button.tap();
    await page.waitForFunction(() => window.offered !== undefined);
    opened.push(await page.evaluate(() => window.offered));
    await page.evaluate(noteOptions);
    await page.getByRole("combobox", { name: "查找人员" }).press("z");
    await page.waitForFunction(() => window.offered !== undefined);
    answered.push(await page.evaluate(() => window.offered));
    await wire.send("Emulation.setCPUThrottlingRate", { rate: 1 });
    await wire.send("Network.emulateNetworkConditions", { offline: false, latency: 0, downloadThroughput: -1, uploadThroughput: -1 });
  }
  print(`people picker, ${PEOPLE} people, median of ${RUNS}: ${PROFILE.cpu}× slower CPU, ${PROFILE.latency} ms`, [
    row("people picker", "finger to people painted, ms", percentile(opened, 0.5), OPENED),
    row("people picker", "letter to people painted, with the line's 150 ms, ms", percentile(answered, 0.5)),
  ]);
  await context.close();
});

/** Runs in the page: the time from the next press to the paint of the options that come after it. */
function noteOptions() {
  window.offered = undefined;
  const before = new Set(document.querySelectorAll("dialog[open] [role=option]"));
  let pressed;
  const begin = (event) => (pressed ??= event.timeStamp);
  for (const kind of ["pointerdown", "keydown"]) addEventListener(kind, begin, { capture: true, once: true });
  const look = () => {
    const there = [...document.querySelectorAll("dialog[open] [role=option]")].some((option) => !before.has(option));
    if (pressed === undefined || !there) return requestAnimationFrame(look);
    // What stands in this frame is painted at its end.
    const channel = new MessageChannel();
    channel.port1.onmessage = () => (window.offered = performance.now() - pressed);
    channel.port2.postMessage(null);
  };
  requestAnimationFrame(look);
}

/** Writes the people into the server's own database. */
function fill(socket) {
  const how = ["--no-psqlrc", "-q", "-v", "ON_ERROR_STOP=1", "-h", socket, "-U", "tongzhou", "-d", "postgres"];
  execFileSync("psql", [...how, "-c", MORE, "-c", "analyze people", "-c", "analyze posts"], { stdio: "inherit" });
}
