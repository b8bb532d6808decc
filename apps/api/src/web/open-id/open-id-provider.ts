import type { OpenIdIdentity } from '#lib/identity';
import { ProcessConfig } from '#lib/platform';
import { Injectable } from '@nestjs/common';
import * as client from 'openid-client';
import type { OpenIdJourney } from '../../http/session.js';

/** How long the provider may take for an answer. */
const PATIENCE_SECONDS = 10;

/** The provider cannot be reached, or is not one. */
export class ProviderAway extends Error {}

/** The OpenID provider of the organisations: authorisation code with PKCE, state and nonce. */
@Injectable()
export class OpenIdProvider {
  /** Its addresses and keys, asked for when first somebody wants to sign in: the service starts without the provider. */
  private discovered: Promise<client.Configuration> | null = null;

  constructor(private readonly config: ProcessConfig) {}

  get isConfigured(): boolean {
    return this.config.OIDC_ISSUER !== undefined;
  }

  /** Where to send somebody, and what has to come back. Throws {@link ProviderAway}. */
  async begin(redirectUri: string): Promise<{ readonly url: URL } & Pick<OpenIdJourney, 'state' | 'nonce' | 'codeVerifier'>> {
    const configuration = await this.configuration();
    const codeVerifier = client.randomPKCECodeVerifier();
    const state = client.randomState();
    const nonce = client.randomNonce();
    const url = client.buildAuthorizationUrl(configuration, {
      redirect_uri: redirectUri,
      scope: 'openid email',
      state,
      nonce,
      code_challenge: await client.calculatePKCECodeChallenge(codeVerifier),
      code_challenge_method: 'S256',
    });
    return { url, state, nonce, codeVerifier };
  }

  /**
   * Who somebody is who comes back from the provider. Throws {@link ProviderAway}, and an error of openid-client for
   * an answer that is not the one awaited: another state or nonce, a signature that is not the provider's, a refusal.
   */
  async finish(url: URL, { state, nonce, codeVerifier }: OpenIdJourney): Promise<OpenIdIdentity> {
    const configuration = await this.configuration();
    const tokens = await client.authorizationCodeGrant(configuration, url, { expectedState: state, expectedNonce: nonce, pkceCodeVerifier: codeVerifier, idTokenExpected: true });
    const claims = tokens.claims()!;
    // Providers may leave the address out of the token and tell it when asked.
    const said = claims['email'] === undefined ? await client.fetchUserInfo(configuration, tokens.access_token, claims.sub) : claims;
    return { issuer: claims.iss, subject: claims.sub, email: typeof said['email'] === 'string' ? said['email'] : null, isEmailVerified: said['email_verified'] === true };
  }

  private async configuration(): Promise<client.Configuration> {
    const { OIDC_ISSUER, OIDC_CLIENT_ID, OIDC_CLIENT_SECRET } = this.config;
    if (OIDC_ISSUER === undefined || OIDC_CLIENT_ID === undefined) throw new ProviderAway('no provider is configured');
    this.discovered ??= client.discovery(new URL(OIDC_ISSUER), OIDC_CLIENT_ID, OIDC_CLIENT_SECRET, undefined, {
      timeout: PATIENCE_SECONDS,
      // The configuration lets plain HTTP through on loopback, and outside production.
      execute: OIDC_ISSUER.startsWith('http:') ? [client.allowInsecureRequests] : [],
    });
    try {
      return await this.discovered;
    } catch (error) {
      this.discovered = null; // asked again next time
      throw new ProviderAway('the provider cannot be reached', { cause: error });
    }
  }
}
