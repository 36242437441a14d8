// Dead letters: the system administrator retries them or gives them up. The demonstration city comes with two.

import { people } from "../support/people.ts";
import { expect, test } from "../support/test.ts";

test("a job that failed is tried again or given up", async ({ as }, info) => {
  const page = await as(people.systemAdministrator);
  await page.goto("/apps");
  await page.getByRole("link", { name: /^后台任务/ }).click();
  await expect(page.getByRole("heading", { name: "后台任务", level: 1 })).toBeVisible();
  const rows = page.getByRole("list", { name: "后台任务" }).getByRole("listitem");
  // One a project: the phone and the desktop look at the same city.
  const kind = info.project.name === "phone" ? "jobs.sweep" : "live.sweep";
  const row = rows.filter({ hasText: kind });
  await expect(row.getByText("尝试 8 次未成功")).toBeVisible();
  await expect(row.getByText(/connection refused/)).toBeVisible();
  if (info.project.name === "phone") {
    await row.getByRole("button", { name: "放弃" }).click();
    const dialog = page.getByRole("dialog", { name: /^放弃“过期数据清理”/ });
    await dialog.getByRole("button", { name: "取消" }).click();
    await expect(row).toHaveCount(1);
    await row.getByRole("button", { name: "放弃" }).click();
    await dialog.getByRole("button", { name: "放弃" }).click();
    await expect(page.getByText("已放弃")).toBeVisible();
  } else {
    await row.getByRole("button", { name: "重试" }).click();
    await expect(page.getByText("已重新排队")).toBeVisible();
  }
  await expect(row).toHaveCount(0);
});

test("the others find no jobs", async ({ as }) => {
  const page = await as(people.clerk);
  await page.goto("/settings/jobs");
  await expect(page.getByText("您没有办理此项操作的权限").first()).toBeVisible();
});
