// A time of a task, to the second: tasks take seconds, and three times "5:10 PM" say nothing.

const full = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeStyle: 'medium' });
const short = new Intl.DateTimeFormat(undefined, { timeStyle: 'medium' });

export function Moment({ at }: { at: number | undefined }) {
  if (at === undefined) return <span className="muted">–</span>;
  const date = new Date(at);
  const isToday = date.toDateString() === new Date().toDateString();
  return (
    <time dateTime={date.toISOString()} title={full.format(date)}>
      {(isToday ? short : full).format(date)}
    </time>
  );
}
