import { describe, expect, it } from "vitest";
import { consolePassword, makePassword, PASSWORD_ISSUE } from "../../../../src/apply/actions/consolePassword.ts";
import { overlayInstall } from "../../../../src/apply/actions/overlayInstall.ts";
import { rootHashIn, withRootHash } from "../../../../src/apply/actions/shadow.ts";
import { MADE_HERE, sshHostkeys } from "../../../../src/apply/actions/sshHostkeys.ts";
import { context, memory, ok, programs } from "../fakes.ts";

const SHADOW = "root:*:20779:0:99999:7:::\ndaemon:*:20779:0:99999:7:::\n";

describe("console.password", () => {
  it("gives root a hash, shows the password to the console alone, and keeps it on a second run", async () => {
    const { run, calls } = programs({ openssl: () => ok("$6$salt$hash") });
    const { fs, volume } = memory({ "/etc/shadow": SHADOW });
    volume.chmodSync("/etc/shadow", 0o640);
    const given = context({ fs, run, randomInt: (limit) => limit - 1 });
    expect(await consolePassword(given)).toBe("changed");
    expect(await fs.readText("/etc/shadow")).toBe(SHADOW.replace("root:*:", "root:$6$salt$hash:"));
    expect(await fs.mode("/etc/shadow")).toBe(0o640);
    expect(await fs.mode(PASSWORD_ISSUE)).toBe(0o600);
    expect(await fs.readText(PASSWORD_ISSUE)).toContain("9999-9999-9999");
    // By standard input, never as an argument.
    expect(calls[0]?.args.join(" ")).not.toContain("9999");
    expect(calls[0]?.options.input).toBe("9999-9999-9999\n");
    expect(await consolePassword(given)).toBe("unchanged");
  });
  it("uses no character that is read or typed wrong", () => {
    let next = 0;
    const all = Array.from({ length: 10 }, () => makePassword((limit) => next++ % limit)).join("");
    expect(all).toMatch(/^[a-hjkmnp-x2-9-]+$/);
  });
});

describe("shadow", () => {
  it.each([
    ["$6$a$b\n", "$6$a$b"], ["root:$y$j9T$x:1:0:99999:7:::\n", "$y$j9T$x"], ["# c\nbin:*:1::\nroot:$6$r:::\n", "$6$r"],
    ["", null], ["bin:*:1:::::\n", null], ["$6$a b\n", null], ["a\nb\n", null],
  ])("finds root's hash in %j", (text, hash) => expect(rootHashIn(text)).toBe(hash));
  it("lets nothing into /etc/shadow that would be another field or line", () => {
    expect(() => withRootHash(SHADOW, "x:0:0")).toThrow();
    expect(() => withRootHash(SHADOW, "x\nevil::0")).toThrow();
    expect(() => withRootHash("bin:*:::\n", "x")).toThrow("no line for root");
  });
});

describe("overlay.install", () => {
  const step = { action: "overlay.install", phase: "early", authorizedKeys: true, shadow: true, hostKeys: true } as const;
  it("installs keys and hash, closes the directory, and replaces every other host key", async () => {
    const { fs, all } = memory({
      "/etc/shadow": SHADOW, "/etc/ssh/ssh_host_rsa_key": "image's", "/etc/ssh/sshd_config": "c",
      "/run/ramvisor/site/authorized_keys": "ssh-ed25519 AAAA", "/run/ramvisor/site/shadow": "$6$h", "/run/ramvisor/site/ssh_host_ed25519_key": "own",
    });
    expect(await overlayInstall(context({ fs }), step)).toBe("changed");
    expect(await fs.mode("/run/ramvisor/site")).toBe(0o700);
    expect(await fs.mode("/run/ramvisor/site/shadow")).toBe(0o600);
    expect(await fs.mode("/etc/ssh/ssh_host_ed25519_key")).toBe(0o600);
    expect(all()).toMatchObject({ "/root/.ssh/authorized_keys": "ssh-ed25519 AAAA\n", "/etc/ssh/ssh_host_ed25519_key": "own", "/etc/ssh/sshd_config": "c" });
    expect(all()).not.toHaveProperty("/etc/ssh/ssh_host_rsa_key");
    expect(await fs.readText("/etc/shadow")).toContain("root:$6$h:");
    expect(await overlayInstall(context({ fs }), step)).toBe("unchanged");
  });
  it("refuses a shadow file without a hash", async () => {
    const { fs } = memory({ "/etc/shadow": SHADOW, "/run/ramvisor/site/shadow": "two\nlines\n" });
    await expect(overlayInstall(context({ fs }), { ...step, authorizedKeys: false, hostKeys: false })).rejects.toThrow("no password hash");
    expect(await fs.readText("/etc/shadow")).toBe(SHADOW);
  });
});

