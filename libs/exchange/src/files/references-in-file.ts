/** Remembers in which row of a file each reference stood first. One for each reading of a file, from its first row. */
export class ReferencesInFile {
  private readonly rows = new Map<string, number>();

  /** The earlier row that has this reference, or null when this row is the first. */
  earlierRow(reference: string, rowNumber: number): number | null {
    const earlier = this.rows.get(reference);
    if (earlier === undefined) this.rows.set(reference, rowNumber);
    return earlier ?? null;
  }
}
