// When something was, in the reader's own words for it, to the second.

const moment = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeStyle: 'medium' });
const timeOfDay = new Intl.DateTimeFormat(undefined, { timeStyle: 'medium' });

export function When({ date }: { date: Date | number | string | undefined }) {
  const value = new Date(date ?? Number.NaN);
  if (Number.isNaN(value.getTime())) return <span className="muted">–</span>;
  return <time dateTime={value.toISOString()}>{moment.format(value)}</time>;
}

/** The time of the day alone. */
export function time(date: number): string {
  return timeOfDay.format(date);
}
