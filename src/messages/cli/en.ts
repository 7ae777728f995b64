import type { CliMessages } from "./shape.ts";

export const en: CliMessages = {
  help: `Ramvisor: a KVM host that lives in RAM, set up from the kernel command line.

  ramvisor                   boot run: read, plan, apply, report
  ramvisor --dry-run         print the plan and write nothing
      --cmdline FILE           command line to read instead of this machine's
      --facts FILE             machine to read instead of this one (repeats)
  ramvisor apply TOKEN...    in rescue: do the boot run again with these tokens
  ramvisor disk free ID      clear a used disk, to be claimed (asks for serial)
  ramvisor takeover          in a pair: lead what the lost peer led
  ramvisor guest move NAME   in a pair: move a running guest to the other node
      --to HOST                to this node, where there are several
  ramvisor facts             print what the agent sees of this machine, as JSON
  ramvisor status            is this host ready? what is missing?
      --wait SECONDS           wait so long for it to become ready
  ramvisor iso BASE -o FILE  make a personal medium from a base one or another
      --node mac=..,ip=..      [,name=eth0][,mask=24]; repeats, one per card
      --site-from FILE         line and keys of this medium, where not given
      --mask --gw --dns --ntp --vlan --bond --disks --host VALUE; --lang LANG
      --tokens WORDS           further tokens; --kernel WORDS other words
      --drop NAME              take a kind of token or a key out; repeats
      --ssh-key FILE           public key that gets in as root; repeats
      --root-password-hash HASH, or --root-password-stdin
      --host-key FILE          SSH host key, or --make-host-keys
      --tls-cert FILE --tls-key FILE, --pair-secret FILE, --site-id ID
  ramvisor iso --show FILE   what is on a medium; never shows a secret

Options everywhere:
  --format text|json         default: text (facts: json)
  --lang de|en|fr|it         language of texts
  --help, --version

FILE "-" is standard input. NO_COLOR switches colours off.
Exit codes: 0 as asked; 1 a step or check failed; 2 wrong usage or input file;
3 error in a token; 4 the machine does not fit the command line.`,
  error: {
    unknownOption: (option) => `There is no option ${option}; see ramvisor --help.`,
    unknownCommand: (word) => `There is no command "${word}"; see ramvisor --help.`,
    missingValue: (option) => `The option ${option} wants a value.`,
    noValue: (option) => `The option ${option} takes no value.`,
    twice: (option) => `The option ${option} may be given only once.`,
    badValue: (option, value, known) => `The option ${option} cannot be "${value}"; known: ${known}.`,
    badSeconds: (value) => `The option --wait wants seconds from 0 to 86400, not "${value}".`,
    emptyFile: (option) => `The option ${option} wants the name of a file, or - for standard input.`,
    onlyWith: (option, command) => `The option ${option} goes only with ${command}.`,
    noTokens: "ramvisor apply wants the tokens, as in: ramvisor apply mac.0a:0b:0c:0d:0e:0f.eth0.192.168.0.250",
    noDisk: "ramvisor disk free wants the id of a disk, as ramvisor --dry-run shows it: ramvisor disk free virtio-DATA1",
    noGuest: "ramvisor guest move wants the name of a guest, as virsh list shows it: ramvisor guest move web",
    tooMany: (command, word) => `${command} does not take "${word}".`,
    badStage: (known) => `ramvisor stage wants one of: ${known}.`,
    stdinTwice: "Standard input (-) can be read only once.",
  },
};
