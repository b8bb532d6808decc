import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Secret, TOTP } from 'otpauth';
import type { Browser } from 'playwright-core';
import { openApi, type ApiInProcess } from '../support/api-in-process.js';
import { launchBrowser, Onlooker, SIGHTS } from '../support/browser.js';
import { PASSWORD, SignInBench } from '../support/sign-in-bench.js';

let bench: SignInBench;
let api: ApiInProcess;
let browser: Browser;

beforeAll(async () => {
  bench = await SignInBench.open();
  [api, browser] = await Promise.all([openApi(bench.database.url, { clock: bench.clock, environment: { PATHWAYS_HOME: bench.home } }), launchBrowser()]);
});
afterAll(async () => {
  await browser.close();
  await api.close();
  await bench.close();
});

describe.each(SIGHTS)('a broker $name', (sight) => {
  it('signs in, sets a second factor up, signs in with it, turns it off and signs out', async () => {
    const email = `${sight.name.replaceAll(' ', '-')}@browser.test`;
    await bench.member(email, { role: 'broker', nodeCode: 'T-BROKER' });
    const onlooker = await Onlooker.come(browser, api.url, sight);

    await onlooker.open('/account');
    expect(onlooker.path()).toBe('/sign-in?return-to=%2Faccount');
    await onlooker.look('Sign in');
    await onlooker.type('Email address', email);
    await onlooker.type('Password', 'not my password');
    await onlooker.press('Sign in');
    await onlooker.look('Error: Sign in');
    expect(await onlooker.page.getByLabel('Email address').inputValue()).toBe(email);
    expect(await onlooker.page.evaluate<string>('document.activeElement.className')).toMatch(sight.hasScripts ? 'nhsuk-error-summary' : '');
    await onlooker.type('Password', PASSWORD);
    await onlooker.press('Sign in');
    expect(onlooker.path()).toBe('/account');
    await onlooker.look('Your account');

    // A button that is a link.
    await onlooker.page.getByText('Set up a second factor').click();
    await onlooker.look('Set up a second factor');
    await onlooker.type('Your password', PASSWORD);
    await onlooker.press('Continue');
    await onlooker.look('Set up your second factor');
    expect(await onlooker.page.getByRole('img', { name: 'QR code for the authenticator app' }).locator('svg').boundingBox()).toMatchObject({ width: expect.any(Number) });
    const key = /Or type this key into the app: ([A-Z2-7 \n]+)\n/.exec(await onlooker.text())![1]!;
    const code = (): string => new TOTP({ secret: Secret.fromBase32(key.replaceAll(/\s/g, '')) }).generate({ timestamp: bench.clock.now().getTime() });
    await onlooker.type('Code that the app shows', '1');
    await onlooker.press('Turn on the second factor');
    await onlooker.look('Error: Set up your second factor');
    await onlooker.type('Code that the app shows', code());
    await onlooker.press('Turn on the second factor');
    await onlooker.look('Keep your recovery codes');
    expect(await onlooker.page.getByRole('main').getByRole('listitem').count()).toBe(10);
    // A button that is a link.
    await onlooker.page.getByText('I have kept them').click();
    expect(await onlooker.text()).toContain('10 left');
    await onlooker.look('Your account');

    await onlooker.press('Sign out');
    await onlooker.look('Sign in');
    expect(await onlooker.text()).toContain('You have signed out.');
    bench.clock.moveMinutes(1);
    await onlooker.type('Email address', email);
    await onlooker.type('Password', PASSWORD);
    await onlooker.press('Sign in');
    await onlooker.look('Enter your code');
    await onlooker.press('Continue');
    await onlooker.look('Error: Enter your code');
    await onlooker.type('Enter your code', code());
    await onlooker.press('Continue');
    await onlooker.look('Home');
    expect(await onlooker.text()).toContain('Broker at T-BROKER of the tests');

    await onlooker.follow('Your account');
    await onlooker.follow('Turn off the second factor');
    await onlooker.look('Turn off your second factor');
    await onlooker.type('Your password', PASSWORD);
    await onlooker.press('Turn it off');
    expect(await onlooker.text()).toContain('Your second factor is off.');
    await onlooker.press('Sign out everywhere');
    expect(await onlooker.text()).toContain('You have signed out on every device.');

    await onlooker.open('/nowhere');
    await onlooker.look('Page not found');
    expect(onlooker.faults).toEqual([]);
    await onlooker.leave();
  });

  it('whose session ended is told so, signs in again and sends the form again', async () => {
    const email = `ended-${sight.name.replaceAll(' ', '-')}@browser.test`;
    await bench.member(email, { role: 'broker', nodeCode: 'T-BROKER' });
    const onlooker = await Onlooker.come(browser, api.url, sight);
    const signIn = async (): Promise<void> => {
      await onlooker.type('Email address', email);
      await onlooker.type('Password', PASSWORD);
      await onlooker.press('Sign in');
    };
    await onlooker.open('/sign-in');
    await onlooker.loseSession();
    await signIn();
    await onlooker.look('Error: Sign in');
    await signIn();
    await onlooker.open('/account');
    await onlooker.loseSession();
    await onlooker.press('Sign out everywhere');
    await onlooker.look('You have been signed out');
    const ended = await onlooker.page.content();
    await onlooker.open('/sign-in');
    await signIn();
    await onlooker.page.setContent(ended); // the tab that was left open
    await onlooker.press('Send again');
    await onlooker.look('Check what you typed and send it again');
    await onlooker.press('Send again');
    expect(await onlooker.text()).toContain('You have signed out on every device.');
    expect(onlooker.faults.filter((fault) => !fault.includes('Content Security Policy'))).toEqual([]);
    await onlooker.leave();
  });
});
