// Draws the lanes in sight. What lies within a pixel of something of its kind is drawn once, so that ten thousand entries
// take no longer than what the eye can tell apart.

import type { Lane, Mark, Model, Tone } from './model.ts';
import { type Scale, tickStep } from './scale.ts';
import { tick } from './words.ts';

export const LANE = 34;
export const AXIS = 28;
const BAR = 10;

/** Colours as the page's theme has them. */
export type Ink = Record<Tone | 'line' | 'text' | 'muted' | 'surface' | 'accent' | 'track', string>;

interface Picture {
  readonly model: Model;
  readonly scale: Scale;
  readonly ink: Ink;
  readonly width: number;
  readonly height: number;
  readonly scrollTop: number;
  /** The top of a lane's bar within it. */
  readonly barTop: number;
  readonly laneHeight: number;
  /** Where the lasting spans end. */
  readonly now: number;
  readonly isLive: boolean;
  readonly deadlineAt: number | undefined;
  readonly focused: { lane: number; at: number } | undefined;
  readonly font: string;
}

type Context = CanvasRenderingContext2D;

export function draw(context: Context, picture: Picture): void {
  const { model, scale, ink, width, height, scrollTop, laneHeight, now, isLive, deadlineAt, focused } =
    picture;
  context.clearRect(0, 0, width, height);
  drawAxis(context, picture);

  context.save();
  context.beginPath();
  context.rect(0, AXIS, width, height - AXIS);
  context.clip();
  for (const gap of model.closed) drawClosed(context, picture, scale.x(gap.from), scale.x(gap.to));
  const first = Math.max(0, Math.floor(scrollTop / laneHeight));
  const last = Math.min(model.lanes.length - 1, Math.floor((scrollTop + height - AXIS) / laneHeight));
  for (let index = first; index <= last; index++) {
    const lane = model.lanes[index];
    if (lane) drawLane(context, picture, lane, AXIS + index * laneHeight - scrollTop + picture.barTop);
  }
  if (focused) {
    const y = AXIS + focused.lane * laneHeight - scrollTop + picture.barTop + BAR / 2;
    ring(context, clampTo(scale.x(focused.at), width), y, ink.text);
  }
  context.restore();

  if (deadlineAt !== undefined) upright(context, picture, deadlineAt, 'deadline', ink.bad, [4, 3]);
  if (isLive) upright(context, picture, now, 'now', ink.accent, []);
}

function drawAxis(context: Context, picture: Picture): void {
  const { scale, model, ink, width, height, font, isLive, now, deadlineAt } = picture;
  /** Where what stands upright is named. */
  const taken = [isLive ? now : undefined, deadlineAt].flatMap((at) =>
    at === undefined || at > scale.to ? [] : [Math.min(scale.x(at), width - 20)],
  );
  const step = tickStep(scale.perPixel, 76);
  context.font = font;
  context.textBaseline = 'middle';
  context.textAlign = 'left';
  const firstTick = Math.ceil((scale.from - model.from) / step) * step;
  let free = -Infinity;
  let ticks = 0;
  for (let at = firstTick; model.from + at <= scale.to && ticks < 60; at += step) {
    const time = model.from + at;
    const fold = scale.folded.find(({ from, to }) => time > from && time < to);
    if (fold) {
      // On with the first tick after it.
      at = Math.floor((fold.to - model.from) / step) * step;
      continue;
    }
    const x = Math.round(scale.x(time)) + 0.5;
    ticks++;
    context.fillStyle = ink.line;
    context.fillRect(x, AXIS - 5, 1, height - AXIS + 5);
    const label = tick(at, step);
    const labelWidth = context.measureText(label).width;
    if (x < free || x + 4 + labelWidth > width) continue;
    if (taken.some((other) => x - other < 40 && other - x < labelWidth + 40)) continue;
    context.fillStyle = ink.muted;
    context.fillText(label, x + 4, AXIS / 2);
    free = x + labelWidth + 16;
  }
  context.fillStyle = ink.line;
  context.fillRect(0, AXIS - 1, width, 1);
}

function drawLane(context: Context, picture: Picture, lane: Lane, y: number): void {
  const { scale, ink, width, now } = picture;
  const middle = y + BAR / 2;
  context.fillStyle = ink.line;
  context.fillRect(0, middle - 0.5, width, 1);

  let drawnTo = -Infinity;
  for (const { from, to = now, tone } of lane.spans) {
    if (to < scale.from || from > scale.to) continue;
    const left = clampTo(scale.x(from), width);
    const right = clampTo(scale.x(Math.max(from, to)), width);
    if (right <= drawnTo && right - left < 1) continue;
    drawnTo = right;
    bar(context, left, y, Math.max(2, right - left), tone, ink);
  }
  for (const { from, to = now } of lane.cuts) {
    const left = clampTo(scale.x(from), width);
    const right = clampTo(scale.x(to), width);
    context.fillStyle = ink.surface;
    context.fillRect(left, y + 2, right - left, BAR - 4);
    context.strokeStyle = ink.bad;
    context.lineWidth = 1.5;
    context.setLineDash([3, 3]);
    context.beginPath();
    context.moveTo(left, middle);
    context.lineTo(right, middle);
    context.stroke();
    context.setLineDash([]);
  }
  // The latest first: where there is room for one, it is the one that holds.
  const nearest: Partial<Record<Mark['shape'], number>> = {};
  const shown: [Mark, number][] = [];
  for (let index = lane.marks.length - 1; index >= 0; index--) {
    const mark = lane.marks[index];
    if (!mark || mark.at < scale.from || mark.at > scale.to) continue;
    const x = scale.x(mark.at);
    if ((nearest[mark.shape] ?? Infinity) - x < APART[mark.shape]) continue;
    nearest[mark.shape] = x;
    shown.push([mark, x]);
  }
  for (const [mark, x] of shown.reverse()) drawMark(context, mark, x, middle, ink);
}

