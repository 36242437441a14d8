// 手写签批: an opinion written by hand, with a finger and with a mouse, until it stands on the handling sheet.

import type { CDPSession, Locator, Page } from "@playwright/test";
import { act, bar } from "../support/case.ts";
import { openDraft, submit, titleOf } from "../support/draft.ts";
import { people } from "../support/people.ts";
import { type As, expect, test } from "../support/test.ts";

/** A document that stands with the head of the clerk's department. */
async function standing(as: As, about: string) {
  const clerk = await as(people.clerk);
  const id = await openDraft(clerk.request, titleOf(about));
  await submit(clerk.request, id);
  const page = await as(people.head);
  await page.goto(`/documents/${id}`);
  return { page, id };
}

/** Opens the dialog of a verb and its pad. */
async function pad(page: Page, verb: string) {
  await bar(page).getByRole("button", { name: verb, exact: true }).click();
  const dialog = page.getByRole("dialog", { name: verb });
  await dialog.getByRole("button", { name: "手写签批" }).click();
  const paper = dialog.getByRole("img", { name: "手写区" });
  await expect(paper).toBeVisible();
  return { dialog, paper };
}

type Pen = (from: [number, number], to: [number, number]) => Promise<void>;

/** A stroke on the pad, in parts of its width and height: by touch on the phone, by mouse at the desk. */
async function pen(page: Page, paper: Locator, phone: boolean): Promise<Pen> {
  const box = async () => {
    await paper.scrollIntoViewIfNeeded();
    const found = await paper.boundingBox();
    if (!found) throw new Error("the pad is not to be seen");
    return found;
  };
  const way = async (from: [number, number], to: [number, number]) => {
    const { x, y, width, height } = await box();
    return Array.from({ length: 12 }, (_, step) => ({
      x: x + width * (from[0] + ((to[0] - from[0]) * step) / 11),
      y: y + height * (from[1] + ((to[1] - from[1]) * step) / 11),
    }));
  };
  if (!phone) {
    return async (from, to) => {
      const [first, ...rest] = await way(from, to);
      await page.mouse.move(first.x, first.y);
      await page.mouse.down();
      for (const point of rest) await page.mouse.move(point.x, point.y);
      await page.mouse.up();
    };
  }
  const touch: CDPSession = await page.context().newCDPSession(page);
  return async (from, to) => {
    const [first, ...rest] = await way(from, to);
    await touch.send("Input.dispatchTouchEvent", { type: "touchStart", touchPoints: [first] });
    for (const point of rest) await touch.send("Input.dispatchTouchEvent", { type: "touchMove", touchPoints: [point] });
    await touch.send("Input.dispatchTouchEvent", { type: "touchEnd", touchPoints: [] });
  };
}

/** How much of the pad is ink. */
async function ink(paper: Locator) {
  return await paper.evaluate((canvas: HTMLCanvasElement) => {
    const { data } = canvas.getContext("2d")!.getImageData(0, 0, canvas.width, canvas.height);
    let dark = 0;
    for (let at = 3; at < data.length; at += 4) if (data[at] > 128) dark += 1;
    return dark;
  });
}

async function sheet(page: Page, id: string) {
  const { case: seen } = await (await page.request.get(`/api/documents/${id}`)).json();
  return seen.opinions as { text: string; sequence: number; handwriting: { width: number; height: number } | null }[];
}

