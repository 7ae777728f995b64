import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { helpText, parseArgv } from "../../src/cli.ts";
import { LANGS } from "../../src/model/token.ts";

const split = (line: string): string[] => (line === "" ? [] : line.split(" "));
const base = { format: "text", lang: null };

describe("what is asked", () => {
  it.each([
    ["", { command: "boot" }],
    ["--format json --lang fr", { command: "boot", format: "json", lang: "fr" }],
    ["--dry-run", { command: "plan", cmdline: null, facts: [] }],
    ["--dry-run --cmdline a --facts b", { command: "plan", cmdline: "a", facts: ["b"] }],
    ["--dry-run --cmdline=a --facts=b --facts=c --format=json", { command: "plan", cmdline: "a", facts: ["b", "c"], format: "json" }],
    ["--facts - --dry-run", { command: "plan", cmdline: null, facts: ["-"] }],
    ["--dry-run --cmdline - --facts 0x10", { command: "plan", cmdline: "-", facts: ["0x10"] }],
    ["--dry-run --facts a.b.c --cmdline 1e3", { command: "plan", cmdline: "1e3", facts: ["a.b.c"] }],
    ["apply mac.0a:0b:0c:0d:0e:0f.eth0.192.168.0.250 submask.24", { command: "apply", tokens: ["mac.0a:0b:0c:0d:0e:0f.eth0.192.168.0.250", "submask.24"] }],
    ["apply --lang de sum.00000010 0x10", { command: "apply", lang: "de", tokens: ["sum.00000010", "0x10"] }],
    ["guest move web", { command: "guest-move", name: "web", to: null }],
    ["guest move web --to host-2", { command: "guest-move", name: "web", to: "host-2" }],
    ["takeover", { command: "takeover", peerIsOff: false }],
    ["takeover --peer-is-off --lang de", { command: "takeover", peerIsOff: true, lang: "de" }],
    ["disk free virtio-DATA1", { command: "disk-free", id: "virtio-DATA1" }],
    ["disk free --format json /dev/disk/by-id/wwn-0x5", { command: "disk-free", id: "/dev/disk/by-id/wwn-0x5", format: "json" }],
    ["facts", { command: "facts", format: "json" }],
    ["facts --format json", { command: "facts", format: "json" }],
    ["status", { command: "status", waitSeconds: 0 }],
    ["status --wait 90 --format json", { command: "status", waitSeconds: 90, format: "json" }],
    ["--wait 1.5 status", { command: "status", waitSeconds: 1.5 }],
    ["stage disks", { command: "stage", stage: "disks" }],
    ["stage ready", { command: "stage", stage: "ready" }],
    ["stage guests", { command: "stage", stage: "guests" }],
    ["--help", { command: "help" }],
    ["-h --lang it", { command: "help", lang: "it" }],
    ["facts --help", { command: "help" }],
    ["--version", { command: "version" }],
  ])("%s", (line, expected) => {
    expect(parseArgv(split(line))).toEqual({ ...base, ...expected });
  });
});

