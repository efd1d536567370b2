/* What the core says when something cannot be done: a code for the screen, a sentence for the person. */

/** A refusal; `code` tells screens what to offer, `message` is Chinese. */
export class FieldFault extends Error {
  constructor(code, message) {
    super(message);
    this.name = "FieldFault";
    this.code = code;
  }
}
