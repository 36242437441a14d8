// 办文, where something goes wrong or comes in an unusual way: what is said, and that nothing is lost.

import { act, bar } from "../support/case.ts";
import { openDraft, submit, titleOf } from "../support/draft.ts";
import { people } from "../support/people.ts";
import { expect, test } from "../support/test.ts";

test("letters of an input method are no text until they are a word", async ({ as }) => {
  const page = await as(people.clerk);
  const id = await openDraft(page.request, titleOf("输入法测试"));
  const saved: string[] = [];
  page.on("request", (request) => {
    if (request.method() === "PUT") saved.push(request.postData() ?? "");
  });
  await page.goto(`/documents/${id}/edit`);
  const keyboard = await page.context().newCDPSession(page);
  const compose = async (letters: string, word: string) => {
    for (let end = 1; end <= letters.length; end++) {
      await keyboard.send("Input.imeSetComposition", { text: letters.slice(0, end), selectionStart: end, selectionEnd: end });
    }
    await keyboard.send("Input.insertText", { text: word });
  };
  const text = page.getByRole("textbox", { name: "正文", exact: true });
  await text.click();
  await page.keyboard.press("Control+End");
  await compose("tongzhi", "同志");
  await expect(text).toHaveText("请于每季度末报送数据共享情况。同志");
  const title = page.getByRole("textbox", { name: /^标题/ });
  await title.fill("");
  await compose("guanyu", "关于");
  await expect(title).toHaveValue("关于");
  await expect(page.getByText(/^已保存/)).toBeVisible();
  await expect.poll(() => saved.at(-1)).toContain('"title":"关于"');
  expect(saved.at(-1)).toContain("同志");
  expect(saved.filter((body) => /tongzh|guany/.test(body))).toEqual([]);
});

test("what was not sent because the network failed is sent when it is back", async ({ as }) => {
  const page = await as(people.clerk);
  const id = await openDraft(page.request, titleOf("断网测试"));
  await page.goto(`/documents/${id}/edit`);
  await expect(page.getByText(/^已保存/)).toBeVisible();
  await page.route("**/draft", (route) => route.abort());
  await page.getByRole("textbox", { name: /^附注/ }).fill("此件公开发布");
  await expect(page.getByText(/^未保存，内容留在本机：网络不通/)).toBeVisible();
  await expect(bar(page).getByRole("button", { name: "提交", exact: true })).toBeHidden();
  await page.unroute("**/draft");
  await page.getByRole("button", { name: "重试" }).click();
  await expect(page.getByText(/^已保存/)).toBeVisible();
  await page.reload();
  await expect(page.getByRole("textbox", { name: /^附注/ })).toHaveValue("此件公开发布");
});

test("two windows on one draft: the drafter says which text holds", async ({ as }) => {
  const first = await as(people.clerk);
  const second = await as(people.clerk);
  const id = await openDraft(first.request, titleOf("两处修改"));
  for (const page of [first, second]) {
    await page.goto(`/documents/${id}/edit`);
    await expect(page.getByText(/^已保存/)).toBeVisible();
  }
  await first.getByRole("textbox", { name: /^附注/ }).fill("第一处");
  await expect.poll(async () => (await (await first.request.get(`/api/documents/${id}`)).json()).draft.note).toBe("第一处");
  await second.getByRole("textbox", { name: /^附注/ }).fill("第二处");
  const conflict = second.getByRole("dialog", { name: "这份文稿另有修改" });
  await expect(conflict).toContainText(/您编辑期间，\S+保存了另一份（第 2 次）/);
  await expect(conflict.getByRole("insertion").filter({ hasText: "二" })).toBeVisible();
  await expect(conflict.getByRole("deletion").filter({ hasText: "一" })).toBeVisible();
  await conflict.getByRole("button", { name: "以我的为准" }).click();
  await expect(conflict).toBeHidden();
  await expect(second.getByText(/^已保存/)).toBeVisible();
  expect((await (await second.request.get(`/api/documents/${id}`)).json()).draft.note).toBe("第二处");
});

