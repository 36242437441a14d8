// Every screen of the app, for what holds on all of them.

import type { Page } from "@playwright/test";
import { bar, choosing } from "./case.ts";
import { openDraft, submit, titleOf, uploadPicture } from "./draft.ts";
import { people } from "./people.ts";
import { sent } from "./sent.ts";
import { type As, expect } from "./test.ts";

export type Screen = {
  name: string;
  /** Brings a page to the screen, with all it loads. */
  show: (as: As) => Promise<Page>;
};

const headings: Record<string, string> = {
  "/": "您好",
  "/inbox?box=todo": "待办",
  "/inbox?box=to_read": "待阅",
  "/inbox?box=following": "在办",
  "/inbox?box=done": "已办",
  "/inbox?box=mine": "我发起",
  "/new": "新建",
  "/apps": "应用",
  "/me": "我的",
  "/me/delegation": "委托",
  "/me/phrases": "常用意见",
  "/me/security": "账号安全",
  "/documents/new": "拟制公文",
  "/documents/incoming": "收文登记簿",
  "/me/notices": "通知",
  "/me/notices/settings": "通知设置",
  "/me/mobile": "移动办理占比",
  "/search": "搜索",
  "/search?q=数据": "搜索",
  "/no-such-page": "没有这个页面",
};

/** 业务设置: each screen of every kind. */
const settings: Record<string, [path: string, ready: (page: Page) => Promise<void>]> = {
  index: ["/settings", async (page) => await expect(page.getByRole("link", { name: /^机关 / })).toBeVisible()],
  list: ["/settings/posts", async (page) => await expect(page.getByRole("list", { name: "岗位" })).toBeVisible()],
  new: ["/settings/posts/new", async (page) => await expect(page.getByRole("combobox", { name: "人员" })).toBeVisible()],
  form: ["/settings/organs", async (page) => await openOrgan(page)],
  confirm: ["/settings/organs", async (page) => {
    await openOrgan(page);
    await page.getByLabel(/^排序/).fill("500");
    await page.getByLabel(/^修改原因/).fill("调整次序");
    await page.getByRole("button", { name: "预览并保存" }).click();
    await expect(page.getByRole("dialog", { name: "将作以下修改" })).toBeVisible();
  }],
  import: ["/settings/departments", async (page) => {
    await page.getByRole("button", { name: "导入" }).click();
    const sheet = page.getByRole("dialog", { name: "导入" });
    const buffer = Buffer.from("organ,name,sort\n市档案局,督查处,90\n没有的局,督查处,91\n");
    await sheet.getByLabel("文件（CSV 或 JSON）").setInputFiles({ name: "a.csv", mimeType: "text/csv", buffer });
    await expect(sheet.getByText("所在机关：没有找到所指的对象")).toBeVisible();
  }],
};

async function openOrgan(page: Page) {
  await page.getByRole("link", { name: /^市档案局/ }).click();
  await expect(page.getByRole("heading", { name: "修改记录" })).toBeVisible();
}

