import { expect, it } from "vitest";
import { KIND_SEVERITY, SEVERITY } from "../../../src/cmdline/severity.ts";

// The contract: an error where the network or the node would not come up as meant, a warning otherwise.
it("makes a warning of what the machine comes up without", () => {
  expect(Object.entries(KIND_SEVERITY).filter(([, severity]) => severity === "warning").map(([kind]) => kind)).toEqual(["lang", "host", "ntp"]);
});

it("makes a warning of corrections and of the default mask", () => {
  expect(Object.entries(SEVERITY).filter(([, severity]) => severity === "warning").map(([code]) => code).sort()).toEqual([
    "line.quote", "token.address.replaced", "token.bond.single", "token.mac.replaced", "token.mask.default", "token.repeated",
  ]);
});
