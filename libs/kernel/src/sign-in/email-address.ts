const LONGEST = 254;

/**
 * An e-mail address as it is compared and kept: trimmed, in lower case. Null for what is none: only what would
 * break a message is refused (RFC 5321, 4.5.3.1.3 gives the length), since the one proof of an address is that a
 * message arrives.
 */
export function normalEmail(text: string): string | null {
  const email = text.trim().normalize('NFKC').toLowerCase();
  return email.length <= LONGEST && /^[^\s@<>,;:"()[\]\\]+@[^\s@<>,;:"()[\]\\]+\.[^\s@<>,;:"()[\]\\.]+$/.test(email) ? email : null;
}
