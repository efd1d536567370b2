/* Photographs made small on the phone, drawn on canvases: the page's policy lets no blob address in. */

const LONGEST = 1600;
const MOST_BYTES = 420 * 1024;

/** Return the photograph as a JPEG of at most 1600 px and about 400 KB. Throws in Chinese when it is no picture. */
export async function small(file) {
  let drawn;
  try {
    drawn = await createImageBitmap(file);
  } catch {
    throw new Error("这张照片打不开，请重新拍摄");
  }
  const scale = Math.min(1, LONGEST / Math.max(drawn.width, drawn.height));
  const canvas = document.createElement("canvas");
  canvas.width = Math.max(1, Math.round(drawn.width * scale));
  canvas.height = Math.max(1, Math.round(drawn.height * scale));
  canvas.getContext("2d").drawImage(drawn, 0, 0, canvas.width, canvas.height);
  drawn.close();
  for (const quality of [0.82, 0.7, 0.55, 0.4]) {
    const made = await blob_of(canvas, "image/jpeg", quality);
    if (made.size <= MOST_BYTES || quality === 0.4) { return made; }
  }
  return null;
}

/** Return what a canvas shows as a file. */
export function blob_of(canvas, kind, quality) {
  return new Promise((resolve, reject) => {
    canvas.toBlob((made) => (made ? resolve(made) : reject(new Error("照片未能保存，请重试"))), kind, quality);
  });
}

/** Draw a picture into a square canvas, cut to its middle. */
export async function thumbnail(canvas, blob) {
  const drawn = await createImageBitmap(blob);
  const side = Math.min(drawn.width, drawn.height);
  canvas.width = canvas.height = 240;
  canvas.getContext("2d").drawImage(
    drawn, (drawn.width - side) / 2, (drawn.height - side) / 2, side, side, 0, 0, 240, 240
  );
  drawn.close();
}

/** Draw a picture whole. */
export async function whole(canvas, blob) {
  const drawn = await createImageBitmap(blob);
  canvas.width = drawn.width;
  canvas.height = drawn.height;
  canvas.getContext("2d").drawImage(drawn, 0, 0);
  drawn.close();
}
