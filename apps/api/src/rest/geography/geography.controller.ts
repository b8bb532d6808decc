import { GeographyStatus, PostcodeLookup } from '#lib/geography';
import { Body, Controller, Get, HttpCode, Post } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { Needs, SignedIn } from '../../http/access.js';
import { CanFail } from '../answers.js';
import { GeographyStatusDto, PostcodeLookupDto, PostcodeLookupResultDto } from './geography.dto.js';

@ApiTags('geography')
@Controller()
export class GeographyController {
  constructor(
    private readonly postcodes: PostcodeLookup,
    private readonly status: GeographyStatus,
  ) {}

  @Post('postcodes/lookups')
  @Needs('postcodes.read')
  @HttpCode(200)
  @ApiOperation({ summary: 'Areas and deprivation decile of up to 100,000 postcodes' })
  @ApiOkResponse({ type: PostcodeLookupResultDto, description: 'An answer for each postcode, in the order sent.' })
  @CanFail(400, 401, 403, 409, 413, 415, 422)
  async lookUpPostcodes(@Body() { edition, postcodes }: PostcodeLookupDto): Promise<PostcodeLookupResultDto> {
    return { edition, results: await this.postcodes.lookup(postcodes, edition) };
  }

  @Get('geography/status')
  @SignedIn()
  @ApiOperation({ summary: 'Which postcode directory and indices are loaded, from which files and when' })
  @ApiOkResponse({ type: GeographyStatusDto, description: 'Each kind of file, also those that are not loaded.' })
  @CanFail(401, 422)
  async showGeographyStatus(): Promise<GeographyStatusDto> {
    return { holdings: await this.status.holdings() };
  }
}
