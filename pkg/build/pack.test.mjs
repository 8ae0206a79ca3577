import { describe, it } from 'node:test';
import assert from 'node:assert/strict';

import { withAbsoluteLinks } from './pack.mjs';

describe('links of the documents in the package', () => {
  const links = (text) => withAbsoluteLinks(text, 'git+https://example.com/owner/name.git');

  it('lead to the repository where they named files of it', () => {
    assert.equal(
      links('see [docs](docs/queue.md)'),
      'see [docs](https://example.com/owner/name/blob/main/docs/queue.md)',
    );
    assert.equal(
      links('![a picture](www/a.png)'),
      '![a picture](https://example.com/owner/name/raw/main/www/a.png)',
    );
  });

  it('stay as they are where they led elsewhere, or within the document', () => {
    for (const text of [
      '[a](https://example.com)',
      '[a](#limits)',
      '`a[0](1, 2)`',
      '[a](mailto:a@example.com)',
    ])
      assert.equal(links(text), text);
  });
});
