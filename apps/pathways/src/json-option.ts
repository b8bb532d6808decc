/** An option that every verb has. */
export interface JsonOption {
  readonly json?: boolean;
}