test("a leader signs by hand, and it stands on the sheet", async ({ as }, info) => {
  const { page, id } = await standing(as, "手写签批");
  const { dialog, paper } = await pad(page, "同意");
  const stroke = await pen(page, paper, info.project.name === "phone");
  const [undo, clear] = ["撤销一笔", "清空"].map((name) => dialog.getByRole("button", { name }));

  await test.step("strokes are taken back one by one, or all", async () => {
    await expect(undo).toBeDisabled();
    await stroke([0.1, 0.3], [0.5, 0.7]);
    const one = await ink(paper);
    expect(one).toBeGreaterThan(100);
    await stroke([0.5, 0.3], [0.1, 0.7]);
    expect(await ink(paper)).toBeGreaterThan(one);
    await undo.click();
    expect(await ink(paper)).toBe(one);
    await clear.click();
    expect(await ink(paper)).toBe(0);
    await expect(undo).toBeDisabled();
  });

  await test.step("a larger pad keeps what is written, and so does a phone that is turned", async () => {
    await stroke([0.1, 0.2], [0.9, 0.8]);
    await dialog.getByRole("button", { name: "放大书写" }).click();
    const large = page.getByRole("dialog", { name: "手写区" });
    await expect(large).toBeVisible();
    expect(await ink(paper)).toBeGreaterThan(100);
    await stroke([0.1, 0.9], [0.9, 0.6]);
    const size = page.viewportSize()!;
    await page.setViewportSize({ width: size.height, height: size.width });
    await expect.poll(() => ink(paper)).toBeGreaterThan(100);
    await page.setViewportSize(size);
    await large.getByRole("button", { name: "写好了" }).click();
    await expect(large).toBeHidden();
    await expect.poll(() => ink(paper)).toBeGreaterThan(100);
    await expect(dialog).toBeVisible();
  });

  await test.step("closing the dialog loses nothing", async () => {
    await dialog.getByRole("button", { name: "取消" }).click();
    await bar(page).getByRole("button", { name: "同意", exact: true }).click();
    await expect(dialog.getByRole("button", { name: "撤销一笔" })).toBeEnabled();
    await expect.poll(() => ink(paper)).toBeGreaterThan(100);
  });

  await dialog.getByRole("button", { name: "同意", exact: true }).click();
  await expect(dialog).toBeHidden();
  const picture = page.getByRole("region", { name: "办理意见" }).getByRole("img", { name: "林静姝的手写签批" });
  await expect(picture).toBeVisible();
  await expect.poll(() => picture.evaluate((image: HTMLImageElement) => image.naturalWidth)).toBeGreaterThan(40);
  const [opinion] = await sheet(page, id);
  expect(opinion.handwriting!.width).toBeGreaterThan(40);
  const drawn = await (await page.request.get(`/api/cases/${id}/handwriting/${opinion.sequence}`)).text();
  expect(drawn).toMatch(/^<svg .*<path /s);
});

test("the handling sheet is printed as one page", async ({ as }) => {
  const { page, id } = await standing(as, "打印处理单");
  await act(page, "同意", "请核稿。");
  const link = page.getByRole("region", { name: "办理意见" }).getByRole("link", { name: "打印处理单" });
  await expect(link).toHaveAttribute("href", `/api/cases/${id}/form`);
  const paper = await page.request.get(`/api/cases/${id}/form`);
  expect(paper.headers()["content-type"]).toBe("application/pdf");
  expect((await paper.body()).subarray(0, 5).toString()).toBe("%PDF-");
});

test("what was cleared is not sent", async ({ as }, info) => {
  const { page, id } = await standing(as, "手写后清空");
  const { dialog, paper } = await pad(page, "同意");
  const stroke = await pen(page, paper, info.project.name === "phone");
  await stroke([0.2, 0.5], [0.8, 0.5]);
  await dialog.getByRole("button", { name: "清空" }).click();
  await dialog.getByRole("textbox", { name: /^意见/ }).fill("同意。");
  await dialog.getByRole("button", { name: "同意", exact: true }).click();
  await expect(dialog).toBeHidden();
  const [opinion] = await sheet(page, id);
  expect([opinion.text, opinion.handwriting]).toEqual(["同意。", null]);
});

test("the sheet shows every place, whoever has not signed, and what was taken back", async ({ as }) => {
  const { page } = await standing(as, "处理单");
  const opinions = page.getByRole("region", { name: "办理意见" });
  await expect(opinions.getByRole("term")).toHaveText(["部门意见", "会签意见", "核稿意见", "审签意见", "签发意见", "复核意见"]);
  await expect(opinions).toContainText("待林静姝签署");
  await act(page, "同意", "请核稿。");
  await expect(opinions.getByText("请核稿。")).toBeVisible();
  await bar(page).getByRole("button", { name: "更多" }).click();
  await page.getByRole("dialog", { name: "更多操作" }).getByRole("button", { name: "收回" }).click();
  await page.getByRole("dialog", { name: "收回" }).getByRole("button", { name: "收回", exact: true }).click();
  await expect(opinions.getByText("已收回")).toBeVisible();
  await expect(opinions.getByText("请核稿。")).toBeVisible();
  await expect(opinions).toContainText("待林静姝签署");
});
