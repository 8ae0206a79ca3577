// The console's icons, drawn on a grid of 16. They repeat what a name next to them
// says, so they are hidden from screen readers.

const shapes = {
  project: <path d="M8 1.75 13.5 4.9v6.2L8 14.25 2.5 11.1V4.9zM2.7 5 8 8l5.3-3M8 8v6" />,
  zone: (
    <path d="M8 1.75a6.25 6.25 0 1 0 0 12.5 6.25 6.25 0 0 0 0-12.5M1.9 8h12.2M8 1.9c1.8 1.6 2.7 3.7 2.7 6.1S9.8 12.5 8 14.1C6.2 12.5 5.3 10.4 5.3 8S6.2 3.5 8 1.9" />
  ),
  zones: <path d="M2.25 4.25h11.5M2.25 8h11.5M2.25 11.75h7" />,
  organization: (
    <path d="M3.25 14V2.75h6V14M9.25 6.25h3.5V14M1.75 14h12.5M5.25 5.25h2M5.25 8h2M5.25 10.75h2" />
  ),
  check: <path d="m3.5 8.5 3 3 6-7" />,
  cross: <path d="m4.25 4.25 7.5 7.5m0-7.5-7.5 7.5" />,
  dash: <path d="M4 8h8" />,
  clock: <path d="M8 1.75a6.25 6.25 0 1 0 0 12.5 6.25 6.25 0 0 0 0-12.5M8 4.75V8l2.25 1.5" />,
  plus: <path d="M8 3.25v9.5M3.25 8h9.5" />,
  sliders: (
    <path d="M2 4.5h6.5M11.5 4.5H14M2 11.5h2.5M7.5 11.5H14M10 2.75a1.75 1.75 0 1 0 0 3.5 1.75 1.75 0 0 0 0-3.5M6 9.75a1.75 1.75 0 1 0 0 3.5 1.75 1.75 0 0 0 0-3.5" />
  ),
  tasks: <path d="m2 4.25 1.25 1.25L5.5 3M2 11.25l1.25 1.25L5.5 10M8 4.5h6M8 11.5h6" />,
  chevron: <path d="m6 3.5 4.5 4.5L6 12.5" />,
  dock: <path d="M1.75 2.75h12.5v10.5H1.75zM9.75 2.75v10.5" />,
  down: <path d="m3.5 6 4.5 4.5L12.5 6" />,
  sun: (
    <path d="M8 5a3 3 0 1 0 0 6 3 3 0 0 0 0-6M8 1v1.5M8 13.5V15M1 8h1.5M13.5 8H15M3.05 3.05l1.06 1.06M11.89 11.89l1.06 1.06M3.05 12.95l1.06-1.06M11.89 4.11l1.06-1.06" />
  ),
  moon: <path d="M13.75 9.6A6 6 0 0 1 6.4 2.25a6 6 0 1 0 7.35 7.35Z" />,
  system: <path d="M1.75 2.75h12.5v8H1.75zM5.5 13.75h5M8 10.75v3" />,
  alert: <path d="M8 2 14.5 13.5h-13zM8 6.25v3.25M8 11.5v.1" />,
  inspect: (
    <path d="M7 2.25a4.75 4.75 0 1 0 0 9.5 4.75 4.75 0 0 0 0-9.5M10.5 10.5l3.5 3.5M5 7l1.5 1.5L9 5.75" />
  ),
  bolt: <path d="M9 1.75 3.5 9H8l-1 5.25L12.5 7H8z" />,
  unlink: (
    <path d="M6.5 4.5 8 3a3.2 3.2 0 0 1 4.6 4.6l-1.4 1.4M9.5 11.5 8 13a3.2 3.2 0 0 1-4.6-4.6L4.8 7M2.5 2.5l11 11" />
  ),
  mute: <path d="M2 6v4h2.5L8 13V3L4.5 6zM10.75 6.25l3.5 3.5m0-3.5-3.5 3.5" />,
  plug: <path d="M5.5 1.75v3M10.5 1.75v3M3.75 4.75h8.5v2.5a4.25 4.25 0 0 1-8.5 0zM8 11.5v2.75" />,
  lock: <path d="M3.5 7h9v6.5h-9zM5.25 7V4.75a2.75 2.75 0 0 1 5.5 0V7M8 9.5v1.75" />,
  gauge: <path d="M2.6 12.25a6.25 6.25 0 1 1 10.8 0M8 9.25l3-3M7.9 9.25h.2" />,
  pause: <path d="M5.5 3.25v9.5M10.5 3.25v9.5" />,
  play: <path d="M4.75 2.75 12.5 8l-7.75 5.25z" />,
  compare: <path d="M2.25 3.5h11.5M2.25 8h7.5M2.25 12.5h9.5" />,
  pulse: <path d="M1.5 8h3l2-5 3 10 2-5h3" />,
} as const;

export type IconName = keyof typeof shapes;

export function Icon({ name }: { name: IconName }) {
  return (
    <svg className="icon" viewBox="0 0 16 16" aria-hidden="true" focusable="false">
      {shapes[name]}
    </svg>
  );
}
