// The text of what a wait waits for, as a task's timeout says it.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { pendingText, waitName } from '../../../src/web/shared/pending-text.js';

const pending = (more) => ({
  resourceType: 'apis/example.com/v1/widgets',
  name: 'shop',
  since: 0,
  state: 'pending',
  reason: '',
  message: '',
  stream: 'open',
  streamSince: 0,
  ...more,
});
const programmed = { type: 'Programmed', status: 'False' };

test('it names the kind and the object, then the condition, its reason and its message', () => {
  const told = pending({
    condition: programmed,
    reason: 'Provisioning',
    message: 'waiting for name servers',
  });
  assert.equal(
    pendingText(told, 'DnsZone'),
    'DnsZone shop: Programmed=False (Provisioning): waiting for name servers',
  );
});

test('what is not known is left out', () => {
  const type = 'apis/example.com/v1/widgets';
  for (const [more, text] of [
    [{}, `${type} shop`],
    [{ name: undefined }, type],
    [{ message: 'Resource is being provisioned' }, `${type} shop: Resource is being provisioned`],
    [{ condition: programmed }, `${type} shop: Programmed=False`],
    [{ condition: programmed, message: 'soon' }, `${type} shop: Programmed=False: soon`],
    [{ reason: 'Degraded' }, `${type} shop: Degraded`],
  ]) {
    assert.equal(pendingText(pending(more)), text);
  }
});

test('a stream that is not open is part of the text', () => {
  assert.equal(pendingText(pending({ stream: 'lost' }), 'Zone'), 'Zone shop; its stream is lost');
  assert.equal(
    pendingText(pending({ stream: 'refused', message: 'soon' }), 'Zone'),
    'Zone shop: soon; its stream is refused',
  );
});

test('a collection has no name', () => {
  assert.equal(waitName(pending({ name: undefined }), 'Zone'), 'Zone');
});
