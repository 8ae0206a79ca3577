/** The kinds the package knows: their adapted objects, adapters, verdicts and waiters. */
import type { ResourceWaitOptions, Verdict } from './conditions.js';
import type { WatchWait } from './watch.js';

/** What all adapted objects have in common. Strings the API left out are `''`. */
export interface ResourceObject {
  uid: string;
  name: string;
  namespace: string;
  displayName: string | undefined;
  description: string | undefined;
  resourceVersion: string;
  createdAt: Date | undefined;
  /** When its deletion was asked for. */
  deletionTimestamp: string | undefined;
  /** The raw status. */
  status: any;
}

/** A project, in its organization. */
export interface Project extends ResourceObject {
  /** From the annotation `kubernetes.io/display-name`, else `kubernetes.io/description`, else the name. */
  displayName: string;
  /** From `spec.ownerRef.name`. */
  organizationId: string | undefined;
}

/** A DNS zone, in its project. */
export interface DnsZone extends ResourceObject {
  /** `spec.domainName`. */
  domainName: string | undefined;
  /** `spec.dnsZoneClassName`. */
  dnsZoneClassName: string | undefined;
}

/** A DNS record set, in its project. */
export interface DnsRecordSet extends ResourceObject {
  /** From `spec.dnsZoneRef.name`. */
  dnsZoneId: string | undefined;
  recordType: string | undefined;
  /** As the API has them. */
  records: any[] | undefined;
  /** Whether a gateway made it: the label `dns.datumapis.com/source-kind` is `Gateway`. */
  managedByGateway: boolean;
  /** The label `dns.datumapis.com/source-name`, if a gateway made it. */
  gatewaySourceName: string | undefined;
}

/** A domain, in its project. */
export interface Domain extends ResourceObject {
  domainName: string | undefined;
  desiredRegistrationRefreshAttempt: string | undefined;
}

/** An HTTP proxy, in its project. */
export interface HttpProxy extends ResourceObject {
  hostnames: string[] | undefined;
  /** That of the first backend of the first rule that has one. */
  endpoint: string | undefined;
}

/** An export policy, in its project. */
export interface ExportPolicy extends ResourceObject {
  /** As the API has them, like `sinks`. */
  sources: any[] | undefined;
  sinks: any[] | undefined;
  labels: Record<string, string> | undefined;
  annotations: Record<string, string> | undefined;
}

/** A connector, in its project. */
export interface Connector extends ResourceObject {
  connectorClassName: string | undefined;
  /** As the API has them. */
  capabilities: any[] | undefined;
  /** The annotation `datum.net/device-name`. */
  deviceName: string | undefined;
  /** The annotation `datum.net/device-os`. */
  deviceOs: string | undefined;
}

/** A secret, in its project, without its values. */
export interface Secret extends ResourceObject {
  type: string | undefined;
  /** The keys of its data. */
  data: string[] | undefined;
  labels: Record<string, string> | undefined;
  /** All but the one in which kubectl keeps what was applied, values included. */
  annotations: Record<string, string> | undefined;
}

/** A service account, in its project. */
export interface ServiceAccount extends ResourceObject {
  /** `status.email`. */
  identityEmail: string | undefined;
  /** The annotation `kubernetes.io/description`. */
  displayName: string | undefined;
  /** `Disabled` where `spec.state` is `Inactive`. */
  state: 'Active' | 'Disabled';
}

/** A payment method, in its organization's namespace, `organization-<orgId>`. */
export interface PaymentMethod extends ResourceObject {
  /** `status.phase`. */
  phase: string | undefined;
}

/** A Stripe payment method, in its organization's namespace. It is known by the payment method that it is of. */
export interface StripePaymentMethod extends ResourceObject {
  /** `status.phase`. */
  phase: string | undefined;
  /**
   * For the payment form. It is not enumerable: copies, JSON, stores and logs of this object are without it, and so is
   * `status`.
   */
  readonly clientSecret: string | undefined;
}

/** Adapts a raw project. Throws `AdapterError` for what is none. */
export declare function toProject(raw: unknown): Project;
/** Whether a raw project is ready: the `Ready` condition alone decides. */
export declare function verdictOfProject(raw: unknown): Verdict;
/** Waits until the project is ready and resolves with it; rejects as `waitForResource` does. */
export declare function waitForProjectReady<T = Project>(
  orgId: string,
  name: string,
  options?: ResourceWaitOptions<T>,
): WatchWait<NoInfer<T>>;

/** Adapts a raw DNS zone. Throws `AdapterError` for what is none. */
export declare function toDnsZone(raw: unknown): DnsZone;
/** Whether a raw DNS zone is ready: `Accepted` and `Programmed` decide, or `Ready` if it is present. */
export declare function verdictOfDnsZone(raw: unknown): Verdict;
/** Waits until the DNS zone is ready and resolves with it; rejects as `waitForResource` does. */
export declare function waitForDnsZoneReady<T = DnsZone>(
  projectId: string,
  name: string,
  options?: ResourceWaitOptions<T>,
): WatchWait<NoInfer<T>>;