test("a draft that breaks a binding rule is not handed on", async ({ as }) => {
  const page = await as(people.clerk);
  const id = await openDraft(page.request, "关于数据共享");
  await page.goto(`/documents/${id}/edit`);
  await bar(page).getByRole("button", { name: /还有 1 处必须修正/ }).click();
  await expect(page.getByRole("region", { name: "规范检查" })).toBeFocused();
  await expect(bar(page).getByRole("button", { name: "提交", exact: true })).toBeHidden();
  await page.getByRole("textbox", { name: /^标题/ }).fill(titleOf("数据共享"));
  await expect(bar(page).getByRole("button", { name: "提交", exact: true })).toBeVisible();
});

test("an urgent document wants a time limit, a request a contact", async ({ as }) => {
  const page = await as(people.clerk);
  await page.goto(`/documents/${await openDraft(page.request, titleOf("时限测试"))}/edit`);
  const findings = page.getByRole("region", { name: "规范检查" });
  await page.getByLabel("紧急程度").selectOption({ label: "特急" });
  await expect(findings.getByRole("listitem").filter({ hasText: "条例第二十四条第四项" })).toBeVisible();
  await page.getByLabel(/^办理时限/).fill("2030-12-30");
  await expect(findings.getByRole("listitem").filter({ hasText: "条例第二十四条第四项" })).toBeHidden();
  await page.getByLabel("文种", { exact: true }).selectOption({ label: "请示" });
  await expect(page.getByLabel("行文方向")).toHaveValue("upward");
  await expect(findings.getByRole("listitem").filter({ hasText: "第十四项" })).toBeVisible();
});

test("files: what is accepted stays, what is disguised or unknown is refused in words", async ({ as }) => {
  const page = await as(people.clerk);
  const id = await openDraft(page.request, titleOf("材料测试"));
  await page.goto(`/documents/${id}/edit`);
  const choose = async (name: string, content: string) => {
    const [chooser] = await Promise.all([
      page.waitForEvent("filechooser"),
      page.getByRole("button", { name: "上传材料" }).click(),
    ]);
    await chooser.setFiles({ name, mimeType: "application/octet-stream", buffer: Buffer.from(content) });
  };
  await choose("说明.txt", "数据共享的背景");
  await expect(page.getByRole("link", { name: "说明.txt" })).toBeVisible();
  await choose("方案.pdf", "MZ\u0000 no PDF at all");
  await expect(page.getByRole("alert").filter({ hasText: "文件内容与扩展名不符，已拒绝" })).toBeVisible();
  await choose("程序.exe", "MZ\u0000");
  await expect(page.getByRole("alert").filter({ hasText: "不支持此类文件" })).toBeVisible();
  await expect(page.getByText(/^已保存/)).toBeVisible();
  await page.reload();
  await expect(page.getByRole("link", { name: "说明.txt" })).toBeVisible();
  await expect(page.getByText("方案.pdf")).toBeHidden();
  const [download] = await Promise.all([page.waitForEvent("download"), page.getByRole("link", { name: "说明.txt" }).click()]);
  expect(download.suggestedFilename()).toBe("说明.txt");
});

test("a return without a reason is not sent", async ({ as }) => {
  const clerk = await as(people.clerk);
  const id = await openDraft(clerk.request, titleOf("退回测试"));
  await submit(clerk.request, id);
  const page = await as(people.head);
  await page.goto(`/documents/${id}`);
  await bar(page).getByRole("button", { name: "退回", exact: true }).click();
  const dialog = page.getByRole("dialog", { name: "退回" });
  await dialog.getByRole("button", { name: "退回", exact: true }).click();
  await expect(dialog.getByRole("alert").filter({ hasText: "请填写" })).toBeVisible();
  await dialog.getByRole("group", { name: "常用意见" }).getByRole("button", { name: "格式不符合要求，请核改。" }).click();
  await dialog.getByRole("button", { name: "退回", exact: true }).click();
  await expect(dialog).toBeHidden();
  await clerk.goto(`/documents/${id}`);
  await expect(clerk.getByText("格式不符合要求，请核改。")).toBeVisible();
});