export const screens: Screen[] = [
  { name: "sign-in", show: async (as) => await strangersPage(as) },
  { name: "check", show: async (as) => await checkingPage(as) },
  ...Object.entries(headings).map(([path, heading]) => ({
    name: path,
    show: async (as: As) => {
      const page = await as(people.reviewer);
      await page.goto(path);
      await expect(page.getByRole("heading", { name: heading, level: 1 })).toBeVisible();
      await settled(page);
      return page;
    },
  })),
  inbox("filters", "/inbox?box=done&urgency=normal", async (page) => {
    await page.getByRole("button", { name: /^筛选/ }).click();
    await expect(page.getByRole("group", { name: "事项类别" }).getByRole("button").first()).toBeVisible();
  }),
  inbox("selecting", "/inbox?box=todo", async (page) => {
    await page.getByRole("button", { name: "选择", exact: true }).click();
    await page.getByRole("button", { name: "全选" }).click();
    await expect(page.getByRole("region", { name: "批量办理" })).toContainText(/已选 \d+ 件/);
  }),
  inbox("keeping a view", "/inbox?box=done&urgency=normal", async (page) => {
    await page.getByRole("button", { name: "存为视图" }).click();
    await expect(page.getByRole("dialog", { name: "存为视图" }).getByLabel("视图名称")).toBeVisible();
  }),
  inbox("deadline", "/inbox?box=todo", async (page) => {
    await page.getByTitle("看时限怎么算").first().click();
    await expect(page.getByRole("dialog", { name: "办理时限" }).getByRole("table").first()).toBeVisible();
  }),
  ...["搜索与命令", "键盘操作"].map((name) => ({
    name,
    show: async (as: As) => {
      const page = await as(people.clerk);
      await page.goto("/");
      await settled(page);
      if (name === "键盘操作") await page.keyboard.press("?");
      else {
        await page.getByRole("button", { name }).click();
        await page.getByRole("combobox").fill("林");
        await expect(page.getByRole("option").filter({ hasText: "人员" }).first()).toBeVisible();
      }
      await expect(page.getByRole("dialog", { name })).toBeVisible();
      return page;
    },
  })),
  ...Object.entries(settings).map(([name, [path, ready]]) => ({
    name: `settings ${name}`,
    show: async (as: As) => {
      const page = await as(people.systemAdministrator);
      await page.goto(path);
      await ready(page);
      await settled(page);
      return page;
    },
  })),
  {
    name: "/audit",
    show: async (as) => {
      const page = await as(people.auditAdministrator);
      await page.goto("/audit");
      await expect(page.getByRole("list", { name: "审计记录" }).getByText(/登录/).first()).toBeVisible();
      await settled(page);
      return page;
    },
  },
  {
    name: "/settings/jobs",
    show: async (as) => {
      const page = await as(people.systemAdministrator);
      await page.goto("/settings/jobs");
      await expect(page.getByRole("heading", { name: "后台任务", level: 1 })).toBeVisible();
      await settled(page);
      return page;
    },
  },
  {
    name: "offline",
    show: async (as) => {
      const page = await as(people.clerk);
      await page.goto("/offline.html");
      return page;
    },
  },
  {
    name: "registering what came",
    show: async (as) => {
      const page = await as(people.registrar);
      await page.goto("/documents/incoming/new");
      await expect(page.getByRole("combobox", { name: "来文机关" })).toBeVisible();
      await settled(page);
      return page;
    },
  },
  {
    name: "what came",
    show: async (as) => {
      const page = await as(people.registrar);
      await page.goto("/documents/incoming");
      await page.getByRole("list", { name: "收文登记簿" }).getByRole("link").first().click();
      await expect(bar(page)).toBeVisible();
      await settled(page);
      return page;
    },
  },
  {
    name: "passing on what came",
    show: async (as) => {
      const page = await as(people.registrar);
      await page.goto("/documents/incoming");
      await page.getByRole("list", { name: "收文登记簿" }).getByRole("link").first().click();
      await bar(page).getByRole("button", { name: "转发" }).click();
      await expect(page.getByRole("dialog", { name: "转发" }).getByRole("combobox").first()).toBeVisible();
      await settled(page);
      return page;
    },
  },
  {
    name: "taking back what was sent",
    show: async (as) => {
      const id = await sent(as, titleOf("报送数据共享情况"));
      const page = await as(people.registrar);
      await page.goto(`/documents/${id}`);
      await page.getByRole("region", { name: "分送与签收" }).getByRole("button", { name: "撤回" }).click();
      await expect(page.getByRole("dialog", { name: /^撤回发往/ }).getByLabel(/^撤回原因/)).toBeVisible();
      await settled(page);
      return page;
    },
  },
  document("edit", "/edit", async (page) => {
    await expect(page.getByRole("textbox", { name: "正文", exact: true })).toBeVisible();
  }),
  document("edit with findings", "/edit", async (page) => {
    await page.getByRole("textbox", { name: /^标题/ }).fill("关于数据共享");
    await page.getByLabel("密级").selectOption({ label: "机密" });
    await page.getByRole("button", { name: "添加附件" }).click();
    await expect(page.getByRole("textbox", { name: "附件内容" })).toBeVisible();
    await expect(page.getByRole("region", { name: "规范检查" }).getByText("必须修正").first()).toBeVisible();
  }),
  {
    name: "document edit with tables and a picture",
    show: async (as) => {
      const { page, id } = await illustrated(as);
      await page.goto(`/documents/${id}/edit`);
      await expect(page.getByLabel("第50行第3列")).toBeVisible();
      await page.getByLabel(/^图题/).scrollIntoViewIfNeeded();
      await settled(page);
      return page;
    },
  },
  document("edit minutes", "/edit", async (page) => {
    await page.getByRole("combobox", { name: /^文种/ }).selectOption("纪要");
    await expect(page.getByLabel(/^出席/)).toBeVisible();
  }),
  document("pages", "/pages", async (page) => {
    await expect(page.getByRole("img", { name: /^第 1 页/ })).toBeVisible({ timeout: 20_000 });
  }),
  document("case", "", async (page) => await expect(bar(page)).toBeVisible(), true),
  document("versions", "/versions", async (page) => {
    await expect(page.getByRole("heading", { name: "差异" })).toBeVisible();
  }, true),
  document("history", "/history", async (page) => await expect(page.getByText(/^已验证/)).toBeVisible(), true),
  document("acting", "", async (page) => {
    await bar(page).getByRole("button", { name: "退回", exact: true }).click();
    await expect(page.getByRole("dialog", { name: "退回" })).toBeVisible();
  }, true),
  document("writing by hand", "", async (page) => {
    await bar(page).getByRole("button", { name: "同意", exact: true }).click();
    const dialog = page.getByRole("dialog", { name: "同意" });
    await dialog.getByRole("button", { name: "手写签批" }).click();
    await expect(dialog.getByRole("img", { name: "手写区" })).toBeVisible();
  }, true),
  document("more actions", "", async (page) => {
    await bar(page).getByRole("button", { name: "更多" }).click();
    await expect(page.getByRole("dialog", { name: "更多操作" })).toBeVisible();
  }, true),
  document("transfer", "", async (page) => {
    await bar(page).getByRole("button", { name: "更多" }).click();
    await page.getByRole("dialog", { name: "更多操作" }).getByRole("button", { name: "转办" }).click();
    await expect(page.getByRole("dialog", { name: "转办" }).getByRole("button", { name: "选择一人" })).toBeVisible();
  }, true),
  document("choosing people", "", async (page) => {
    const sheet = await choosing(page, "传阅", "选择人员");
    await expect(sheet.getByRole("option").first()).toBeVisible();
    await sheet.getByRole("combobox").press("Enter");
  }, true),
  document("choosing by organ", "", async (page) => {
    const sheet = await choosing(page, "转办", "选择一人");
    await sheet.getByText("按机构").click();
    await expect(sheet.getByRole("button", { name: /^舟山市人民政府/ })).toBeVisible();
  }, true),
  {
    name: "beside the list",
    show: async (as) => {
      const { page, id } = await submitted(as);
      await page.goto(`/documents/${id}?from=todo`);
      await expect(bar(page)).toBeVisible();
      await settled(page);
      return page;
    },
  },
];

