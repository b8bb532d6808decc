import type { Server } from 'node:http';
import { createLogger, DomainError } from '#lib/platform';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Body, ConflictException, Controller, Get, Module, Param, ParseUUIDPipe, Post, Res, ValidationPipe, type INestApplication } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import type { NestExpressApplication } from '@nestjs/platform-express';
import { Type } from 'class-transformer';
import { IsInt, IsString, ValidateNested } from 'class-validator';
import type { Response } from 'express';
import { symbols } from 'pino';
import request from 'supertest';
import { ProblemFilter, validationProblem } from './problem.js';
import { requestId } from './request-id.js';

class Part {
  @IsInt()
  size!: number;
}

class Whole {
  @IsString()
  title!: string;

  @ValidateNested({ each: true })
  @Type(() => Part)
  parts!: Part[];
}

/** A controller that goes wrong in every way there is. */
@Controller()
class TroubleController {
  @Get('known')
  known(): never {
    throw new DomainError('brokerage/already-referred', 'There is a live referral.', [{ pointer: '/intakeId', detail: 'Choose another.' }]);
  }

  @Get('to-mend')
  toMend(): never {
    throw new DomainError('equality/period-not-real', 'The period needs two real dates.');
  }

  @Get('nest')
  nest(): never {
    throw new ConflictException('Not now.');
  }

  @Get('gone')
  gone(): never {
    throw new DomainError('matching/snapshot-part-missing', 'The facts are no longer kept.');
  }

  @Get('not-now')
  notNow(): never {
    throw new DomainError('identity/mail-not-sent', 'The invitation could not be sent.', [], { cause: Object.assign(new Error('Amina-Rosalind'), { code: 'ECONNREFUSED' }) });
  }

  @Get('bug')
  bug(): never {
    throw new TypeError('invalid input syntax for type date: "Amina-Rosalind 1998-05-14"');
  }

  @Get('thrown-text')
  thrownText(): never {
    return Promise.reject('Amina-Rosalind') as never;
  }

  @Get('half-sent')
  halfSent(@Res() response: Response): never {
    response.write('{"rows":[');
    throw new Error('Amina-Rosalind');
  }

  @Get('things/:id')
  thing(@Param('id', ParseUUIDPipe) id: string): string {
    return id;
  }

  @Post('whole')
  whole(@Body() body: Whole): Whole {
    return body;
  }
}

@Module({ controllers: [TroubleController] })
class TroubleModule {}

let app: INestApplication<Server>;
const logged: string[] = [];
beforeAll(async () => {
  const logger = createLogger('info', 'pathways-test');
  Object.assign(logger, { [symbols.streamSym]: { write: (line: string) => logged.push(line) } });
  const express = await NestFactory.create<NestExpressApplication>(TroubleModule, { logger: false, bodyParser: false });
  express.use(requestId);
  express.useBodyParser('json', { limit: '1kb' });
  express.useGlobalPipes(new ValidationPipe({ whitelist: true, forbidNonWhitelisted: true, transform: true, exceptionFactory: validationProblem }));
  express.useGlobalFilters(new ProblemFilter(logger));
  app = await express.init();
});
afterAll(() => app.close());

const send = (path: string): request.Test => request(app.getHttpServer()).get(path);
const post = (body: string, type = 'application/json'): request.Test => request(app.getHttpServer()).post('/whole').set('content-type', type).send(body);

describe('an error that we coded', () => {
  it('is a problem with the status of its code', async () => {
    const { status, headers, body } = await send('/known?postcode=E1').set('x-request-id', 'caller-1234');
    expect(status).toBe(409);
    expect(headers['content-type']).toMatch(/^application\/problem\+json/);
    expect(body).toEqual({
      type: 'urn:anchor-pathways:brokerage:already-referred',
      title: 'Not possible as things stand',
      status: 409,
      detail: 'There is a live referral.',
      instance: '/known', // without the query, which may hold a name or a postcode
      code: 'brokerage/already-referred',
      requestId: 'caller-1234',
      errors: [{ pointer: '/intakeId', detail: 'Choose another.' }],
    });
  });

  it('is 422 when no table has it, and has no list of errors when there is none', async () => {
    const { status, body } = await send('/to-mend');
    expect(status).toBe(422);
    expect(body).not.toHaveProperty('errors');
  });
});

describe('an error of the framework', () => {
  it.each([
    ['/nest', 409, undefined],
    ['/nowhere', 404, 'There is nothing at this address. /api/docs lists what there is.'],
    ['/things/7', 400, 'The address cannot be read.'],
  ])('%s is a problem with status %d', async (path, expected, detail) => {
    const { status, body } = await send(path);
    expect(status).toBe(expected);
    expect(body).toMatchObject({ status: expected, code: `http/${expected}` });
    expect((body as { detail?: string }).detail).toBe(detail);
  });
});

