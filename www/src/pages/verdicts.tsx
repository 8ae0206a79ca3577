// One object, pasted or picked, with its verdict, its kstatus, and the reasons for both.

import { type ReactNode, useDeferredValue, useMemo, useState } from 'react';
import { AdapterError } from 'taskwatch';
import { Link } from 'wouter';
import { pages } from '../resources/kinds.ts';
import { ComputedBadge } from '../ui/computed-badge.tsx';
import { Facts } from '../ui/facts.tsx';
import { SelectField, TextAreaField } from '../ui/form.tsx';
import { Icon } from '../ui/icons.tsx';
import { Page } from '../ui/page.tsx';
import { StatusBadge } from '../ui/status-badge.tsx';
import { examples } from '../verdicts/examples.ts';
import { type Judgement, judgeText } from '../verdicts/judge.ts';

const OWN = 'Your own';
const missing = <span className="muted">–</span>;

export function VerdictsPage() {
  const [title, setTitle] = useState(examples[0]?.title ?? OWN);
  const [text, setText] = useState(() => written(title));
  const judged = useDeferredValue(text);
  const judgement = useMemo(() => judgeText(judged), [judged]);
  return (
    <Page
      title="Verdicts"
      description="What one version of an object says of itself, and why."
      actions={
        <Link className="button" href={pages.objects()}>
          <Icon name="zones" /> 10,000 objects
        </Link>
      }
    >
      <div className="verdict-columns">
        <form className="card verdict-form" aria-label="Object" onSubmit={(event) => event.preventDefault()}>
          <SelectField
            label="Example"
            value={title}
            onChange={({ target }) => {
              setTitle(target.value);
              setText(written(target.value));
            }}
          >
            {[...examples.map((example) => example.title), ...(title === OWN ? [OWN] : [])].map((name) => (
              <option key={name}>{name}</option>
            ))}
          </SelectField>
          <TextAreaField
            label="Object"
            hint="As JSON, of any kind: what kubectl get -o json prints."
            rows={22}
            value={text}
            onChange={({ target }) => {
              setTitle(OWN);
              setText(target.value);
            }}
          />
        </form>
        <div aria-live="polite">
          {judgement instanceof Error ? <Unreadable error={judgement} /> : <Said {...judgement} />}
        </div>
      </div>
    </Page>
  );
}

function Said({ kind, verdict, computed, conditions }: Judgement) {
  const [standard] = computed.conditions;
  return (
    <>
      <Section title="Verdict">
        {verdict ? (
          <Facts
            facts={[
              ['State', <StatusBadge key="state" verdict={verdict} />],
              ['Reason', verdict.reason],
              ['Message', verdict.message],
              ['Decided by', verdict.condition && `the condition ${verdict.condition.type}`],
            ]}
            missing={missing}
          />
        ) : (
          <p className="note muted">There is no rule for a {kind}. One is made with defineResource.</p>
        )}
      </Section>
      <Section title="kstatus">
        <Facts
          facts={[
            ['Status', <ComputedBadge key="status" computed={computed} />],
            ['Message', computed.message],
            ['Condition', standard && `${standard.type}, ${standard.reason}`],
          ]}
          missing={missing}
        />
      </Section>
      <Section title="Conditions">
        {conditions.length === 0 ? (
          <p className="note muted">It has none.</p>
        ) : (
          // biome-ignore lint/a11y/noNoninteractiveTabindex: scrolled with the keyboard too, so it takes the focus
          <section className="table-card" aria-label="Conditions, scrolled" tabIndex={0}>
            <table className="conditions" aria-label="Conditions">
              <thead>
                <tr>
                  {['Type', 'Status', 'Reason', 'Message'].map((name) => (
                    <th key={name} scope="col">
                      {name}
                    </th>
                  ))}
                </tr>
              </thead>
              <tbody>
                {conditions.map(({ type, status, reason, message }, index) => (
                  // biome-ignore lint/suspicious/noArrayIndexKey: two conditions may be of one type
                  <tr key={index} data-decides={verdict?.condition === conditions[index] || undefined}>
                    <td>
                      <strong>{String(type)}</strong>
                    </td>
                    <td>{String(status)}</td>
                    <td className="mono">{reason === undefined ? '' : String(reason)}</td>
                    <td className="wrapping muted">{message === undefined ? '' : String(message)}</td>
                  </tr>
                ))}
              </tbody>
            </table>
          </section>
        )}
      </Section>
    </>
  );
}

function Unreadable({ error }: { error: Error }) {
  return (
    <section className="card empty">
      <Icon name="alert" />
      <h2>{error instanceof AdapterError ? 'This object cannot be read' : 'This is no JSON'}</h2>
      <p className="muted">{error.message}</p>
    </section>
  );
}

function Section({ title, children }: { title: string; children: ReactNode }) {
  return (
    <section className="card" aria-label={title}>
      <h2 className="card-title">{title}</h2>
      {children}
    </section>
  );
}

function written(title: string): string {
  return JSON.stringify(examples.find((example) => example.title === title)?.object, undefined, 2);
}
