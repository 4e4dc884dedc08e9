import { DowngradeAction, type DowngradeRequest } from "@keyval/api";
import { fail } from "./model-answer.js";

/** The version that clients are told, as text of major and minor; and the one that a downgrade leads to. Both may be missing. */
export class ModelVersions {
  version = "";
  target = "";

  set(text: string): object {
    const version = minorOf(text);
    if (this.version !== "" && order(version) < order(this.version) && version !== this.target) {
      fail("invalidDowngradeTargetVersion");
    }
    this.version = version;
    return {};
  }

  downgrade({ action, version: text }: DowngradeRequest): object {
    const target = action === DowngradeAction.CANCEL ? "" : minorOf(text);
    if (this.version === "") fail("noClusterVersion");
    if (action !== DowngradeAction.CANCEL) this.#check(target);
    if (action !== DowngradeAction.VALIDATE) this.target = target;
    return { version: this.version };
  }

  #check(target: string): void {
    if (order(target) !== order(this.version) - 1) fail("invalidDowngradeTargetVersion");
    if (this.target !== "") fail("downgradeInProgress");
  }
}

/** Of `3.7.0` or `v3.7`: `3.7`. */
function minorOf(text: string): string {
  const [, version] = /^v?(\d+\.\d+)(\.\d+)?$/.exec(text) ?? [];
  return version ?? fail("wrongDowngradeVersionFormat");
}

/** There are no more than a thousand minor versions of a major one; and none is before the first. */
function order(version: string): number {
  const [major = 0, minor = 0] = version.split(".").map(Number);
  return major * 2_000 + minor;
}