/** Pixels between two marks of a shape that are both drawn. */
const APART: Record<Mark['shape'], number> = {
  condition: 7,
  failure: 7,
  read: 3,
  message: 4,
  open: 6,
  cut: 8,
  flag: 4,
};

function bar(context: Context, x: number, y: number, width: number, tone: Tone, ink: Ink): void {
  context.fillStyle = ink[tone];
  if (tone === 'away') return;
  context.globalAlpha = tone === 'idle' ? 0.45 : 0.9;
  context.beginPath();
  context.roundRect(x, y, width, BAR, Math.min(3, width / 2));
  context.fill();
  context.globalAlpha = 1;
}

/** Each shape is another one, since not everybody tells colours apart. */
function drawMark(context: Context, { shape, tone }: Mark, x: number, y: number, ink: Ink): void {
  context.lineWidth = 1.5;
  context.strokeStyle = ink.surface;
  context.fillStyle = ink[tone];
  context.beginPath();
  switch (shape) {
    case 'condition':
      path(context, x, y, [0, -6.5, 6.5, 0, 0, 6.5, -6.5, 0]);
      context.fill();
      context.stroke();
      return;
    case 'failure':
      path(context, x, y, [0, -7, 7, 5.5, -7, 5.5]);
      context.fill();
      context.stroke();
      return;
    case 'read':
      context.fillStyle = tone === 'bad' ? ink.bad : ink.muted;
      context.fillRect(Math.round(x), y + 8, 1.5, 5);
      return;
    case 'message':
      context.fillStyle = ink.muted;
      context.arc(x, y + 10.5, 1.75, 0, 2 * Math.PI);
      context.fill();
      return;
    case 'open':
      context.strokeStyle = ink.good;
      context.lineWidth = 2;
      context.arc(x, y, 4, 0, 2 * Math.PI);
      context.fillStyle = ink.surface;
      context.fill();
      context.stroke();
      return;
    case 'cut':
      context.arc(x, y, 6, 0, 2 * Math.PI);
      context.fillStyle = ink.surface;
      context.fill();
      context.strokeStyle = ink.bad;
      context.lineWidth = 2;
      context.beginPath();
      context.moveTo(x - 3.5, y - 3.5);
      context.lineTo(x + 3.5, y + 3.5);
      context.moveTo(x + 3.5, y - 3.5);
      context.lineTo(x - 3.5, y + 3.5);
      context.stroke();
      return;
    case 'flag':
      context.fillStyle = tone === 'idle' ? ink.muted : ink[tone];
      context.fillRect(x - 1, y - 9, 2, 18);
      path(context, x + 1, y - 9, [0, 0, 7, 3, 0, 6]);
      context.fill();
      return;
    default:
      shape satisfies never;
  }
}

function path(context: Context, x: number, y: number, points: readonly number[]): void {
  context.beginPath();
  for (let at = 0; at < points.length; at += 2)
    context.lineTo(x + (points[at] ?? 0), y + (points[at + 1] ?? 0));
  context.closePath();
}

/** Nobody ran the task: hatched, whatever the lane. */
function drawClosed(context: Context, { ink, height }: Picture, left: number, right: number): void {
  context.save();
  context.beginPath();
  context.rect(left, AXIS, Math.max(2, right - left), height - AXIS);
  context.clip();
  context.fillStyle = ink.track;
  context.fillRect(left, AXIS, right - left, height - AXIS);
  context.strokeStyle = ink.line;
  context.lineWidth = 1;
  context.beginPath();
  for (let x = left - height; x < right; x += 7) {
    context.moveTo(x, height);
    context.lineTo(x + height - AXIS, AXIS);
  }
  context.stroke();
  context.restore();
}

function upright(
  context: Context,
  { scale, ink, width, height, font }: Picture,
  at: number,
  label: string,
  color: string,
  dash: number[],
): void {
  const isBeyond = at > scale.to;
  const x = isBeyond ? width - 1 : Math.round(scale.x(at)) + 0.5;
  if (at < scale.from) return;
  context.strokeStyle = color;
  context.lineWidth = 1;
  context.font = font;
  const labelWidth = context.measureText(label).width + 10;
  // The end of the line, with what it is.
  const left = Math.min(Math.max(0, x - labelWidth / 2), width - labelWidth);
  if (!isBeyond) {
    context.setLineDash(dash);
    context.beginPath();
    context.moveTo(x, AXIS - 6);
    context.lineTo(x, height);
    context.stroke();
    context.setLineDash([]);
  } else return;
  context.fillStyle = ink.surface;
  context.fillRect(left - 3, 2, labelWidth + 6, AXIS - 8);
  context.beginPath();
  context.roundRect(left, 4, labelWidth, 17, 4);
  context.fillStyle = color;
  context.fill();
  context.fillStyle = ink.surface;
  context.textAlign = 'center';
  context.textBaseline = 'middle';
  context.fillText(label, left + labelWidth / 2, 13);
}

function ring(context: Context, x: number, y: number, color: string): void {
  context.strokeStyle = color;
  context.lineWidth = 2;
  context.beginPath();
  context.arc(x, y, 10.5, 0, 2 * Math.PI);
  context.stroke();
}

function clampTo(x: number, width: number): number {
  return Math.min(Math.max(x, -4), width + 4);
}
