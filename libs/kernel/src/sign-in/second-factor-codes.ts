/** Length of a time step of an authenticator app (RFC 6238, 5.2). */
export const TOTP_STEP_SECONDS = 30;

/** The time step that a moment lies in (RFC 6238, 4.2). */
export function totpStep(now: Date): number {
  return Math.floor(now.getTime() / 1000 / TOTP_STEP_SECONDS);
}

/**
 * The time steps whose code is taken now: the present one and, for clocks that are a little off, one before and one
 * after, but none up to the last that was used. So a code that was looked at over a shoulder opens nothing
 * (RFC 6238, 5.2: a code is accepted once).
 */
export function openSteps(now: Date, lastUsedStep: number | null): number[] {
  const present = totpStep(now);
  return [present - 1, present, present + 1].filter((step) => lastUsedStep === null || step > lastUsedStep);
}

/** What somebody typed when asked for a code, as it is compared: spaces, hyphens and case do not matter. */
export type TypedCode = { readonly kind: 'app'; readonly code: string } | { readonly kind: 'recovery'; readonly code: string };

/** Reads a typed code: six digits of the app, or the 16 characters of a recovery code; anything else is null. */
export function readTypedCode(text: string): TypedCode | null {
  const code = text.replace(/[\s-]/g, '').toUpperCase();
  if (/^\d{6}$/.test(code)) return { kind: 'app', code };
  return /^[A-Z2-7]{16}$/.test(code) ? { kind: 'recovery', code } : null;
}

/** A recovery code in groups of four, which is how it is shown and can be copied by hand. */
export function recoveryCodeInGroups(code: string): string {
  return code.replace(/.{4}(?=.)/g, '$&-');
}
