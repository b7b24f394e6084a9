// What the image of the test machine is made of.
import { createHash } from 'node:crypto';
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { packagesOf } from './debian.mjs';
import { root } from './paths.mjs';

/** The scripts that make a test machine of a plain Debian. */
export const setupFolder = join(root, 'test', 'vm', 'image');

/** A machine with systemd and a kernel, beside the container runtimes that the integration tests use too. */
const machinePackages = [
  ...['linux-image-cloud-amd64', 'initramfs-tools', 'kmod', 'udev'],
  ...['systemd', 'systemd-sysv', 'libpam-systemd', 'dbus', 'dbus-user-session'],
  // Docker and LXC put their containers under profiles of AppArmor, which Debian's kernel has switched on.
  ...['apparmor', 'sudo', 'polkitd', 'pkexec', 'passwd', 'less'],
];

/** @returns {Promise<string[]>} the Debian packages of the image */
export async function guestPackages() {
  return [...new Set([...(await packagesOf(['runtimes'])), ...machinePackages])].sort();
}

/** @returns {string | undefined} the code name of this Debian, such as "bookworm"; undefined where it is not a Debian */
export function debianRelease() {
  try {
    const text = readFileSync('/etc/os-release', 'utf8');
    const value = (key) => new RegExp(`^${key}="?([^"\n]*)"?$`, 'm').exec(text)?.[1];
    return value('ID') === 'debian' ? value('VERSION_CODENAME') : undefined;
  } catch {
    return undefined;
  }
}

/**
 * Names the recipe: another recipe makes another image.
 * @param {string} release
 * @returns {Promise<string>}
 */
export async function recipeHash(release) {
  const hash = createHash('sha256');
  hash.update(JSON.stringify([release, await guestPackages()]));
  const files = [
    ...readdirSync(setupFolder)
      .sort()
      .map((name) => join(setupFolder, name)),
    ...['vm-recipe.mjs', 'vm-image.mjs'].map((name) => join(root, 'scripts', 'lib', name)),
  ];
  for (const file of files) hash.update(readFileSync(file));
  return hash.digest('hex').slice(0, 16);
}
