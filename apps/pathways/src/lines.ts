/**
 * The lines of a text as they come: each time a list of those that are complete, without their ends (\n, \r\n
 * or \r) and without a byte order mark. What follows the last end is a line too, unless it is empty.
 */
export async function* linesOf(source: AsyncIterable<Uint8Array>): AsyncGenerator<string[]> {
  const decoder = new TextDecoder(); // takes a byte order mark away, and a sign apart between two pieces together
  let rest = '';
  for await (const piece of source) {
    // A \r at the very end may be half of a \r\n.
    const lines = (rest + decoder.decode(piece, { stream: true })).split(/\r\n|\n|\r(?!$)/);
    rest = lines.pop() ?? '';
    if (lines.length > 0) yield lines;
  }
  const last = (rest + decoder.decode()).replace(/\r$/, '');
  if (last !== '' || rest !== '') yield [last];
}
