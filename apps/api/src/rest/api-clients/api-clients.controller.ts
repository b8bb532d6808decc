import { ClientsService } from '#lib/identity';
import type { Actor } from '#lib/platform';
import { Body, Controller, Delete, Get, HttpCode, Post } from '@nestjs/common';
import { ApiCookieAuth, ApiNoContentResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { Acting, Needs } from '../../http/access.js';
import { CanFail } from '../answers.js';
import { UuidParam } from '../uuid-param.js';
import { ApiClientsDto, NewApiClientBody, NewKeyBody, ShownKeyDto } from './api-clients.dto.js';

const CLIENT = 'The `clientId` of a client.';

@ApiTags('api clients')
@ApiCookieAuth('session')
@Needs('clients.change')
@Controller('api-clients')
export class ApiClientsController {
  constructor(private readonly clients: ClientsService) {}

  @Get()
  @ApiOperation({ summary: 'The machines that may call the API for organisations that you look after, with when each key was last used' })
  @ApiOkResponse({ type: ApiClientsDto, description: 'All of them.' })
  @CanFail(401, 403, 422)
  async listApiClients(@Acting() actor: Actor): Promise<ApiClientsDto> {
    return { clients: await this.clients.list(actor) };
  }

  @Post()
  @HttpCode(200)
  @ApiOperation({ summary: 'Makes a client and its first key' })
  @ApiOkResponse({ type: ShownKeyDto, description: 'Made. The key is shown this once.' })
  @CanFail(400, 401, 403, 404, 413, 415, 422)
  createApiClient(@Acting() actor: Actor, @Body() body: NewApiClientBody): Promise<ShownKeyDto> {
    return this.clients.create(actor, body);
  }

  @Post(':clientId/keys')
  @HttpCode(200)
  @ApiOperation({ summary: 'Makes a new key; those there go on working for some days, so that the machine can change over' })
  @ApiOkResponse({ type: ShownKeyDto, description: 'Made. The key is shown this once.' })
  @CanFail(400, 401, 403, 404, 413, 415, 422)
  async rotateKey(@Acting() actor: Actor, @UuidParam('clientId', CLIENT) clientId: string, @Body() body: NewKeyBody): Promise<ShownKeyDto> {
    return { clientId, ...(await this.clients.rotate(actor, clientId, body.overlapDays)) };
  }

  @Delete(':clientId')
  @HttpCode(204)
  @ApiOperation({ summary: 'Ends a client with all its keys, or one key by its `keyId`, at once' })
  @ApiNoContentResponse({ description: 'Ended.' })
  @CanFail(400, 401, 403, 404, 422)
  revokeApiClient(@Acting() actor: Actor, @UuidParam('clientId', `${CLIENT} Or the \`keyId\` of a key.`) clientId: string): Promise<void> {
    return this.clients.revoke(actor, clientId);
  }
}
