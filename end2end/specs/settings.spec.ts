// 业务设置: one list and one form for every kind of setting.

import type { Page } from "@playwright/test";
import { people } from "../support/people.ts";
import { expect, test } from "../support/test.ts";

/** A department of its own for each test and each project. */
async function makeDepartment(page: Page, name: string) {
  await page.goto("/settings/departments/new");
  await page.getByRole("combobox", { name: "所在机关" }).fill("市档案");
  await page.getByRole("option").first().click();
  await page.getByLabel(/^名称/).fill(name);
  await page.getByLabel(/^排序/).fill("99");
  await page.getByLabel(/^修改原因/).fill("机构改革方案");
  await page.getByRole("button", { name: "预览并保存" }).click();
  await confirm(page);
  await expect(page.getByRole("heading", { name, level: 1 })).toBeVisible();
}

async function confirm(page: Page) {
  await page.getByRole("dialog", { name: "将作以下修改" }).getByRole("button", { name: "保存" }).click();
}

test("a setting is made, changed, told and restored", async ({ as }, info) => {
  const page = await as(people.systemAdministrator);
  const name = `督查${info.project.name}${info.repeatEachIndex}${info.retry}`;
  await page.goto("/apps");
  await page.getByRole("link", { name: /^业务设置/ }).click();
  await page.getByRole("link", { name: /^内设机构/ }).click();
  await page.locator("#main").getByRole("link", { name: "新建" }).click();
  await expect(page).toHaveURL(/\/settings\/departments\/new$/);
  await makeDepartment(page, name);

  await page.getByLabel(/^名称/).fill(`${name}处`);
  await page.getByLabel(/^修改原因/).fill("规范名称");
  await page.getByRole("button", { name: "预览并保存" }).click();
  const dialog = page.getByRole("dialog", { name: "将作以下修改" });
  await expect(dialog.getByText(`${name}处`)).toBeVisible();
  await confirm(page);
  await expect(page.getByRole("heading", { name: `${name}处`, level: 1 })).toBeVisible();
  const history = page.getByRole("list").filter({ hasText: "第 2 版" });
  await expect(history.getByText("规范名称")).toBeVisible();

  await page.getByRole("button", { name: "恢复到第 1 版" }).click();
  await confirm(page);
  await expect(page.getByRole("heading", { name, level: 1 })).toBeVisible();
  await expect(page.getByLabel(/^名称/)).toHaveValue(name);
  await expect(page.getByText("（恢复自第 1 版）")).toBeVisible();
});

test("what contradicts is refused at its field", async ({ as }) => {
  const page = await as(people.systemAdministrator);
  await page.goto("/settings/organs");
  await page.getByLabel("搜索", { exact: true }).last().fill("市大数据局");
  await page.getByRole("button", { name: "搜索", exact: true }).last().click();
  await expect(page).toHaveURL(/q=/);
  await page.getByRole("link", { name: /^市大数据局/ }).click();
  await page.getByLabel(/^撤销日期/).fill("2026-01-01");
  await page.getByLabel(/^修改原因/).fill("试一试");
  await page.getByRole("button", { name: "预览并保存" }).click();
  await expect(page.getByText("机关内还有在职岗位，请先调整或停用岗位")).toBeVisible();
});

test("whoever comes late is told by whom", async ({ as }, info) => {
  const page = await as(people.systemAdministrator);
  await makeDepartment(page, `迟到${info.project.name}${info.repeatEachIndex}${info.retry}`);
  const other = await page.context().newPage();
  await other.goto(page.url());
  for (const [one, sort] of [[other, "98"], [page, "97"]] as const) {
    await one.getByLabel(/^排序/).fill(sort);
    await one.getByLabel(/^修改原因/).fill("调整次序");
    await one.getByRole("button", { name: "预览并保存" }).click();
    if (one === other) {
      await confirm(one);
      await expect(one.getByText("第 2 版", { exact: true })).toBeVisible();
    }
  }
  await expect(page.getByText(/^邵文博 刚刚修改了此项/)).toBeVisible();
  await page.getByRole("button", { name: "载入最新内容" }).click();
  await expect(page.getByLabel(/^排序/)).toHaveValue("98");
});

test("a file is shown before it is imported, and not imported with a bad row", async ({ as }, info) => {
  const page = await as(people.systemAdministrator);
  const name = `导入${info.project.name}${info.repeatEachIndex}${info.retry}`;
  await page.goto("/settings/departments");
  await page.getByRole("button", { name: "导入" }).click();
  const sheet = page.getByRole("dialog", { name: "导入" });
  const choose = async (rows: string) =>
    sheet.getByLabel("文件（CSV 或 JSON）").setInputFiles({
      name: "departments.csv",
      mimeType: "text/csv",
      buffer: Buffer.from(`organ,name,sort\n${rows}`),
    });
  await choose(`市档案局,${name},90\n没有的局,${name},91\n`);
  await expect(sheet.getByText("所在机关：没有找到所指的对象")).toBeVisible();
  await expect(sheet.getByRole("button", { name: "导入" })).toBeDisabled();
  await choose(`市档案局,${name},90\n`);
  await expect(sheet.getByText("将修改 1 行，0 行没有变化，0 行有误")).toBeVisible();
  await sheet.getByLabel(/^修改原因/).fill("批量导入");
  await sheet.getByRole("button", { name: "导入" }).click();
  await expect(page.getByText("已导入 1 行")).toBeVisible();
  await page.goto(`/settings/departments?q=${encodeURIComponent(name)}`);
  await expect(page.getByRole("link", { name: new RegExp(`^${name}`) })).toBeVisible();
});

test("the others have no settings", async ({ as }) => {
  const page = await as(people.clerk);
  await page.goto("/settings");
  await expect(page.getByText("您没有办理此项操作的权限").first()).toBeVisible();
});
