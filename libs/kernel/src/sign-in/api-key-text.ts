/** 'apk_', the id of the key, '_' and 256 random bits. The prefix lets scanners for leaked secrets know a key when they see one. */
const API_KEY = /^apk_([0-9a-f]{8})_[A-Za-z0-9_-]{43}$/;

/** The text of a key from its id (8 hexadecimal digits) and its secret (43 characters of base64url). */
export function apiKeyText(keyCode: string, secret: string): string {
  return `apk_${keyCode}_${secret}`;
}

/** The id in the text of a key; null for anything that is not one. */
export function keyCodeOf(text: string): string | null {
  return API_KEY.exec(text)?.[1] ?? null;
}
