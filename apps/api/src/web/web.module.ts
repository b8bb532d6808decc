import { IdentityModule } from '#lib/identity';
import { type DynamicModule, Module, type Provider } from '@nestjs/common';
import { SigningIn } from '../http/signing-in.js';
import { AccountController } from './account/account.controller.js';
import { SecondFactorController } from './account/second-factor.controller.js';
import { ForgottenPasswordController } from './forgotten-password/forgotten-password.controller.js';
import { HomeController } from './home/home.controller.js';
import { ErrorPages } from './layout/error-pages.js';
import { Pages } from './layout/pages.js';
import { OpenIdController } from './open-id/open-id.controller.js';
import { OpenIdProvider } from './open-id/open-id-provider.js';
import { SignInLinkController } from './sign-in-link/sign-in-link.controller.js';
import { SignInController } from './sign-in/sign-in.controller.js';

const PROVIDERS: readonly Provider[] = [Pages, ErrorPages, SigningIn, OpenIdProvider];

/** Pages for people. */
@Module({})
export class WebModule {
  static with(http: DynamicModule): DynamicModule {
    return {
      module: WebModule,
      imports: [IdentityModule, http],
      providers: [...PROVIDERS],
      exports: [ErrorPages],
      controllers: [HomeController, SignInController, SignInLinkController, OpenIdController, ForgottenPasswordController, AccountController, SecondFactorController],
    };
  }
}
