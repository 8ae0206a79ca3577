// The timeline as a picture: lanes over time. The arrow keys move from entry to entry, and the selected one is described in
// words.

import {
  type KeyboardEvent,
  type PointerEvent,
  useCallback,
  useEffect,
  useLayoutEffect,
  useRef,
  useState,
} from 'react';
import type { TimelineEntry } from 'taskwatch';
import { AXIS, draw, type Ink, LANE } from './draw.ts';
import type { Lane, Model } from './model.ts';
import { scaleOf } from './scale.ts';
import { sentence } from './words.ts';

/** Between two pictures of a running task. */
const FRAME = 250;
const NARROW = 560;
const LABELS = 216;
/** Where labels stand above their lanes. */
const TALL_LANE = 48;
export const MOST_HEIGHT = 420;
/** Pixels around an entry in which it is meant. */
const REACH = 12;
/** Free on both sides of what is shown. */
const MARGIN = 14;
const inks: (keyof Ink)[] = [
  'idle',
  'busy',
  'waiting',
  'good',
  'bad',
  'away',
  'line',
  'text',
  'muted',
  'surface',
  'accent',
  'track',
];

interface Props {
  label: string;
  entries: readonly TimelineEntry[];
  model: Model;
  isLive: boolean;
  /** Room is left for so many, so that those to come move nothing. */
  expectedLanes: number;
  deadlineAt?: number | undefined;
  chosen: number | undefined;
  onChoose: (index: number | undefined) => void;
  /** Shown part of the time, from 1 for all of it. */
  zoom: number;
}

export function TimelineChart(props: Props) {
  const { label, entries, model, isLive, expectedLanes, deadlineAt, chosen, onChoose, zoom } = props;
  const frame = useRef<HTMLDivElement>(null);
  const scroller = useRef<HTMLDivElement>(null);
  const canvas = useRef<HTMLCanvasElement>(null);
  const ink = useRef<HTMLSpanElement>(null);
  /** Read again when the theme has changed. */
  const inkNow = useRef<Ink>(undefined);
  const [width, setWidth] = useState(0);
  const [firstLane, setFirstLane] = useState(0);
  const isNarrow = width > 0 && width < NARROW;
  const laneHeight = isNarrow ? TALL_LANE : LANE;
  const plotWidth = Math.max(0, width - (isNarrow ? 0 : LABELS));
  const height = Math.min(Math.max(model.lanes.length, expectedLanes) * laneHeight, MOST_HEIGHT - AXIS);
  const shownLanes = Math.ceil(height / laneHeight) + 2;

  const scaleAt = useCallback(
    (now: number) => {
      const last = isLive ? Math.max(now, model.to) : model.to;
      // A deadline that is near belongs to the picture.
      const near = deadlineAt !== undefined && isLive && deadlineAt - last < (last - model.from) * 2;
      const until = Math.max(near ? deadlineAt : last, model.from + 500);
      const centre = chosen === undefined ? last : (entries[chosen]?.at ?? last);
      const span = (until - model.from) / zoom;
      const from = zoom === 1 ? model.from : Math.max(model.from, Math.min(centre - span / 2, until - span));
      const inner = Math.max(1, plotWidth - 2 * MARGIN);
      const scale = scaleOf(from, from + span, inner, model.closed);
      return {
        ...scale,
        x: (at: number) => scale.x(at) + MARGIN,
        time: (x: number) => scale.time(x - MARGIN),
      };
    },
    [model, isLive, deadlineAt, chosen, entries, zoom, plotWidth],
  );

  const paint = useCallback(() => {
    const element = canvas.current;
    const context = element?.getContext('2d');
    if (!element || !context || !ink.current || plotWidth === 0) return;
    const ratio = Math.min(window.devicePixelRatio || 1, 2);
    const wanted = [Math.round(plotWidth * ratio), Math.round((height + AXIS) * ratio)] as const;
    if (element.width !== wanted[0] || element.height !== wanted[1]) [element.width, element.height] = wanted;
    context.setTransform(ratio, 0, 0, ratio, 0, 0);
    const now = Date.now();
    inkNow.current ??= inkOf(ink.current);
    draw(context, {
      model,
      scale: scaleAt(now),
      ink: inkNow.current,
      width: plotWidth,
      height: height + AXIS,
      scrollTop: scroller.current?.scrollTop ?? 0,
      barTop: isNarrow ? 26 : 12,
      laneHeight,
      now: isLive ? now : model.to,
      isLive,
      deadlineAt: isLive ? deadlineAt : undefined,
      focused:
        chosen === undefined || !entries[chosen]
          ? undefined
          : { lane: model.laneOf[chosen] ?? 0, at: entries[chosen].at },
      font: '500 11px ui-sans-serif, system-ui, sans-serif',
    });
  }, [model, scaleAt, plotWidth, height, isNarrow, laneHeight, isLive, deadlineAt, chosen, entries]);

  useLayoutEffect(paint, [paint]);

  useEffect(() => {
    const element = frame.current;
    if (!element) return;
    const observer = new ResizeObserver(([entry]) => entry && setWidth(Math.floor(entry.contentRect.width)));
    observer.observe(element);
    return () => observer.disconnect();
  }, []);

  useEffect(() => {
    // With reduced motion, the picture is redrawn only when something happens.
    if (!isLive || matchMedia('(prefers-reduced-motion: reduce)').matches) return;
    const timer = setInterval(paint, FRAME);
    return () => clearInterval(timer);
  }, [isLive, paint]);

  useEffect(() => {
    const repaint = () => {
      inkNow.current = undefined;
      paint();
    };
    const themes = new MutationObserver(repaint);
    themes.observe(document.documentElement, { attributeFilter: ['data-theme'] });
    const system = matchMedia('(prefers-color-scheme: dark)');
    system.addEventListener('change', repaint);
    return () => {
      themes.disconnect();
      system.removeEventListener('change', repaint);
    };
  }, [paint]);

  function choose(index: number): void {
    const lane = model.laneOf[index] ?? 0;
    const element = scroller.current;
    if (element) {
      const top = lane * laneHeight;
      if (top < element.scrollTop) element.scrollTop = top;
      else if (top + laneHeight > element.scrollTop + height) element.scrollTop = top + laneHeight - height;
    }
    onChoose(index);
  }

  function onKeyDown(event: KeyboardEvent): void {
    const to = nextEntry(event.key, chosen, entries, model);
    if (to === undefined) {
      if (event.key === 'Escape' && chosen !== undefined) onChoose(undefined);
      return;
    }
    event.preventDefault();
    choose(to);
  }

  function onPointer(event: PointerEvent<HTMLDivElement>): void {
    const box = event.currentTarget.getBoundingClientRect();
    const x = event.clientX - box.left - (isNarrow ? 0 : LABELS);
    const lane =
      model.lanes[Math.floor((event.clientY - box.top + (scroller.current?.scrollTop ?? 0)) / laneHeight)];
    if (!lane) return;
    const scale = scaleAt(Date.now());
    let best: number | undefined;
    let distance = event.type === 'pointermove' ? REACH : Infinity;
    for (const index of lane.entries) {
      const away = Math.abs(scale.x(entries[index]?.at ?? 0) - x);
      if (away <= distance) [best, distance] = [index, away];
    }
    if (best !== undefined && best !== chosen) onChoose(best);
  }

  const present = chosen === undefined ? undefined : entries[chosen];
  return (
    <div
      className={`timeline-frame${isNarrow ? ' narrow' : ''}`}
      ref={frame}
      style={{ height: height + AXIS }}
    >
      <span hidden ref={ink}>
        {inks.map((name) => (
          <i key={name} className={`ink-${name}`} />
        ))}
      </span>
      <canvas ref={canvas} className="timeline-canvas" style={{ width: plotWidth, height: height + AXIS }} />
      <div
        className="timeline-scroller"
        ref={scroller}
        role="slider"
        tabIndex={0}
        aria-label={label}
        aria-orientation="horizontal"
        aria-valuemin={1}
        aria-valuemax={Math.max(1, entries.length)}
        aria-valuenow={(chosen ?? 0) + 1}
        aria-valuetext={
          present
            ? sentence(present, model.from)
            : `${entries.length} entries. The arrow keys go through them.`
        }
        onKeyDown={onKeyDown}
        onFocus={() => chosen === undefined && entries.length > 0 && onChoose(entries.length - 1)}
        onPointerDown={onPointer}
        onPointerMove={onPointer}
        onScroll={(event) => {
          setFirstLane(Math.floor(event.currentTarget.scrollTop / laneHeight));
          paint();
        }}
      >
        <div
          className="timeline-lanes"
          style={{ height: model.lanes.length * laneHeight }}
          aria-hidden="true"
        >
          {model.lanes.slice(firstLane, firstLane + shownLanes).map(({ key, label, group }, at) => (
            <div
              key={key}
              className={`timeline-label lane-${group}`}
              style={{ transform: `translateY(${(firstLane + at) * laneHeight}px)`, height: laneHeight }}
              title={label}
            >
              <Label group={group} label={label} />
            </div>
          ))}
        </div>
      </div>
    </div>
  );
}

