/** Where the database is, for the one connection that is not of the pool: whoever listens to notifications keeps it. */
export class DatabaseAddress {
  /** With the password: never to be logged. */
  readonly #url: string;

  constructor(url: string) {
    this.#url = url;
  }

  get url(): string {
    return this.#url;
  }
}
