// @ts-nocheck
// The package's own resources. Each kind goes by its place in `RESOURCES` of `src/resources/mod.rs`.

import { call, wait } from '../runtime/call.ts';
import { verdictOfResource } from '../../../src/web/resource/verdict.js';

const adapt = (kind, object) => call((wasm) => wasm.adaptResource(kind, object));
const judge = (kind, object) => call((wasm) => verdictOfResource(kind, object, wasm));
const waitFor = (kind, scopeId, name, options) =>
  wait((wasm, settle) => wasm.startResourceReady(kind, scopeId, name, options, settle));

export const toProject = (object) => adapt(0, object);
export const verdictOfProject = (object) => judge(0, object);
export const waitForProjectReady = (orgId, name, options) => waitFor(0, orgId, name, options);

export const toDnsZone = (object) => adapt(1, object);
export const verdictOfDnsZone = (object) => judge(1, object);
export const waitForDnsZoneReady = (projectId, name, options) => waitFor(1, projectId, name, options);

export const toDnsRecordSet = (object) => adapt(2, object);
export const verdictOfDnsRecordSet = (object) => judge(2, object);
export const waitForDnsRecordSetReady = (projectId, name, options) => waitFor(2, projectId, name, options);

export const toDomain = (object) => adapt(3, object);
export const verdictOfDomain = (object) => judge(3, object);
export const waitForDomainReady = (projectId, name, options) => waitFor(3, projectId, name, options);

export const toHttpProxy = (object) => adapt(4, object);
export const verdictOfHttpProxy = (object) => judge(4, object);
export const waitForHttpProxyReady = (projectId, name, options) => waitFor(4, projectId, name, options);

export const toExportPolicy = (object) => adapt(5, object);
export const verdictOfExportPolicy = (object) => judge(5, object);
export const waitForExportPolicyReady = (projectId, name, options) => waitFor(5, projectId, name, options);

export const toConnector = (object) => adapt(6, object);
export const verdictOfConnector = (object) => judge(6, object);
export const waitForConnectorReady = (projectId, name, options) => waitFor(6, projectId, name, options);

export const toSecret = (object) => adapt(7, object);
export const verdictOfSecret = (object) => judge(7, object);
export const waitForSecretReady = (projectId, name, options) => waitFor(7, projectId, name, options);

export const toServiceAccount = (object) => adapt(8, object);
export const verdictOfServiceAccount = (object) => judge(8, object);
export const waitForServiceAccountReady = (projectId, name, options) => waitFor(8, projectId, name, options);

export const toPaymentMethod = (object) => adapt(9, object);
export const verdictOfPaymentMethod = (object) => judge(9, object);
export const waitForPaymentMethodReady = (orgId, name, options) => waitFor(9, orgId, name, options);

export const toStripePaymentMethod = (object) => adapt(10, object);
export const verdictOfStripePaymentMethod = (object) => judge(10, object);
export const waitForStripePaymentMethodReady = (orgId, name, options) => waitFor(10, orgId, name, options);
