// What must hold on every screen, measured in the page.

import AxeBuilder from "@axe-core/playwright";
import { type Page, expect } from "@playwright/test";

/** No violation of any of axe's rules, best practices included. */
export async function expectAccessible(page: Page, where: string) {
  await expectNone(new AxeBuilder({ page }), where);
}

/** Enough contrast in the dark too. */
export async function expectContrastInTheDark(page: Page, where: string) {
  const ground = () => page.evaluate(() => getComputedStyle(document.body).backgroundColor);
  const light = await ground();
  // Rows out of sight take their new colours when they come into sight, and are measured before.
  await page.evaluate(() => document.querySelectorAll<HTMLElement>(".row").forEach((row) => row.style.setProperty("content-visibility", "visible")));
  await page.emulateMedia({ colorScheme: "dark", reducedMotion: "reduce" });
  await expect.poll(ground).not.toBe(light);
  await expectNone(new AxeBuilder({ page }).withRules("color-contrast"), where);
}

async function expectNone(axe: AxeBuilder, where: string) {
  const { violations } = await axe.analyze();
  const found = violations.flatMap(({ id, impact, nodes }) =>
    nodes.map((node) => `${id} (${impact}): ${node.target.join(" ")} ${node.html.slice(0, 160)}\n${node.failureSummary}`),
  );
  expect(found, where).toEqual([]);
}

/** The page is no wider than its window. */
export async function expectNoSidewaysScroll(page: Page, where: string) {
  const overhang = await page.evaluate(() => {
    const wide = document.documentElement.clientWidth;
    if (document.documentElement.scrollWidth <= wide) return [];
    const outside = [...document.body.querySelectorAll("*")].filter((element) => element.getBoundingClientRect().right > wide + 1);
    return [`${document.documentElement.scrollWidth} > ${wide}`, ...outside.slice(0, 5).map((element) => `${element.nodeName}.${element.className}`)];
  });
  expect(overhang, where).toEqual([]);
}

/**
 * Whatever can be pressed is 44 px wide and high, itself or with its label; links inside sentences are as high as
 * their line (WCAG 2.5.5, its exceptions "inline" and "user agent control").
 */
export async function expectLargeTargets(page: Page, where: string) {
  const small = await page.evaluate(() => {
    const visible = (element: Element) => element.checkVisibility({ opacityProperty: true, visibilityProperty: true });
    const box = (element: Element) => {
      const own = element.getBoundingClientRect();
      const label = element instanceof HTMLInputElement ? element.labels?.[0]?.getBoundingClientRect() : undefined;
      if (!label) return own;
      const left = Math.min(own.left, label.left);
      const top = Math.min(own.top, label.top);
      return new DOMRect(left, top, Math.max(own.right, label.right) - left, Math.max(own.bottom, label.bottom) - top);
    };
    const inline = (element: Element) =>
      element.nodeName === "A" && getComputedStyle(element).display === "inline" && element.parentElement?.textContent !== element.textContent;
    // The skip link shows itself only to the keyboard.
    const pressed = document.querySelectorAll("a[href]:not(.skip), button, input, select, textarea, summary, [role=option]");
    const scope = document.querySelector("dialog[open]");
    return [...pressed]
      .filter((element) => (!scope || scope.contains(element)) && visible(element) && !inline(element))
      .map((element) => ({ element, area: box(element) }))
      .filter(({ area }) => area.width > 0 && (area.width < 43.5 || area.height < 43.5))
      .map(({ element, area }) => `${element.outerHTML.slice(0, 120)} ${area.width.toFixed(0)}×${area.height.toFixed(0)}`);
  });
  expect(small, where).toEqual([]);
}
