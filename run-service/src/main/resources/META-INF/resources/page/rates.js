// How fast the stages are, from what a page has seen in the last seconds.

const WINDOW = 30_000;
/** What was seen in less time says little: work ends in batches. */
const ENOUGH = 8_000;

export class Rates {
  #seen = new Map();

  seen(stages, now) {
    for (const {stage, done} of stages) {
      const points = this.#seen.get(stage) ?? [];
      if (points.at(-1)?.done !== done) {
        points.push({done, now});
      }
      // One point from before the window stays: progress may be slower than the window.
      while (points.length > 2 && points[1].now < now - WINDOW) {
        points.shift();
      }
      this.#seen.set(stage, points);
    }
  }

  /** Per second; from the whole stage until the page has seen enough of it. */
  of({stage, done}, seconds) {
    const points = this.#seen.get(stage) ?? [];
    const [first, last] = [points[0], points.at(-1)];
    if (points.length > 1 && last.now - first.now >= ENOUGH) {
      return (last.done - first.done) / ((last.now - first.now) / 1000);
    }
    return seconds > 0 ? done / seconds : 0;
  }
}