describe("wrong usage, in one sentence", () => {
  it.each([
    ["--nope", "There is no option --nope; see ramvisor --help."],
    ["--nope=3 facts", "There is no option --nope; see ramvisor --help."],
    ["-x", "There is no option -x; see ramvisor --help."],
    ["--no-help", "There is no option --no-help; see ramvisor --help."],
    ["--constructor", "There is no option --constructor; see ramvisor --help."],
    ["--dry-run --facts.x a", "There is no option --facts.x; see ramvisor --help."],
    ["--Facts a", "There is no option --Facts; see ramvisor --help."],
    ["bogus", 'There is no command "bogus"; see ramvisor --help.'],
    ["mac.0a:0b:0c:0d:0e:0f.eth0.192.168.0.250", 'There is no command "mac.0a:0b:0c:0d:0e:0f.eth0.192.168.0.250"; see ramvisor --help.'],
    ["--dry-run --facts", "The option --facts wants a value."],
    ["--dry-run --cmdline --facts a", "The option --cmdline wants a value."],
    ["--dry-run --cmdline=", "The option --cmdline wants the name of a file, or - for standard input."],
    ["--dry-run=yes", "The option --dry-run takes no value."],
    ["--help=false", "The option --help takes no value."],
    ["--format json --format text", "The option --format may be given only once."],
    ["--dry-run --cmdline a --cmdline b", "The option --cmdline may be given only once."],
    ["--format xml", 'The option --format cannot be "xml"; known: text, json.'],
    ["facts --format text", 'The option --format cannot be "text"; known: json.'],
    ["--lang es", 'The option --lang cannot be "es"; known: de, en, fr, it.'],
    ["--dry-run --cmdline - --facts -", "Standard input (-) can be read only once."],
    ["--cmdline a", "The option --cmdline goes only with --dry-run."],
    ["status --facts a", "The option --facts goes only with --dry-run."],
    ["--wait 3", "The option --wait goes only with ramvisor status."],
    ["status --wait soon", 'The option --wait wants seconds from 0 to 86400, not "soon".'],
    ["status --wait -5", 'The option --wait wants seconds from 0 to 86400, not "-5".'],
    ["status --wait 86401", 'The option --wait wants seconds from 0 to 86400, not "86401".'],
    ["status now", 'ramvisor status does not take "now".'],
    ["facts a.json", 'ramvisor facts does not take "a.json".'],
    ["--dry-run facts", 'ramvisor --dry-run does not take "facts".'],
    ["apply", "ramvisor apply wants the tokens, as in: ramvisor apply mac.0a:0b:0c:0d:0e:0f.eth0.192.168.0.250"],
    ["stage", "ramvisor stage wants one of: disks, ready, late, guests, pair, pair-end."],
    ["stage all", "ramvisor stage wants one of: disks, ready, late, guests, pair, pair-end."],
    ["disk", "ramvisor disk free wants the id of a disk, as ramvisor --dry-run shows it: ramvisor disk free virtio-DATA1"],
    ["disk free", "ramvisor disk free wants the id of a disk, as ramvisor --dry-run shows it: ramvisor disk free virtio-DATA1"],
    ["disk wipe vda", 'There is no command "disk wipe"; see ramvisor --help.'],
    ["disk free a b", 'ramvisor disk free ID does not take "b".'],
    ["takeover now", 'ramvisor takeover does not take "now".'],
    ["status --peer-is-off", "The option --peer-is-off goes only with ramvisor takeover."],
    ["guest", "ramvisor guest move wants the name of a guest, as virsh list shows it: ramvisor guest move web"],
    ["guest stop web", 'There is no command "guest stop"; see ramvisor --help.'],
    ["guest move web now", 'ramvisor guest move NAME does not take "now".'],
    ["status --to b", "The option --to goes only with ramvisor guest move."],
    ["iso", "ramvisor iso wants a medium to start from, as in: ramvisor iso ramvisor.iso -o mine.iso --node mac=0a:0b:0c:0d:0e:0f,ip=192.168.0.250"],
    ["status --site-from a.iso", "The option --site-from goes only with ramvisor iso."],
    ["iso a.iso -o b.iso --site-from a.iso --site-from c.iso", "The option --site-from may be given only once."],
    ["status --node mac=1,ip=2", "The option --node goes only with ramvisor iso."],
    ["--nope --lang de", "Die Option --nope gibt es nicht; siehe ramvisor --help."],
    ["--lang fr bogus", "La commande \"bogus\" n'existe pas ; voir ramvisor --help."],
    ["--lang it --format xml", "L'opzione --format non può essere \"xml\"; valori noti: text, json."],
  ])("%s", (line, error) => {
    expect(parseArgv(split(line))).toEqual({ error });
  });

  it("speaks the fallback language where none is given", () => {
    expect(parseArgv(["--lang"], "de")).toEqual({ error: "Die Option --lang braucht einen Wert." });
  });
});

it("never throws, and answers an error or a known command", () => {
  const word = fc.oneof(fc.constantFrom("--facts", "--cmdline", "--dry-run", "--lang", "--wait", "--format", "json", "de", "-", "--", "apply", "status", "facts", "stage", "5"), fc.string());
  fc.assert(fc.property(fc.array(word, { maxLength: 8 }), (argv) => {
    const options = parseArgv(argv);
    if ("error" in options) expect(options.error).not.toBe("");
    else expect(["boot", "plan", "apply", "facts", "status", "stage", "disk-free", "iso", "iso-show", "help", "version"]).toContain(options.command);
  }));
});

describe.each(LANGS)("help in %s", (lang) => {
  const help = helpText(lang);
  it("fits 80 columns and ends in one newline", () => {
    expect(help.split("\n").filter((line) => line.length > 80)).toEqual([]);
    expect(help).toMatch(/[^\n]\n$/);
  });
  it("names every command and option", () => {
    for (const name of ["--dry-run", "--cmdline", "--facts", "apply", "disk free", "takeover", "guest move", "--to", "facts", "status", "--wait", "iso", "--site-from", "--node", "--show", "--drop", "--ssh-key", "--root-password-hash", "--root-password-stdin", "--make-host-keys", "--host-key", "--tls-cert", "--pair-secret", "--site-id", "--tokens", "--kernel", "--format", "--lang", "--help", "--version", "NO_COLOR"]) expect(help).toContain(name);
  });
});
