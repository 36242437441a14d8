// What surrounds every page: navigation, language, colours, sizes of type, the keyboard, and modules that come late.

import { readFileSync, readdirSync } from "node:fs";
import type { Page } from "@playwright/test";
import { bar } from "../support/case.ts";
import { openDraft, submit, titleOf } from "../support/draft.ts";
import { people } from "../support/people.ts";
import { expect, test } from "../support/test.ts";

test("five places are always at hand", async ({ as }, info) => {
  const page = await as(people.clerk);
  await page.goto("/");
  const navigation = page.getByRole("navigation", { name: "主导航" });
  const places: [string, string][] = [
    ["待办", "待办"],
    ["新建", "新建"],
    ["应用", "应用"],
    ["我的", "我的"],
    ["工作台", "陈屿，您好"],
  ];
  for (const [place, heading] of places) {
    const link = navigation.getByRole("link", { name: new RegExp(`^${place}`) });
    await link.click();
    await expect(page.getByRole("heading", { name: heading, level: 1 })).toBeFocused();
    await expect(link).toHaveAttribute("aria-current", "page");
    await expect(page).toHaveTitle(`${heading} · 同舟`);
  }
  const area = await navigation.boundingBox();
  const window = page.viewportSize();
  if (!area || !window) throw new Error("the navigation is on the screen");
  if (info.project.name === "phone") expect(area.y + area.height, "in the thumb's reach").toBeCloseTo(window.height, 0);
  else expect([area.x, area.y], "at the left").toEqual([0, 0]);
});

test("on a desktop the list stays beside the case", async ({ as }, info) => {
  const page = await as(people.clerk);
  const title = titleOf(`并排测试${info.project.name === "phone" ? "甲" : "乙"}`);
  await openDraft(page.request, title);
  await page.goto("/inbox?box=todo");
  await page.getByRole("main").getByRole("link", { name: title }).click();
  await expect(page.getByRole("heading", { name: title, level: 2 })).toBeVisible();
  const beside = page.getByRole("complementary", { name: "事项列表" }).getByRole("link", { name: title });
  if (info.project.name === "phone") await expect(beside).toBeHidden();
  else await expect(beside).toBeVisible();
});

test("everything speaks English", async ({ as }, info) => {
  test.skip(info.project.name === "phone", "the same words");
  const chinese = words();
  const clerk = await as(people.clerk);
  const draft = await openDraft(clerk.request, titleOf("英文界面"));
  const handed = await openDraft(clerk.request, titleOf("英文界面"));
  await submit(clerk.request, handed);
  const page = await as(people.head);
  const shown: [Page, string][] = [
    ...["/", "/inbox?box=todo", "/inbox?box=to_read", "/inbox?box=following", "/inbox?box=done", "/inbox?box=mine"],
    ...["/new", "/apps", "/me", "/documents/new", "/no-such-page"],
    ...["", "/pages", "/versions", "/history"].map((path) => `/documents/${handed}${path}`),
  ].map((path) => [page, path]);
  for (const [page, path] of [...shown, [clerk, `/documents/${draft}/edit`] as const]) {
    await page.addInitScript(() => localStorage.setItem("language", "en"));
    await page.goto(path);
    await expect(page.locator("html")).toHaveAttribute("lang", "en");
    await expect(page.getByRole("navigation", { name: "Main navigation" })).toBeVisible();
    await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
    await expect(page.locator("[aria-busy=true]")).toHaveCount(0);
    expect((await said(page)).filter((text) => chinese.has(text)), `${path} in English`).toEqual([]);
  }
});

test("the language changes at once and stays", async ({ as }) => {
  const page = await as(people.clerk);
  await page.goto("/me");
  await page.getByRole("radiogroup", { name: "语言" }).getByText("English").click();
  await expect(page.getByRole("heading", { name: "Me", level: 1 })).toBeVisible();
  await page.reload();
  await expect(page.getByRole("button", { name: "Sign out" })).toBeVisible();
  await page.getByRole("radiogroup", { name: "Language" }).getByText("简体中文").click();
  await expect(page.getByRole("button", { name: "退出登录" })).toBeVisible();
});