test("two taps are one act", async ({ as }) => {
  const clerk = await as(people.clerk);
  const id = await openDraft(clerk.request, titleOf("双击测试"));
  await submit(clerk.request, id);
  const page = await as(people.head);
  await page.goto(`/documents/${id}`);
  let acts = 0;
  page.on("request", (request) => {
    if (request.method() === "POST" && request.url().endsWith("/acts")) acts++;
  });
  await bar(page).getByRole("button", { name: "同意", exact: true }).click();
  await page.getByRole("dialog", { name: "同意" }).getByRole("button", { name: "同意", exact: true }).dblclick();
  await expect(page.getByRole("status").filter({ hasText: "已同意" })).toBeVisible();
  expect(acts).toBe(1);
});

test("an act lost on its way is sent again and done once", async ({ as }) => {
  const clerk = await as(people.clerk);
  const id = await openDraft(clerk.request, titleOf("丢包测试"));
  await submit(clerk.request, id);
  const page = await as(people.head);
  await page.goto(`/documents/${id}`);
  // It arrives, its answer does not.
  await page.route("**/acts", async (route) => {
    await route.fetch();
    await route.abort();
  });
  await bar(page).getByRole("button", { name: "同意", exact: true }).click();
  const dialog = page.getByRole("dialog", { name: "同意" });
  await dialog.getByRole("textbox", { name: /^意见/ }).fill("同意办理。");
  await dialog.getByRole("button", { name: "同意", exact: true }).click();
  await expect(dialog.getByRole("alert").filter({ hasText: "网络不通" })).toBeVisible();
  await page.unroute("**/acts");
  await dialog.getByRole("button", { name: "同意", exact: true }).click();
  await expect(dialog).toBeHidden();
  const { case: seen } = await (await page.request.get(`/api/documents/${id}`)).json();
  expect(seen.opinions.map((opinion: { text: string }) => opinion.text)).toEqual(["同意办理。"]);
});

test("whoever comes second is told, and keeps what was typed", async ({ as }) => {
  const clerk = await as(people.clerk);
  const id = await openDraft(clerk.request, titleOf("先后测试"));
  await submit(clerk.request, id);
  const page = await as(people.head);
  const elsewhere = await as(people.head);
  for (const each of [page, elsewhere]) await each.goto(`/documents/${id}`);
  await bar(page).getByRole("button", { name: "同意", exact: true }).click();
  const dialog = page.getByRole("dialog", { name: "同意" });
  await dialog.getByRole("textbox", { name: /^意见/ }).fill("请尽快办理。");
  await act(elsewhere, "同意");
  await dialog.getByRole("button", { name: "同意", exact: true }).click();
  await expect(dialog.getByRole("alert").filter({ hasText: /已不能再“同意”/ })).toBeVisible();
  await expect(dialog.getByRole("textbox", { name: /^意见/ })).toHaveValue("请尽快办理。");
});

test("what was sent can be taken back before the next has acted", async ({ as }) => {
  const clerk = await as(people.clerk);
  const id = await openDraft(clerk.request, titleOf("收回测试"));
  await submit(clerk.request, id);
  await clerk.goto(`/documents/${id}`);
  await bar(clerk).getByRole("button", { name: "更多" }).click();
  await clerk.getByRole("dialog", { name: "更多操作" }).getByRole("button", { name: "收回" }).click();
  const dialog = clerk.getByRole("dialog", { name: "收回" });
  await dialog.getByRole("button", { name: "收回", exact: true }).click();
  await expect(dialog).toBeHidden();
  await expect(bar(clerk).getByRole("link", { name: "继续拟稿" })).toBeVisible();
});
