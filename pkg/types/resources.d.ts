/** The package's own kinds of resources: their adapted objects, adapters, verdicts and waiters. */
import type { ResourceWaitOptions, Verdict } from './conditions.js';
import type { WatchWait } from './watch.js';

/**
 * The fields that all adapted objects have. `uid`, `name`, `namespace` and `resourceVersion` are `''` if the
 * API left them out, other fields are `undefined`.
 */
export interface ResourceObject {
  uid: string;
  name: string;
  namespace: string;
  /** The annotation `kubernetes.io/display-name`, else `kubernetes.io/description`, else the name. */
  displayName: string | undefined;
  /** The annotation `kubernetes.io/description`. */
  description: string | undefined;
  /** Opaque. */
  resourceVersion: string;
  createdAt: Date | undefined;
  /** When its deletion was requested. */
  deletionTimestamp: Date | undefined;
  /** `{}` if there are none. */
  labels: Record<string, string>;
  /** `{}` if there are none. */
  annotations: Record<string, string>;
  /** The raw status. */
  status: any;
}

/** A project, in the control plane of its organization. */
export interface Project extends ResourceObject {
  displayName: string;
  /** `spec.ownerRef.name`. */
  organizationId: string | undefined;
}

/** A DNS zone, in the control plane of its project. */
export interface DnsZone extends ResourceObject {
  /** `spec.domainName`. */
  domainName: string | undefined;
  /** `spec.dnsZoneClassName`. */
  dnsZoneClassName: string | undefined;
}

/** A DNS record set, in the control plane of its project. */
export interface DnsRecordSet extends ResourceObject {
  /** `spec.dnsZoneRef.name`. */
  dnsZoneId: string | undefined;
  /** `spec.recordType`. */
  recordType: string | undefined;
  /** `spec.records`, as it is. */
  records: any[] | undefined;
  /** Whether a gateway made it: its label `dns.datumapis.com/source-kind` is `Gateway`. */
  managedByGateway: boolean;
  /** The label `dns.datumapis.com/source-name`, if a gateway made it. */
  gatewaySourceName: string | undefined;
}

/** A domain, in the control plane of its project. */
export interface Domain extends ResourceObject {
  /** `spec.domainName`. */
  domainName: string | undefined;
  /** `spec.desiredRegistrationRefreshAttempt`. */
  desiredRegistrationRefreshAttempt: string | undefined;
}

/** An HTTP proxy, in the control plane of its project. */
export interface HttpProxy extends ResourceObject {
  /** `spec.hostnames`. */
  hostnames: string[] | undefined;
  /** The endpoint of a rule's first backend, from the first rule in which there is one. */
  endpoint: string | undefined;
}

/** An export policy, in the control plane of its project. */
export interface ExportPolicy extends ResourceObject {
  /** `spec.sources`, as it is. */
  sources: any[] | undefined;
  /** `spec.sinks`, as it is. */
  sinks: any[] | undefined;
}

/** A connector, in the control plane of its project. */
export interface Connector extends ResourceObject {
  /** `spec.connectorClassName`. */
  connectorClassName: string | undefined;
  /** `spec.capabilities`, as it is. */
  capabilities: any[] | undefined;
  /** The annotation `datum.net/device-name`. */
  deviceName: string | undefined;
  /** The annotation `datum.net/device-os`. */
  deviceOs: string | undefined;
}

/** A secret, in the control plane of its project, without its values. */
export interface Secret extends ResourceObject {
  type: string | undefined;
  /** The keys of its data, not the values. */
  data: string[] | undefined;
  /** All but those in which tools such as kubectl keep the applied object, with its values. */
  annotations: Record<string, string>;
}

/** A service account, in the control plane of its project. */
export interface ServiceAccount extends ResourceObject {
  /** `status.email`. */
  identityEmail: string | undefined;
  /** The annotation `kubernetes.io/description`. */
  displayName: string | undefined;
  /** `Disabled` if `spec.state` is `Inactive`. */
  state: 'Active' | 'Disabled';
}

