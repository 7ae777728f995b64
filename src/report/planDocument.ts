import type { Plan } from "../model/plan.ts";
import type { Problem } from "../model/problem.ts";
import type { Lang } from "../model/token.ts";
import { describeStep } from "../messages/steps/index.ts";
import type { PlanDocument, ProblemDocument } from "../schema/plan.ts";
import { PLAN_SCHEMA } from "../schema/plan.ts";
import { diskAdvice, diskEvidence, inOneLine, nicAdvice } from "./advice.ts";
import { problemText } from "./problemText.ts";

/** A problem as in the plan's and the report's JSON. */
export function problemDocument(problem: Problem, lang: Lang): ProblemDocument {
  const { message, hint } = problemText(problem, lang);
  return { severity: problem.severity, code: problem.code, token: problem.token, message, hint, span: problem.span };
}

/**
 * The plan as the contract's JSON document (`ramvisor.plan/1`), keys in the contract's order; what the contract does
 * not name yet stands after what it names. Sentences are in `lang`, codes are the same in every language.
 */
export function planDocument(plan: Plan, lang: Lang): PlanDocument {
  const { node, network, locale } = plan;
  return {
    schema: PLAN_SCHEMA,
    outcome: plan.outcome,
    problems: plan.problems.map((problem) => problemDocument(problem, lang)),
    node: { index: node.index, count: node.count, host: node.host, site: node.site },
    network: {
      nics: network.nics.map((nic) => ({
        mac: nic.mac,
        kernelName: nic.kernelName,
        verdict: nic.verdict,
        name: nic.name,
        role: nic.role,
        addresses: [...nic.addresses],
        reason: nic.reason,
        remedy: nicAdvice(nic, plan, lang).map(inOneLine).join(" ") || null,
        near: nic.near,
        driver: nic.driver,
        carrier: nic.carrier,
      })),
      bridge: network.bridge,
      addresses: [...network.addresses],
      gateways: [...network.gateways],
      dns: [...network.dns],
      ntp: [...network.ntp],
      vlan: network.vlan,
      bond: network.bond,
      dhcp: network.dhcp,
    },
    locale: { lang: locale.lang, keymap: locale.keymap, locale: locale.locale },
    disks: plan.disks.map((disk) => {
      const advice = diskAdvice(disk, lang);
      return {
        path: disk.path,
        id: disk.id,
        sizeBytes: disk.sizeBytes,
        verdict: disk.verdict,
        reason: disk.reason,
        evidence: diskEvidence(disk, lang),
        remedy: advice === null ? null : inOneLine(advice),
        pool: disk.pool,
        ...(disk.mirror === undefined ? {} : { mirror: { array: disk.mirror.array, slot: disk.mirror.slot, role: disk.mirror.role } }),
      };
    }),
    cluster: plan.cluster === null ? null : {
      peers: plan.cluster.peers.map(({ index, host, addresses }) => ({ index, host, addresses: [...addresses] })),
      resources: plan.cluster.resources.map(({ name, disk, peerIndex, primaryIndex, state, situation }) => ({ name, disk, peerIndex, primaryIndex, state, situation })),
    },
    services: [...plan.services],
    steps: plan.steps.map((step) => ({ action: step.action, summary: describeStep(step, lang) })),
    suggestions: plan.suggestions.map(({ kernelName, line }) => ({ kernelName, line })),
  };
}
