import { isPlainDate } from '#lib/kernel';

/** A schema of OpenAPI 3.1, as far as our own documents go. */
export interface Schema {
  readonly $ref?: string;
  readonly [keyword: string]: unknown;
}

/** Words about a value that nothing is checked by. */
const ANNOTATIONS: ReadonlySet<string> = new Set(['description', 'example', 'default', 'title']);

const FORMATS: Readonly<Record<string, (text: string) => boolean>> = {
  uuid: (text) => /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(text),
  date: isPlainDate,
  'date-time': (text) => /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$/.test(text) && !Number.isNaN(Date.parse(text)),
  uri: (text) => URL.canParse(text),
  'uri-reference': (text) => URL.canParse(text, 'http://localhost'),
};

type KeywordCheck = (given: never, value: unknown, path: string, schema: Schema) => string[];

/**
 * Tells in what a value differs from a schema of a document. Stricter than the standard: a property that is not
 * documented is a fault unless `additionalProperties` allows it, and so is a keyword or a format that this check
 * does not know.
 */
export class SchemaCheck {
  constructor(private readonly schemas: Readonly<Record<string, Schema>>) {}

  /** Every difference, each with the path to it; none when the value fits. */
  faults(schema: Schema, value: unknown, path = ''): string[] {
    return Object.entries(schema).flatMap(([keyword, given]) => {
      if (ANNOTATIONS.has(keyword)) return [];
      const check = this.keywords[keyword];
      return check === undefined ? [`${path}: the check does not know the keyword ${keyword}`] : check(given as never, value, path, schema);
    });
  }

  private readonly keywords: Readonly<Record<string, KeywordCheck>> = {
    $ref: (reference: string, value, path) => {
      const schema = this.schemas[reference.replace('#/components/schemas/', '')];
      return schema === undefined ? [`${path}: ${reference} leads nowhere`] : this.faults(schema, value, path);
    },
    allOf: (parts: Schema[], value, path) => parts.flatMap((part) => this.faults(part, value, path)),
    anyOf: (choices: Schema[], value, path) => this.choice(choices, value, path, (fitting) => fitting > 0),
    oneOf: (choices: Schema[], value, path) => this.choice(choices, value, path, (fitting) => fitting === 1),
    type: (types: string | string[], value, path) => faultUnless([types].flat().includes(typeOf(value)) || ([types].flat().includes('number') && typeOf(value) === 'integer'), `${path}: ${typeOf(value)} and not ${[types].flat().join(' or ')}`),
    enum: (values: unknown[], value, path) => faultUnless(values.includes(value), `${path}: ${JSON.stringify(value)} is none of ${JSON.stringify(values)}`),
    format: (format: string, value, path) => {
      const fits = FORMATS[format];
      if (fits === undefined) return [`${path}: the check does not know the format ${format}`];
      return faultUnless(typeof value !== 'string' || fits(value), `${path}: ${JSON.stringify(value)} is no ${format}`);
    },
    pattern: (pattern: string, value, path) => faultUnless(typeof value !== 'string' || new RegExp(pattern, 'u').test(value), `${path}: ${JSON.stringify(value)} is not like ${pattern}`),
    minLength: (least: number, value, path) => faultUnless(typeof value !== 'string' || value.length >= least, `${path}: shorter than ${least}`),
    maxLength: (most: number, value, path) => faultUnless(typeof value !== 'string' || value.length <= most, `${path}: longer than ${most}`),
    minimum: (least: number, value, path) => faultUnless(typeof value !== 'number' || value >= least, `${path}: less than ${least}`),
    maximum: (most: number, value, path) => faultUnless(typeof value !== 'number' || value <= most, `${path}: more than ${most}`),
    items: (item: Schema, value, path) => (Array.isArray(value) ? value.flatMap((one, index) => this.faults(item, one, `${path}/${index}`)) : []),
    minItems: (least: number, value, path) => faultUnless(!Array.isArray(value) || value.length >= least, `${path}: fewer than ${least} items`),
    maxItems: (most: number, value, path) => faultUnless(!Array.isArray(value) || value.length <= most, `${path}: more than ${most} items`),
    required: (names: string[], value, path) => (isObject(value) ? names.filter((name) => !Object.hasOwn(value, name)).map((name) => `${path}/${name}: missing`) : []),
    properties: (properties: Record<string, Schema>, value, path, { additionalProperties }) => {
      if (!isObject(value)) return [];
      return Object.entries(value).flatMap(([name, one]) => {
        if (Object.hasOwn(properties, name)) return this.faults(properties[name]!, one, `${path}/${name}`);
        return additionalProperties === undefined ? [`${path}/${name}: not documented`] : [];
      });
    },
    additionalProperties: (rest: Schema, value, path, { properties }) => {
      if (!isObject(value)) return [];
      const known = isObject(properties) ? Object.keys(properties) : [];
      return Object.entries(value).flatMap(([name, one]) => (known.includes(name) ? [] : this.faults(rest, one, `${path}/${name}`)));
    },
  };

  private choice(choices: readonly Schema[], value: unknown, path: string, isRight: (fitting: number) => boolean): string[] {
    const faults = choices.map((choice) => this.faults(choice, value, path));
    const fitting = faults.filter(({ length }) => length === 0).length;
    return isRight(fitting) ? [] : [`${path}: fits ${fitting} of ${choices.length} choices`, ...faults.flat()];
  }
}

function faultUnless(isRight: boolean, fault: string): string[] {
  return isRight ? [] : [fault];
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function typeOf(value: unknown): string {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'array';
  return Number.isInteger(value) ? 'integer' : typeof value;
}
