const BLOCK_BITS = 18;
const BLOCK = 1 << BLOCK_BITS;

/** Whole numbers of 32 bits in a column whose length shows only as it is read: grown in blocks, so that nothing is copied. */
export class GrowingColumn {
  length = 0;
  private readonly blocks: Int32Array[] = [];
  private block = new Int32Array(0);
  private at = 0;

  push(value: number): void {
    if (this.at === this.block.length) this.grow();
    this.block[this.at] = value;
    this.at += 1;
    this.length += 1;
  }

  get(index: number): number {
    return this.blocks[index >> BLOCK_BITS]![index & (BLOCK - 1)]!;
  }

  toArray(): Int32Array {
    const all = new Int32Array(this.length);
    this.blocks.forEach((block, index) => all.set(block.subarray(0, this.length - index * BLOCK), index * BLOCK));
    return all;
  }

  private grow(): void {
    this.block = new Int32Array(BLOCK);
    this.blocks.push(this.block);
    this.at = 0;
  }
}
