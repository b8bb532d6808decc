import { join } from 'node:path';
import axe from 'axe-core';
import { chromium, type Browser, type BrowserContext, type Page } from 'playwright-core';

const FLAGS = ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync'];

/** How somebody looks at the pages. */
export interface Sight {
  readonly name: string;
  readonly hasScripts: boolean;
  readonly width: number;
}

/** Every journey is made in each of these. 320 pixels are also what a screen of 1,280 has at 400 % zoom (WCAG 1.4.10). */
export const SIGHTS: readonly Sight[] = [
  { name: 'with scripts', hasScripts: true, width: 1280 },
  { name: 'without scripts', hasScripts: false, width: 1280 },
  { name: 'at 320 pixels', hasScripts: true, width: 320 },
];

/** The Chromium that bin/test.mjs found. */
export function launchBrowser(): Promise<Browser> {
  const executablePath = process.env['TEST_CHROMIUM'];
  if (executablePath === undefined || executablePath === '') throw new Error('TEST_CHROMIUM is not set: run the tests with npm test, which looks for a Chromium.');
  return chromium.launch({ executablePath, args: FLAGS });
}

/** Somebody in front of a browser. Whatever a page loads from elsewhere, or is kept from loading, is a fault. */
export class Onlooker {
  readonly faults: string[] = [];

  private constructor(
    private readonly context: BrowserContext,
    readonly page: Page,
    private readonly sight: Sight,
    private readonly url: string,
  ) {}

  static async come(browser: Browser, url: string, sight: Sight): Promise<Onlooker> {
    const context = await browser.newContext({ baseURL: url, javaScriptEnabled: sight.hasScripts, viewport: { width: sight.width, height: 900 } });
    const page = await context.newPage();
    const onlooker = new Onlooker(context, page, sight, url);
    page.on('request', (request) => {
      if (!request.url().startsWith(url)) onlooker.faults.push(`asks elsewhere: ${request.url()}`);
    });
    page.on('console', (message) => {
      // A page that says what is wrong is answered with a status that a browser logs.
      if (message.type() === 'error' && !/status of 4\d\d/.test(message.text())) onlooker.faults.push(message.text());
    });
    page.on('pageerror', (error) => onlooker.faults.push(error.message));
    return onlooker;
  }

  /** Looks at the page that is open: what a machine can find against it, and whether it has to be scrolled sideways. */
  async look(title: string): Promise<void> {
    const found = await this.page.title();
    if (found !== `${title} – Anchor Pathways`) throw new Error(`The page is "${found}" and not "${title}".`);
    const folder = process.env['PATHWAYS_SCREENSHOTS'];
    if (folder !== undefined) await this.page.screenshot({ path: join(folder, `${title.replaceAll(/\W+/g, '-')}-${this.sight.name.replaceAll(' ', '-')}.png`), fullPage: true });
    const width = await this.page.evaluate<number>('document.documentElement.scrollWidth');
    if (width > this.sight.width) this.faults.push(`"${title}" is ${width} pixels wide`);
    if (!this.sight.hasScripts) return;
    await this.page.evaluate(axe.source);
    const { violations } = await this.page.evaluate<{ violations: { id: string; nodes: { html: string }[] }[] }>('axe.run()');
    this.faults.push(...violations.map(({ id, nodes }) => `"${title}": ${id}: ${nodes.map(({ html }) => html).join(' ')}`));
  }

  async open(path: string): Promise<void> {
    await this.page.goto(path);
  }

  async press(name: string): Promise<void> {
    await this.page.getByRole('button', { name, exact: true }).click();
  }

  async follow(name: string): Promise<void> {
    await this.page.getByRole('link', { name, exact: true }).first().click();
  }

  async type(label: string, text: string): Promise<void> {
    await this.page.getByLabel(label, { exact: true }).fill(text);
  }

  /** As if the session had ended while the page was open. */
  loseSession(): Promise<void> {
    return this.context.clearCookies();
  }

  text(): Promise<string> {
    return this.page.locator('main').innerText();
  }

  path(): string {
    return this.page.url().slice(this.url.length);
  }

  leave(): Promise<void> {
    return this.context.close();
  }
}
