import type { ErrorDetail } from '#lib/platform';
import { ApiProperty } from '@nestjs/swagger';
import type { Problem } from '../http/problem.js';

export class ErrorDetailDto implements ErrorDetail {
  @ApiProperty({ type: String, example: '/matchesEach', description: 'JSON pointer into the body, or the name of a parameter after a slash.' })
  readonly pointer!: string;

  @ApiProperty({ type: String, example: 'must be a whole number from 1 to 200', description: 'What was expected there. It never quotes what was sent.' })
  readonly detail!: string;
}

/** What every error is answered with. */
export class ProblemDto implements Problem {
  @ApiProperty({ type: String, format: 'uri', example: 'urn:anchor-pathways:matching:run-not-found', description: 'The code as a URI.' })
  readonly type!: string;

  @ApiProperty({ type: String, example: 'Not found', description: 'What the status means; the same for every problem with that status.' })
  readonly title!: string;

  @ApiProperty({ type: 'integer', minimum: 400, maximum: 599, example: 404 })
  readonly status!: number;

  @ApiProperty({ type: String, required: false, example: 'There is no such run.', description: 'A sentence for people: what is wrong and what to do. Left out of errors on our side.' })
  readonly detail?: string;

  @ApiProperty({ type: String, example: '/api/v1/match-runs/019c8a5e-7c1d-7a40-9d0f-3b1f6c2e8a11', description: 'The path that was asked for, without its query.' })
  readonly instance!: string;

  @ApiProperty({ type: String, pattern: '^[a-z]+(-[a-z]+)*/[a-z0-9]+(-[a-z0-9]+)*$', example: 'matching/run-not-found', description: 'For machines. It does not change; sentences may.' })
  readonly code!: string;

  @ApiProperty({ type: String, example: '5f0c6f6e-6e0a-4b53-8d3c-0f6f0e0a9a51', description: 'The header X-Request-Id of the request, or one made for it. Say it when you ask for help.' })
  readonly requestId!: string;

  @ApiProperty({ type: [ErrorDetailDto], required: false, minItems: 1, description: 'Each thing that is wrong, all at once.' })
  readonly errors?: readonly ErrorDetailDto[];
}
