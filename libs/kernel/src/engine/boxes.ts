// Boxes around positions: four numbers each, one after the other in a column.

/** Boxes that hold nothing: lowest east and north, highest east and north of each. */
export function emptyBoxes(boxes: Int32Array): Int32Array {
  for (let at = 0; at < boxes.length; at += 1) boxes[at] = (at & 2) === 0 ? 2 ** 31 - 1 : -(2 ** 31);
  return boxes;
}

/** Makes a box hold a point. */
export function widen(boxes: Int32Array, box: number, east: number, north: number): void {
  const at = box * 4;
  boxes[at] = Math.min(boxes[at]!, east);
  boxes[at + 1] = Math.min(boxes[at + 1]!, north);
  boxes[at + 2] = Math.max(boxes[at + 2]!, east);
  boxes[at + 3] = Math.max(boxes[at + 3]!, north);
}

/** The least squared straight line from a point to a box. */
export function squareToBox(boxes: Int32Array, box: number, pointEast: number, pointNorth: number): number {
  const at = box * 4;
  const east = Math.max(0, boxes[at]! - pointEast, pointEast - boxes[at + 2]!);
  const north = Math.max(0, boxes[at + 1]! - pointNorth, pointNorth - boxes[at + 3]!);
  return east * east + north * north;
}

/** The least squared straight line between a box and another, given by its edges. */
export function squareBetween(boxes: Int32Array, box: number, lowEast: number, lowNorth: number, highEast: number, highNorth: number): number {
  const at = box * 4;
  const east = Math.max(0, boxes[at]! - highEast, lowEast - boxes[at + 2]!);
  const north = Math.max(0, boxes[at + 1]! - highNorth, lowNorth - boxes[at + 3]!);
  return east * east + north * north;
}

/** The squared straight line from a point to the corner of a box that is farthest. */
export function squareToFarEnd(boxes: Int32Array, box: number, pointEast: number, pointNorth: number): number {
  const at = box * 4;
  const east = Math.max(pointEast - boxes[at]!, boxes[at + 2]! - pointEast);
  const north = Math.max(pointNorth - boxes[at + 1]!, boxes[at + 3]! - pointNorth);
  return east * east + north * north;
}
