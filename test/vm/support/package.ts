import { createHash } from "node:crypto";
import { chmod, mkdir, readFile, stat, writeFile } from "node:fs/promises";
import { createServer, type Server } from "node:http";
import { join } from "node:path";
import { execa } from "execa";

/** What the test package prints once it is installed. */
export const PACKAGE_WORD = "ramvisor-probe: installed";

const CONTROL = `Package: ramvisor-probe
Version: 1.0
Architecture: amd64
Maintainer: Ramvisor <nobody@example.invalid>
Depends: libc6, base-files
Description: proves that packages can be added to a running host
`;

/** A Debian package with a program, a manual page and a script that runs after it is unpacked; and its index. */
export async function makeRepository(dir: string): Promise<string> {
  const [tree, repository] = [join(dir, "tree"), join(dir, "repository")];
  for (const sub of ["DEBIAN", "usr/bin", "usr/share/man/man1"]) await mkdir(join(tree, sub), { recursive: true });
  await mkdir(repository, { recursive: true });
  await writeFile(join(tree, "DEBIAN/control"), CONTROL);
  await writeFile(join(tree, "DEBIAN/postinst"), "#!/bin/sh\nset -e\nmkdir -p /var/lib/ramvisor-probe\ntouch /var/lib/ramvisor-probe/configured\n");
  await writeFile(join(tree, "usr/bin/ramvisor-probe"), `#!/bin/sh\necho '${PACKAGE_WORD}'\n`);
  await writeFile(join(tree, "usr/share/man/man1/ramvisor-probe.1"), ".TH ramvisor-probe 1\n");
  await chmod(join(tree, "DEBIAN/postinst"), 0o755);
  await chmod(join(tree, "usr/bin/ramvisor-probe"), 0o755);
  const file = "ramvisor-probe_1.0_amd64.deb";
  await execa("dpkg-deb", ["--build", "--root-owner-group", tree, join(repository, file)]);
  const bytes = await readFile(join(repository, file));
  const { size } = await stat(join(repository, file));
  await writeFile(join(repository, "Packages"), `${CONTROL}Filename: ./${file}\nSize: ${String(size)}\nSHA256: ${createHash("sha256").update(bytes).digest("hex")}\n`);
  return repository;
}

/** Serves the files of one folder over HTTP on 127.0.0.1: QEMU's gateway address leads there. */
export async function serve(dir: string): Promise<{ port: number; server: Server }> {
  const server = createServer((request, response) => {
    const name = (request.url ?? "/").replace(/^\/(?:\.\/)?/, "");
    void (/^[\w.-]+$/.test(name) ? readFile(join(dir, name)) : Promise.reject(new Error("no such file"))).then(
      (bytes) => response.end(bytes),
      () => response.writeHead(404).end(),
    );
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  return { server, port: typeof address === "object" && address !== null ? address.port : 0 };
}
