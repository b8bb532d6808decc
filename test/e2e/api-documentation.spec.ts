import { AccountsService } from '#lib/identity';
import { addDays } from '#lib/kernel';
import { BROKERAGE_CODE, CITY_CODE, DemoAccounts, DemoService } from '#lib/schema';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { openApi } from '../support/api-in-process.js';
import type { Answer, Document, Operation, Question } from '../support/api-document.js';
import { makeApiKey } from '../support/api-key.js';
import { askForAllocations } from '../support/asked-allocations.js';
import { askForFairs } from '../support/asked-fairs.js';
import { askForChecks } from '../support/asked-checks.js';
import { askForSetAside } from '../support/asked-set-aside.js';
import { askForProgrammes } from '../support/asked-programmes.js';
import { askForPay } from '../support/asked-pay.js';
import { openTestDatabase, type TestDatabase } from '../support/database.js';
import { OPERATOR } from '../support/operator.js';
import { recordOutcomes } from '../support/recorded-outcomes.js';
import { workOnCaseload } from '../support/worked-caseload.js';
import { startService, until, type RunningProcess } from '../support/running-service.js';
import { SchemaCheck, type Schema } from '../support/schema-check.js';
import { openServices } from '../support/services.js';
import { signIn } from '../support/signed-in.js';
import { addTestTree } from '../support/test-tree.js';

const today = new Date().toISOString().slice(0, 10);
const NOBODY = '00000000-0000-7000-8000-000000000000';
const LARGEST_UPLOAD_MB = 2;
/** Of the demo; what its rules ask for is nobody's business in the tests before they are changed. */
const PROGRAMME = 'DEMO-EARN-AND-LEARN-45-PLUS';

