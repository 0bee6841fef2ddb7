import { connect } from "node:net";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { callLua } from "../../../support/lua";
import { type Handler, type LabServer, type OutboundLab, startOutboundLab } from "../../../support/outbound";

let lab: OutboundLab;
let target: LabServer;

beforeAll(async () => {
  lab = await startOutboundLab(process.cwd());
  const answer: Handler = (socket) => {
    socket.end("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
  };
  target = await lab.serve(answer, lab.ca.issue("DNS:good.lab", { mode: "644" }));
});

afterAll(async () => {
  await lab.stop();
});

/** A proxy that makes the tunnel to this machine, whatever the name. */
const tunnel: Handler = (socket, request) => {
  const [, port = "0"] = /^CONNECT [^ :]+:(\d+) HTTP\/1\.1\r\n/.exec(request) ?? [];
  const upstream = connect(Number(port), "127.0.0.1", () => {
    socket.write("HTTP/1.1 200 Connection established\r\nVia: lab\r\n\r\n");
    socket.pipe(upstream);
    upstream.pipe(socket);
  });
  upstream.on("error", () => socket.destroy());
  socket.on("close", () => upstream.destroy());
};

const says =
  (bytes: string): Handler =>
  (socket) => {
    socket.write(bytes);
  };

describe("outbound proxy", () => {
  test("the outbound proxy is asked for a tunnel and sees TLS only", async () => {
    const proxy = await lab.serve(tunnel);
    const got = await lab.fetch({
      url: `https://good.lab:${target.port}/path`,
      headers: { Authorization: "Basic c2VjcmV0" },
      proxy: `http://${lab.host}:${proxy.port}`,
    });
    expect(got).toMatchObject({ status: 200, body: "ok" });
    const place = `good.lab:${target.port}`;
    const head = `CONNECT ${place} HTTP/1.1\r\nHost: ${place}\r\nUser-Agent: Collimator\r\n\r\n`;
    expect(proxy.received().slice(0, head.length)).toBe(head);
    expect(proxy.received()).not.toMatch(/Basic|\/path/);
  });

  test("the outbound proxy resolves a name that only it knows, and may be given by name itself", async () => {
    const proxy = await lab.serve(tunnel);
    const other = await lab.serve(
      (socket) => socket.end("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nin"),
      lab.ca.issue("DNS:inside.example", { mode: "644" }),
    );
    const url = `https://inside.example:${other.port}/`;
    expect(await lab.fetch({ url })).toEqual({ failure: "outbound-name" });
    expect(await lab.fetch({ url, proxy: `http://proxy.lab:${proxy.port}` })).toMatchObject({ body: "in" });
  });

  test.each([
    ["407", "HTTP/1.1 407 Proxy Authentication Required\r\nContent-Length: 0\r\n\r\n"],
    ["502", "HTTP/1.1 502 Bad Gateway\r\n\r\n"],
    ["a redirect", "HTTP/1.1 302 Found\r\nLocation: https://good.lab/\r\n\r\n"],
    ["garbage", "\x05\x00"],
    ["text after its head", "HTTP/1.1 200 OK\r\n\r\nmore"],
    ["too much", `HTTP/1.1 200 OK\r\nX: ${"a".repeat(20_000)}\r\n\r\n`],
  ])("an outbound proxy that answers %s lets nothing through", async (_what, bytes) => {
    const proxy = await lab.serve(says(bytes));
    const url = `https://good.lab:${target.port}/`;
    const before = target.connections();
    expect(await lab.fetch({ url, proxy: `http://${lab.host}:${proxy.port}` })).toEqual({ failure: "outbound-proxy" });
    expect(target.connections()).toBe(before);
    expect(proxy.received()).toMatch(/^CONNECT [^]*\r\n\r\n$/);
  });

  test("an outbound proxy that hangs up or is missing lets nothing through", async () => {
    const proxy = await lab.serve((socket) => socket.destroy());
    const url = `https://good.lab:${target.port}/`;
    for (const port of [proxy.port, 1]) {
      expect(await lab.fetch({ url, proxy: `http://${lab.host}:${port}` })).toEqual({ failure: "outbound-proxy" });
    }
  });

  test("a slow outbound proxy is abandoned after 10 s", async () => {
    const proxy = await lab.serve((socket) => {
      socket.write("HTTP/1.1 200 OK\r\n");
      const timer = setInterval(() => socket.write("X: y\r\n"), 100);
      socket.on("close", () => clearInterval(timer));
    });
    const started = Date.now();
    const url = `https://good.lab:${target.port}/`;
    expect(await lab.fetch({ url, proxy: `http://${lab.host}:${proxy.port}` })).toEqual({
      failure: "outbound-timeout",
    });
    expect((Date.now() - started) / 1000).toBeLessThan(25);
  });

  test("an outbound proxy that ends TLS itself without a trusted certificate is told nothing", async () => {
    const fake = await lab.serve(tunnel, lab.ca.selfSigned("DNS:good.lab"));
    const proxy = await lab.serve((socket, request) => {
      tunnel(socket, request.replace(/:\d+ HTTP/, `:${fake.port} HTTP`));
    });
    const url = `https://good.lab:${target.port}/`;
    expect(await lab.fetch({ url, proxy: `http://${lab.host}:${proxy.port}` })).toEqual({ failure: "outbound-tls" });
    expect(fake.received()).toBe("");
  });

  test("the outbound proxy is bypassed for hosts that need none", async () => {
    const proxy = await lab.serve(says(""));
    const got = await lab.fetch({
      url: `https://good.lab:${target.port}/`,
      proxy: `http://${lab.host}:${proxy.port}`,
      noProxy: ["localhost", ".lab"],
    });
    expect(got).toMatchObject({ status: 200 });
    expect(proxy.connections()).toBe(0);
  });
});

describe("hosts without the proxy", () => {
  test.each([
    ["a.example", ["a.example"], true],
    ["b.a.example", ["a.example"], true],
    ["b.a.example", [".A.example"], true],
    ["b.a.example", ["*.a.example"], true],
    ["ba.example", ["a.example"], false],
    ["a.example", ["b.a.example"], false],
    ["axexample", ["a.example"], false],
    ["a.example", ["*"], true],
    ["a.example", [], false],
    ["10.1.2.3", ["10.0.0.0/8"], true],
    ["10.1.2.3", ["10.1.2.3"], true],
    ["11.1.2.3", ["10.0.0.0/8"], false],
    ["10.1.2.3", ["3"], false],
    ["[fd00::1]", ["fd00::/8"], true],
    ["10.1.2.3", ["10.9.9.9/8"], true],
    ["10.1.2.3", ["10.1.2.3/32"], true],
    ["10.1.2.3", ["10.1.2.2/31"], true],
    ["[fd00::1]", ["fd00::1"], true],
    ["[::1]", ["fd00::/8"], false],
    ["a.example", ["10.0.0.0/8", "nonsense/", "%d"], false],
  ])("the host %s bypasses the proxy with %j: %j", async (host, entries, expected) => {
    expect(await callLua("gateway.outbound.connect", "goesDirect", host, entries)).toEqual([expected]);
  });
});
