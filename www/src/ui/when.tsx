// When something was, in the reader's own words for it.

const format = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeStyle: 'short' });

export function When({ date }: { date: Date | number | undefined }) {
  if (date === undefined) return <span className="muted">–</span>;
  const value = new Date(date);
  return <time dateTime={value.toISOString()}>{format.format(value)}</time>;
}
