/** The last values, up to a fixed number; the oldest gives way. */
export class Ring<T> {
  readonly #capacity: number;
  readonly #values: T[] = [];
  /** Where the oldest value stands, once the ring is full. */
  #start = 0;

  constructor(capacity: number) {
    this.#capacity = capacity;
  }

  get length(): number {
    return this.#values.length;
  }

  get first(): T | undefined {
    return this.#values[this.#start];
  }

  get last(): T | undefined {
    return this.#start === 0 ? this.#values.at(-1) : this.#values[this.#start - 1];
  }

  push(value: T): void {
    if (this.#values.length < this.#capacity) {
      this.#values.push(value);
      return;
    }
    this.#values[this.#start] = value;
    this.#start = (this.#start + 1) % this.#capacity;
  }

  clear(): void {
    this.#values.length = 0;
    this.#start = 0;
  }

  /** The oldest value that fits, or `undefined`. */
  find(fits: (value: T) => boolean): T | undefined {
    for (let index = 0; index < this.#values.length; index++) {
      const value = this.#values[(this.#start + index) % this.#values.length] as T;
      if (fits(value)) return value;
    }
    return undefined;
  }

  /** All values, the oldest first. */
  toArray(): T[] {
    return [...this.#values.slice(this.#start), ...this.#values.slice(0, this.#start)];
  }
}
