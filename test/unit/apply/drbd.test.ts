import { expect, it } from "vitest";
import { drbdadm } from "../../../src/apply/drbd.ts";
import { context, failed, memory, programs } from "./fakes.ts";

it("what drbdadm says of a command that failed does not name the shared secret", async () => {
  const said = (secret: string): Promise<unknown> => {
    const text = `Command 'drbdsetup-84 connect r0 ipv4:10.0.0.1:7789 ipv4:10.0.0.2:7789 --cram-hmac-alg=sha256 --shared-secret=${secret} --protocol=C' did not terminate within 5 seconds`;
    return drbdadm(context({ fs: memory().fs, run: programs({ drbdadm: () => failed(20, text) }).run }), "up", "r0").catch((error: unknown) => error);
  };
  for (const secret of ["52497463e6e1", "\"52497463 e6e1\""]) {
    const error = await said(secret) as Error & { told: unknown };
    expect(error.message).toMatch(/--shared-secret=… --protocol=C' did not terminate/);
    expect(JSON.stringify(error.told) + String(error.stack)).not.toContain("52497463");
  }
});