/** A payment method, in its organization's namespace, `organization-<orgId>`. */
export interface PaymentMethod extends ResourceObject {
  /** `status.phase`. */
  phase: string | undefined;
}

/**
 * A Stripe payment method, in its organization's namespace. Its waiter finds it by the payment method that it
 * belongs to.
 */
export interface StripePaymentMethod extends ResourceObject {
  /** `status.phase`. */
  phase: string | undefined;
  /**
   * For the payment form. It is not enumerable, so that copies, JSON, stores and logs of this object do not
   * contain it; nor does `status`.
   */
  readonly clientSecret: string | undefined;
}

/** Adapts a raw project. Throws `AdapterError` for an object of another shape. */
export declare function toProject(raw: unknown): Project;
/** Judges whether a raw project is ready: the `Ready` condition alone decides. */
export declare function verdictOfProject(raw: unknown): Verdict;
/** Waits until the project is ready and resolves with it, adapted; rejects like `waitForResource`. */
export declare function waitForProjectReady<T = Project>(
  orgId: string,
  name: string,
  options?: ResourceWaitOptions<T>,
): WatchWait<NoInfer<T>>;

/** Adapts a raw DNS zone. Throws `AdapterError` for an object of another shape. */
export declare function toDnsZone(raw: unknown): DnsZone;
/**
 * Judges whether a raw DNS zone is ready: `Ready` decides if it is present, else `Accepted` and `Programmed`.
 */
export declare function verdictOfDnsZone(raw: unknown): Verdict;
/** Waits until the DNS zone is ready and resolves with it, adapted; rejects like `waitForResource`. */
export declare function waitForDnsZoneReady<T = DnsZone>(
  projectId: string,
  name: string,
  options?: ResourceWaitOptions<T>,
): WatchWait<NoInfer<T>>;

/** Adapts a raw DNS record set. Throws `AdapterError` for an object of another shape. */
export declare function toDnsRecordSet(raw: unknown): DnsRecordSet;
/** Judges whether a raw DNS record set is ready: `Accepted` and `Programmed` decide. */
export declare function verdictOfDnsRecordSet(raw: unknown): Verdict;
/** Waits until the DNS record set is ready and resolves with it, adapted; rejects like `waitForResource`. */
export declare function waitForDnsRecordSetReady<T = DnsRecordSet>(
  projectId: string,
  name: string,
  options?: ResourceWaitOptions<T>,
): WatchWait<NoInfer<T>>;

/** Adapts a raw domain. Throws `AdapterError` for an object of another shape. */
export declare function toDomain(raw: unknown): Domain;
/**
 * Judges whether a raw domain is ready: `Verified` decides; a verification record that does not exist yet is
 * not a failure.
 */
export declare function verdictOfDomain(raw: unknown): Verdict;
/** Waits until the domain is ready and resolves with it, adapted; rejects like `waitForResource`. */
export declare function waitForDomainReady<T = Domain>(
  projectId: string,
  name: string,
  options?: ResourceWaitOptions<T>,
): WatchWait<NoInfer<T>>;

/** Adapts a raw HTTP proxy. Throws `AdapterError` for an object of another shape. */
export declare function toHttpProxy(raw: unknown): HttpProxy;
/**
 * Judges whether a raw HTTP proxy is ready: `Ready` decides if it is present, else `Accepted` and
 * `Programmed`.
 */
export declare function verdictOfHttpProxy(raw: unknown): Verdict;
/** Waits until the HTTP proxy is ready and resolves with it, adapted; rejects like `waitForResource`. */
export declare function waitForHttpProxyReady<T = HttpProxy>(
  projectId: string,
  name: string,
  options?: ResourceWaitOptions<T>,
): WatchWait<NoInfer<T>>;

