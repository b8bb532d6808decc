import { AccountsService } from '#lib/identity';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Browser } from 'playwright-core';
import { openApi, type ApiInProcess } from '../support/api-in-process.js';
import { launchBrowser, Onlooker, SIGHTS } from '../support/browser.js';
import { OPERATOR } from '../support/operator.js';
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

/** The link of the newest message to an address with some words in it. */
async function linkTo(email: string, words: string): Promise<string> {
  const { text } = await bench.mailTo(email, (mail) => mail.text.includes(words));
  return /https?:\/\/\S+/.exec(text)![0].slice(api.url.length);
}

describe.each(SIGHTS)('by e-mail, $name', (sight) => {
  const name = sight.name.replaceAll(' ', '-');

  it('somebody is invited, chooses a password, forgets it and chooses another', async () => {
    const email = `invited-${name}@browser.test`;
    await bench.services.get(AccountsService, { strict: false }).invite(OPERATOR, { email, displayName: 'Nia Example', grants: [{ role: 'administrator', nodeCode: 'T-CITY' }] }, (token) => `${api.url}/account/password/${token}`);
    const onlooker = await Onlooker.come(browser, api.url, sight);
    await onlooker.open(await linkTo(email, '/account/password/'));
    await onlooker.look('Choose a password');
    await onlooker.type('New password', 'too short');
    await onlooker.type('The same password again', 'too short');
    await onlooker.press('Set the password');
    await onlooker.look('Error: Choose a password');
    await onlooker.type('New password', PASSWORD);
    await onlooker.type('The same password again', PASSWORD);
    await onlooker.press('Set the password');
    expect(await onlooker.text()).toContain('Your password is set.');

    bench.clock.moveMinutes(1);
    await onlooker.follow('I have forgotten my password');
    await onlooker.look('Forgotten password');
    await onlooker.press('Send me a link');
    await onlooker.look('Error: Forgotten password');
    await onlooker.type('Email address', email);
    await onlooker.press('Send me a link');
    await onlooker.look('Check your email');
    const { token } = await bench.mailTo(email, () => bench.mails().filter(({ to }) => to === email).length === 2);
    await onlooker.open(`/account/password/${token}`);
    await onlooker.look('Choose a new password');
    await onlooker.type('New password', 'four other small words');
    await onlooker.type('The same password again', 'four other small words');
    await onlooker.press('Set the password');
    await onlooker.open(`/account/password/${token}`);
    await onlooker.look('This link cannot be used');
    expect(onlooker.faults).toEqual([]);
    await onlooker.leave();
  });

  it('a candidate signs in', async () => {
    const email = `candidate-${name}@browser.test`;
    const [row] = await bench.query<{ candidateId: string }>(
      `INSERT INTO candidates.candidates (organisation_id, reference, given_name, family_name, row_digest) SELECT organisation_id, $1, 'Cara', 'Example', '' FROM identity.organisations WHERE code = 'T-BROKER' RETURNING candidate_id AS "candidateId"`,
      [name],
    );
    await bench.invited(email, { role: 'candidate', nodeCode: 'T-BROKER', candidateId: row!.candidateId });
    const onlooker = await Onlooker.come(browser, api.url, sight);
    await onlooker.open('/');
    await onlooker.follow('I am a candidate: send me a link to sign in');
    await onlooker.look('Get a link to sign in');
    await onlooker.type('Email address', email);
    await onlooker.press('Send me a link');
    await onlooker.look('Check your email');
    await onlooker.open(await linkTo(email, '/sign-in/link/'));
    await onlooker.look('Sign in with your link');
    await onlooker.press('Sign in');
    await onlooker.look('Home');
    expect(await onlooker.text()).toContain('Sees and answers what concerns themselves.');
    expect(onlooker.faults).toEqual([]);
    await onlooker.leave();
  });
});