test("colours follow the person before the system", async ({ as }) => {
  const page = await as(people.clerk);
  await page.goto("/me");
  const ground = () => page.evaluate(() => getComputedStyle(document.body).backgroundColor);
  const light = await ground();
  await page.getByRole("radiogroup", { name: "配色" }).getByText("深色").click();
  await expect.poll(ground).not.toBe(light);
  await page.reload();
  await expect.poll(ground).not.toBe(light);
  await page.emulateMedia({ colorScheme: "dark" });
  await page.getByRole("radiogroup", { name: "配色" }).getByText("浅色").click();
  await expect.poll(ground).toBe(light);
});

test("type comes in three sizes and stays so", async ({ as }) => {
  const page = await as(people.clerk);
  await page.goto("/me");
  const sizes: number[] = [];
  for (const size of ["标准", "大字", "长辈"]) {
    await page.getByRole("radiogroup", { name: "字号" }).getByText(size).click();
    await expect(page.getByRole("radio", { name: size })).toBeChecked();
    await page.reload();
    const heading = page.getByRole("button", { name: "退出登录" });
    sizes.push(await heading.evaluate((element) => parseFloat(getComputedStyle(element).fontSize)));
  }
  expect(sizes[1]).toBeGreaterThan(sizes[0]);
  expect(sizes[2]).toBeGreaterThan(sizes[1]);
});

test("size and colours are there before the app is", async ({ as, faults }) => {
  const page = await as(people.clerk);
  await page.addInitScript(() => {
    localStorage.setItem("size", "elder");
    localStorage.setItem("theme", "dark");
  });
  await page.route("**/app_bg.wasm", (route) => route.abort());
  for (const path of ["/", "/offline.html"]) {
    await page.goto(path, { waitUntil: "commit" });
    await expect(page.locator("html[data-size=elder][data-theme=dark] > body")).toBeAttached();
    const type = await page.locator("body").evaluate((body) => parseFloat(getComputedStyle(body).fontSize));
    expect(type, path).toBe(24);
  }
  faults.splice(0);
});

test("paper shows the document and nothing to press, in the colours of paper", async ({ as }) => {
  const clerk = await as(people.clerk);
  const id = await openDraft(clerk.request, titleOf("打印测试"));
  await submit(clerk.request, id);
  const page = await as(people.head, { colorScheme: "dark" });
  await page.goto(`/documents/${id}`);
  await expect(bar(page)).toBeVisible();
  await page.emulateMedia({ media: "print", colorScheme: "dark" });
  for (const part of [bar(page), page.getByRole("navigation", { name: "主导航" }), page.getByRole("button", { name: "搜索与命令" })]) {
    await expect(part).toBeHidden();
  }
  await expect(page.getByRole("heading", { level: 2 }).first()).toHaveCSS("color", "rgb(0, 0, 0)");
  await expect(page.locator("body")).toHaveCSS("background-color", "rgb(255, 255, 255)");
});

test("the keyboard alone is enough to find a case and agree to it", async ({ as }, info) => {
  test.skip(info.project.name === "phone", "a phone has no keys");
  const title = titleOf("键盘办理");
  const clerk = await as(people.clerk);
  await submit(clerk.request, await openDraft(clerk.request, title));

  const page = await as(people.head);
  await page.goto("/");
  await page.keyboard.press("Tab");
  await expect(page.getByRole("link", { name: "跳到正文" })).toBeFocused();
  await page.keyboard.press("Enter");
  await expect(page.getByRole("main")).toBeFocused();
  await tabTo(page, /^待办/);
  await page.keyboard.press("Enter");
  await expect(page.getByRole("heading", { name: "待办", level: 1 })).toBeFocused();
  await tabTo(page, /^搜索(?!与命令)/);
  await page.keyboard.insertText(title);
  await expect(page.getByRole("list", { name: "事项列表" }).getByRole("listitem")).toHaveText([new RegExp(title)]);
  await tabTo(page, new RegExp(`^${title}`));
  await page.keyboard.press("Enter");
  await expect(bar(page)).toBeVisible();
  await tabTo(page, /^同意$/);
  await page.keyboard.press("Enter");
  const dialog = page.getByRole("dialog", { name: "同意" });
  await expect(dialog).toBeVisible();
  await tabTo(page, /^意见/);
  await page.keyboard.insertText("同意。");
  await tabTo(page, /^同意$/);
  await page.keyboard.press("Enter");
  await expect(dialog).toBeHidden();
  await expect(page.getByRole("status").filter({ hasText: "已同意" })).toBeVisible();
});

