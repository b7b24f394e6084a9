import type { ByteString } from '../../shared/text/display.ts';

/** The types of systemd units that are cgroups: systemd.unit(5), systemd.resource-control(5). */
const UNIT = /\.(?:slice|scope|service|mount|socket|swap)$/;

export function isUnitName(segment: ByteString): boolean {
  return UNIT.test(segment);
}

/**
 * Undoes the `\xNN` of systemd-escape(1) in a part of a unit's name. A `-` stays: in the names read here it never
 * stands for a `/`.
 */
export function unescapeUnit(name: ByteString): ByteString {
  return name.replace(/\\x([0-9a-fA-F]{2})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
}
