/* Voice notes: at most two minutes, opus, small enough for a village's signal. */

export const LONGEST = 120;
const KINDS = ["audio/webm;codecs=opus", "audio/ogg;codecs=opus", "audio/mp4"];

/** Say whether this phone can record. */
export function can_record() {
  return Boolean(navigator.mediaDevices && window.MediaRecorder);
}

/** Begin to record; returns {stop() -> blob}. Throws in Chinese when the microphone is refused. */
export async function start() {
  let stream;
  try {
    stream = await navigator.mediaDevices.getUserMedia({ audio: true });
  } catch {
    throw new Error("没有麦克风权限，请在手机设置中允许后再录");
  }
  const kind = KINDS.find((name) => MediaRecorder.isTypeSupported(name));
  const recorder = new MediaRecorder(stream, { mimeType: kind, audioBitsPerSecond: 24000 });
  const parts = [];
  recorder.addEventListener("dataavailable", (event) => parts.push(event.data));
  recorder.start(1000);
  const ended = new Promise((resolve) => {
    recorder.addEventListener("stop", () => {
      stream.getTracks().forEach((track) => track.stop());
      resolve(new Blob(parts, { type: (kind || "audio/webm").split(";")[0] }));
    });
  });
  const stop = () => {
    if (recorder.state !== "inactive") { recorder.stop(); }
    return ended;
  };
  return { stop, ended };
}

/** Play a note; decoded in memory, since the page's policy lets no blob address in. */
export async function play(blob) {
  const context = new AudioContext();
  const sound = await context.decodeAudioData(await blob.arrayBuffer());
  const source = context.createBufferSource();
  source.buffer = sound;
  source.connect(context.destination);
  source.addEventListener("ended", () => context.close());
  source.start();
}
