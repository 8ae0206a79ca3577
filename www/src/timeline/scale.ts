// Time to pixels and back. Long times in which nobody ran the task are drawn short: a page that was closed overnight would
// leave no room for what happened before and after.

import type { Closed } from './model.ts';

export interface Scale {
  readonly from: number;
  readonly to: number;
  x(time: number): number;
  time(x: number): number;
  /** Milliseconds that a pixel stands for. */
  readonly perPixel: number;
  /** Those of the times that are drawn shorter than they were. */
  readonly folded: readonly Closed[];
}

/** The share of the width of a time that is drawn short. */
const FOLDED_SHARE = 0.1;

export function scaleOf(from: number, to: number, width: number, closed: readonly Closed[]): Scale {
  const total = Math.max(1, to - from);
  const folded = closed.filter((gap) => gap.from >= from && gap.to <= to && gap.to - gap.from > total * 0.3);
  const foldedTime = folded.reduce((sum, gap) => sum + gap.to - gap.from, 0);
  const foldedWidth = width * Math.min(0.4, FOLDED_SHARE * folded.length);
  const perPixel = Math.max(0.001, (total - foldedTime) / Math.max(1, width - foldedWidth));
  const each = foldedWidth / Math.max(1, folded.length);

  /** Pieces in which time passes evenly. */
  const pieces: { from: number; to: number; x: number; width: number }[] = [];
  let time = from;
  let x = 0;
  const add = (until: number, width: number) => {
    pieces.push({ from: time, to: until, x, width });
    time = until;
    x += width;
  };
  for (const gap of folded) {
    add(gap.from, (gap.from - time) / perPixel);
    add(gap.to, each);
  }
  add(Math.max(to, time + 1), (Math.max(to, time + 1) - time) / perPixel);

  return {
    from,
    to,
    perPixel,
    folded,
    x(at) {
      const piece = pieces.find((piece) => at <= piece.to) ?? pieces.at(-1);
      if (!piece) return 0;
      return piece.x + ((at - piece.from) / Math.max(1, piece.to - piece.from)) * piece.width;
    },
    time(at) {
      const piece = pieces.find((piece) => at <= piece.x + piece.width) ?? pieces.at(-1);
      if (!piece || piece.width === 0) return from;
      return piece.from + ((at - piece.x) / piece.width) * (piece.to - piece.from);
    },
  };
}

const STEPS = [
  100, 200, 500, 1000, 2000, 5000, 10_000, 15_000, 30_000, 60_000, 120_000, 300_000, 600_000, 900_000,
  1_800_000, 3_600_000, 7_200_000, 14_400_000, 43_200_000, 86_400_000,
];

/** A round time between two ticks that are at least this many pixels apart. */
export function tickStep(perPixel: number, pixels: number): number {
  return STEPS.find((step) => step / perPixel >= pixels) ?? 86_400_000;
}
