/** Certifies what a plugin contributes: every certificate on every contribution it speaks of, with the first bar that refutes it. */

import type { BarColumns, Contribution } from '@omnitrade/contracts';
import type { PluginPackage } from '@omnitrade/host';
import { openBench } from './bench.ts';
import { makeCases } from './cases.ts';
import type { Certificate, Evidence } from './certificate.ts';
import { indicatorCertificates } from './certificates/index.ts';

export interface CertifyOptions {
  /** Cases are made from this seed on; the same seed gives the same cases. */
  readonly seed?: number;
  /** Made-up cases per certificate and indicator. */
  readonly runs?: number;
  /** Real bars to examine everything on as well. */
  readonly real?: BarColumns;
  /** Only these contributions, by their local id. */
  readonly only?: readonly string[];
  readonly onProgress?: (contribution: string, certificate: string) => void;
}

/** What a certificate found, over all contributions it speaks of. */
export interface CertificateReport {
  readonly id: string;
  readonly title: string;
  readonly ok: boolean;
  /** False for one that is only told: it does not decide whether the plugin passes. */
  readonly gate: boolean;
  /** Contributions it was tried on. */
  readonly examined: readonly string[];
  /** Of the first contribution that breaks it. */
  readonly evidence?: Evidence & { readonly contribution: string };
  /** Every contribution that breaks it. */
  readonly failed: readonly string[];
}

export interface CertifyReport {
  readonly ok: boolean;
  readonly plugin: string;
  readonly version: string;
  readonly certificates: readonly CertificateReport[];
}

const defaultRuns = 40;

/** Throws what keeps the plugin from running at all: `plugin.*`, `sandbox.*`. */
export async function certify(files: PluginPackage, options: CertifyOptions = {}): Promise<CertifyReport> {
  const { name, version } = files.manifest;
  using bench = openBench(files);
  const contributions = await bench.contributions();
  const indicators = contributions.filter(
    (one): one is Contribution<'chart.indicator'> =>
      one.point === 'chart.indicator' && (options.only?.includes(one.id) ?? true),
  );
  const found = new Map<Certificate, { readonly contribution: string; readonly evidence: Evidence }[]>();
  for (const indicator of indicators) {
    const { seed = 1, runs = defaultRuns, real } = options;
    const cases = makeCases(indicator.info, { seed, count: runs, ...(real && { real }) });
    for (const certificate of indicatorCertificates) {
      options.onProgress?.(indicator.id, certificate.id);
      const subject = { indicator, cases, play: bench.play.bind(bench, indicator) };
      const evidence = await certificate.examine(subject);
      if (evidence)
        found.set(certificate, [...(found.get(certificate) ?? []), { contribution: indicator.id, evidence }]);
    }
  }
  const certificates = indicatorCertificates.map((certificate): CertificateReport => {
    const failures = found.get(certificate) ?? [];
    const [first] = failures;
    return {
      id: certificate.id,
      title: certificate.title,
      ok: !first,
      gate: certificate.gate,
      examined: indicators.map(({ id }) => id),
      failed: failures.map(({ contribution }) => contribution),
      ...(first && { evidence: { contribution: first.contribution, ...first.evidence } }),
    };
  });
  return { ok: certificates.every(({ ok, gate }) => ok || !gate), plugin: name, version, certificates };
}
