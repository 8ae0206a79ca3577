// Collects what goes wrong in the page, as a console's error reporting does: errors, rejections, breaches of the policy, and what
// is written to the platform's console as an error or a warning.

declare global {
  interface Window {
    reports?: string[];
  }
}

export function collectReports() {
  const reports: string[] = [];
  window.reports = reports;
  addEventListener('error', ({ message }) => reports.push(`error: ${message}`));
  addEventListener('unhandledrejection', ({ reason }) => reports.push(`rejection: ${reason}`));
  addEventListener('securitypolicyviolation', ({ violatedDirective, blockedURI }) =>
    reports.push(`policy: ${violatedDirective} ${blockedURI}`),
  );
  for (const level of ['error', 'warn'] as const) {
    const write = console[level];
    console[level] = (...said) => {
      reports.push(`${level}: ${said.map(String).join(' ')}`);
      write(...said);
    };
  }
}
