import { type ArgumentMetadata, Injectable, Param, type PipeTransform } from '@nestjs/common';
import { ApiParam } from '@nestjs/swagger';
import { Refusal } from '../../http/refusal.js';

const CODE = /^[A-Za-z0-9]+(?:[-_][A-Za-z0-9]+)*$/;

/** The code of a programme in the path of an address, checked and documented. */
export function ProgrammeCodeParam(): ParameterDecorator {
  return (target, key, index) => {
    Param('programmeCode', CodePipe)(target, key, index);
    const method = Object.getOwnPropertyDescriptor(target, key!)!;
    ApiParam({ name: 'programmeCode', description: 'The `code` of a programme.', example: 'RETURNERS', schema: { type: 'string', pattern: CODE.source } })(target, key!, method);
  };
}

@Injectable()
class CodePipe implements PipeTransform<string, string> {
  transform(value: string, { data }: ArgumentMetadata): string {
    if (CODE.test(value) && value.length <= 200) return value;
    throw new Refusal(400, 'The address has something in the place of the code of a programme that is none.', [{ pointer: `/${data}`, detail: 'must be letters and digits, with single hyphens or underscores between them' }]);
  }
}
