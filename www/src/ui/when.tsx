// When something was, in the reader's own notation, to the second: tasks take seconds, and three times "5:10 PM" say nothing.

const moment = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeStyle: 'medium' });
const timeOfDay = new Intl.DateTimeFormat(undefined, { timeStyle: 'medium' });

/** The time alone if it was today; the date is in its title. */
export function When({ date }: { date: Date | number | string | undefined }) {
  const value = new Date(date ?? Number.NaN);
  if (Number.isNaN(value.getTime())) return <span className="muted">–</span>;
  const isToday = value.toDateString() === new Date().toDateString();
  return (
    <time dateTime={value.toISOString()} title={moment.format(value)}>
      {(isToday ? timeOfDay : moment).format(value)}
    </time>
  );
}

/** The time of the day alone. */
export function time(date: number): string {
  return timeOfDay.format(date);
}
