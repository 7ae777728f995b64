import { decodeMarker, encodeMarker, MARKER_BYTES, MARKER_OFFSET } from "../../../src/marker/index.ts";
import type { DiskMarker } from "../../../src/model/facts.ts";
import { changeAt, readAt } from "./bytes.ts";

/** The marker on a disk's image; null where there is none or it is not whole. */
export function markerOn(image: string): DiskMarker | null {
  const read = decodeMarker(readAt(image, MARKER_OFFSET, MARKER_BYTES));
  return read.state === "good" ? read.marker : null;
}

/** Puts a marker on the image of a disk that nobody uses. */
export function putMarker(image: string, marker: DiskMarker): void {
  changeAt(image, MARKER_OFFSET, MARKER_BYTES, (bytes) => { bytes.set(encodeMarker(marker)); });
}

/** Changes the marker on such an image. */
export function changeMarker(image: string, other: (marker: DiskMarker) => DiskMarker): void {
  const marker = markerOn(image);
  if (marker === null) throw new Error(`${image} has no whole marker`);
  putMarker(image, other(marker));
}
