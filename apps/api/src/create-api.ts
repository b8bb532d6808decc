import { NestLog, type OpenedProcess } from '#lib/platform';
import { ValidationPipe } from '@nestjs/common';
import { ModuleRef, NestFactory, Reflector } from '@nestjs/core';
import type { NestExpressApplication } from '@nestjs/platform-express';
import { DocumentBuilder, SwaggerModule, type OpenAPIObject } from '@nestjs/swagger';
import { json, type Request, type RequestHandler } from 'express';
import pg from 'pg';
import { pinoHttp } from 'pino-http';
import { ApiModule } from './api.module.js';
import { callerOf } from './http/access.js';
import { AccessGuard, refuseUnguardedRoutes } from './http/access-guard.js';
import { CsrfGuard } from './http/csrf.js';
import { FrontDoorFilter } from './http/front-door-filter.js';
import { protectiveHeaders } from './http/headers.js';
import { Identification, keyOfRequest } from './http/identification.js';
import { refuseDeepJson } from './http/json-depth.js';
import { cutsOffAfter, PatientAdapter } from './http/patient-adapter.js';
import { isApi, isHealth, loggedPath } from './http/places.js';
import { ProblemFilter, validationProblem } from './http/problem.js';
import { PublicAddress } from './http/public-address.js';
import { requestId } from './http/request-id.js';
import { cookieName, sessions } from './http/session.js';
import { asDocumented } from './rest/as-documented.js';
import { ASSET_PATH, assets } from './web/layout/assets.js';
import { ErrorPages } from './web/layout/error-pages.js';

/** Postcodes in one look-up: 100,000 of nine characters and their punctuation. */
const JSON_LIMIT = '4mb';

/** A form of a page; long texts of a person fit in. */
const FORM_LIMIT = '64kb';

/** Files are streamed by their own address, also those that are JSON. */
const UPLOADS = /^\/api\/v1\/uploads\/?$/i;

/** The API as it runs, ready to listen: the process and the tests build the same. */
export async function createApi(opened: OpenedProcess): Promise<NestExpressApplication> {
  const { config, logger } = opened;
  const app = await NestFactory.create<NestExpressApplication>(ApiModule.with(opened), new PatientAdapter(), { logger: new NestLog(logger), bodyParser: false });
  const { isHttps } = app.get(PublicAddress, { strict: false });
  app.disable('x-powered-by');
  app.set('trust proxy', config.TRUST_PROXY);
  const document = documentOf(app, isHttps);
  app.use(requestId);
  app.use(
    pinoHttp({
      logger,
      genReqId: (request) => request.headers['x-request-id'] as string,
      serializers: { req: (request: { id: string; method: string; url: string }) => ({ id: request.id, method: request.method, path: loggedPath(request.url) }), res: (response: { statusCode: number }) => ({ status: response.statusCode }) },
      customLogLevel: (_request, response, error) => (error !== undefined || response.statusCode >= 500 ? 'error' : 'info'),
    }),
  );
  app.use(protectiveHeaders(isHttps));
  app.use(ASSET_PATH, assets);
  // Who it is comes before what they send: nothing is read of whoever asks too often, and no JSON of whoever is not known.
  app.use(unless((request) => isHealth(request.path) || keyOfRequest(request) !== null, sessions(opened, isHttps, app.get<pg.Pool>(pg.Pool, { strict: false }), logger)));
  app.use(unless((request) => isHealth(request.path), app.get(Identification, { strict: false }).middleware));
  app.use(unless((request) => !isApi(request.path) && !isHealth(request.path), asDocumented(document)));
  app.use(unless((request) => UPLOADS.test(request.path), cutsOffAfter()));
  app.use(json({ limit: JSON_LIMIT, verify: refuseDeepJson, type: (request) => callerOf(request as Request).actor !== null && isApi((request as Request).path) && !UPLOADS.test((request as Request).path) && Boolean((request as Request).is('json')) }));
  app.useBodyParser('urlencoded', { limit: FORM_LIMIT, extended: false, type: (request) => !isApi((request as Request).path) && Boolean((request as Request).is('urlencoded')) });
  app.useGlobalPipes(new ValidationPipe({ whitelist: true, forbidNonWhitelisted: true, transform: true, exceptionFactory: validationProblem }));
  const reflector = app.get(Reflector);
  app.useGlobalGuards(new AccessGuard(reflector), new CsrfGuard(reflector, app.get(ModuleRef), app.get(PublicAddress, { strict: false })));
  app.useGlobalFilters(new FrontDoorFilter(new ProblemFilter(logger), app.get(ErrorPages, { strict: false })));
  SwaggerModule.setup('api/docs', app, document, { jsonDocumentUrl: 'api/docs-json' });
  app.enableShutdownHooks([]);
  await app.init();
  refuseUnguardedRoutes(app);
  return app;
}

/** Middleware for all requests but some. */
function unless(isLeftOut: (request: Request) => boolean, middleware: RequestHandler): RequestHandler {
  return (request, response, next) => (isLeftOut(request) ? next() : middleware(request, response, next));
}

