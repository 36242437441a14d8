// 公文模板: an administrator keeps it among the settings, a drafter begins with it.

import { people } from "../support/people.ts";
import { expect, test } from "../support/test.ts";

test("a draft begins with a template of its organ", async ({ as }, info) => {
  const name = `任免通知${info.project.name}${info.repeatEachIndex}`;
  const admin = await as(people.systemAdministrator);
  await admin.goto("/settings/templates/new");
  await admin.getByLabel(/^文种/).selectOption("通知");
  await admin.getByLabel(/^模板名称/).fill(name);
  await admin.getByLabel(/^标题/).fill("关于同志职务任免的通知");
  await admin.getByLabel(/^正文/).fill("# 一、任免事项\n经研究决定。");
  await admin.getByLabel(/^修改原因/).fill("规范行文");
  await admin.getByRole("button", { name: "预览并保存" }).click();
  await admin.getByRole("dialog", { name: "将作以下修改" }).getByRole("button", { name: "保存" }).click();
  await expect(admin.getByRole("heading", { name, level: 1 })).toBeVisible();

  const page = await as(people.clerk);
  await page.goto("/documents/new");
  const template = page.getByRole("combobox", { name: "模板" });
  await expect(template).toHaveValue("");
  await template.selectOption({ label: name });
  await page.getByRole("radio", { name: /^函/ }).check();
  await expect(template).toBeHidden();
  await page.getByRole("radio", { name: /^通知/ }).check();
  await expect(template).toHaveValue("");
  await template.selectOption({ label: name });
  await page.getByRole("button", { name: "开始拟稿" }).click();
  await expect(page).toHaveURL(/\/documents\/.+\/edit/);
  await expect(page.getByRole("textbox", { name: /^标题/ })).toHaveValue("关于同志职务任免的通知");
  await expect(page.getByText("一、任免事项").first()).toBeVisible();
});