/** Adapts a raw DNS record set. Throws `AdapterError` for what is none. */
export declare function toDnsRecordSet(raw: unknown): DnsRecordSet;
/** Whether a raw DNS record set is ready: `Accepted` and `Programmed` decide. */
export declare function verdictOfDnsRecordSet(raw: unknown): Verdict;
/** Waits until the DNS record set is ready and resolves with it; rejects as `waitForResource` does. */
export declare function waitForDnsRecordSetReady<T = DnsRecordSet>(
  projectId: string,
  name: string,
  options?: ResourceWaitOptions<T>,
): WatchWait<NoInfer<T>>;

/** Adapts a raw domain. Throws `AdapterError` for what is none. */
export declare function toDomain(raw: unknown): Domain;
/** Whether a raw domain is ready: `Verified` decides; a record that is not there yet is no failure. */
export declare function verdictOfDomain(raw: unknown): Verdict;
/** Waits until the domain is ready and resolves with it; rejects as `waitForResource` does. */
export declare function waitForDomainReady<T = Domain>(
  projectId: string,
  name: string,
  options?: ResourceWaitOptions<T>,
): WatchWait<NoInfer<T>>;

/** Adapts a raw HTTP proxy. Throws `AdapterError` for what is none. */
export declare function toHttpProxy(raw: unknown): HttpProxy;
/** Whether a raw HTTP proxy is ready: `Accepted` and `Programmed` decide, or `Ready` if it is present. */
export declare function verdictOfHttpProxy(raw: unknown): Verdict;
/** Waits until the HTTP proxy is ready and resolves with it; rejects as `waitForResource` does. */
export declare function waitForHttpProxyReady<T = HttpProxy>(
  projectId: string,
  name: string,
  options?: ResourceWaitOptions<T>,
): WatchWait<NoInfer<T>>;

/** Adapts a raw export policy. Throws `AdapterError` for what is none. */
export declare function toExportPolicy(raw: unknown): ExportPolicy;
/** Whether a raw export policy is ready: `Ready` decides. */
export declare function verdictOfExportPolicy(raw: unknown): Verdict;
/** Waits until the export policy is ready and resolves with it; rejects as `waitForResource` does. */
export declare function waitForExportPolicyReady<T = ExportPolicy>(
  projectId: string,
  name: string,
  options?: ResourceWaitOptions<T>,
): WatchWait<NoInfer<T>>;

/** Adapts a raw connector. Throws `AdapterError` for what is none. */
export declare function toConnector(raw: unknown): Connector;
/** Whether a raw connector is ready: `Ready` decides; `ConnectorNotReady` is no failure. */
export declare function verdictOfConnector(raw: unknown): Verdict;
/** Waits until the connector is ready and resolves with it; rejects as `waitForResource` does. */
export declare function waitForConnectorReady<T = Connector>(
  projectId: string,
  name: string,
  options?: ResourceWaitOptions<T>,
): WatchWait<NoInfer<T>>;

/** Adapts a raw secret. Throws `AdapterError` for what is none. */
export declare function toSecret(raw: unknown): Secret;
/** Whether a raw secret is ready: it is as soon as it is there. */
export declare function verdictOfSecret(raw: unknown): Verdict;
/** Waits until the secret is ready and resolves with it; rejects as `waitForResource` does. */
export declare function waitForSecretReady<T = Secret>(
  projectId: string,
  name: string,
  options?: ResourceWaitOptions<T>,
): WatchWait<NoInfer<T>>;

/** Adapts a raw service account. Throws `AdapterError` for what is none. */
export declare function toServiceAccount(raw: unknown): ServiceAccount;
/** Whether a raw service account is ready: it is once `status.email` is set. */
export declare function verdictOfServiceAccount(raw: unknown): Verdict;
/** Waits until the service account is ready and resolves with it; rejects as `waitForResource` does. */
export declare function waitForServiceAccountReady<T = ServiceAccount>(
  projectId: string,
  name: string,
  options?: ResourceWaitOptions<T>,
): WatchWait<NoInfer<T>>;

/** Adapts a raw payment method. Throws `AdapterError` for what is none. */
export declare function toPaymentMethod(raw: unknown): PaymentMethod;
/** Whether a raw payment method is ready: `status.phase` decides: `Active` or `Failed`. */
export declare function verdictOfPaymentMethod(raw: unknown): Verdict;
/** Waits until the payment method is ready and resolves with it; rejects as `waitForResource` does. */
export declare function waitForPaymentMethodReady<T = PaymentMethod>(
  orgId: string,
  name: string,
  options?: ResourceWaitOptions<T>,
): WatchWait<NoInfer<T>>;

/** Adapts a raw Stripe payment method. Throws `AdapterError` for what is none. */
export declare function toStripePaymentMethod(raw: unknown): StripePaymentMethod;
/** Whether a raw Stripe payment method is ready: it is once `status.setupIntent.clientSecret` is set, and `status.phase` `Failed` fails it. */
export declare function verdictOfStripePaymentMethod(raw: unknown): Verdict;
/**
 * Waits until the Stripe payment method is ready and resolves with it; rejects as `waitForResource` does. It is picked out of the collection by
 * `spec.paymentMethodRef.name`, the name given here.
 */
export declare function waitForStripePaymentMethodReady<T = StripePaymentMethod>(
  orgId: string,
  paymentMethodName: string,
  options?: ResourceWaitOptions<T>,
): WatchWait<NoInfer<T>>;
