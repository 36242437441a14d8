// What holds on every screen: axe, width, size of targets. Lighthouse's accessibility score is 100 where those of axe's
// rules that it runs find nothing; all of axe's rules run here, so that what it leaves out or weighs nothing counts too.

import { expectAccessible, expectContrastInTheDark, expectLargeTargets, expectNoSidewaysScroll } from "../support/looks.ts";
import { screens } from "../support/screens.ts";
import { expect, test } from "../support/test.ts";

for (const screen of screens) {
  test(`${screen.name} can be used by everybody`, async ({ as }, info) => {
    const onPhone = info.project.name === "phone";
    const page = await screen.show(as);
    await test.step("light", () => expectAccessible(page, screen.name));
    await test.step("dark", () => expectContrastInTheDark(page, `${screen.name}, dark`));
    if (onPhone) await test.step("targets", () => expectLargeTargets(page, screen.name));
    await test.step("its own width", () => expectNoSidewaysScroll(page, screen.name));
    // 1440 px at 200 %, and the narrowest phone (WCAG 1.4.10).
    await test.step("narrow", async () => {
      await page.setViewportSize(onPhone ? { width: 320, height: 640 } : { width: 720, height: 450 });
      await expect.poll(() => page.evaluate(() => innerWidth)).toBe(onPhone ? 320 : 720);
      await expectNoSidewaysScroll(page, `${screen.name}, narrow`);
    });
    if (onPhone) {
      await test.step("narrow, in the largest type", async () => {
        await page.evaluate(() => (document.documentElement.dataset.size = "elder"));
        await expectNoSidewaysScroll(page, `${screen.name}, narrow, in the largest type`);
      });
    }
  });
}
