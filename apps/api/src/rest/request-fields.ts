import { isPlainDate, isTimeOfDay } from '#lib/kernel';
import { applyDecorators, type Type as Class } from '@nestjs/common';
import { ApiProperty } from '@nestjs/swagger';
import { Transform, Type } from 'class-transformer';
import { isUUID, ValidateBy, ValidateIf, ValidateNested } from 'class-validator';

/**
 * Fields of requests. Each decorator checks a field and documents it in one go, so that the documentation
 * cannot promise what the check does not keep.
 */
interface FieldText {
  readonly description: string;
  /** A field that may be left out. It may not be null. */
  readonly required?: false;
  /** A field that has to be there and may be null, which says something: no end, nobody. */
  readonly nullable?: true;
  readonly example?: unknown;
  readonly default?: unknown;
}

const FIRST_DATE = '1900-01-01';
const LAST_DATE = '2199-12-31';

/** What an identifier looks like. */
export const EXAMPLE_ID = '019c8a5e-7c1d-7a40-9d0f-3b1f6c2e8a11';

const SHORT_CODE = /^[a-z][a-z0-9-]{1,59}$/;

/** No character that PostgreSQL cannot store or that a log or a terminal would act on. */
const PLAIN_TEXT = /^[^\p{Cc}\p{Cs}]*$/u;

/** A day of the calendar. 2026-02-30 is none, and neither is a moment with a time or a week. */
export function CalendarDate(text: FieldText): PropertyDecorator {
  const isDate = (value: unknown): boolean => typeof value === 'string' && isPlainDate(value) && value >= FIRST_DATE && value <= LAST_DATE;
  return field({ example: '2026-03-31', ...text }, { type: String, format: 'date' }, isDate, `must be a day that exists, from ${FIRST_DATE} to ${LAST_DATE}, as 2026-03-31`);
}

/** A month of the calendar. */
export function CalendarMonth(text: FieldText): PropertyDecorator {
  const isMonth = (value: unknown): boolean => typeof value === 'string' && isPlainDate(`${value}-01`) && `${value}-01` >= FIRST_DATE && `${value}-01` <= LAST_DATE;
  return field({ example: '2026-03', ...text }, { type: String, pattern: '^[0-9]{4}-(0[1-9]|1[0-2])$' }, isMonth, 'must be a month, as 2026-03');
}

/** A time of day by the clock in London. */
export function TimeOfDay(text: FieldText): PropertyDecorator {
  return field(text, { type: String, pattern: '^([01][0-9]|2[0-3]):[0-5][0-9]$' }, (value) => typeof value === 'string' && isTimeOfDay(value), 'must be a time of day, as 09:30');
}

/** The address of a page, over a connection that nobody else reads. */
export function HttpsAddress(text: FieldText): PropertyDecorator {
  const isAddress = (value: unknown): boolean => typeof value === 'string' && value.length <= 500 && URL.canParse(value) && new URL(value).protocol === 'https:' && value.startsWith('https://');
  return field(text, { type: String, format: 'uri', maxLength: 500 }, isAddress, 'must be an address that begins with https://, of up to 500 characters');
}

/** An identifier that another address of the API gave. */
export function Identifier(text: FieldText): PropertyDecorator {
  const inLowerCase = Transform(({ value }: { value: unknown }) => (typeof value === 'string' ? value.toLowerCase() : value));
  return applyDecorators(inLowerCase, field(text, { type: String, format: 'uuid' }, (value) => isUUID(value), `must be an identifier, as ${EXAMPLE_ID}`));
}

/** A whole number of a JSON body. */
export function WholeNumber(minimum: number, maximum: number, text: FieldText): PropertyDecorator {
  const isInRange = (value: unknown): boolean => typeof value === 'number' && Number.isInteger(value) && value >= minimum && value <= maximum;
  return field(text, { type: 'integer', minimum, maximum }, isInRange, `must be a whole number from ${minimum} to ${maximum}`);
}

/** A whole number of a query, where everything is text. */
export function WholeNumberText(minimum: number, maximum: number, text: FieldText): PropertyDecorator {
  return applyDecorators(Transform(toNumber), WholeNumber(minimum, maximum, text));
}

/** One of some words or, in a JSON body, numbers. */
export function OneOf(values: readonly (string | number)[], text: FieldText): PropertyDecorator {
  const type = typeof values[0] === 'number' ? 'integer' : 'string';
  return field(text, { type, enum: [...values] }, (value) => values.some((one) => one === value), `must be one of: ${values.join(', ')}`);
}

/** One of some numbers of a query. */
export function OneOfText(values: readonly number[], text: FieldText): PropertyDecorator {
  return applyDecorators(Transform(toNumber), OneOf(values, text));
}

/** A line of text without control characters. */
export function TextLine(minLength: number, maxLength: number, text: FieldText): PropertyDecorator {
  const isLine = (value: unknown): boolean => typeof value === 'string' && value.length >= minLength && value.length <= maxLength && PLAIN_TEXT.test(value);
  return field(text, { type: String, minLength, maxLength }, isLine, `must be text of ${minLength} to ${maxLength} characters, without control characters`);
}

