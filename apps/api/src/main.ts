import 'reflect-metadata';
import { endWell, openProcess } from '#lib/platform';
import { createApi } from './create-api.js';

const opened = await openProcess('pathways-api');
const app = await createApi(opened);
// There is no sign-in yet, so nobody but this machine may come in.
await app.listen(opened.config.PORT, '127.0.0.1').catch((error: NodeJS.ErrnoException) => {
  if (error.code !== 'EADDRINUSE' || opened.config.NODE_ENV === 'production') throw error;
  return app.listen(0, '127.0.0.1'); // the port is taken: any free one serves on a developer's machine
});
const address = app.getHttpServer().address() as { port: number };
const url = `http://127.0.0.1:${address.port}`;
endWell(async () => {
  await app.close();
  opened.release();
});
opened.logger.info({ url }, 'api ready; there is no sign-in yet, so it listens on this machine only');
process.send?.({ ready: true, url });
