// The package's own kinds, with an object of each as the API returns it. Statuses come step by step, each with the
// verdict on it: `[status, state, reason, message]`.

const now = '2026-03-05T08:30:00Z';

/** A condition as a controller writes it, of this generation of the object. */
export const c = (type, status, reason, message = `${type} is ${status}`, observedGeneration = 1) => ({
  type,
  status,
  reason,
  message,
  observedGeneration,
  lastTransitionTime: now,
});

const waiting = (...types) => ({
  conditions: types.map((type) => ({
    ...c(type, 'Unknown', 'Pending', 'Waiting for controller'),
    observedGeneration: undefined,
    lastTransitionTime: '1970-01-01T00:00:00Z',
  })),
});
const conditions = (...list) => ({ conditions: list });

function object(apiVersion, kind, metadata, rest) {
  return {
    apiVersion,
    kind,
    metadata: {
      name: 'it',
      uid: '6f0c7c0e-3b0c-4ad0-8a4b-0a6d2c4e9d11',
      resourceVersion: '48213',
      generation: 1,
      creationTimestamp: now,
      managedFields: [{ manager: 'console', operation: 'Update', fieldsV1: { 'f:spec': {} } }],
      ...metadata,
    },
    ...rest,
  };
}

const inProject = { projectId: 'scope', namespace: 'default' };
const inOrganization = { orgId: 'scope', namespace: 'organization-scope' };

