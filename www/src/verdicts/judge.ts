// The package's judgement on any object.

import {
  type ComputedStatus,
  type Condition,
  computeStatus,
  type Verdict,
  verdictOfConnector,
  verdictOfDnsRecordSet,
  verdictOfDnsZone,
  verdictOfDomain,
  verdictOfExportPolicy,
  verdictOfHttpProxy,
  verdictOfPaymentMethod,
  verdictOfProject,
  verdictOfSecret,
  verdictOfServiceAccount,
  verdictOfStripePaymentMethod,
} from 'taskwatch';

/** The kinds whose readiness is known. Of any other, `computeStatus` says what kstatus says. */
const verdictOf: Record<string, (object: unknown) => Verdict> = {
  '/Secret': verdictOfSecret,
  'billing.miloapis.com/PaymentMethod': verdictOfPaymentMethod,
  'dns.networking.miloapis.com/DNSRecordSet': verdictOfDnsRecordSet,
  'dns.networking.miloapis.com/DNSZone': verdictOfDnsZone,
  'iam.miloapis.com/ServiceAccount': verdictOfServiceAccount,
  'networking.datumapis.com/Connector': verdictOfConnector,
  'networking.datumapis.com/Domain': verdictOfDomain,
  'networking.datumapis.com/HTTPProxy': verdictOfHttpProxy,
  'resourcemanager.miloapis.com/Project': verdictOfProject,
  'stripe.billing.miloapis.com/StripePaymentMethod': verdictOfStripePaymentMethod,
  'telemetry.miloapis.com/ExportPolicy': verdictOfExportPolicy,
};

export interface Judgement {
  kind: string;
  computed: ComputedStatus;
  /** Absent where the kind is not known. */
  verdict?: Verdict;
  conditions: Condition[];
}

/** The judgement on an object; throws an `AdapterError` if it cannot be read. */
export function judge(object: unknown): Judgement {
  const { apiVersion, kind, status } = asRecord(object);
  const group =
    String(apiVersion ?? '')
      .split('/')
      .at(-2) ?? '';
  const { conditions } = asRecord(status);
  return {
    kind: typeof kind === 'string' ? kind : 'Object',
    computed: computeStatus(object),
    verdict: verdictOf[`${group}/${String(kind)}`]?.(object),
    conditions: Array.isArray(conditions)
      ? conditions.filter((one) => typeof one === 'object' && one !== null)
      : [],
  };
}

/** The same for what was typed. */
export function judgeText(text: string): Judgement | Error {
  try {
    return judge(JSON.parse(text));
  } catch (error) {
    return error instanceof Error ? error : new Error(String(error));
  }
}

function asRecord(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
}