/** The documentation, by which requests are judged too. A method of a controller is an operation of the same name. */
function documentOf(app: NestExpressApplication, isHttps: boolean): OpenAPIObject {
  const description = new DocumentBuilder()
    .setOpenAPIVersion('3.1.0')
    .setTitle('Anchor Pathways')
    .setVersion('1')
    .setDescription(ABOUT)
    .setLicense('MIT', 'https://opensource.org/license/mit')
    .addBearerAuth({ type: 'http', scheme: 'bearer', bearerFormat: 'apk_...', description: 'A key of an organisation, in the header `Authorization: Bearer apk_...`. It is read from nowhere else.' }, 'key')
    .addCookieAuth(cookieName(isHttps), { type: 'apiKey', in: 'cookie', description: 'The session of whoever is signed in. What changes something needs the header `X-CSRF-Token` too.' }, 'session')
    .addSecurityRequirements('key')
    .addSecurityRequirements('session')
    .addTag('files', 'What partners send: people, courses, posts and hires, row by row with what is wrong.')
    .addTag('candidates', 'People who are looking, and what fits them.')
    .addTag('opportunities', 'Roles, apprenticeships, courses and placements, and whom they fit.')
    .addTag('programmes', 'Whom they are for, and the rules and weights that staff write for them and for single opportunities.')
    .addTag('published figures', 'Rates of pay and funding that others publish, by the day from which they are in force, with their sources.')
    .addTag('living wage', 'Which employers and contractors pay the Living Wage, and from what that is known.')
    .addTag('match runs', 'Everybody matched with everything, kept so that it can be explained later.')
    .addTag('allocations', 'A whole cohort given its places at once, with the proof that nothing is better, reviewed and turned into referrals.')
    .addTag('caseload', 'Who looks after whom, the lists of a broker’s day, and what is written down of the work with a person.')
    .addTag('match alerts', 'People whom new and changed opportunities fit, found by themselves.')
    .addTag('graded cases', 'Cases that staff grade, so that rules and weights can be tried before they count.')
    .addTag('referrals', 'A case from suggestion to start, and what became of it.')
    .addTag('messages', 'What was sent to whom about a case, and what could not be.')
    .addTag('fairs', 'Virtual jobs fairs: sessions, stands of employers and colleges, who comes, and who talks to whom.')
    .addTag('ladders', 'Occupations step by step, the ways up, and apprenticeship standards by the day of the start.')
    .addTag('pathway plans', 'Routes of a person over the ladders, kept and looked at again.')
    .addTag('redeployment', 'People whose contracts end: notice, what they carry over, and posts inside first.')
    .addTag('reports', 'Figures about people, as they may be published.')
    .addTag('geography', 'Postcodes, areas and deprivation.')
    .addTag('organisations', 'Who is who, and the codes for it.')
    .addTag('accounts', 'Who signs in, and in which roles. For administrators who are signed in: no key opens it.')
    .addTag('api clients', 'The machines that call this API, and their keys. For administrators who are signed in: no key opens it.')
    .addTag('audit', 'Who saw and did what. It can be read and added to, and not changed.')
    .addTag('health', 'For whoever watches the process.')
    .build();
  const document = SwaggerModule.createDocument(app, description, { operationIdFactory: (_controller, method) => method });
  for (const [path, item] of Object.entries(document.paths)) if (isHealth(path) && item.get !== undefined) item.get.security = [];
  return document;
}

const ABOUT = `Matches candidates to earn-and-learn roles, apprenticeships and courses, and reports who was recruited from where.

- **Who asks** is told by a key, in the header \`Authorization: Bearer apk_...\`. An administrator makes it (\`POST /api/v1/api-clients\`) for an organisation and some scopes; it is shown once, and can be changed for another without a gap. A script on a page of this service asks by the session of whoever is signed in, and sends the token of the page as \`X-CSRF-Token\` with whatever changes something.
- **401**: neither a key nor a session came, or it is unknown, over or revoked. **403**: no role or scope of yours allows it anywhere, or the token of the page is missing. **404**: there is no such thing, or it belongs to others; which of the two is not told.
- **429** belongs to every address below /api: a key, a person, or an address of the network without either asked more often than it may in a minute. \`Retry-After\` says in how many seconds to go on.
- **Why** you ask can be said with every request in \`X-Purpose\`: a short code of lower-case letters, digits and hyphens, as \`referral-review\`. It is kept in the audit trail beside what you did. Anything else in it is not kept.
- **Start** with \`POST /api/v1/uploads\` (candidates, then roles or courses), then \`POST /api/v1/match-runs\`, then \`GET /api/v1/candidates/{candidateId}/matches\`.
- **Work** that takes time is answered with 202 and a Location. Ask there until the status is \`done\` or \`failed\`.
- **Errors** are problem details (RFC 9457, \`application/problem+json\`). Each status that an address can fail with is listed with it. A method that an address does not have is 405, and an error on our side is 500 without a detail, both in the same form.
- **Dates** without a time are days, as 2026-03-31; moments have a time and a zone. **Money** is in whole pence.
- **Fields and parameters** that are not documented are refused with 422. Fields that may be left out may not be null.
- Every GET can be a HEAD. The header \`X-Request-Id\` of a request comes back with the answer, or one is made.`;
