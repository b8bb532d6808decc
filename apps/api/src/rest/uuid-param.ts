import { type ArgumentMetadata, Injectable, Param, type PipeTransform } from '@nestjs/common';
import { ApiParam } from '@nestjs/swagger';
import { Refusal } from '../http/refusal.js';
import { EXAMPLE_ID } from './request-fields.js';

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** An identifier in the path of an address, checked and documented. */
export function UuidParam(name: string, description: string): ParameterDecorator {
  return (target, key, index) => {
    Param(name, UuidPipe)(target, key, index);
    const method = Object.getOwnPropertyDescriptor(target, key!)!;
    ApiParam({ name, description, example: EXAMPLE_ID, schema: { type: 'string', format: 'uuid' } })(target, key!, method);
  };
}

/** Identifiers in lower case, as the database gives them. */
@Injectable()
class UuidPipe implements PipeTransform<string, string> {
  transform(value: string, { data }: ArgumentMetadata): string {
    if (UUID.test(value)) return value.toLowerCase();
    throw new Refusal(400, 'The address has something in the place of an identifier that is none.', [{ pointer: `/${data}`, detail: `must be an identifier, as ${EXAMPLE_ID}` }]);
  }
}