/** A state of the inbox of somebody who has much in it. */
function inbox(name: string, path: string, ready: (page: Page) => Promise<void>): Screen {
  return {
    name: `inbox ${name}`,
    show: async (as) => {
      const page = await as(people.reviewer);
      await page.goto(path);
      await settled(page);
      await ready(page);
      await settled(page);
      return page;
    },
  };
}

/** A screen of a document of one's own draft or, where `handed`, as its department's head has it to handle. */
function document(name: string, path: string, ready: (page: Page) => Promise<void>, handed = false): Screen {
  return {
    name: `document ${name}`,
    show: async (as) => {
      const { page, id } = handed ? await submitted(as) : await drafted(as);
      await page.goto(`/documents/${id}${path}`);
      await ready(page);
      await settled(page);
      return page;
    },
  };
}

async function drafted(as: As) {
  const page = await as(people.clerk);
  return { page, id: await openDraft(page.request, titleOf("报送数据共享情况")) };
}

/** A draft of all that a text can hold. */
async function illustrated(as: As) {
  const page = await as(people.clerk);
  const file = await uploadPicture(page.request);
  const rows = Array.from({ length: 60 }, (_, row) => `${row + 1}\t舟山市自然资源和规划局\t建立数据共享责任清单并按季度更新`);
  const id = await openDraft(page.request, titleOf("报送数据共享情况"), "市财政局", [
    { type: "heading", level: 1, text: "一、任务分工" },
    { type: "table", text: ["序号\t牵头单位\t任务", ...rows].join("\n"), landscape: true },
    { type: "picture", file, text: "图1 平台架构" },
    { type: "table", text: "单位\t人数\n市财政局\t3", landscape: false },
    { type: "paragraph", text: "请于每季度末报送数据共享情况。" },
  ]);
  return { page, id };
}

async function submitted(as: As) {
  const { page: clerk, id } = await drafted(as);
  await submit(clerk.request, id);
  return { page: await as(people.head), id };
}

async function strangersPage(as: As) {
  const page = await as(people.reviewer);
  await page.context().clearCookies();
  await page.goto("/sign-in");
  await expect(page.getByRole("button", { name: /^徐雯/ })).toBeVisible();
  return page;
}

async function checkingPage(as: As) {
  const page = await as(people.reviewer);
  await page.goto("/check");
  await expect(page.getByLabel("文件", { exact: true })).toBeVisible();
  return page;
}

/** Nothing is awaited any more. */
async function settled(page: Page) {
  await expect(page.locator("[aria-busy=true]")).toHaveCount(0);
}
