/** What authors test with: certificates over what a plugin contributes. */

export type { Evidence } from './certify/certificate.ts';
export { type CertificateReport, type CertifyOptions, type CertifyReport, certify } from './certify/certify.ts';
