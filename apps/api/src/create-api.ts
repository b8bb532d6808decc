import { NestLog, type OpenedProcess } from '#lib/platform';
import { ValidationPipe } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import type { NestExpressApplication } from '@nestjs/platform-express';
import { DocumentBuilder, SwaggerModule, type OpenAPIObject } from '@nestjs/swagger';
import type { Request } from 'express';
import helmet from 'helmet';
import { pinoHttp } from 'pino-http';
import { ApiModule } from './api.module.js';
import { ProblemFilter, validationProblem } from './http/problem.js';
import { requestId } from './http/request-id.js';
import { asDocumented } from './rest/as-documented.js';

/** Postcodes in one look-up: 100,000 of nine characters and their punctuation. */
const JSON_LIMIT = '4mb';

/** Files are streamed by their own address, also those that are JSON. */
const UPLOADS = /^\/api\/v1\/uploads\/?$/i;

/** The API as it runs, ready to listen: the process and the tests build the same. */
export async function createApi(opened: OpenedProcess): Promise<NestExpressApplication> {
  const app = await NestFactory.create<NestExpressApplication>(ApiModule.with(opened), { logger: new NestLog(opened.logger), bodyParser: false });
  app.disable('x-powered-by');
  app.setGlobalPrefix('api/v1', { exclude: ['health/live', 'health/ready', '/'] });
  const document = documentOf(app);
  app.use(requestId);
  app.use(
    pinoHttp({
      logger: opened.logger,
      genReqId: (request) => request.headers['x-request-id'] as string,
      // The query may hold names or postcodes: only the path is written down.
      serializers: { req: (request: { id: string; method: string; url: string }) => ({ id: request.id, method: request.method, path: request.url.split('?')[0] }), res: (response: { statusCode: number }) => ({ status: response.statusCode }) },
      customLogLevel: (_request, response, error) => (error !== undefined || response.statusCode >= 500 ? 'error' : 'info'),
    }),
  );
  // Served over plain HTTP on loopback: what belongs to TLS would only lock a browser out.
  app.use(helmet({ strictTransportSecurity: false, contentSecurityPolicy: { directives: { upgradeInsecureRequests: null } } }));
  app.use(asDocumented(document));
  app.useBodyParser('json', { limit: JSON_LIMIT, type: (request) => !UPLOADS.test((request as Request).path) && Boolean((request as Request).is('json')) });
  app.useGlobalPipes(new ValidationPipe({ whitelist: true, forbidNonWhitelisted: true, transform: true, exceptionFactory: validationProblem }));
  app.useGlobalFilters(new ProblemFilter(opened.logger));
  SwaggerModule.setup('api/docs', app, document, { jsonDocumentUrl: 'api/docs-json' });
  app.enableShutdownHooks([]);
  await app.init();
  return app;
}

/** The documentation, by which requests are judged too. A method of a controller is an operation of the same name. */
function documentOf(app: NestExpressApplication): OpenAPIObject {
  const description = new DocumentBuilder()
    .setOpenAPIVersion('3.1.0')
    .setTitle('Anchor Pathways')
    .setVersion('1')
    .setDescription(ABOUT)
    .setLicense('MIT', 'https://opensource.org/license/mit')
    .addTag('files', 'What partners send: people, courses, posts and hires, row by row with what is wrong.')
    .addTag('candidates', 'People who are looking, and what fits them.')
    .addTag('opportunities', 'Roles, apprenticeships, courses and placements, and whom they fit.')
    .addTag('match runs', 'Everybody matched with everything, kept so that it can be explained later.')
    .addTag('referrals', 'A case from suggestion to start, and what became of it.')
    .addTag('reports', 'Figures about people, as they may be published.')
    .addTag('geography', 'Postcodes, areas and deprivation.')
    .addTag('organisations', 'Who is who, and the codes for it.')
    .addTag('health', 'For whoever watches the process.')
    .build();
  return SwaggerModule.createDocument(app, description, { operationIdFactory: (_controller, method) => method });
}

const ABOUT = `Matches candidates to earn-and-learn roles, apprenticeships and courses, and reports who was recruited from where.

- **Start** with \`POST /api/v1/uploads\` (candidates, then roles or courses), then \`POST /api/v1/match-runs\`, then \`GET /api/v1/candidates/{candidateId}/matches\`.
- **Work** that takes time is answered with 202 and a Location. Ask there until the status is \`done\` or \`failed\`.
- **Errors** are problem details (RFC 9457, \`application/problem+json\`). Each status that an address can fail with is listed with it. A method that an address does not have is 405, and an error on our side is 500 without a detail, both in the same form.
- **Dates** without a time are days, as 2026-03-31; moments have a time and a zone. **Money** is in whole pence.
- **Fields and parameters** that are not documented are refused with 422. Fields that may be left out may not be null.
- Every GET can be a HEAD. The header \`X-Request-Id\` of a request comes back with the answer, or one is made.`;