/** The kind is known from the others: the name is what tells one lane from the next. */
function Label({ group, label }: Pick<Lane, 'group' | 'label'>) {
  const at = group === 'wait' ? label.indexOf(' ') + 1 : 0;
  const kind = group === 'step' ? 'step ' : label.slice(0, at);
  return (
    <span>
      {kind && <span className="muted">{kind}</span>}
      {label.slice(at)}
    </span>
  );
}

/** Where a key leads: along the time, from lane to lane, or to the ends. */
function nextEntry(
  key: string,
  chosen: number | undefined,
  entries: readonly TimelineEntry[],
  { lanes, laneOf }: Model,
): number | undefined {
  const last = entries.length - 1;
  if (last < 0) return undefined;
  const at = Math.min(chosen ?? last, last);
  switch (key) {
    case 'ArrowRight':
      return Math.min(at + 1, last);
    case 'ArrowLeft':
      return Math.max(at - 1, 0);
    case 'PageDown':
      return Math.min(at + 10, last);
    case 'PageUp':
      return Math.max(at - 10, 0);
    case 'Home':
      return 0;
    case 'End':
      return last;
    case 'ArrowUp':
    case 'ArrowDown': {
      const step = key === 'ArrowUp' ? -1 : 1;
      const time = entries[at]?.at ?? 0;
      for (let lane = (laneOf[at] ?? 0) + step; lanes[lane]; lane += step) {
        const found = lanes[lane]?.entries ?? [];
        if (found.length === 0) continue;
        return found.reduce((best, index) =>
          Math.abs((entries[index]?.at ?? 0) - time) < Math.abs((entries[best]?.at ?? 0) - time)
            ? index
            : best,
        );
      }
      return at;
    }
    default:
      return undefined;
  }
}

/** The colours of the theme, as the browser has computed them. */
function inkOf(element: HTMLElement): Ink {
  const found = [...element.children].map((child) => getComputedStyle(child).color);
  return Object.fromEntries(inks.map((name, index) => [name, found[index] ?? 'gray'])) as Ink;
}