export const KINDS = [
  {
    kind: 'Project',
    resourceType: 'apis/resourcemanager.miloapis.com/v1alpha1/projects',
    where: { orgId: 'scope', name: 'it' },
    object: object(
      'resourcemanager.miloapis.com/v1alpha1',
      'Project',
      { annotations: { 'kubernetes.io/description': 'The shop' } },
      {
        spec: { ownerRef: { kind: 'Organization', name: 'scope' } },
      },
    ),
    fields: { organizationId: 'scope', displayName: 'The shop', description: 'The shop' },
    ready: [
      [undefined, 'pending', '', 'Resource is being provisioned'],
      [conditions(c('Ready', 'Unknown', 'Pending', 'queued')), 'pending', 'Pending', 'queued'],
      [
        conditions(c('Ready', 'False', 'Provisioning', 'starting'), c('Suspended', 'False', 'NotSuspended')),
        'pending',
        'Provisioning',
        'starting',
      ],
      [
        conditions(c('Ready', 'True', 'Ready'), c('Suspended', 'False', 'NotSuspended')),
        'ready',
        'Ready',
        'Ready is True',
      ],
    ],
    failed: [
      [conditions(c('Ready', 'False', 'QuotaExceeded', 'no more')), 'failed', 'QuotaExceeded', 'no more'],
    ],
  },
  {
    kind: 'DnsZone',
    resourceType: 'apis/dns.networking.miloapis.com/v1alpha1/dnszones',
    where: { ...inProject, name: 'it' },
    object: object(
      'dns.networking.miloapis.com/v1alpha1',
      'DNSZone',
      { namespace: 'default' },
      {
        spec: { domainName: 'example.com', dnsZoneClassName: 'datum-external-global-dns' },
      },
    ),
    fields: { domainName: 'example.com', dnsZoneClassName: 'datum-external-global-dns' },
    ready: [
      [conditions(c('Accepted', 'True', 'Accepted')), 'pending', '', 'Awaiting programmed'],
      [
        conditions(
          c('Accepted', 'True', 'Accepted'),
          c('Programmed', 'True', 'Programmed'),
          c('Ready', 'False', 'Pending', 'soon'),
        ),
        'pending',
        'Pending',
        'soon',
      ],
      [
        conditions(c('Accepted', 'True', 'Accepted'), c('Programmed', 'True', 'Programmed')),
        'ready',
        'Programmed',
        'Programmed is True',
      ],
    ],
    failed: [
      [
        conditions(c('Accepted', 'False', 'DomainInUse', 'taken'), c('Programmed', 'False', 'Pending')),
        'failed',
        'DomainInUse',
        'taken',
      ],
    ],
  },
  {
    kind: 'DnsRecordSet',
    resourceType: 'apis/dns.networking.miloapis.com/v1alpha1/dnsrecordsets',
    where: { ...inProject, name: 'it' },
    object: object(
      'dns.networking.miloapis.com/v1alpha1',
      'DNSRecordSet',
      {
        namespace: 'default',
        labels: { 'dns.datumapis.com/source-kind': 'Gateway', 'dns.datumapis.com/source-name': 'shop' },
      },
      {
        spec: {
          dnsZoneRef: { name: 'example-com' },
          recordType: 'A',
          records: [{ name: '@', ttl: 300, a: { content: '192.0.2.7' } }],
        },
      },
    ),
    fields: {
      dnsZoneId: 'example-com',
      recordType: 'A',
      records: [{ name: '@', ttl: 300, a: { content: '192.0.2.7' } }],
      managedByGateway: true,
      gatewaySourceName: 'shop',
    },
    ready: [
      [waiting('Accepted', 'Programmed'), 'pending', 'Pending', 'Waiting for controller'],
      [conditions(c('Accepted', 'True', 'Accepted')), 'pending', '', 'Awaiting programmed'],
      [
        conditions(c('Accepted', 'True', 'Accepted'), c('Programmed', 'False', 'Pending', 'not yet')),
        'pending',
        'Pending',
        'not yet',
      ],
      [
        conditions(c('Accepted', 'True', 'Accepted'), c('Programmed', 'True', 'Programmed')),
        'ready',
        'Programmed',
        'Programmed is True',
      ],
    ],
    failed: [
      [
        conditions(
          c('Accepted', 'False', 'NotOwner', 'another set owns it'),
          c('Programmed', 'False', 'Pending'),
        ),
        'failed',
        'NotOwner',
        'another set owns it',
      ],
    ],
  },
  {
    kind: 'Domain',
    resourceType: 'apis/networking.datumapis.com/v1alpha/domains',
    where: { ...inProject, name: 'it' },
    object: object(
      'networking.datumapis.com/v1alpha',
      'Domain',
      { namespace: 'default' },
      {
        spec: { domainName: 'example.com', desiredRegistrationRefreshAttempt: now },
      },
    ),
    fields: { domainName: 'example.com', desiredRegistrationRefreshAttempt: now },
    ready: [
      [waiting('Verified', 'VerifiedDNS', 'VerifiedHTTP'), 'pending', 'Pending', 'Waiting for controller'],
      [
        conditions(
          c('Verified', 'False', 'PendingVerification', 'not verified'),
          c('VerifiedDNS', 'False', 'RecordNotFound'),
          c('VerifiedHTTP', 'False', 'UnexpectedResponse'),
        ),
        'pending',
        'PendingVerification',
        'not verified',
      ],
      [
        conditions(
          c('Verified', 'True', 'Verified'),
          c('VerifiedDNS', 'True', 'Verified'),
          c('VerifiedHTTP', 'False', 'UnexpectedResponse'),
        ),
        'ready',
        'Verified',
        'Verified is True',
      ],
    ],
    failed: [
      [conditions(c('Verified', 'False', 'InternalError', 'broken')), 'failed', 'InternalError', 'broken'],
    ],
  },
  {
    kind: 'HttpProxy',
    resourceType: 'apis/networking.datumapis.com/v1alpha/httpproxies',
    where: { ...inProject, name: 'it' },
    object: object(
      'networking.datumapis.com/v1alpha',
      'HTTPProxy',
      { namespace: 'default', annotations: { 'kubernetes.io/display-name': 'The shop' } },
      {
        spec: {
          hostnames: ['shop.example.com'],
          rules: [
            { filters: [{ type: 'RequestRedirect', requestRedirect: { scheme: 'https', statusCode: 301 } }] },
            {
              name: 'all',
              backends: [
                { endpoint: 'https://origin.example.com' },
                { endpoint: 'https://other.example.com' },
              ],
            },
          ],
        },
      },
    ),
    fields: {
      hostnames: ['shop.example.com'],
      endpoint: 'https://origin.example.com',
      displayName: 'The shop',
    },
    ready: [
      [
        conditions(c('Accepted', 'False', 'Pending'), c('Programmed', 'False', 'Pending')),
        'pending',
        'Pending',
        'Accepted is False',
      ],
      [
        conditions(
          c('Accepted', 'True', 'Accepted'),
          c('Programmed', 'True', 'Programmed'),
          c('Ready', 'Unknown', 'Pending', 'soon'),
        ),
        'pending',
        'Pending',
        'soon',
      ],
      [
        conditions(
          c('Accepted', 'True', 'Accepted'),
          c('Programmed', 'True', 'Programmed'),
          c('HostnamesVerified', 'False', 'UnverifiedHostnames'),
        ),
        'ready',
        'Programmed',
        'Programmed is True',
      ],
    ],
    failed: [
      [conditions(c('Accepted', 'False', 'Pending')), 'pending', 'Pending', 'Accepted is False'],
      [
        conditions(c('Accepted', 'True', 'Accepted'), c('Programmed', 'False', 'HostnameInUse', 'taken')),
        'failed',
        'HostnameInUse',
        'taken',
      ],
    ],
  },
  {
    kind: 'ExportPolicy',
    resourceType: 'apis/telemetry.miloapis.com/v1alpha1/exportpolicies',
    where: { ...inProject, name: 'it' },
    object: object(
      'telemetry.miloapis.com/v1alpha1',
      'ExportPolicy',
      { namespace: 'default', labels: { env: 'prod' }, annotations: { team: 'obs' } },
      {
        spec: {
          sources: [{ name: 'cpu', metrics: { metricsql: '{service_name="x"}' } }],
          sinks: [
            {
              name: 'remote',
              sources: ['cpu'],
              target: {
                prometheusRemoteWrite: {
                  endpoint: 'https://example.com/write',
                  authentication: { basicAuth: { secretRef: { name: 'creds' } } },
                },
              },
            },
          ],
        },
      },
    ),
    fields: {
      labels: { env: 'prod' },
      annotations: { team: 'obs' },
      sources: [{ name: 'cpu', metrics: { metricsql: '{service_name="x"}' } }],
    },
    ready: [
      [undefined, 'pending', '', 'Resource is being provisioned'],
      [conditions(c('Ready', 'False', 'Progressing', 'deploying')), 'pending', 'Progressing', 'deploying'],
      [conditions(c('Ready', 'True', 'Configured')), 'ready', 'Configured', 'Ready is True'],
    ],
    failed: [
      [conditions(c('Ready', 'False', 'SecretNotFound', 'no creds')), 'failed', 'SecretNotFound', 'no creds'],
    ],
  },
  {
    kind: 'Connector',
    resourceType: 'apis/networking.datumapis.com/v1alpha1/connectors',
    where: { ...inProject, name: 'it' },
    object: object(
      'networking.datumapis.com/v1alpha1',
      'Connector',
      {
        namespace: 'default',
        annotations: { 'datum.net/device-name': "Ada's laptop", 'datum.net/device-os': 'linux' },
      },
      { spec: { connectorClassName: 'datum-connect', capabilities: [{ type: 'ConnectTCP' }] } },
    ),
    fields: {
      connectorClassName: 'datum-connect',
      capabilities: [{ type: 'ConnectTCP' }],
      deviceName: "Ada's laptop",
      deviceOs: 'linux',
    },
    ready: [
      [
        conditions(
          c('Accepted', 'True', 'Accepted'),
          c('Ready', 'False', 'ConnectorNotReady', 'waiting for its lease'),
        ),
        'pending',
        'ConnectorNotReady',
        'waiting for its lease',
      ],
      [
        conditions(c('Accepted', 'True', 'Accepted'), c('Ready', 'True', 'ConnectorReady')),
        'ready',
        'ConnectorReady',
        'Ready is True',
      ],
    ],
    failed: [
      [
        conditions(c('Ready', 'False', 'ConnectorClassNotFound', 'no such class')),
        'failed',
        'ConnectorClassNotFound',
        'no such class',
      ],
    ],
  },
  {
    kind: 'Secret',
    resourceType: 'api/v1/secrets',
    where: { ...inProject, name: 'it' },
    object: object(
      'v1',
      'Secret',
      {
        namespace: 'default',
        labels: { app: 'shop' },
        annotations: {
          note: 'mine',
          'kubectl.kubernetes.io/last-applied-configuration': '{"data":{"password":"aHVudGVyMg=="}}',
        },
      },
      { type: 'Opaque', data: { username: 'YWRh', password: 'aHVudGVyMg==' } },
    ),
    fields: {
      type: 'Opaque',
      data: ['username', 'password'],
      labels: { app: 'shop' },
      annotations: { note: 'mine' },
    },
    ready: [[undefined, 'ready', '', '']],
    failed: [],
  },
  {
    kind: 'ServiceAccount',
    resourceType: 'apis/iam.miloapis.com/v1alpha1/serviceaccounts',
    where: { projectId: 'scope', namespace: '', name: 'it' },
    object: object(
      'iam.miloapis.com/v1alpha1',
      'ServiceAccount',
      { annotations: { 'kubernetes.io/description': 'Deploys' } },
      { spec: { state: 'Inactive' } },
    ),
    fields: { displayName: 'Deploys', state: 'Disabled', identityEmail: undefined, namespace: '' },
    ready: [
      [undefined, 'pending', '', 'Resource is being provisioned'],
      [conditions(c('Ready', 'False', 'Broken')), 'pending', '', 'Awaiting status.email'],
      [{ email: '' }, 'pending', '', 'Awaiting status.email'],
      [{ email: 'it@shop.example.com' }, 'ready', '', ''],
    ],
    failed: [],
  },
  {
    kind: 'PaymentMethod',
    resourceType: 'apis/billing.miloapis.com/v1alpha1/paymentmethods',
    where: { ...inOrganization, name: 'it' },
    object: object(
      'billing.miloapis.com/v1alpha1',
      'PaymentMethod',
      { namespace: 'organization-scope' },
      {
        spec: { billingAccountRef: { name: 'main' }, displayName: 'New card' },
      },
    ),
    fields: { phase: undefined },
    ready: [
      [{ phase: 'Pending' }, 'pending', '', 'Awaiting status.phase'],
      [{ phase: 'Active' }, 'ready', 'Active', ''],
    ],
    failed: [[{ phase: 'Failed' }, 'failed', 'Failed', 'status.phase is Failed']],
  },
  {
    kind: 'StripePaymentMethod',
    resourceType: 'apis/stripe.billing.miloapis.com/v1alpha1/stripepaymentmethods',
    where: inOrganization,
    object: object(
      'stripe.billing.miloapis.com/v1alpha1',
      'StripePaymentMethod',
      { name: 'stripe-7', namespace: 'organization-scope' },
      {
        spec: { paymentMethodRef: { name: 'it' } },
      },
    ),
    fields: { phase: undefined, clientSecret: undefined },
    ready: [
      [{ phase: 'Pending' }, 'pending', '', 'Awaiting status.setupIntent.clientSecret'],
      [
        { phase: 'Pending', setupIntent: { id: 'seti_1', clientSecret: '' } },
        'pending',
        '',
        'Awaiting status.setupIntent.clientSecret',
      ],
      [{ phase: 'Pending', setupIntent: { id: 'seti_1', clientSecret: 'seti_1_secret_x' } }, 'ready', '', ''],
    ],
    failed: [
      [
        {
          phase: 'Failed',
          failureReason: 'CardDeclined',
          failureMessage: 'Your card was declined.',
          setupIntent: { clientSecret: 'seti_1_secret_x' },
        },
        'failed',
        'CardDeclined',
        'Your card was declined.',
      ],
    ],
  },
];

/** The object of a kind with this status. */
export const withStatus = ({ object }, status) => (status === undefined ? object : { ...object, status });