test("a dialog gives the focus back", async ({ as }) => {
  const clerk = await as(people.clerk);
  const id = await openDraft(clerk.request, titleOf("焦点测试"));
  await submit(clerk.request, id);
  const page = await as(people.head);
  await page.goto(`/documents/${id}`);
  const button = bar(page).getByRole("button", { name: "退回", exact: true });
  await button.click();
  await expect(page.getByRole("dialog", { name: "退回" })).toBeVisible();
  await page.keyboard.press("Escape");
  await expect(page.getByRole("dialog", { name: "退回" })).toBeHidden();
  await expect(button).toBeFocused();
});

test("an address of nobody's case answers like one that does not exist", async ({ as }) => {
  const clerk = await as(people.clerk);
  const id = await openDraft(clerk.request, titleOf("他人不可见"));
  const page = await as(people.receiver);
  for (const strange of [id, "00000000-0000-7000-8000-000000000000"]) {
    await page.goto(`/documents/${strange}`);
    await expect(page.getByRole("alert").filter({ hasText: "没有找到，或您无权查看" })).toBeVisible();
  }
  await page.goto("/documents/nonsense");
  await expect(page.getByRole("heading", { name: "没有这个页面" })).toBeVisible();
});

test("a module's code comes with its first page, not before", async ({ as }) => {
  const page = await as(people.clerk);
  const id = await openDraft(page.request, titleOf("分包测试"));
  const { modules, islands: every } = await (await page.request.get("/assets.json")).json();
  // What tells of changes belongs to every page.
  const islands = (every as string[]).filter((file) => !/\/live\b[^/]*$/.test(file));
  const asked: string[] = [];
  page.on("request", (request) => asked.push(new URL(request.url()).pathname));
  const come = (files: string[]) => files.filter((file) => asked.includes(file));
  await page.goto("/");
  for (const place of [/^待办/, /^应用/, /^我的/]) {
    await page.getByRole("navigation", { name: "主导航" }).getByRole("link", { name: place }).click();
    await expect(page.getByRole("navigation", { name: "主导航" }).getByRole("link", { name: place })).toHaveAttribute("aria-current", "page");
  }
  const places: string[] = [...modules.places, ...modules.inbox];
  const all = Object.values(modules as Record<string, string[]>).flat().filter((file) => !places.includes(file));
  expect(all.length).toBeGreaterThan(0);
  expect(come([...all, ...islands]), "on the pages of the shell").toEqual([]);
  await page.goto(`/documents/${id}`);
  await expect(bar(page)).toBeVisible();
  expect(come(modules.documents), "on a page of the module").toEqual(modules.documents);
  expect(come(islands), "no editor where nothing is written").toEqual([]);
  await bar(page).getByRole("link", { name: "继续拟稿" }).click();
  await expect(page.getByRole("textbox", { name: "正文", exact: true })).toBeVisible();
  const editor = islands.filter((file) => /\/editor\.js$/.test(file));
  expect(come(islands), "the editor and nothing else").toEqual(editor);
  expect(editor).toHaveLength(1);
});

test("a module that does not arrive can be asked for again", async ({ as, faults }) => {
  const page = await as(people.clerk);
  await page.route("**/documents_new.pack", (route) => route.abort());
  await page.goto("/new");
  await page.getByRole("main").getByRole("link", { name: /起草公文/ }).click();
  await expect(page.getByRole("alert").filter({ hasText: "没有加载成功" })).toBeVisible();
  expect(faults.splice(0).join(), "and says why on the console").toContain("Failed to fetch");
  await page.unroute("**/documents_new.pack");
  await page.getByRole("button", { name: "重试" }).click();
  await expect(page.getByRole("button", { name: "开始拟稿" })).toBeVisible();
});

