// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
// Neither a live pipeline nor NATS waits for a slow receiver, so it tells the sender how far it may go.

/** Of the sender. */
export class Credit {
  #granted = 0;
  #spent = 0;
  #more = () => {};

  granted(upTo) {
    this.#granted = Math.max(this.#granted, upTo);
    this.#more();
  }

  /** Takes up to so many, and waits while there are none. */
  async spend(most) {
    while (this.#spent >= this.#granted) {
      await new Promise((resolve) => (this.#more = resolve));
    }
    const now = Math.min(most, this.#granted - this.#spent);
    this.#spent += now;
    return now;
  }

  async begun() {
    while (this.#granted === 0) {
      await new Promise((resolve) => (this.#more = resolve));
    }
  }
}

/** Of the receiver: grants more whenever a quarter of the window was taken. */
export class Granting {
  #window;
  #tell;
  #taken = 0;
  #granted = 0;

  constructor(window, tell) {
    this.#window = window;
    this.#tell = tell;
  }

  begin() {
    this.#granted = this.#taken + this.#window;
    this.#tell(this.#granted);
  }

  taken() {
    this.#taken++;
    if (this.#granted - this.#taken <= this.#window * 0.75) {
      this.begin();
    }
  }
}