describe('the documentation of the API', () => {
  let database: TestDatabase;
  let api: RunningProcess;
  let worker: RunningProcess;
  let document: Document;
  let check: SchemaCheck;
  let operations: Map<string, Operation & { method: string; path: string }>;
  /** What stands for a parameter or a field with an id, by its name. */
  const ids: Record<string, string> = { programmeCode: PROGRAMME };
  /** What stands for other fields of a body, by their names. */
  const fields: Record<string, unknown> = {};
  /** Headers of a machine that may all that one can, of one that may little, and of an administrator who is signed in. */
  let machine: Record<string, string>;
  let narrowMachine: Record<string, string>;
  let administrator: Record<string, string>;
  /** Every status that was really answered, by operation. */
  const seen = new Map<string, Set<number>>();

  beforeAll(async () => {
    database = await openTestDatabase();
    [api, worker] = await Promise.all([startService('api', database.url, { UPLOAD_LIMIT_MB: String(LARGEST_UPLOAD_MB) }), startService('worker', database.url)]);
    document = (await (await fetch(`${api.url}/api/docs-json`)).json()) as Document;
    check = new SchemaCheck(document.components.schemas);
    operations = new Map(Object.entries(document.paths).flatMap(([path, item]) => Object.entries(item).map(([method, operation]) => [operation.operationId, { ...operation, method: method.toUpperCase(), path }])));
    await addTestTree(database.dataSource);
    narrowMachine = withKey(await makeApiKey(database.url, 'T-CITY', ['postcodes.read']));
    await ask('lookUpPostcodes', { by: narrowMachine }); // no postcode directory is loaded yet

    const services = await openServices(database.url);
    const demo = services.get(DemoService, { strict: false });
    const accounts = services.get(DemoAccounts, { strict: false });
    await demo.load();
    await accounts.load();
    const files = demo.files();
    administrator = await signIn(api.url, 'administrator@anchorton.example', await accounts.password());
    const grants = [{ role: 'hr', nodeCode: 'DEMO-T1' }, { role: 'hr', nodeCode: 'T-TRUST' }] as const;
    ids['alsoElsewhereId'] = await services.get(AccountsService, { strict: false }).invite(OPERATOR, { email: 'both@example.org', displayName: 'Of two Cities', grants }, String);
    await services.close();
    machine = withKey(await makeApiKey(database.url, CITY_CODE));
    for (const file of files) {
      const { body } = await ask('uploadFile', { query: { content: file.content, organisation: file.organisationCode, fileName: file.fileName }, body: file.text, contentType: 'text/csv' });
      ids['uploadId'] = (body as { uploadId: string }).uploadId;
      await until(`${file.fileName} read`, async () => ((await ask('showUpload')).body as { status: string }).status === 'done');
    }
  }, 180_000);

  afterAll(async () => {
    await Promise.all([api.stop(), worker.stop()]);
    await database.close();
  });

  const withKey = (key: string): Record<string, string> => ({ authorization: `Bearer ${key}` });

  /** By a key, unless only people do it, or everybody does. */
  function whoAsks({ security }: Operation): Record<string, string> {
    if (security === undefined) return machine;
    return security.length === 0 ? {} : administrator;
  }

  /** Asks as the documentation says, and holds the answer against it, whatever its status. */
  async function ask(operationId: string, question: Question = {}): Promise<Answer> {
    const operation = operations.get(operationId)!;
    const path = operation.path.replaceAll(/\{(\w+)\}/g, (_, name: string) => question.path?.[name] ?? ids[name]!);
    const required = (operation.parameters ?? []).filter((parameter) => parameter.in === 'query' && parameter.required).map(({ name, schema, example }) => [name, ids[name] ?? String(example ?? schema['example'])]);
    const query = new URLSearchParams({ ...Object.fromEntries(required), ...question.query }).toString();
    const json = operation.requestBody?.content['application/json'];
    const body = question.body ?? (json !== undefined && operationId !== 'uploadFile' ? JSON.stringify(exampleOf(json.schema)) : undefined);
    const headers = new Headers({ ...(question.by ?? whoAsks(operation)), ...(body === undefined ? {} : { 'content-type': question.contentType ?? 'application/json' }) });
    const response = await fetch(`${question.url ?? api.url}${path}?${query}`, { method: operation.method, headers, body });
    const text = await response.text();
    const type = (response.headers.get('content-type') ?? 'nothing').split(';')[0]!;
    const answer = { status: response.status, location: response.headers.get('location'), body: (type.endsWith('json') ? JSON.parse(text) : text) as never };

    const documented = operation.responses[String(answer.status)];
    const location = documented?.headers?.['Location']?.schema;
    const faults = [
      ...faultsOfBody(documented, type, answer),
      ...(location === undefined ? [] : check.faults(location, answer.location, 'Location')),
      ...(answer.status < 400 ? [] : faultsOfProblem(answer, path, response.headers.get('x-request-id'))),
    ];
    const where = `${operation.method} ${path}?${query} answered ${answer.status} ${type}`;
    expect({ where, faults }).toEqual({ where, faults: [] });
    seen.set(operationId, (seen.get(operationId) ?? new Set()).add(answer.status));
    return answer;
  }

  function faultsOfBody(documented: Operation['responses'][string] | undefined, type: string, { status, body }: Answer): string[] {
    if (documented !== undefined && status === 204) return body === '' ? [] : ['a body where there is none'];
    const schema = documented?.content?.[type]?.schema;
    return schema === undefined ? [`not documented: ${JSON.stringify(body)}`] : check.faults(schema, body);
  }

  /** What a problem says of its own answer, where that is not so. */
  function faultsOfProblem({ status, body }: Answer, path: string, requestId: string | null): string[] {
    return Object.entries({ status, instance: path, requestId }).filter(([name, value]) => body[name] !== value).map(([name]) => `${name} of the problem is not that of the answer`);
  }

  /** The example data of a schema, with ids that exist. */
  function exampleOf(schema: Schema): Record<string, unknown> {
    const { properties = {} } = document.components.schemas[schema.$ref!.split('/').at(-1)!]!;
    return Object.fromEntries(Object.entries(properties).flatMap(([name, { example }]) => (example === undefined ? [] : [[name, fields[name] ?? ids[name] ?? example]])));
  }

  const eachOperation = (): (Operation & { method: string; path: string })[] => [...operations.values()];
  const failing = (what: (operation: Operation) => boolean): string[] => eachOperation().filter(what).map(({ operationId }) => operationId);

  it('has every address of the running API, and nothing else', async () => {
    const inProcess = await openApi(database.url);
    const { stack } = (inProcess.app.getHttpAdapter().getInstance() as { router: { stack: { route?: { path: string; methods: Record<string, boolean> } }[] } }).router;
    await inProcess.close();
    const routes = stack.flatMap(({ route }) => (route === undefined ? [] : Object.keys(route.methods).map((method) => `${method.toUpperCase()} ${route.path.replaceAll(/:(\w+)/g, '{$1}')}`)));
    expect(routes).toContain('GET /api/docs-json');
    const forPrograms = routes.filter((route) => / \/(api|health)\//.test(route) && !route.startsWith('GET /api/docs'));
    expect(forPrograms.toSorted()).toEqual(eachOperation().map(({ method, path }) => `${method} ${path}`).toSorted());
  });

  it('says how to sign in: by a key or a session, only by a session, or not at all', () => {
    expect(document.security).toEqual([{ key: [] }, { session: [] }]);
    expect(document.components.securitySchemes).toMatchObject({ key: { type: 'http', scheme: 'bearer' }, session: { type: 'apiKey', in: 'cookie', name: 'pathways' } });
    expect(eachOperation().filter(({ security }) => security?.length === 0).map(({ path }) => path)).toEqual(['/health/live', '/health/ready']);
    const byPeople = eachOperation().filter(({ security = [] }) => security.length > 0);
    expect([...new Set(byPeople.flatMap(({ tags = [] }) => tags))]).toEqual(['api clients', 'accounts']);
    expect(byPeople.filter(({ security }) => JSON.stringify(security) !== '[{"session":[]}]')).toEqual([]);
    for (const word of ['Authorization: Bearer apk_', 'X-CSRF-Token', 'X-Purpose', 'Retry-After', '**401**', '**403**', '**404**', '**429**']) expect(document.info.description).toContain(word);
  });

  it('says of each address what it is for, what it answers and how it fails', () => {
    expect(failing(({ summary }) => !summary || summary.endsWith('.'))).toEqual([]);
    expect(failing(({ operationId }) => !/^[a-z]+([A-Z][a-z]+)+$/.test(operationId))).toEqual([]);
    expect(operations.size).toBe(Object.values(document.paths).flatMap(Object.keys).length); // operation ids are unique
    expect(failing(({ tags }) => tags?.length !== 1 || !document.tags.some(({ name, description }) => name === tags[0] && description))).toEqual([]);
    expect(failing(({ responses }) => Object.keys(responses).filter((status) => Number(status) < 300).length !== 1)).toEqual([]);
    expect(failing(({ responses }) => Object.entries(responses).some(([status, { description, content }]) => !description || (status === '204') !== (content === undefined)))).toEqual([]);
    expect(failing(({ responses }) => Object.entries(responses).some(([status, { content }]) => Number(status) >= 400 && JSON.stringify(content) !== '{"application/problem+json":{"schema":{"$ref":"#/components/schemas/ProblemDto"}}}'))).toEqual([]);
    expect(failing(({ responses }) => ['201', '202'].some((status) => responses[status] !== undefined && responses[status].headers?.['Location'] === undefined))).toEqual([]);
    expect(failing(({ parameters = [] }) => parameters.some(({ description }) => !description))).toEqual([]);
  });

  it('describes the fields of what is sent, with an example of each that is needed', () => {
    const bodies = eachOperation().flatMap(({ requestBody }) => Object.values(requestBody?.content ?? {}).flatMap(({ schema }) => (schema.$ref === undefined ? [] : [schema.$ref.split('/').at(-1)!])));
    expect(bodies.length).toBeGreaterThan(4);
    for (const name of bodies) {
      const { properties, required } = document.components.schemas[name]! as { properties: Record<string, { description?: string; example?: unknown }>; required?: string[] };
      const unclear = Object.entries(properties).filter(([field, { description, example }]) => !description || (required?.includes(field) && example === undefined));
      expect({ name, unclear }).toEqual({ name, unclear: [] });
    }
  });

  it('gives examples that are accepted: a run, a look-up, a referral and its way to a start', async () => {
    expect((await ask('lookUpPostcodes')).status).toBe(200);
    const run = await ask('requestMatchRun');
    expect(run).toMatchObject({ status: 202, location: expect.stringContaining('/api/v1/match-runs/') });
    ids['runId'] = (run.body as { runId: string }).runId;
    await until('the run done', async () => ((await ask('showMatchRun')).body as { status: string }).status === 'done');
    expect(await ask('cancelMatchRun')).toMatchObject({ status: 409, body: { code: 'matching/run-ended' } });
    await until('a run called off in time', async () => (await ask('cancelMatchRun', { path: (await ask('requestMatchRun')).body })).status === 200);
    await askForAllocations({ ask, ids, fields, nobody: NOBODY });
    await until('somebody told of an opportunity', async () => (ids['alertId'] = ((await ask('listMatchAlerts')).body as { alerts: { alertId: string }[] }).alerts[0]?.alertId ?? '') !== '');
    for (const again of [204, 204]) expect(await ask('markMatchAlertSeen')).toMatchObject({ status: again });
    await chooseReferablePair();
    const kept = await ask('makeGradedCase');
    expect(kept).toMatchObject({ status: 201, location: expect.stringContaining('/api/v1/graded-cases/') });
    const { caseId, opportunities } = kept.body as { caseId: string; opportunities: { opportunityId: string }[] };
    ids['caseId'] = caseId;
    expect(await ask('gradeCase')).toMatchObject({ status: 422, body: { errors: [{ pointer: '/grades/0/opportunityId' }] } });
    fields['grades'] = opportunities.map(({ opportunityId }, index) => ({ opportunityId, grade: index % 4 }));
    expect(await ask('gradeCase')).toMatchObject({ status: 200, body: { caseId } });
    const [unwilling] = await database.dataSource.query<{ candidateId: string }[]>(
      `SELECT candidate_id AS "candidateId" FROM candidates.candidates AS person WHERE NOT EXISTS (SELECT FROM candidates.consents WHERE consents.candidate_id = person.candidate_id AND purpose = 'matching') LIMIT 1`,
    );
    expect(await ask('makeGradedCase', { body: JSON.stringify({ ...unwilling, setName: 'spring-review' }) })).toMatchObject({ status: 409, body: { code: 'matching/no-consent-to-match' } });
    const { routes } = (await ask('findRoutes')).body as { routes: { legs: { code: string; intakeId: string | null }[] }[] };
    expect(await ask('savePathwayPlan')).toMatchObject({ status: 409, body: { code: 'brokerage/routes-changed' } });
    fields['legs'] = routes[0]!.legs.map(({ code, intakeId }) => ({ code, intakeId }));
    const plan = await ask('savePathwayPlan');
    expect(plan).toMatchObject({ status: 201, location: expect.stringContaining('/api/v1/pathway-plans/'), body: { state: 'still-holds', sharedAt: null } });
    ids['planId'] = (plan.body as { planId: string }).planId;
    expect(await ask('sharePathwayPlan')).toMatchObject({ status: 200, body: { sharedAt: expect.any(String) } });
    expect(await ask('checkPathwayPlan')).toMatchObject({ status: 200, body: { state: 'still-holds' } });
    expect(await ask('changeLadder')).toMatchObject({ status: 200, body: { problems: [] } });
    expect(await ask('changeLadder')).toMatchObject({ status: 409, body: { code: 'opportunities/changed-since' } });
    expect(await ask('recordStandard')).toMatchObject({ status: 200 });
    const ofPlace = withKey(await makeApiKey(database.url, 'T-PLACE-A', ['programmes.change']));
    expect(await ask('recordStandard', { by: ofPlace })).toMatchObject({ status: 409, body: { code: 'opportunities/ladders-of-city' } });
    expect(await ask('findRoutes', { path: unwilling })).toMatchObject({ status: 409, body: { code: 'brokerage/no-consent-to-plan' } });
    const consent = `UPDATE candidates.consents SET withdrawn_on = $2 WHERE candidate_id = $1 AND purpose = 'matching'`;
    await database.dataSource.query(consent, [ids['candidateId'], today]);
    expect(await ask('checkPathwayPlan')).toMatchObject({ status: 409, body: { code: 'brokerage/no-consent-to-plan' } });
    await database.dataSource.query(consent, [ids['candidateId'], null]);
    const referral = await ask('referCandidate');
    expect(referral).toMatchObject({ status: 201, location: expect.stringContaining('/api/v1/referrals/') });
    ids['referralId'] = (referral.body as { referralId: string }).referralId;
    await askForSetAside(ask, database.url, ids);
    expect(await ask('showOutcomes')).toMatchObject({ status: 409 });
    for (const operationId of ['previewPause', 'pauseCandidate', 'resumeCandidate']) expect(await ask(operationId)).toMatchObject({ status: 200 });
    expect(await ask('resumeCandidate')).toMatchObject({ status: 409, body: { code: 'candidates/not-paused' } });
    for (const operationId of ['recordOutcome', 'recordEmployment']) expect(await ask(operationId)).toMatchObject({ status: 409, body: { code: 'outcomes/not-started' } });
    expect(await ask('recordReferralEvent')).toMatchObject({ status: 200 });
    expect(await ask('recordReferralEvent')).toMatchObject({ status: 409, body: { code: 'brokerage/event-not-allowed' } });
    await askForChecks(ask, fields);
    await ask('recordReferralEvent', { body: JSON.stringify({ event: 'accept' }) });
    await ask('recordReferralEvent', { body: JSON.stringify({ event: 'start', startedOn: addDays(today, -200) }) });
    ids['happenedOn'] = today;
    expect(await ask('referCandidate')).toMatchObject({ status: 409, body: { code: 'brokerage/already-referred' } });
    await recordOutcomes({ ask, ids, fields, today, query: (sql, values) => database.dataSource.query(sql, [...values]) });
  });

  it('gives examples that are accepted: a caseload, a fair, keys, accounts, agreements and a move', async () => {
    await workOnCaseload({ ask, ids, fields, nobody: NOBODY });
    await askForFairs({ ask, ids, fields, nobody: NOBODY }, (sql, values) => database.dataSource.query(sql, [...values]));
    ids['nodeCode'] = BROKERAGE_CODE;
    ids['clientId'] = ((await ask('createApiClient')).body as { clientId: string }).clientId;
    expect(await ask('rotateKey')).toMatchObject({ status: 200, body: { clientId: ids['clientId'], key: expect.stringMatching(/^apk_/) } });
    expect(await ask('revokeApiClient')).toMatchObject({ status: 204 });
    fields['grants'] = [{ role: 'broker', nodeCode: BROKERAGE_CODE }];
    expect(await ask('inviteToAccount')).toMatchObject({ status: 204 });
    const { accounts } = (await ask('listAccounts')).body as { accounts: { userId: string; email: string; grants: [{ grantId: string }] }[] };
    const invited = accounts.find(({ email }) => email === 'amina@example.org')!;
    Object.assign(ids, { userId: invited.userId, grantId: invited.grants[0].grantId });
    expect(await ask('giveRole', { body: JSON.stringify({ role: 'hr', nodeCode: 'DEMO-T1' }) })).toMatchObject({ status: 200 });
    for (const operationId of ['inviteAgain', 'takeRole', 'unlockAccount', 'removeSecondFactor', 'deactivateAccount', 'reactivateAccount']) expect(await ask(operationId)).toMatchObject({ status: 204 });
    expect(await ask('giveRole')).toMatchObject({ status: 200 });
    fields['parties'] = [{ organisationCode: BROKERAGE_CODE, isActing: true, isActedFor: false }, { organisationCode: 'DEMO-AC', isActing: false, isActedFor: true }];
    ids['agreementId'] = ((await ask('recordSharingAgreement')).body as { agreements: [{ agreementId: string }] }).agreements[0].agreementId;
    expect(await ask('endSharingAgreement')).toMatchObject({ status: 204 });
    const { organisations } = (await ask('listOrganisations')).body as { organisations: { organisationId: string; code: string; level: string; parentId: string }[] };
    const moved = organisations.find(({ code }) => code === 'DEMO-GP1')!;
    ids['organisationId'] = moved.organisationId;
    ids['parentCode'] = organisations.find(({ level, organisationId }) => level === 'place' && organisationId !== moved.parentId)!.code;
    for (const status of [200, 409]) expect(await ask('changeReferralReason')).toMatchObject({ status });
    expect(await ask('moveOrganisation')).toMatchObject({ status: 200, body: { places: [{ parentCode: ids['parentCode'], toOn: null }, { toOn: expect.any(String) }] } });
  });

  it('is true of what every GET answers', async () => {
    for (const { operationId, method, responses } of eachOperation()) {
      if (method !== 'GET') continue;
      const { status } = await ask(operationId);
      expect({ operationId, isSuccess: responses[String(status)] !== undefined && status < 300 }).toEqual({ operationId, isSuccess: true });
    }
    await ask('reportHires', { query: { from: addDays(today, -800), to: today, format: 'csv' } });
  });

  it('is true of everybody and everything, of every kind', async () => {
    const { opportunities } = (await ask('listOpportunities', { query: { limit: '200' } })).body as { opportunities: { opportunityId: string; kind: string; source: string }[] };
    expect([new Set(opportunities.map(({ source }) => source)).size, new Set(opportunities.map(({ kind }) => kind)).size > 2]).toEqual([4, true]);
    for (const { opportunityId } of opportunities) await ask('showOpportunity', { path: { opportunityId } });
    const { candidates } = (await ask('listCandidates', { query: { limit: '40' } })).body as { candidates: { candidateId: string }[] };
    const [remedies, changes] = [new Set<string>(), new Set<string>()];
    const thoughtThrough = new Set<boolean>();
    for (const [index, { candidateId }] of candidates.entries()) {
      await ask('showCandidate', { path: { candidateId } });
      await ask('deriveTargetGroups', { path: { candidateId }, query: { on: '2026-02-28' } });
      await ask('listMatchesOfCandidate', { path: { candidateId } });
      for (const { opportunityId } of opportunities.filter((_, position) => position % 20 === index % 20)) {
        const { whyNot, whatIf } = (await ask('explainPairToday', { path: { candidateId, opportunityId } })).body as { whyNot: { failingRules: { remedy: { change: { kind: string } } | null }[]; changes: unknown[] | null }; whatIf: { openings: { best: unknown[] }[] } | null };
        thoughtThrough.add(whatIf !== null && whatIf.openings.some(({ best }) => best.length > 0));
        for (const { remedy } of whyNot.failingRules) remedies.add(remedy?.change.kind ?? 'none');
        changes.add(whyNot.changes === null ? 'not to be had' : whyNot.changes.length === 0 ? 'not needed' : 'given');
      }
    }
    expect(remedies.size).toBeGreaterThan(6);
    expect(changes).toEqual(new Set(['not to be had', 'not needed', 'given']));
    expect(thoughtThrough).toEqual(new Set([true, false]));
    const { uploads } = (await ask('listUploads')).body as { uploads: { uploadId: string; status: string }[] };
    for (const { uploadId } of uploads) {
      await ask('listNotedRows', { path: { uploadId } });
      await ask('downloadFileWithErrors', { path: { uploadId } });
    }
    const report = (await ask('reportHires', { query: { from: addDays(today, -800), to: today } })).body as { rows: { cells: { count: { kind: string } }[] }[] };
    expect(new Set(report.rows.flatMap(({ cells }) => cells.map(({ count }) => count.kind)))).toEqual(new Set(['count', 'rounded', 'hidden']));
  });

  it('gives examples that are accepted: a programme, rules of it and of an opportunity, people to try them on, and pay', async () => {
    await askForProgrammes({ ask, ids, fields, nobody: NOBODY });
    await askForPay(ask, { cityCode: CITY_CODE, today });
  });

  it('is true of what is refused', async () => {
    for (const { operationId, parameters = [], requestBody } of eachOperation()) {
      expect(await ask(operationId, { query: { surprise: '1' }, ...(operationId === 'uploadFile' ? { body: 'x', contentType: 'text/csv' } : {}) })).toMatchObject({ status: 422, body: { errors: [{ pointer: '/surprise' }] } });
      for (const { name } of parameters.filter((parameter) => parameter.in === 'path')) {
        expect(await ask(operationId, { path: { [name]: name === 'programmeCode' ? 'not--a-code' : 'not-an-id' } })).toMatchObject({ status: 400, body: { errors: [{ pointer: `/${name}` }] } });
        expect(await ask(operationId, { path: { [name]: NOBODY } })).toMatchObject({ status: 404 });
      }
      if (requestBody === undefined) continue;
      expect(await ask(operationId, { body: 'x', contentType: 'image/png' })).toMatchObject({ status: 415 });
      if (operationId === 'uploadFile') continue;
      expect(await ask(operationId, { body: '{"' })).toMatchObject({ status: 400 });
      expect(await ask(operationId, { body: `{"pad":"${'x'.repeat(4 * 1024 * 1024)}"}` })).toMatchObject({ status: 413 });
    }
    const sent = { content: 'candidates', organisation: 'DEMO-CITY' };
    expect(await ask('changeCheckRules', { body: JSON.stringify({ fromOn: '2026-12-01', source: 'S', isVerified: true, version: 0, rules: { checks: [{ check: 'identity' }], identity: {} } }) })).toMatchObject({ status: 422, body: { errors: expect.arrayContaining([expect.objectContaining({ pointer: '/rules/checks/0/askedFrom' }), expect.objectContaining({ pointer: '/rules/identity/options' })]) } });
    expect(await ask('makeGradedCase', { body: JSON.stringify({ candidateId: NOBODY, setName: 'spring-review' }) })).toMatchObject({ status: 404 });
    expect(await ask('uploadFile', { query: { ...sent, organisation: 'NOBODY' }, body: 'x', contentType: 'text/csv' })).toMatchObject({ status: 404 });
    expect(await ask('uploadFile', { query: sent, body: 'x', contentType: 'multipart/form-data' })).toMatchObject({ status: 400 });
    expect(await ask('uploadFile', { query: sent, body: new Uint8Array(LARGEST_UPLOAD_MB * 1024 * 1024 + 1), contentType: 'text/csv' })).toMatchObject({ status: 413 });
    expect(await ask('reportHires', { query: { node: 'NOBODY' } })).toMatchObject({ status: 404 });
    expect(await ask('referCandidate', { body: JSON.stringify({ candidateId: NOBODY, opportunityId: ids['opportunityId'] }) })).toMatchObject({ status: 404 });
    expect(await ask('referCandidate', { body: JSON.stringify({ candidateId: ids['candidateId'], opportunityId: ids['opportunityId'], runId: NOBODY }) })).toMatchObject({ status: 404 });
  });

  it('is true of who is not known, and of who may not', async () => {
    const little = withKey(await makeApiKey(database.url, 'T-CITY', ['audit.read']));
    for (const { operationId, security, responses } of eachOperation()) {
      if (security?.length === 0) continue;
      const file = operationId === 'uploadFile' ? { body: 'x', contentType: 'text/csv' } : {};
      expect(await ask(operationId, { by: {}, ...file })).toMatchObject({ status: 401, body: { code: 'access/signed-out' } });
      if (responses['403'] === undefined) continue;
      const by = operationId === 'lookUpPostcodes' ? little : narrowMachine;
      expect(await ask(operationId, { by, ...file })).toMatchObject({ status: 403, body: { code: 'access/not-allowed' } });
    }
  });

  it('is true of what an administrator is refused', async () => {
    const json = (body: unknown) => ({ body: JSON.stringify(body) });
    expect(await ask('createApiClient', json({ name: 'N', nodeCode: 'NOBODY', scopes: ['audit.read'] }))).toMatchObject({ status: 404 });
    expect(await ask('createApiClient', json({ name: 'N', nodeCode: BROKERAGE_CODE, scopes: ['accounts.change'] }))).toMatchObject({ status: 422, body: { errors: [{ pointer: '/scopes' }] } });
    expect(await ask('recordSharingAgreement', json({ name: 'N', fromOn: today, parties: [{ organisationCode: 'T-TRUST', isActing: true, isActedFor: true }, { organisationCode: BROKERAGE_CODE, isActing: true, isActedFor: true }] }))).toMatchObject({ status: 404 });
    expect(await ask('moveOrganisation', json({ parentCode: CITY_CODE, fromOn: today }))).toMatchObject({ status: 409, body: { code: 'identity/move-not-possible' } });

    const notHere = { role: 'candidate', nodeCode: BROKERAGE_CODE, candidateId: NOBODY };
    const account = { email: 'new@example.org', displayName: 'New' };
    expect(await ask('giveRole', json(notHere))).toMatchObject({ status: 409, body: { code: 'identity/candidate-not-here' } });
    expect(await ask('inviteToAccount', json({ ...account, grants: [notHere] }))).toMatchObject({ status: 409, body: { code: 'identity/candidate-not-here' } });
    expect(await ask('inviteToAccount', json({ ...account, grants: [{ role: 'hr', nodeCode: 'T-TRUST' }] }))).toMatchObject({ status: 404 });
    for (const operationId of ['deactivateAccount', 'reactivateAccount', 'removeSecondFactor', 'unlockAccount']) {
      expect(await ask(operationId, { path: { userId: ids['alsoElsewhereId']! } })).toMatchObject({ status: 409, body: { code: 'identity/account-beyond-reach' } });
    }
    const { accounts } = (await ask('listAccounts')).body as { accounts: { userId: string; email: string; state: string }[] };
    const self = accounts.find(({ email }) => email === 'administrator@anchorton.example')!;
    expect(await ask('inviteAgain', { path: self })).toMatchObject({ status: 409, body: { code: 'identity/not-awaited' } });
    expect(await ask('deactivateAccount', { path: self })).toMatchObject({ status: 403, body: { code: 'identity/not-to-yourself' } });

    const mute = await startService('api', database.url, { SMTP_URL: 'smtp://127.0.0.1:1' });
    const there = { url: mute.url, by: { ...administrator, origin: mute.url } };
    expect(await ask('inviteToAccount', there)).toMatchObject({ status: 503, body: { code: 'identity/mail-not-sent' } });
    expect(await ask('inviteAgain', there)).toMatchObject({ status: 503, body: { code: 'identity/mail-not-sent' } });
    await mute.stop();
  });

  it('is true of what is not ready, or not there any more', async () => {
    await database.dataSource.query(`DELETE FROM matching.snapshot_parts WHERE content = 'opportunities'`);
    expect(await ask('explainPairInRun')).toMatchObject({ status: 410 });
    await database.dataSource.query(`UPDATE matching.graded_cases SET rule_version = 'rules-99'`);
    for (const operationId of ['showGradedCase', 'gradeCase']) expect(await ask(operationId)).toMatchObject({ status: 410 });
    await worker.stop();
    expect(await ask('explainAllocationPlace', { path: (await ask('requestAllocation')).body })).toMatchObject({ status: 409, body: { code: 'matching/allocation-not-ready' } });
    expect(await ask('explainPairInRun', { path: (await ask('requestMatchRun')).body })).toMatchObject({ status: 409 });
    expect(await ask('downloadFileWithErrors', { path: (await ask('uploadFile', { query: { content: 'candidates', organisation: 'DEMO-CITY' }, body: 'x', contentType: 'text/csv' })).body })).toMatchObject({ status: 409 });
    const [last] = await database.dataSource.query<{ id: number }[]>('DELETE FROM migrations WHERE id = (SELECT max(id) FROM migrations) RETURNING id').then(([rows]) => rows as unknown as { id: number }[]);
    expect(last!.id).toBeGreaterThan(0);
    expect(await ask('showReadiness')).toMatchObject({ status: 503 });
  });

  it('promises no status that was not seen', () => {
    const documented = eachOperation().map(({ operationId, responses }) => [operationId, Object.keys(responses).map(Number).toSorted((a, b) => a - b)]);
    expect(documented.map(([operationId]) => [operationId, [...(seen.get(operationId as string) ?? [])].toSorted((a, b) => a - b)])).toEqual(documented);
  });

  /** A candidate who may be shown to partners, and an opportunity with places that fits. */
  async function chooseReferablePair(): Promise<void> {
    const [pair] = await database.dataSource.query<{ candidateId: string; opportunityId: string; intakeId: string }[]>(
      `SELECT candidate_id AS "candidateId", opportunity_id AS "opportunityId", intake_id AS "intakeId"
         FROM matching.candidate_matches JOIN candidates.consents USING (candidate_id)
         JOIN opportunities.intakes ON opportunity_id = ANY (opportunity_ids)
        WHERE purpose = 'sharing-with-partners' AND withdrawn_on IS NULL AND (starts_on IS NULL OR starts_on >= $1) AND (places IS NULL OR places_taken < places) LIMIT 1`,
      [today],
    );
    Object.assign(ids, pair);
  }
});
