import { type ClientHttp2Stream, connect, type IncomingHttpHeaders, type Settings } from "node:http2";
import {
  checkServerIdentity,
  connect as connectTls,
  type ConnectionOptions,
  type PeerCertificate,
  type TLSSocket,
} from "node:tls";

/** An answer over HTTP/2. */
export interface Http2Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
}

export interface Http2Request {
  readonly headers?: Readonly<Record<string, string | readonly string[]>>;
  /** Sent in DATA frames; without a content-length unless the headers have one. */
  readonly body?: Buffer | string;
}

/** A request whose body has not ended. */
export interface OpenRequest {
  readonly write: (bytes: Buffer) => void;
  /** Of the answer, which may come before the body's end. */
  readonly status: Promise<number>;
  readonly end: (bytes: Buffer) => Promise<Http2Answer>;
}

/** One HTTP/2 connection over TLS to a port of this machine. */
export interface Http2Client {
  readonly ask: (path: string, request?: Http2Request) => Promise<Http2Answer>;
  /** A POST, if the headers don't say otherwise, whose body is sent bit by bit. */
  readonly post: (path: string, headers: Readonly<Record<string, string>>) => OpenRequest;
  /** Requests that the server lets be open at once (RFC 9113, section 6.5.2). */
  readonly mostStreams: number;
  readonly close: () => void;
}

/** Connects to the port as to `url`'s host, and verifies the certificate for it by these authorities. */
export async function connectHttp2(url: string, port: number, ca: string): Promise<Http2Client> {
  const { host, hostname } = new URL(url);
  const session = connect(url, { createConnection: () => tlsTo(port, hostname, ca, ["h2"]) });
  const { maxConcurrentStreams: mostStreams = Infinity } = await new Promise<Settings>((resolve, reject) =>
    session.once("remoteSettings", resolve).once("error", reject),
  );
  return {
    mostStreams,
    ask: async (path, { headers, body } = {}) => {
      const stream = session.request(
        { ":path": path, ":authority": host, ...headers },
        { endStream: body === undefined },
      );
      const answer = answerOf(stream);
      if (body !== undefined) stream.end(body);
      return answer;
    },
    post: (path, headers) => {
      const stream = session.request(
        { ":method": "POST", ":path": path, ":authority": host, ...headers },
        { endStream: false },
      );
      const answer = answerOf(stream);
      return {
        write: (bytes) => stream.write(bytes),
        status: new Promise((resolve) => stream.once("response", (received) => resolve(Number(received[":status"])))),
        end: async (bytes) => {
          stream.end(bytes);
          return answer;
        },
      };
    },
    close: () => session.close(),
  };
}

/** A TLS connection to a port of this machine, whose certificate has to be for a host. */
export function tlsTo(
  port: number,
  hostname: string,
  ca: string,
  protocols: string[],
  more: ConnectionOptions = {},
): TLSSocket {
  // A server name is never an address (RFC 6066, section 3).
  const servername = /^[\d.]+$/.test(hostname) ? "" : hostname;
  return connectTls({
    host: "127.0.0.1",
    port,
    ca,
    servername,
    ALPNProtocols: protocols,
    checkServerIdentity: (_, certificate) => checkServerIdentity(hostname, certificate),
    ...more,
  });
}

/** The certificate that a port of this machine presents, and what was agreed upon. */
export async function handshake(
  port: number,
  hostname: string,
  ca: string,
  more: ConnectionOptions = {},
): Promise<{
  certificate: PeerCertificate;
  protocol: string | null;
  alpn: string | false | null;
  reused: boolean;
  session: Buffer | undefined;
}> {
  const socket = tlsTo(port, hostname, ca, ["h2", "http/1.1"], more);
  const session = new Promise<Buffer>((resolve) => socket.once("session", resolve));
  await new Promise((resolve, reject) => socket.once("secureConnect", resolve).once("error", reject));
  const found = {
    certificate: socket.getPeerCertificate(),
    protocol: socket.getProtocol(),
    alpn: socket.alpnProtocol,
    reused: socket.isSessionReused(),
  };
  const resumable = found.reused ? undefined : await session;
  socket.destroy();
  return { ...found, session: resumable };
}

/** The whole answer on a stream. A stream that ends with an error after an answer counts as answered. */
function answerOf(stream: ClientHttp2Stream): Promise<Http2Answer> {
  return new Promise((resolve, reject) => {
    let answer: { status: number; headers: IncomingHttpHeaders } = { status: 0, headers: {} };
    const chunks: Buffer[] = [];
    const settle = (): void => resolve({ ...answer, body: Buffer.concat(chunks) });
    stream.on("response", (received) => (answer = { status: Number(received[":status"]), headers: received }));
    stream.on("data", (chunk: Buffer) => chunks.push(chunk));
    stream.on("error", (error: Error) => (answer.status === 0 ? reject(error) : settle()));
    stream.on("end", settle);
  });
}
