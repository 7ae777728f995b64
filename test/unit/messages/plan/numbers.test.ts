import { describe, expect, it } from "vitest";
import { formatBytes, formatSeconds } from "../../../../src/messages/plan/numbers.ts";

describe("formatBytes", () => {
  it.each([
    [0, "en", "0 B"],
    [1023, "de", "1023 B"],
    [1024, "en", "1 KiB"],
    [1536, "it", "1,5 KiB"],
    [67_108_864, "en", "64 MiB"],
    [67_108_864, "fr", "64 Mio"],
    [1_073_741_824, "de", "1,0 GiB"],
    [1_073_741_824, "en", "1.0 GiB"],
    [1_073_741_824, "fr", "1,0 Gio"],
    [1_073_741_824, "it", "1,0 GiB"],
    [1_073_741_823, "en", "1.0 GiB"],
    [1_000_204_886_016, "de", "931,5 GiB"],
    [17_592_186_044_416, "en", "16.0 TiB"],
    [512, "fr", "512 o"],
  ] as const)("%d in %s is %s", (bytes, lang, text) => {
    expect(formatBytes(bytes, lang)).toBe(text);
  });
});

it.each([["de", "9,8"], ["en", "9.8"], ["fr", "9,8"], ["it", "9,8"]] as const)("seconds in %s: %s", (lang, text) => {
  expect(formatSeconds(9.84, lang)).toBe(text);
});
