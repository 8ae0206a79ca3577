// Written by `make protocol` from the Rust enums and tables of the same names: do not edit.

import type * as Public from '../../types/resources.d.ts';
import { adapt, verdict, waitUntilReady } from '../resources/built-in.ts';

export const toProject: typeof Public.toProject = (raw) => adapt(0, raw);
export const verdictOfProject: typeof Public.verdictOfProject = (raw) => verdict(0, raw);
export const waitForProjectReady: typeof Public.waitForProjectReady = (orgId, name, options) =>
  waitUntilReady(0, 'orgId', orgId, name, options);

export const toDnsZone: typeof Public.toDnsZone = (raw) => adapt(1, raw);
export const verdictOfDnsZone: typeof Public.verdictOfDnsZone = (raw) => verdict(1, raw);
export const waitForDnsZoneReady: typeof Public.waitForDnsZoneReady = (projectId, name, options) =>
  waitUntilReady(1, 'projectId', projectId, name, options);

export const toDnsRecordSet: typeof Public.toDnsRecordSet = (raw) => adapt(2, raw);
export const verdictOfDnsRecordSet: typeof Public.verdictOfDnsRecordSet = (raw) => verdict(2, raw);
export const waitForDnsRecordSetReady: typeof Public.waitForDnsRecordSetReady = (projectId, name, options) =>
  waitUntilReady(2, 'projectId', projectId, name, options);

export const toDomain: typeof Public.toDomain = (raw) => adapt(3, raw);
export const verdictOfDomain: typeof Public.verdictOfDomain = (raw) => verdict(3, raw);
export const waitForDomainReady: typeof Public.waitForDomainReady = (projectId, name, options) =>
  waitUntilReady(3, 'projectId', projectId, name, options);

export const toHttpProxy: typeof Public.toHttpProxy = (raw) => adapt(4, raw);
export const verdictOfHttpProxy: typeof Public.verdictOfHttpProxy = (raw) => verdict(4, raw);
export const waitForHttpProxyReady: typeof Public.waitForHttpProxyReady = (projectId, name, options) =>
  waitUntilReady(4, 'projectId', projectId, name, options);

export const toExportPolicy: typeof Public.toExportPolicy = (raw) => adapt(5, raw);
export const verdictOfExportPolicy: typeof Public.verdictOfExportPolicy = (raw) => verdict(5, raw);
export const waitForExportPolicyReady: typeof Public.waitForExportPolicyReady = (projectId, name, options) =>
  waitUntilReady(5, 'projectId', projectId, name, options);

export const toConnector: typeof Public.toConnector = (raw) => adapt(6, raw);
export const verdictOfConnector: typeof Public.verdictOfConnector = (raw) => verdict(6, raw);
export const waitForConnectorReady: typeof Public.waitForConnectorReady = (projectId, name, options) =>
  waitUntilReady(6, 'projectId', projectId, name, options);

export const toSecret: typeof Public.toSecret = (raw) => adapt(7, raw);
export const verdictOfSecret: typeof Public.verdictOfSecret = (raw) => verdict(7, raw);
export const waitForSecretReady: typeof Public.waitForSecretReady = (projectId, name, options) =>
  waitUntilReady(7, 'projectId', projectId, name, options);

export const toServiceAccount: typeof Public.toServiceAccount = (raw) => adapt(8, raw);
export const verdictOfServiceAccount: typeof Public.verdictOfServiceAccount = (raw) => verdict(8, raw);
export const waitForServiceAccountReady: typeof Public.waitForServiceAccountReady = (projectId, name, options) =>
  waitUntilReady(8, 'projectId', projectId, name, options);

export const toPaymentMethod: typeof Public.toPaymentMethod = (raw) => adapt(9, raw);
export const verdictOfPaymentMethod: typeof Public.verdictOfPaymentMethod = (raw) => verdict(9, raw);
export const waitForPaymentMethodReady: typeof Public.waitForPaymentMethodReady = (orgId, name, options) =>
  waitUntilReady(9, 'orgId', orgId, name, options);

export const toStripePaymentMethod: typeof Public.toStripePaymentMethod = (raw) => adapt(10, raw);
export const verdictOfStripePaymentMethod: typeof Public.verdictOfStripePaymentMethod = (raw) => verdict(10, raw);
export const waitForStripePaymentMethodReady: typeof Public.waitForStripePaymentMethodReady = (orgId, name, options) =>
  waitUntilReady(10, 'orgId', orgId, name, options);
