import type { CheckRules } from './check-rules.js';

const methods = [{ code: 'usual', words: 'the usual way' }, { code: 'other', words: 'another way' }];
const targetDays = { person: 5, result: 10 };
const rule = (check: CheckRules['checks'][number]['check'], askedFrom: CheckRules['checks'][number]['askedFrom']): CheckRules['checks'][number] => ({
  check, askedFrom, because: `Why ${check} is not asked before ${askedFrom}.`, toThePerson: 'What to say.', methods: check === 'identity' ? [{ code: 'documents', words: 'documents' }, { code: 'digital-identity', words: 'a service' }] : methods, resultFrom: `who answers on ${check}`, targetDays,
});

/** Rules of an imagined City, for the tests of this folder. */
export const EXAMPLE_RULES: CheckRules = {
  checks: [rule('identity', 'offered'), rule('right-to-work', 'offered'), rule('registration', 'referred'), rule('references', 'offered'), rule('criminal-record', 'offered'), rule('work-health', 'accepted')],
  identity: {
    documents: [
      { code: 'passport', words: 'a passport', shows: ['photograph'] },
      { code: 'licence', words: 'a driving licence', shows: ['photograph', 'address'] },
      { code: 'signed', words: 'a signed photograph', shows: ['signed-photograph'] },
      { code: 'birth', words: 'a birth certificate', shows: ['no-photograph'] },
      { code: 'council', words: 'a letter of a council', shows: ['no-photograph', 'address'] },
      { code: 'bank', words: 'a bank statement', shows: ['address'] },
      { code: 'bill', words: 'a household bill', shows: ['address'] },
    ],
    options: [
      { words: 'one photograph and two addresses', needs: { photograph: 1, 'signed-photograph': 0, 'no-photograph': 0, address: 2 } },
      { words: 'two photographs and one address', needs: { photograph: 2, 'signed-photograph': 0, 'no-photograph': 0, address: 1 } },
      { words: 'no photograph', needs: { photograph: 0, 'signed-photograph': 1, 'no-photograph': 2, address: 2 } },
    ],
  },
};
