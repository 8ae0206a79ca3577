// A table of objects, in each of its states: loading, unreadable, empty, filled. Its columns have fixed widths, so that
// nothing moves when a status changes. For a long list only visible rows are rendered.

import { useWindowVirtualizer } from '@tanstack/react-virtual';
import { memo, type ReactNode, useDeferredValue, useLayoutEffect, useRef, useState } from 'react';
import type { KubernetesObject } from '../planes/plane.ts';
import type { CollectionState } from '../watch/use-collection.ts';
import { Icon, type IconName } from './icons.tsx';
import { time } from './when.tsx';

export interface Column {
  title: string;
  width: string;
  cell: (object: KubernetesObject) => ReactNode;
  /** Left out on narrow screens: the page of the object has it. */
  isMinor?: boolean;
}

interface Props {
  label: string;
  collection: CollectionState;
  columns: Column[];
  empty: { icon: IconName; title: string; text: string; action: ReactNode };
}

/** Up to here all rows are made, for those who search in the page. */
const LONG = 100;
const ROW = 48;

export function ObjectTable({ label, collection, columns, empty }: Props) {
  const { objects, error, readAt, reload } = collection;
  if (error && !objects) {
    return (
      <div className="card empty" role="alert">
        <Icon name="alert" />
        <h2>This list could not be read</h2>
        <p className="muted">{error.message}</p>
        <button type="button" className="button" onClick={reload}>
          Try again
        </button>
      </div>
    );
  }
  if (objects?.length === 0) {
    return (
      <div className="card empty">
        <Icon name={empty.icon} />
        <h2>{empty.title}</h2>
        <p className="muted">{empty.text}</p>
        {empty.action}
      </div>
    );
  }
  return (
    <>
      <div className="card table-card">
        <table
          className="fixed"
          aria-label={label}
          aria-busy={!objects}
          aria-rowcount={(objects?.length ?? 3) + 1}
        >
          <colgroup>
            {columns.map(({ title, width, isMinor }) => (
              <col key={title} style={{ width }} className={isMinor ? 'minor' : ''} />
            ))}
          </colgroup>
          <thead>
            <tr>
              {columns.map(({ title, isMinor }) => (
                <th key={title} scope="col" className={isMinor ? 'minor' : ''}>
                  {title}
                </th>
              ))}
            </tr>
          </thead>
          <Rows objects={objects} columns={columns} />
        </table>
      </div>
      {objects && objects.length > LONG && (
        <p className="table-note muted tabular">{objects.length.toLocaleString('en')} in all</p>
      )}
      {error && readAt !== undefined && (
        <p className="table-note stale" role="status">
          <Icon name="alert" /> As of {time(readAt)}: {error.message}
        </p>
      )}
    </>
  );
}

function Rows({ objects, columns }: { objects: KubernetesObject[] | undefined; columns: Column[] }) {
  if (!objects) return <Skeleton columns={columns} />;
  if (objects.length > LONG) return <RowsInSight objects={objects} columns={columns} />;
  return (
    <tbody>
      {objects.map((object) => (
        <Row key={object.metadata.uid} object={object} columns={columns} />
      ))}
    </tbody>
  );
}

/** As high as all rows, with empty ones above and below those in sight. */
function RowsInSight({ objects, columns }: { objects: KubernetesObject[]; columns: Column[] }) {
  const body = useRef<HTMLTableSectionElement>(null);
  const [scrollMargin, setScrollMargin] = useState(0);
  useLayoutEffect(() => {
    if (body.current) setScrollMargin(body.current.getBoundingClientRect().top + window.scrollY);
  }, []);
  const rows = useWindowVirtualizer({
    count: objects.length,
    estimateSize: () => ROW,
    overscan: 2,
    scrollMargin,
    // In a task of its own, after the one that scrolls.
    useFlushSync: false,
  });
  // Made in small pieces: a jump brings a screen of new rows at once.
  const inSight = useDeferredValue(rows.getVirtualItems());
  const above = inSight[0]?.index ?? 0;
  const below = objects.length - 1 - (inSight.at(-1)?.index ?? -1);
  return (
    <tbody ref={body}>
      <Gap rows={above} columns={columns.length} />
      {inSight.map(({ index }) => {
        const object = objects[index];
        return (
          object && <Row key={object.metadata.uid} object={object} columns={columns} index={index + 2} />
        );
      })}
      <Gap rows={below} columns={columns.length} />
    </tbody>
  );
}

function Gap({ rows, columns }: { rows: number; columns: number }) {
  if (rows === 0) return null;
  return (
    // biome-ignore lint/a11y/noAriaHiddenOnFocusable: a row of a table does not take the focus
    <tr className="gap" aria-hidden="true">
      <td colSpan={columns} style={{ height: rows * ROW }} />
    </tr>
  );
}

/** Made again only when its object is another version. */
const Row = memo(
  function Row({ object, columns, index }: { object: KubernetesObject; columns: Column[]; index?: number }) {
    return (
      <tr data-uid={object.metadata.uid} {...(index !== undefined && { 'aria-rowindex': index })}>
        {columns.map(({ title, cell, isMinor }) => (
          <td key={title} className={isMinor ? 'minor' : ''}>
            {cell(object)}
          </td>
        ))}
      </tr>
    );
  },
  (before, now) => before.object === now.object && before.index === now.index,
);

function Skeleton({ columns }: { columns: Column[] }) {
  return (
    <tbody>
      {[0, 1, 2].map((row) => (
        // biome-ignore lint/a11y/noAriaHiddenOnFocusable: a row of a table does not take the focus
        <tr key={row} aria-hidden="true">
          {columns.map(({ title, isMinor }) => (
            <td key={title} className={isMinor ? 'minor' : ''}>
              <span className="skeleton" />
            </td>
          ))}
        </tr>
      ))}
    </tbody>
  );
}
