import { NestLog, type OpenedProcess } from '#lib/platform';
import { BadRequestException, ValidationPipe } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import type { NestExpressApplication } from '@nestjs/platform-express';
import { DocumentBuilder, SwaggerModule } from '@nestjs/swagger';
import helmet from 'helmet';
import { pinoHttp } from 'pino-http';
import { ApiModule } from './api.module.js';
import { ProblemFilter, validationProblem } from './http/problem.js';
import { requestId } from './http/request-id.js';

/** Postcodes in one look-up: 100,000 of nine characters and their punctuation. */
const JSON_LIMIT = '4mb';

/** The API as it runs, ready to listen: the process and the tests build the same. */
export async function createApi(opened: OpenedProcess): Promise<NestExpressApplication> {
  const app = await NestFactory.create<NestExpressApplication>(ApiModule.with(opened), { logger: new NestLog(opened.logger), bodyParser: false });
  app.disable('x-powered-by');
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
  app.use(helmet());
  app.useBodyParser('json', { limit: JSON_LIMIT });
  app.setGlobalPrefix('api/v1', { exclude: ['health/live', 'health/ready', '/'] });
  app.useGlobalPipes(
    new ValidationPipe({ whitelist: true, forbidNonWhitelisted: true, transform: true, exceptionFactory: (errors) => validationProblem(errors) ?? new BadRequestException() }),
  );
  app.useGlobalFilters(new ProblemFilter(opened.logger));
  const description = new DocumentBuilder()
    .setTitle('Anchor Pathways')
    .setVersion('1')
    .setDescription('Matches candidates to earn-and-learn roles, apprenticeships and courses. Errors are problem details (RFC 9457). Work is answered with 202 and a Location.')
    .build();
  SwaggerModule.setup('api/docs', app, () => SwaggerModule.createDocument(app, description), { jsonDocumentUrl: 'api/docs-json' });
  app.enableShutdownHooks([]);
  await app.init();
  return app;
}
