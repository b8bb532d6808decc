import type { AddressInfo } from 'node:net';
import { createLogger, readConfig, type Clock } from '#lib/platform';
import type { NestExpressApplication } from '@nestjs/platform-express';
import { SECRETS } from './services.js';
import { createApi } from '../../apps/api/src/create-api.js';

/** The whole API in this process, on a port of its own, with a clock that a test moves. */
export interface ApiInProcess {
  readonly app: NestExpressApplication;
  readonly url: string;
  close(): Promise<void>;
}

export interface ApiSetting {
  readonly clock?: Clock;
  readonly environment?: Readonly<Record<string, string>>;
}

export async function openApi(databaseUrl: string, { clock, environment }: ApiSetting = {}): Promise<ApiInProcess> {
  const config = readConfig({ ...SECRETS, NODE_ENV: 'test', ...environment });
  const app = await createApi({ processName: 'pathways-test', config, databaseUrl, ownerUrl: null, logger: createLogger('silent', 'pathways-test'), release: () => undefined, ...(clock === undefined ? {} : { clock }) });
  await app.listen(0, '127.0.0.1');
  const { port } = app.getHttpServer().address() as AddressInfo;
  return { app, url: `http://127.0.0.1:${port}`, close: () => app.close() };
}
