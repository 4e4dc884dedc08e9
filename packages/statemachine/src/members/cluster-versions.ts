import { DowngradeAction, type DowngradeInfo, type DowngradeRequest, type ErrorName } from "@keyval/api";
import { Digester, type Digest } from "../hash/digest.js";
import { compareVersions, fullVersion, parseVersion, shortVersion, versionBefore, type Version } from "./version.js";

export interface ClusterVersionsState {
  /** Empty until it is decided. */
  readonly clusterVersion: string;
  readonly downgrade: DowngradeInfo | undefined;
}

/** The cluster's version, as clients are told it, or why it is not so. */
export type DowngradeOutcome = { readonly version: string } | { readonly error: ErrorName };

/**
 * The version of etcd that clients are told. It moves up, and down by one minor version while a downgrade is under way. What
 * members understand of each other is `Members.level`.
 */
export class ClusterVersions {
  #version: Version | undefined;
  /** Where a downgrade that is under way leads. */
  #target: Version | undefined;

  static fromState({ clusterVersion, downgrade }: ClusterVersionsState): ClusterVersions {
    const versions = new ClusterVersions();
    versions.#version = parseVersion(clusterVersion);
    versions.#target = downgrade?.enabled === true ? parseVersion(downgrade.targetVersion) : undefined;
    return versions;
  }

  toState(): ClusterVersionsState {
    return { clusterVersion: this.clusterVersion, downgrade: this.downgrade };
  }

  /** With major, minor and a patch of 0; empty until it is decided. */
  get clusterVersion(): string {
    return this.#version === undefined ? "" : fullVersion(this.#version);
  }

  get downgrade(): DowngradeInfo {
    if (this.#target === undefined) return { enabled: false, targetVersion: "" };
    return { enabled: true, targetVersion: fullVersion(this.#target) };
  }

  get hash(): Digest {
    const digester = new Digester();
    digester.text("versions");
    digester.text(this.clusterVersion);
    digester.text(this.downgrade.targetVersion);
    return digester.finish();
  }

  /** Decided by the leader, from what the members say that they understand. */
  setClusterVersion(text: string): ErrorName | undefined {
    const version = parseVersion(text);
    if (version === undefined) return "wrongDowngradeVersionFormat";
    if (this.#isFall(version) && !this.#isTarget(version)) return "invalidDowngradeTargetVersion";
    this.#version = version;
    return undefined;
  }

  applyDowngrade({ action, version }: DowngradeRequest): DowngradeOutcome {
    switch (action) {
      case DowngradeAction.VALIDATE:
        return this.validate(version);
      case DowngradeAction.ENABLE:
        return this.#enable(version);
      case DowngradeAction.CANCEL:
        return this.#cancel();
      default:
        return { error: "unknownMethod" };
    }
  }

  /** Whether a downgrade to that version may begin. Changes nothing. */
  validate(text: string): DowngradeOutcome {
    const target = parseVersion(text);
    if (target === undefined) return { error: "wrongDowngradeVersionFormat" };
    if (this.#version === undefined) return { error: "noClusterVersion" };
    const allowed = versionBefore(this.#version);
    if (allowed === undefined || compareVersions(target, allowed) !== 0)
      return { error: "invalidDowngradeTargetVersion" };
    return this.#target === undefined ? told(this.#version) : { error: "downgradeInProgress" };
  }

  #enable(text: string): DowngradeOutcome {
    const outcome = this.validate(text);
    if ("version" in outcome) this.#target = parseVersion(text);
    return outcome;
  }

  /** Cancelling what is not under way is no error, as in etcd. */
  #cancel(): DowngradeOutcome {
    if (this.#version === undefined) return { error: "noClusterVersion" };
    this.#target = undefined;
    return told(this.#version);
  }

  #isFall(version: Version): boolean {
    return this.#version !== undefined && compareVersions(version, this.#version) < 0;
  }

  #isTarget(version: Version): boolean {
    return this.#target !== undefined && compareVersions(version, this.#target) === 0;
  }
}

function told(version: Version): DowngradeOutcome {
  return { version: shortVersion(version) };
}
