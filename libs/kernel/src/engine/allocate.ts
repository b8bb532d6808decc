/** Gives storage of so many bytes, all 0: an ArrayBuffer, or a SharedArrayBuffer for data that several threads read. */
export type Allocate = (bytes: number) => ArrayBufferLike;

/** Storage of one thread. */
export const allocateHere: Allocate = (bytes) => new ArrayBuffer(bytes);
