// The items of a batch in groups: "8 × quota exceeded", and which they are.

import { groupsOf, type ItemFact } from './items.ts';

const SHOWN = 100;

/** @param isWhole whether those that succeeded are listed, too, and not only counted */
export function ItemGroups({ items, isWhole = false }: { items: readonly ItemFact[]; isWhole?: boolean }) {
  return (
    <div className="item-groups">
      {groupsOf(items).map(({ state, title, items }) => (
        <details
          key={`${state} ${title}`}
          className={`item-group ${state}`}
          open={items.length <= 20 && (isWhole || state !== 'succeeded')}
        >
          <summary>
            <span className="dot" />
            <span className="item-group-count tabular">{items.length} ×</span>
            <span className="item-group-title">{title}</span>
          </summary>
          <ul>
            {items.slice(0, SHOWN).map(({ id, message }, index) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: two items may be the same, and they do not move
              <li key={index}>
                <span className="item-name">{id}</span>
                {message && message !== title && <span className="muted item-message">{message}</span>}
              </li>
            ))}
            {items.length > SHOWN && <li className="muted">and {items.length - SHOWN} more</li>}
          </ul>
        </details>
      ))}
    </div>
  );
}