/** Text of several lines, without other control characters. */
export function TextLines(minLength: number, maxLength: number, text: FieldText): PropertyDecorator {
  const isText = (value: unknown): boolean => typeof value === 'string' && value.length >= minLength && value.length <= maxLength && PLAIN_TEXT.test(value.replaceAll(/\r?\n|\t/g, ''));
  return field(text, { type: String, minLength, maxLength }, isText, `must be text of ${minLength} to ${maxLength} characters, without control characters but line breaks and tabs`);
}

/** A code of somebody's own, of a form that `pattern` gives. */
export function Code(pattern: RegExp, maxLength: number, text: FieldText): PropertyDecorator {
  const isCode = (value: unknown): boolean => typeof value === 'string' && value.length <= maxLength && pattern.test(value);
  return field(text, { type: String, pattern: pattern.source, maxLength }, isCode, `must be up to ${maxLength} letters and digits, with single hyphens or underscores between them`);
}

/** A list of different values, each of a kind that `items` describes and `isItem` tells. */
export function ListOf(minItems: number, maxItems: number, items: object, isItem: (value: unknown) => boolean, expected: string, text: FieldText): PropertyDecorator {
  const isList = (value: unknown): boolean => Array.isArray(value) && value.length >= minItems && value.length <= maxItems && new Set(value).size === value.length && value.every(isItem);
  return field(text, { type: 'array', items, minItems, maxItems }, isList, `must be a list of ${minItems} to ${maxItems} different ${expected}`);
}

/** A list of objects, each with fields of its own, which are checked by the decorators of their class. */
export function Entries(minItems: number, maxItems: number, entry: Class, text: FieldText): PropertyDecorator {
  const isList = (value: unknown): boolean => Array.isArray(value) && value.length >= minItems && value.length <= maxItems && value.every((one) => one instanceof entry);
  return applyDecorators(
    Type(() => entry),
    ValidateNested({ each: true }),
    field(text, { type: [entry], minItems, maxItems }, isList, `must be a list of ${minItems} to ${maxItems} objects`),
  );
}

/** An object with fields of its own, which are checked by the decorators of its class. */
export function Entry(entry: Class, text: FieldText): PropertyDecorator {
  return applyDecorators(Type(() => entry), ValidateNested(), field(text, { type: entry }, (value) => value instanceof entry, 'must be an object'));
}

/** A list of identifiers that other addresses of the API gave. */
export function Identifiers(maxItems: number, text: FieldText, minItems = 1): PropertyDecorator {
  const inLowerCase = Transform(({ value }: { value: unknown }) => (Array.isArray(value) ? value.map((one: unknown) => (typeof one === 'string' ? one.toLowerCase() : one)) : value));
  return applyDecorators(inLowerCase, ListOf(minItems, maxItems, { type: 'string', format: 'uuid' }, (value) => isUUID(value), `identifiers, as ${EXAMPLE_ID}`, text));
}

/** True or false. */
export function YesOrNo(text: FieldText): PropertyDecorator {
  return field(text, { type: Boolean }, (value) => typeof value === 'boolean', 'must be true or false');
}

/** Any JSON, which the feature itself reads and refuses with a pointer to each place. */
export function Json(schema: object, text: FieldText): PropertyDecorator {
  return field(text, schema, (value) => value !== undefined, 'is missing');
}

/** The City whose rules are changed, where somebody leads more than one. */
export function OfCity(): PropertyDecorator {
  return TextLine(1, 100, { required: false, description: 'Code of the City for which it is to hold. Can be left out by whoever leads the programmes of one City only; who leads more is asked which.', example: 'DEMO-CITY' });
}

/** A short code for machines, as no-longer-available. */
export function ShortCode(text: FieldText): PropertyDecorator {
  const isCode = (value: unknown): boolean => typeof value === 'string' && SHORT_CODE.test(value);
  return field(text, { type: String, pattern: SHORT_CODE }, isCode, 'must be lower-case words joined by hyphens, 2 to 60 characters');
}

/** Where a list goes on that has several parts: the part and an identifier, as another page gave them. */
export function PlaceInParts(parts: readonly string[], text: FieldText): PropertyDecorator {
  const isPlace = (value: unknown): boolean => typeof value === 'string' && parts.some((part) => value.startsWith(`${part}-`) && isUUID(value.slice(part.length + 1)));
  return field(text, { type: String }, isPlace, `must be the \`next\` of a page, as ${parts[0]}-${EXAMPLE_ID}`);
}

function field(text: FieldText, schema: object, validate: (value: unknown) => boolean, message: string): PropertyDecorator {
  const isOptional = text.required === false ? [ValidateIf((_, value: unknown) => value !== undefined)] : text.nullable === true ? [ValidateIf((_, value: unknown) => value !== null)] : [];
  return applyDecorators(ApiProperty({ ...schema, ...text }), ...isOptional, ValidateBy({ name: 'acceptable', validator: { validate, defaultMessage: () => message } }));
}

function toNumber({ value }: { value: unknown }): unknown {
  return typeof value === 'string' && /^\d{1,15}$/.test(value) ? Number(value) : value;
}
