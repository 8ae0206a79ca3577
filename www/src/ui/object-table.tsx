// A table of objects, in each of its states: being read, unreadable, empty, filled.
// Its columns have fixed widths, so that nothing moves when a status changes.

import type { ReactNode } from 'react';
import type { KubernetesObject } from '../planes/plane.ts';
import type { CollectionState } from '../watch/use-collection.ts';
import { Icon, type IconName } from './icons.tsx';

export interface Column {
  title: string;
  width: string;
  cell: (object: KubernetesObject) => ReactNode;
}

interface Props {
  label: string;
  collection: CollectionState;
  columns: Column[];
  empty: { icon: IconName; title: string; text: string; action: ReactNode };
}

export function ObjectTable({ label, collection: { objects, error, reload }, columns, empty }: Props) {
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
    <div className="card table-card">
      <table aria-label={label} aria-busy={!objects}>
        <colgroup>
          {columns.map(({ title, width }) => (
            <col key={title} style={{ width }} />
          ))}
        </colgroup>
        <thead>
          <tr>
            {columns.map(({ title }) => (
              <th key={title} scope="col">
                {title}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {objects?.map((object) => (
            <tr key={object.metadata.uid} data-uid={object.metadata.uid}>
              {columns.map(({ title, cell }) => (
                <td key={title}>{cell(object)}</td>
              ))}
            </tr>
          )) ?? <Skeleton columns={columns} />}
        </tbody>
      </table>
    </div>
  );
}

function Skeleton({ columns }: { columns: Column[] }) {
  return [0, 1, 2].map((row) => (
    // biome-ignore lint/a11y/noAriaHiddenOnFocusable: a row of a table does not take the focus
    <tr key={row} aria-hidden="true">
      {columns.map(({ title }) => (
        <td key={title}>
          <span className="skeleton" />
        </td>
      ))}
    </tr>
  ));
}