/** Adapts a raw export policy. Throws `AdapterError` for an object of another shape. */
export declare function toExportPolicy(raw: unknown): ExportPolicy;
/** Judges whether a raw export policy is ready: `Ready` decides. */
export declare function verdictOfExportPolicy(raw: unknown): Verdict;
/** Waits until the export policy is ready and resolves with it, adapted; rejects like `waitForResource`. */
export declare function waitForExportPolicyReady<T = ExportPolicy>(
  projectId: string,
  name: string,
  options?: ResourceWaitOptions<T>,
): WatchWait<NoInfer<T>>;

/** Adapts a raw connector. Throws `AdapterError` for an object of another shape. */
export declare function toConnector(raw: unknown): Connector;
/**
 * Judges whether a raw connector is ready: `Ready` decides; the reason `ConnectorNotReady` is not a failure.
 */
export declare function verdictOfConnector(raw: unknown): Verdict;
/** Waits until the connector is ready and resolves with it, adapted; rejects like `waitForResource`. */
export declare function waitForConnectorReady<T = Connector>(
  projectId: string,
  name: string,
  options?: ResourceWaitOptions<T>,
): WatchWait<NoInfer<T>>;

/** Adapts a raw secret. Throws `AdapterError` for an object of another shape. */
export declare function toSecret(raw: unknown): Secret;
/** Judges whether a raw secret is ready: it is as soon as it exists. */
export declare function verdictOfSecret(raw: unknown): Verdict;
/** Waits until the secret is ready and resolves with it, adapted; rejects like `waitForResource`. */
export declare function waitForSecretReady<T = Secret>(
  projectId: string,
  name: string,
  options?: ResourceWaitOptions<T>,
): WatchWait<NoInfer<T>>;

/** Adapts a raw service account. Throws `AdapterError` for an object of another shape. */
export declare function toServiceAccount(raw: unknown): ServiceAccount;
/** Judges whether a raw service account is ready: it is once `status.email` is set. */
export declare function verdictOfServiceAccount(raw: unknown): Verdict;
/** Waits until the service account is ready and resolves with it, adapted; rejects like `waitForResource`. */
export declare function waitForServiceAccountReady<T = ServiceAccount>(
  projectId: string,
  name: string,
  options?: ResourceWaitOptions<T>,
): WatchWait<NoInfer<T>>;

/** Adapts a raw payment method. Throws `AdapterError` for an object of another shape. */
export declare function toPaymentMethod(raw: unknown): PaymentMethod;
/**
 * Judges whether a raw payment method is ready: it is if `status.phase` is `Active`, and has failed if that
 * is `Failed`.
 */
export declare function verdictOfPaymentMethod(raw: unknown): Verdict;
/** Waits until the payment method is ready and resolves with it, adapted; rejects like `waitForResource`. */
export declare function waitForPaymentMethodReady<T = PaymentMethod>(
  orgId: string,
  name: string,
  options?: ResourceWaitOptions<T>,
): WatchWait<NoInfer<T>>;

/** Adapts a raw Stripe payment method. Throws `AdapterError` for an object of another shape. */
export declare function toStripePaymentMethod(raw: unknown): StripePaymentMethod;
/**
 * Judges whether a raw Stripe payment method is ready: it is once `status.setupIntent.clientSecret` is set,
 * and has failed if `status.phase` is `Failed`.
 */
export declare function verdictOfStripePaymentMethod(raw: unknown): Verdict;
/**
 * Waits until the Stripe payment method is ready and resolves with it, adapted; rejects like
 * `waitForResource`. It is picked out of the collection: the one whose `spec.paymentMethodRef.name` is
 * `paymentMethodName`.
 */
export declare function waitForStripePaymentMethodReady<T = StripePaymentMethod>(
  orgId: string,
  paymentMethodName: string,
  options?: ResourceWaitOptions<T>,
): WatchWait<NoInfer<T>>;
