import 'reflect-metadata';
import { MatchesNowQuery } from '#lib/matching';
import { endWell, openServingProcess } from '#lib/platform';
import { createApi } from './create-api.js';
import { listeningUrl } from './http/public-address.js';

const opened = await openServingProcess('pathways-api');
const app = await createApi(opened);
const { PORT, LISTEN_ADDRESS } = opened.config;
await app.listen(PORT, LISTEN_ADDRESS).catch((error: NodeJS.ErrnoException) => {
  if (error.code !== 'EADDRINUSE' || opened.config.NODE_ENV === 'production') throw error;
  return app.listen(0, LISTEN_ADDRESS); // the port is taken: any free one serves on a developer's machine
});
const address = app.getHttpServer().address() as { port: number };
const url = listeningUrl(opened.config, address.port);
endWell(async () => {
  await app.close();
  opened.release();
});
opened.logger.info({ url }, 'api ready');
// Whoever asks before this is done waits for it, and if it cannot be done now, the next to ask tries again.
app.get(MatchesNowQuery, { strict: false }).getReady().catch((error: unknown) => opened.logger.warn({ err: error }, 'the facts for matching are not read yet'));
process.send?.({ ready: true, url });
