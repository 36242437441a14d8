// Passkeys (通行密钥) with Chromium's virtual authenticator: adding one, signing in and proving identity with it.

import type { CDPSession, Page } from "@playwright/test";
import { address } from "../support/address.ts";
import { password } from "../support/people.ts";
import { expect, test } from "../support/test.ts";

// Browsers give passkeys to names only, and the server without an address of its own offers them here.
const here = new URL(address);
here.hostname = "localhost";
const baseURL = here.origin;

/** A device of the person's own, which knows its owner until it is told otherwise. */
async function authenticator(page: Page) {
  const cdp: CDPSession = await page.context().newCDPSession(page);
  await cdp.send("WebAuthn.enable");
  const { authenticatorId } = await cdp.send("WebAuthn.addVirtualAuthenticator", {
    options: {
      protocol: "ctap2",
      transport: "internal",
      hasResidentKey: true,
      hasUserVerification: true,
      isUserVerified: true,
      automaticPresenceSimulation: true,
    },
  });
  return (isUserVerified: boolean) => cdp.send("WebAuthn.setUserVerified", { authenticatorId, isUserVerified });
}

test("a passkey is added, signs in, proves identity again, and is removed", async ({ as }, info) => {
  // One for each screen, and nobody's in the other tests: their password alone no longer lets them in meanwhile.
  const account = info.project.name === "phone" ? "heyi" : "cuijun";
  const page = await as(account, { baseURL });
  const knowsOwner = await authenticator(page);
  await page.goto("/me/security");
  const passkeys = page.getByRole("list", { name: "通行密钥" });
  await page.getByLabel("通行密钥名称").fill("值班平板");
  await knowsOwner(false);
  await page.getByRole("button", { name: "添加通行密钥" }).click();
  await expect(page.getByText("没有添加成功")).toBeVisible();
  await knowsOwner(true);
  await page.getByRole("button", { name: "添加通行密钥" }).click();
  await expect(passkeys.getByText("值班平板")).toBeVisible();
  await expect(passkeys.getByText("尚未使用")).toBeVisible();

  await page.context().clearCookies();
  await page.goto("/sign-in");
  await page.getByLabel("账号").fill(account);
  await page.getByLabel("密码", { exact: true }).fill(password);
  await page.getByRole("button", { name: "登录", exact: true }).click();
  const use = page.getByRole("button", { name: "使用通行密钥" });
  await expect(use).toBeFocused();
  await knowsOwner(false);
  await use.click();
  await expect(page.getByText("没有完成通行密钥验证，请重试")).toBeVisible();
  await knowsOwner(true);
  await use.click();
  await expect(page).toHaveURL(`${baseURL}/`);

  // The session ends while something is being done: it goes on afterwards.
  await page.goto("/me/security");
  await expect(passkeys.getByText("最近使用")).toBeVisible();
  await page.getByRole("button", { name: "改名" }).click();
  const naming = page.getByRole("dialog", { name: "改名" });
  await naming.getByLabel("通行密钥名称").fill("旧平板");
  await page.context().clearCookies();
  await naming.getByRole("button", { name: "保存" }).click();
  const renewing = page.getByRole("dialog", { name: "请验证身份" });
  await renewing.getByLabel("密码", { exact: true }).fill(password);
  await renewing.getByRole("button", { name: "登录" }).click();
  await renewing.getByRole("button", { name: "使用通行密钥" }).click();
  await expect(passkeys.getByText("旧平板")).toBeVisible();

  await passkeys.getByRole("button", { name: "删除" }).click();
  await page.getByRole("dialog", { name: "删除通行密钥" }).getByRole("button", { name: "删除" }).click();
  await expect(page.getByText("尚未添加通行密钥")).toBeVisible();
  await page.context().clearCookies();
  await page.goto("/sign-in");
  await page.getByLabel("账号").fill(account);
  await page.getByLabel("密码", { exact: true }).fill(password);
  await page.getByRole("button", { name: "登录", exact: true }).click();
  await expect(page).toHaveURL(`${baseURL}/`);
});