describe("ssh.hostkeys", () => {
  const DIR = "/var/lib/ramvisor/pools/default/.ramvisor/ssh";
  const MOUNTED = "25 1 254:1 / /var/lib/ramvisor/pools/default rw - ext4 /dev/vda1 rw\n";
  const host = (mountinfo: string, files: Record<string, string> = {}): ReturnType<typeof memory> & ReturnType<typeof programs> => {
    const files_ = memory({ "/proc/self/mountinfo": mountinfo, "/etc/ssh/ssh_host_rsa_key": "image's", "/run/ramvisor/": "", ...files });
    const made = programs({
      "ssh-keygen": ({ args }) => {
        const path = args.at(-1) ?? "";
        files_.volume.writeFileSync(path, "secret");
        files_.volume.writeFileSync(`${path}.pub`, "open");
        return ok();
      },
    });
    return { ...files_, ...made };
  };
  const step = (dir: string | null) => ({ action: "ssh.hostkeys", phase: "disks", dir }) as const;

  it("makes a key on the pool once and installs it alone, closed", async () => {
    const { fs, run, calls, all } = host(MOUNTED);
    expect(await sshHostkeys(context({ fs, run }), step(DIR))).toBe("changed");
    expect(all()).toMatchObject({ [`${DIR}/ssh_host_ed25519_key`]: "secret", "/etc/ssh/ssh_host_ed25519_key": "secret", "/etc/ssh/ssh_host_ed25519_key.pub": "open" });
    expect(all()).not.toHaveProperty("/etc/ssh/ssh_host_rsa_key");
    expect(await fs.mode(`${DIR}/ssh_host_ed25519_key`)).toBe(0o600);
    expect(await sshHostkeys(context({ fs, run }), step(DIR))).toBe("unchanged");
    expect(calls).toHaveLength(1);
  });
  it("uses the key that is kept on the pool", async () => {
    const { fs, run, calls } = host(MOUNTED, { [`${DIR}/ssh_host_ed25519_key`]: "kept" });
    expect(await sshHostkeys(context({ fs, run }), step(DIR))).toBe("changed");
    expect(await fs.readText("/etc/ssh/ssh_host_ed25519_key")).toBe("kept");
    expect(calls).toEqual([]);
  });
  it.each([["without a pool", null], ["where the pool is not mounted", DIR]])("makes one for this start %s, never the image's, and never in RAM below the pools", async (_, dir) => {
    const { fs, run, calls, all } = host("", { "/etc/ssh/ssh_host_ed25519_key": "image's" });
    expect(await sshHostkeys(context({ fs, run }), step(dir))).toBe("changed");
    expect(all()).toMatchObject({ "/etc/ssh/ssh_host_ed25519_key": "secret", [MADE_HERE]: "" });
    expect(all()).not.toHaveProperty(`${DIR}/ssh_host_ed25519_key`);
    expect(await sshHostkeys(context({ fs, run }), step(dir))).toBe("unchanged");
    expect(calls).toHaveLength(1);
  });
  it("moves the key of this start to a pool that comes later", async () => {
    const { fs, run, calls } = host(MOUNTED, { "/etc/ssh/ssh_host_ed25519_key": "this start's", [MADE_HERE]: "" });
    expect(await sshHostkeys(context({ fs, run }), step(DIR))).toBe("changed");
    expect(await fs.readText(`${DIR}/ssh_host_ed25519_key`)).toBe("this start's");
    expect(calls).toEqual([]);
  });
});