describe('a body', () => {
  it('that is not JSON is 400', async () => {
    const { status, body } = await post('{"title": ');
    expect(status).toBe(400);
    expect(body).toMatchObject({ code: 'http/400', title: 'The request cannot be read' });
  });

  it('in a character set that nobody knows is 415', async () => {
    const { status } = await post('{}', 'application/json; charset=klingon');
    expect(status).toBe(415);
  });

  it('that is too large is 413', async () => {
    const { status, body } = await post(JSON.stringify({ title: 'x'.repeat(2000), parts: [] }));
    expect(status).toBe(413);
    expect(body).toMatchObject({ code: 'http/413', title: 'Too large' });
  });

  it('that is not acceptable is 422: where and what, for all of it at once, never the value', async () => {
    const { status, body, text } = await post(JSON.stringify({ title: 7, parts: [{ size: 1 }, { size: 'Amina-Rosalind' }], nickname: 'Amina-Rosalind' }));
    expect(status).toBe(422);
    expect(body).toMatchObject({ code: 'http/not-acceptable' });
    expect((body as { errors: { pointer: string }[] }).errors.map(({ pointer }) => pointer).toSorted()).toEqual(['/nickname', '/parts/1/size', '/title']);
    expect(text).not.toContain('Amina');
  });
});

describe('an error that nobody foresaw', () => {
  it.each(['/bug', '/thrown-text'])('%s is 500, and says nothing of itself', async (path) => {
    const { status, body } = await send(path);
    expect(status).toBe(500);
    expect(Object.keys(body as object).toSorted()).toEqual(['code', 'instance', 'requestId', 'status', 'title', 'type']);
  });

  it('is logged with where it happened and not with its message', async () => {
    logged.length = 0;
    await send('/bug');
    expect(logged.length).toBe(1);
    expect(logged[0]).toMatch(/TroubleController\.bug/);
    expect(logged[0]).not.toContain('Amina');
  });

  it('on our side, which we did foresee, is logged by what stood in the way', async () => {
    logged.length = 0;
    const { status, text } = await send('/not-now');
    expect([status, logged.length]).toEqual([503, 1]);
    expect(logged[0]).toContain('ECONNREFUSED');
    expect(`${text}${logged[0]}`).not.toContain('Amina');
  });

  it('in the middle of an answer breaks it off, so that half of it does not look like all of it', async () => {
    await expect(send('/half-sent')).rejects.toThrow(/aborted|hang up|terminated/);
  });
});

describe('the id of a request', () => {
  const idOf = async (given?: string): Promise<string> => {
    const answer = given === undefined ? send('/known') : send('/known').set('x-request-id', given);
    const { headers, body } = await answer;
    expect(headers['x-request-id']).toBe((body as { requestId: string }).requestId);
    return headers['x-request-id'] as string;
  };

  it("is the caller's own when it is a plain one", async () => {
    expect(await idOf('trace_0123-abcd')).toBe('trace_0123-abcd');
  });

  it.each(['short', 'x'.repeat(65), 'with space in it', '"><script>'])('is not %s, which is no plain one', async (given) => {
    expect(await idOf(given)).toMatch(/^[0-9a-f-]{36}$/);
  });

  it('is another for every request', async () => {
    expect(await idOf()).not.toBe(await idOf());
  });
});

describe('what the framework would have quoted', () => {
  it('a body that is not JSON is 400, without a word of it', async () => {
    const { status, text } = await post('{"title": Amina-Rosalind');
    expect(status).toBe(400);
    expect(text).not.toContain('Amina'); // Nest turns the SyntaxError into BadRequestException(message), which plainDetail passes on
  });

  it('a path that cannot be decoded is 400 and does not speak of a body', async () => {
    const { status, body } = await send('/things/%E0%A4%A');
    expect(status).toBe(400);
    expect((body as { detail: string }).detail).not.toMatch(/body|JSON/);
    expect((body as { detail: string }).detail).not.toContain('%E0');
  });

  it('a status that is rare has a title too', async () => {
    const { status, body } = await send('/gone');
    expect(status).toBe(410);
    expect((body as { title: string }).title).not.toBe('Error');
  });

  it('the log names the kind of an unforeseen error', async () => {
    logged.length = 0;
    await send('/bug');
    expect(logged[0]).toContain('TypeError'); // the key "name" is one that createLogger removes
  });
});
