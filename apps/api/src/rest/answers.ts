import { applyDecorators, type Type } from '@nestjs/common';
import { ApiAcceptedResponse, ApiCreatedResponse, ApiExtraModels, ApiOkResponse, ApiResponse, getSchemaPath } from '@nestjs/swagger';
import { ProblemDto } from './problem.dto.js';

/** What the statuses of problems mean, wherever they occur. */
const FAILURES = {
  400: 'What was sent cannot be read: an identifier in the address is none, or the body is not the JSON or the form that it says it is.',
  401: 'Nobody is signed in, the session has ended, or the key is not good.',
  403: 'No role or scope of yours allows it.',
  404: 'There is no such thing. `code` says which of those that were named.',
  409: 'It is not possible as things stand. `detail` says what stands in the way.',
  410: 'It was there and is not kept any more.',
  413: 'The body is too large.',
  415: 'The body is in none of the content types above.',
  422: 'It was read and cannot be accepted. `errors` says where and what was expected, as far as one field is at fault.',
  503: 'Not possible at the moment. Ask again.',
} as const;

/** Documents the statuses with which a route can fail, each as a problem. */
export function CanFail(...statuses: readonly (keyof typeof FAILURES)[]): MethodDecorator & ClassDecorator {
  const content = { 'application/problem+json': { schema: { $ref: getSchemaPath(ProblemDto) } } };
  return applyDecorators(ApiExtraModels(ProblemDto), ...statuses.map((status) => ApiResponse({ status, description: FAILURES[status], content })));
}

/** Documents 202: the work is under way, and its progress is at the Location. */
export function AcceptsWork(type: Type, location: string): MethodDecorator {
  return ApiAcceptedResponse({ type, description: 'The work is written down and goes on by itself. The Location tells how it stands.', headers: locationOf(location) });
}

/** Documents 201: what was made is at the Location. */
export function Creates(type: Type, location: string): MethodDecorator {
  return ApiCreatedResponse({ type, description: 'Made. It is at the Location.', headers: locationOf(location) });
}

/** Documents a CSV file as the answer, or one of the answers: `type` is the other, in JSON. */
export function AnswersCsv(description: string, type?: Type): MethodDecorator & ClassDecorator {
  const csv = { 'text/csv': { schema: { type: 'string' } } } as const;
  const headers = { 'Content-Disposition': { description: 'The name of the file, where the answer is one.', schema: { type: 'string' } } } as const;
  if (type === undefined) return ApiOkResponse({ description, content: csv, headers });
  const content = { 'application/json': { schema: { $ref: getSchemaPath(type) } }, ...csv };
  return applyDecorators(ApiExtraModels(type), ApiOkResponse({ description, content, headers }));
}

/** Documents a calendar file as the answer. */
export function AnswersCalendar(description: string): MethodDecorator {
  const headers = { 'Content-Disposition': { description: 'The name of the file.', schema: { type: 'string' } } } as const;
  return ApiOkResponse({ description, content: { 'text/calendar': { schema: { type: 'string' } } }, headers });
}

function locationOf(example: string): { Location: { description: string; schema: { type: 'string'; format: string; example: string } } } {
  return { Location: { description: 'Path of what was made.', schema: { type: 'string', format: 'uri-reference', example } } };
}