test("an editor that does not arrive can be asked for again", async ({ as }) => {
  const page = await as(people.clerk);
  const id = await openDraft(page.request, titleOf("编辑器重试"));
  await page.route("**/islands/editor.js", (route) => route.abort());
  await page.goto(`/documents/${id}/edit`);
  await expect(page.getByRole("alert").filter({ hasText: "编辑器没有加载成功" })).toBeVisible();
  await page.unroute("**/islands/editor.js");
  await page.getByRole("button", { name: "重试" }).click();
  await expect(page.getByRole("textbox", { name: "正文", exact: true })).toContainText("请于每季度末报送数据共享情况。");
});

test("an app that does not arrive says so", async ({ as, faults }) => {
  const page = await as(people.clerk);
  await page.route("**/app_bg.wasm", (route) => route.abort());
  await page.goto("/");
  await expect(page.getByText("同舟没有加载成功，可能是网络中断。")).toBeVisible();
  expect(faults.splice(0).join(), "and says why on the console").toContain("Failed to fetch");
  await page.unroute("**/app_bg.wasm");
  await page.getByRole("link", { name: "重新加载" }).click();
  await expect(page.getByRole("heading", { name: "陈屿，您好" })).toBeVisible();
});

test("without a network the app says so and goes on afterwards", async ({ as }) => {
  const page = await as(people.clerk);
  await page.goto("/");
  await expect(page.getByRole("heading", { name: "陈屿，您好" })).toBeVisible();
  await page.context().setOffline(true);
  await expect(page.getByText(/^网络已断开/)).toBeVisible();
  await page.context().setOffline(false);
  await expect(page.getByText(/^网络已断开/)).toBeHidden();
});

/** Presses Tab until what is named so has the focus. */
async function tabTo(page: Page, name: RegExp) {
  const focused = () =>
    page.evaluate(() => {
      const element = document.activeElement as HTMLElement | null;
      const label = element instanceof HTMLInputElement || element instanceof HTMLTextAreaElement ? element.labels?.[0]?.innerText : undefined;
      return element?.getAttribute("aria-label") ?? label ?? element?.innerText ?? "";
    });
  for (let press = 0; press < 120; press++) {
    await page.keyboard.press("Tab");
    if (name.test((await focused()).trim())) return;
  }
  throw new Error(`Tab does not come to ${name}`);
}

/** The Chinese words of the catalogue, where they are not the same in English. */
function words(): Set<string> {
  const folder = new URL("../../app/text/", import.meta.url);
  const entry = /zh = "([^"]*)", en = "([^"]*)"/g;
  const pairs = readdirSync(folder).flatMap((file) => [...readFileSync(new URL(file, folder), "utf8").matchAll(entry)]);
  return new Set(pairs.filter(([, zh, en]) => zh !== en && !zh.includes("{")).map(([, zh]) => zh));
}

/** What the interface says or names on the page, but not what people wrote. */
function said(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const written = ".opinion-text, .row-title, .case-title, [lang=zh-CN], .changes, .note, .editor-text, .posts, .who";
    const texts: string[] = [];
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    while (walker.nextNode()) {
      const parent = walker.currentNode.parentElement;
      if (parent && !parent.closest(`${written}, script, option`)) texts.push((walker.currentNode.textContent ?? "").trim());
    }
    for (const element of document.querySelectorAll("[aria-label], [title], [placeholder], [alt]")) {
      if (element.closest(written)) continue;
      for (const name of ["aria-label", "title", "placeholder", "alt"]) texts.push(element.getAttribute(name) ?? "");
    }
    return texts.filter(Boolean);
  });
}

test("code that failed says so, and that nothing answers any more", async ({ as, faults }) => {
  const page = await as(people.clerk);
  await page.goto("/");
  await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
  await page.evaluate(() => {
    setTimeout(() => {
      throw new WebAssembly.RuntimeError("unreachable");
    });
  });
  await expect(page.getByRole("alert").filter({ hasText: "已不能继续使用" })).toBeVisible();
  expect(faults.splice(0).join(), "and on the console").toContain("unreachable");
  await page.getByRole("link", { name: "重新加载" }).click();
  await expect(page.getByRole("alert").filter({ hasText: "已不能继续使用" })).toBeHidden();
});
