import { expect, test } from "vitest";
import { writeStep } from "../../../src/render/file.ts";

test("a file becomes a step: early and readable for all unless said otherwise", () => {
  const file = { path: "/etc/hostname", content: "a\n", purpose: "host-name" } as const;
  expect(writeStep(file)).toEqual({ action: "file.write", phase: "early", path: "/etc/hostname", mode: 0o644, content: "a\n", purpose: "host-name" });
  expect(writeStep({ ...file, mode: 0o600 }, "disks")).toMatchObject({ phase: "disks", mode: 0o600 });
});
