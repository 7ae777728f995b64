import { expect, test } from "vitest";
import { sshdConf } from "../../../src/render/sshd.ts";

test("keys only: no password by any way, for root neither", () => {
  const { path, content } = sshdConf();
  expect(path).toBe("/etc/ssh/sshd_config.d/10-ramvisor.conf");
  expect(content.split("\n").slice(1, -1)).toEqual(["PasswordAuthentication no", "KbdInteractiveAuthentication no", "PermitRootLogin prohibit-password", "UseDNS no"]);
});
