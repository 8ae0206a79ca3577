// The page of one object: what it is, its conditions, and what has changed since the page was opened.

import { type ReactNode, useEffect, useRef, useState } from 'react';
import type { EnqueueOptions } from 'taskwatch';
import type { KubernetesObject } from '../planes/plane.ts';
import type { CollectionState } from '../watch/use-collection.ts';
import { Age } from './age.tsx';
import { DeleteDialog } from './delete-dialog.tsx';
import { Facts } from './facts.tsx';
import { Icon } from './icons.tsx';
import { changesBetween, type ObjectChange } from './object-changes.ts';
import { Page } from './page.tsx';
import { Scroller } from './scroller.tsx';
import { time, When } from './when.tsx';

interface Props {
  /** What objects of its kind are called: `project`. */
  kind: string;
  name: string;
  collection: CollectionState;
  title: string;
  description: string;
  /** The task that deletes it. */
  deletion: () => EnqueueOptions;
  /** What else can be done with it. */
  actions?: ReactNode;
  /** Where the others of its kind are. */
  others: ReactNode;
  /** What is to be said of it besides its metadata; without an object, the terms alone. */
  facts: (object: KubernetesObject | undefined) => [string, ReactNode][];
}

export function ObjectPage(props: Props) {
  const { kind, name, title, description, deletion, actions, others, facts } = props;
  const { objects, error, reload } = props.collection;
  const object = objects?.find(({ metadata }) => metadata.name === name);
  const changes = useChanges(object, objects !== undefined);
  const [isDeleting, setDeleting] = useState(false);

  if (!object && (objects || error)) {
    return (
      <Page title={objects ? `There is no such ${kind}` : `The ${kind} could not be read`}>
        <div className="card empty" role="alert">
          <Icon name={objects ? 'inspect' : 'alert'} />
          <p className="muted">
            {objects ? (
              <>
                <code>{name}</code> does not exist here. It may have been deleted, or not be created yet: this
                page shows it as soon as it is there.
              </>
            ) : (
              error?.message
            )}
          </p>
          <div className="empty-actions">
            {!objects && (
              <button type="button" className="button" onClick={reload}>
                Try again
              </button>
            )}
            {others}
          </div>
        </div>
        {changes.length > 0 && <Changes changes={changes} />}
      </Page>
    );
  }
  return (
    <Page
      title={title}
      description={description}
      actions={
        <>
          <button type="button" className="button" onClick={() => setDeleting(true)}>
            Delete
          </button>
          {actions}
        </>
      }
    >
      <Overview object={object} facts={facts(object)} />
      <Conditions object={object} />
      <Changes changes={changes} />
      {isDeleting && (
        <DeleteDialog what={`${kind} ${title}`} task={deletion} onClose={() => setDeleting(false)} />
      )}
    </Page>
  );
}

function Overview({ object, facts }: { object: KubernetesObject | undefined; facts: [string, ReactNode][] }) {
  const metadata = object?.metadata;
  const observed = observedGeneration(object);
  const all: [string, ReactNode][] = [
    ...facts,
    ['Created', metadata && <When date={metadata.creationTimestamp} />],
    ['Age', metadata && <Age since={metadata.creationTimestamp} />],
    [
      'Generation',
      metadata && (
        <span className="tabular">
          {metadata.generation ?? '–'}
          {observed !== undefined && metadata.generation !== undefined && observed < metadata.generation && (
            <span className="badge pending">status of {observed}</span>
          )}
        </span>
      ),
    ],
    ['UID', metadata && <code data-testid="uid">{metadata.uid}</code>],
    ['Resource version', metadata && <code>{metadata.resourceVersion}</code>],
  ];
  return (
    <section className="card" aria-label="Overview">
      <Facts className="grid" facts={all} missing={<span className="skeleton" />} />
    </section>
  );
}

/** The oldest generation that a condition speaks of, where they say. */
function observedGeneration(object: KubernetesObject | undefined): number | undefined {
  const all = (object?.status?.conditions ?? []).flatMap(
    ({ observedGeneration }) => observedGeneration ?? [],
  );
  return all.length > 0 ? Math.min(...all) : undefined;
}

const conditionClass: Record<string, string> = { True: 'ready', False: 'pending' };

function Conditions({ object }: { object: KubernetesObject | undefined }) {
  const conditions = object?.status?.conditions ?? [];
  return (
    <section className="card table-card" aria-labelledby="conditions">
      <h2 id="conditions" className="card-title">
        Conditions
      </h2>
      <Scroller label="Conditions, as a table">
        <table className="conditions" aria-labelledby="conditions">
          <thead>
            <tr>
              <th scope="col">Type</th>
              <th scope="col">Status</th>
              <th scope="col">Reason</th>
              <th scope="col">Since</th>
              <th scope="col">Message</th>
            </tr>
          </thead>
          <tbody>
            {conditions.map(({ type, status, reason, message, lastTransitionTime }) => (
              <tr key={type}>
                <td>{type}</td>
                <td>
                  <span className={`condition ${conditionClass[status] ?? 'none'}`}>{status}</span>
                </td>
                <td className="mono">{reason}</td>
                <td>
                  <Age since={lastTransitionTime} />
                </td>
                <td className="muted">{message || '–'}</td>
              </tr>
            ))}
            {conditions.length === 0 && (
              <tr>
                <td colSpan={5} className="muted">
                  None yet
                </td>
              </tr>
            )}
          </tbody>
        </table>
      </Scroller>
    </section>
  );
}

function Changes({ changes }: { changes: readonly ObjectChange[] }) {
  return (
    <section className="card" aria-labelledby="changes">
      <h2 id="changes" className="card-title">
        Since this page was opened
      </h2>
      {changes.length === 0 ? (
        <p className="changes-none muted">Nothing has changed.</p>
      ) : (
        <ol className="changes">
          {changes.map(({ at, text, detail }, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: changes are only ever added at the end
            <li key={index}>
              <time className="tabular" dateTime={new Date(at).toISOString()}>
                {time(at)}
              </time>
              <span>
                <strong>{text}</strong> <span className="muted">{detail}</span>
              </span>
            </li>
          ))}
        </ol>
      )}
    </section>
  );
}

/** @param isKnown whether there is an answer to whether the object exists */
function useChanges(object: KubernetesObject | undefined, isKnown: boolean): readonly ObjectChange[] {
  const [changes, setChanges] = useState<readonly ObjectChange[]>([]);
  const before = useRef<{ object: KubernetesObject | undefined }>(undefined);

  useEffect(() => {
    if (!isKnown) return;
    const earlier = before.current;
    before.current = { object };
    // The first version is what there was.
    const more = earlier ? changesBetween(earlier.object, object) : [];
    if (more.length > 0) setChanges((known) => [...known, ...more]);
  }, [object, isKnown]);

  return changes;
}
