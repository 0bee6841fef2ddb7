/**
 * Starts all arms, and what only some rows need when they first ask for it.
 *
 * @module
 */
import { chmodSync, copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { imageName } from "../../scripts/lib/image";
import { docker } from "../../tests/support/docker";
import { makeLabCa } from "../../tests/support/lab-ca";
import { startSecondGateway } from "../../tests/support/second-gateway";
import { type Plan, SMALL_PLAN } from "../data/plan";
import type { Arm, Bench, Site, TlsArm } from "./bench";
import { addressOf, startNginx } from "./containers";
import { startRecipe } from "./recipe";
import { startSite } from "./site";

export interface Options {
  /** What is in the archives: that of D and G, and that of S. */
  readonly plan: Plan;
  readonly quick: boolean;
  readonly rounds: number;
  readonly say: (line: string) => void;
}

type Stop = () => Promise<void>;

export async function startBench({ plan, quick, rounds, say }: Options): Promise<{ bench: Bench; stop: Stop }> {
  const stops: Stop[] = [];
  const stop = async (): Promise<void> => {
    for (const end of stops.splice(0).reverse()) await end();
  };
  try {
    const { site, stop: stopSite } = await startSite("large", plan, say);
    stops.push(stopSite);
    const recipe = await startRecipe(site, plan, say);
    stops.push(recipe.stop);
    const folder = mkdtempSync(join(tmpdir(), "collimator-bench-static-"));
    chmodSync(folder, 0o755);
    stops.push(async () => {
      rmSync(folder, { recursive: true, force: true });
      return Promise.resolve();
    });
    for (const encoding of ["identity", "br", "gzip"]) mkdirSync(join(folder, encoding));
    const limit = await startLimit(site, "limit", folder, []);
    stops.push(limit.stop);
    const cache = await startCache(site, limit.arm);
    stops.push(cache.stop);
    const arms = { D: site.direct, S: recipe.arm, G: site.gateway, C: cache.arm, L: limit.arm };
    const once = <T>(start: () => Promise<{ value: T; stop: Stop }>): (() => Promise<T>) => {
      let started: Promise<T> | undefined;
      return async () => {
        started ??= start().then((result) => {
          stops.push(result.stop);
          return result.value;
        });
        return started;
      };
    };
    const tls = once(async () => startTls(site, folder));
    const small = once(async () => {
      const started = await startSite("small", SMALL_PLAN, say);
      return { value: started.site, stop: started.stop };
    });
    return {
      bench: { ...site, quick, rounds, arms, recipeArchive: recipe.archive, staticFolder: folder, say, tls, small },
      stop,
    };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** Arm L: the gateway's image with nothing but static files. */
async function startLimit(
  { stack }: Site,
  part: string,
  folder: string,
  more: readonly string[],
): Promise<{ arm: Arm; stop: Stop }> {
  const name = `${stack.project}-${part}`;
  const configuration = join(import.meta.dirname, "static.nginx.conf");
  const host = await startNginx({
    name,
    network: `${stack.project}_edge`,
    image: imageName("gateway"),
    configuration: "/limit/nginx.conf",
    volumes: [`${configuration}:/limit/nginx.conf:ro`, `${folder}:/static:ro`, ...more],
  });
  const stop = async (): Promise<void> => {
    await docker("rm", "--force", name);
  };
  return { arm: { name: "L", host, port: 8080, prefix: "", headers: { Host: "limit:8080" } }, stop };
}

/** Arm C, before arm L. */
async function startCache({ stack }: Site, limit: Arm): Promise<{ arm: Arm; stop: Stop }> {
  const name = `${stack.project}-cache`;
  const folder = mkdtempSync(join(tmpdir(), "collimator-bench-cache-"));
  chmodSync(folder, 0o755);
  const configuration = readFileSync(join(import.meta.dirname, "cache.nginx.conf"), "utf8");
  writeFileSync(join(folder, "nginx.conf"), configuration.replace("http://LIMIT:", `http://${limit.host}:`));
  const stop = async (): Promise<void> => {
    await docker("rm", "--force", name);
    rmSync(folder, { recursive: true, force: true });
  };
  const host = await startNginx({
    name,
    network: `${stack.project}_edge`,
    image: imageName("gateway"),
    configuration: "/before/nginx.conf",
    volumes: [`${folder}:/before:ro`],
    isLogged: true,
  });
  return { arm: { name: "C", host, port: 8080, prefix: "", headers: { Host: "cache:8080" } }, stop };
}

/** A second gateway on the same archive that ends TLS, and an arm L with the same certificate. */
async function startTls(site: Site, folder: string): Promise<{ value: { G: TlsArm; L: TlsArm }; stop: Stop }> {
  const ca = makeLabCa();
  const stops: Stop[] = [
    async () => {
      ca.remove();
      return Promise.resolve();
    },
  ];
  const stop = async (): Promise<void> => {
    for (const end of stops.splice(0).reverse()) await end();
  };
  try {
    const certificate = ca.issue("IP:127.0.0.1");
    copyFileSync(join(import.meta.dirname, "static-tls.conf"), join(certificate, "server.conf"));
    const settings = {
      TLS_MODE: "files",
      PUBLIC_URL: "https://127.0.0.1:{https}",
      HTTPS_PORT: "{https}",
      TLS_DIR: "/etc/pacs",
      SESSION_IDLE_MINUTES: "600",
    };
    // Room for all frames of a row, besides the 1 GB that nginx leaves free.
    const gateway = await startSecondGateway(site.stack, { settings, tlsFolder: certificate, cacheDisk: "4g" });
    stops.push(gateway.stop);
    const limit = await startLimit(site, "limit-tls", folder, [`${certificate}:/tls:ro`]);
    stops.push(limit.stop);
    const origin = gateway.publicUrl;
    // Both gateways know the session; over TLS its cookie has another name.
    const cookie = (site.gateway.headers["Cookie"] ?? "").replace(/^[^=]+/, "__Host-collimator");
    const host = await addressOf(gateway.container, `${site.stack.project}_edge`);
    const G = { name: "G", host, port: 8443, prefix: "/pacs", headers: { cookie }, origin };
    return { value: { G, L: { ...limit.arm, port: 8443, headers: {}, origin } }, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}
